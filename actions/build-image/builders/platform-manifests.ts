import type { Platform } from '../../../shared/oci/descriptor.ts';
import type { Digest } from '../../../shared/oci/digest.ts';
import { type PlatformManifest, readImage } from '../../../shared/oci/image.ts';
import { isImageIndex } from '../../../shared/oci/manifest.ts';
import { isManifest } from '../../../shared/oci/media-types.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';

/**
 * The manifests of an image for these platforms, of any variant; all of them where no platform is given, or where an index nests others. A base is there
 * for a dozen platforms, and registries count every manifest that is read.
 */
export async function manifestsFor(
  store: ImageStore,
  digest: Digest,
  platforms: readonly Platform[],
): Promise<readonly PlatformManifest[]> {
  const { content } = await store.readManifest(digest);
  const isFlat = isImageIndex(content) && content.manifests.every(({ mediaType }) => isManifest(mediaType));
  if (!isFlat || platforms.length === 0) return (await readImage(store, digest)).platforms;
  const wanted = content.manifests.flatMap(({ digest: child, platform }) =>
    platform !== undefined && platforms.some((each) => isFor(platform, each)) ? [{ child, platform }] : [],
  );
  return Promise.all(
    wanted.map(async ({ child, platform }) => ({ platform, manifest: await store.readManifest(child) })),
  );
}

/** Of any variant. */
export const isFor = (platform: Platform, { os, architecture }: Platform): boolean =>
  platform.os === os && platform.architecture === architecture;
