import type { Dockerfile } from '../../../shared/dockerfile/dockerfile.ts';
import type { Platform } from '../../../shared/oci/descriptor.ts';
import type { Digest } from '../../../shared/oci/digest.ts';
import type { StorePorts } from '../../../shared/oci/open.ts';
import type { ImageReference, LayoutReference, RegistryReference } from '../../../shared/oci/reference.ts';
import type { Log } from '../../../shared/ports/log.ts';
import type { Problem } from '../../../shared/text/error.ts';
import type { AttestationRequest } from './attestation-request.ts';
import type { BuilderStatement } from './attestations.ts';

/** One build from a Dockerfile, for every builder. */
export interface BuildRequest {
  /** The checked-out directory that is sent to the builder, absolute: never a URL, whose content would be another than what was checked. */
  readonly context: string;
  /** The Dockerfile, absolute, and what is in it. */
  readonly file: string;
  readonly dockerfile: Dockerfile;
  readonly target?: string;
  /** The builder's own platform when there is none. */
  readonly platforms: readonly Platform[];
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the manifests, where the builder writes them: then what it attests is about the very manifest that is stored. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** What BuildKit attests of the build. */
  readonly attestations?: readonly AttestationRequest[];
  /** By name: a directory, `docker-image://REFERENCE` or `oci-layout://PATH[:TAG][@DIGEST]`; relative paths start at `workspace`. */
  readonly buildContexts: Readonly<Record<string, string>>;
  readonly workspace: string;
  /** Values and files by id, for `RUN --mount=type=secret`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly secretFiles: Readonly<Record<string, string>>;
  /** `default`, or `ID=SOCKET`. */
  readonly ssh: readonly string[];
  /** In docker's notation: `type=gha`, `type=registry,ref=…`, or a reference alone. */
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  /** False for a pull request: what it builds is not written into caches that others read. */
  readonly trusted: boolean;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly network: 'default' | 'none' | 'host';
  /** SOURCE_DATE_EPOCH in seconds. */
  readonly epoch: number;
  /** Where the image goes: an empty layout, or a repository, where it is pushed by digest, without a tag. */
  readonly output: LayoutReference | RegistryReference;
}

/** What a builder takes from the outside. */
export interface BuilderPorts {
  readonly stores: StorePorts;
  /** The environment of the programs, all of it: `builderEnvironment` makes one. */
  readonly env: Readonly<Record<string, string>>;
  /** A directory of this build alone. */
  readonly temp: string;
  readonly log: Log;
}

/** A finished image, whatever built it. */
export interface BuiltImage {
  readonly builder: 'buildkit' | 'buildah';
  /** Of the builder, as far as it says. */
  readonly version: string;
  /** Where it is; the digest is that of `kind`. */
  readonly reference: ImageReference & { readonly digest: Digest };
  readonly digest: Digest;
  readonly kind: 'index' | 'manifest';
  readonly platforms: readonly { readonly platform: Platform; readonly digest: Digest }[];
  /** What the builder read besides the context, by digest, where it says so. */
  readonly materials: readonly BuildMaterial[];
  /** What it attests itself, where it was asked to. */
  readonly statements?: readonly BuilderStatement[];
  readonly warnings: readonly Problem[];
}

/** One thing that went into an image, in SLSA's terms. */
export interface BuildMaterial {
  readonly uri: string;
  readonly digest: Readonly<Record<string, string>>;
}
