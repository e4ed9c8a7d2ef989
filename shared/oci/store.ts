import type { Readable } from 'node:stream';
import type { Descriptor, ImageIndex, ImageManifest } from './descriptor.ts';
import type { Digest } from './digest.ts';

/** A manifest or index: the very bytes, what names them, and what they say. Never serialised again: that would change the digest. */
export interface Manifest {
  readonly bytes: Uint8Array;
  readonly descriptor: Descriptor;
  readonly content: ImageManifest | ImageIndex;
}

export interface ReadOptions {
  /** First byte wanted, from 0; a reader that resumes hashes from there only what it is told to. */
  readonly offset?: number;
  readonly signal?: AbortSignal;
}

export interface WriteBlobOptions {
  /** A repository of the same registry that holds the blob: the registry is asked to mount it, and no byte moves. */
  readonly mountFrom?: string;
  readonly signal?: AbortSignal;
}

export interface PutManifestOptions {
  readonly mediaType: string;
  /** The tag to give it; without one it is stored under its digest. */
  readonly tag?: string;
  /**
   * What the tag must name before the write: a digest, or `null` for "no such tag yet". A difference, seen before or after
   * the write, is a refusal; the same digest as the one being written is never one.
   */
  readonly expect?: Digest | null;
}

export interface Capabilities {
  /** The referrers API answers; without it the `sha256-<hex>` fallback tag is read and written. */
  readonly referrersApi: boolean;
}

/**
 * One repository of images, wherever it is: a registry (OCI distribution-spec 1.1), an OCI image layout directory, or a test registry.
 * Everything that is read is checked against its digest and size; a difference is a UserError that names both.
 * A service that does not answer after retries is an UnavailableError.
 */
export interface ImageStore {
  /** How people name it: `ghcr.io/acme/shop`, `oci-layout:./image`. */
  readonly name: string;
  /** Set for a repository of a registry: two of one host can mount blobs from each other. */
  readonly registry?: { readonly host: string; readonly repository: string };
  /** What a tag or digest names now; undefined when there is no such thing. */
  resolve(reference: string): Promise<Descriptor | undefined>;
  /** @throws UserError when there is no such manifest. */
  readManifest(reference: string): Promise<Manifest>;
  /** The verified bytes, as a stream; the stream fails at its end when digest or size differ. */
  readBlob(descriptor: Descriptor, options?: ReadOptions): Promise<Readable>;
  hasBlob(descriptor: Descriptor): Promise<boolean>;
  /** Stores a blob unless it is there. `open` is called only when bytes are needed, and again for each try. */
  writeBlob(
    descriptor: Descriptor,
    open: () => Promise<Readable> | Readable,
    options?: WriteBlobOptions,
  ): Promise<'present' | 'mounted' | 'written'>;
  putManifest(bytes: Uint8Array, options: PutManifestOptions): Promise<Descriptor>;
  /**
   * Descriptors of the manifests whose subject is `subject`, from the API and from the fallback tag. `leftOut` hears of each entry that
   * cannot be understood: its JSON, or its digest.
   */
  listReferrers(subject: Digest, leftOut?: (entry: string) => void): Promise<readonly Descriptor[]>;
  /**
   * Stores a manifest that has a `subject`, and makes it listed among that subject's referrers. Where there is no referrers API the
   * fallback tag is merged in a loop until it is seen settled, so that parallel writers lose nothing.
   */
  attach(manifest: Uint8Array): Promise<Descriptor>;
  listTags(): Promise<readonly string[]>;
  delete(digest: Digest): Promise<void>;
  capabilities(): Promise<Capabilities>;
}
