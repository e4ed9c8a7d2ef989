import { readImageConfig } from '../../../shared/image/config.ts';
import type { Platform } from '../../../shared/oci/descriptor.ts';
import type { Digest } from '../../../shared/oci/digest.ts';
import { isImageIndex } from '../../../shared/oci/manifest.ts';
import type { ImageStore, Manifest } from '../../../shared/oci/store.ts';

const MAX_TRIGGERS = 200;

/**
 * The ONBUILD triggers of a base for these platforms, each once, in their order (Dockerfile reference, "ONBUILD"; a field of docker's that OCI configs
 * carry on). They run in every build that starts from it, and stand in no Dockerfile.
 */
export async function onBuildTriggers(
  store: ImageStore,
  digest: Digest,
  platforms: readonly Platform[],
): Promise<readonly string[]> {
  const manifests = await manifestsFor(store, await store.readManifest(digest), platforms);
  const found = await Promise.all(
    manifests.map(async (manifest) => {
      const triggers: unknown = (await readImageConfig(store, manifest)).config?.['OnBuild'];
      return Array.isArray(triggers) ? triggers.filter((each) => typeof each === 'string') : [];
    }),
  );
  return [...new Set(found.flat())].slice(0, MAX_TRIGGERS);
}

/** One level down is enough: a base is an image, or an index of images. */
async function manifestsFor(
  store: ImageStore,
  top: Manifest,
  platforms: readonly Platform[],
): Promise<readonly Manifest[]> {
  if (!isImageIndex(top.content)) return [top];
  const children = top.content.manifests.filter(({ platform }) =>
    platforms.some(({ os, architecture }) => platform?.os === os && platform.architecture === architecture),
  );
  return Promise.all(children.map(async ({ digest }) => store.readManifest(digest)));
}
