import { isImageIndex } from '../../shared/oci/manifest.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import { formatPlatform, isAttestation } from '../../shared/oci/platform.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { UserError } from '../../shared/text/error.ts';

/** What the verdict is about: the digest that was given, and below an index the manifest of the platform that runs. */
export interface Subjects {
  readonly all: readonly Descriptor[];
  /** Undefined for an image that has no index. */
  readonly platform: string | undefined;
}

/** @throws UserError when the digest is not there, or the index has no such platform. */
export async function readSubjects(store: ImageStore, digest: Digest, wanted: string): Promise<Subjects> {
  const { descriptor, content } = await store.readManifest(digest);
  if (!isImageIndex(content)) return { all: [descriptor], platform: undefined };
  const named = content.manifests.flatMap((child) =>
    child.platform === undefined || isAttestation(child)
      ? []
      : [{ name: formatPlatform(child.platform), child }],
  );
  const found = named.find(({ name }) => name === wanted) ?? only(named, wanted);
  if (found !== undefined) return { all: [descriptor, found.child], platform: found.name };
  throw new UserError({
    what: `the image has no platform ${wanted}`,
    rule: "'platform' names the one that the canary runs",
    seen: named.map(({ name }) => name).join(', ') || 'an index without platforms',
  });
}

/** `linux/arm64` finds `linux/arm64/v8` when it is the only one of its kind. */
function only<T extends { readonly name: string }>(named: readonly T[], wanted: string): T | undefined {
  const variants = named.filter(({ name }) => name.startsWith(`${wanted}/`));
  return variants.length === 1 ? variants[0] : undefined;
}
