import { readImageConfig } from '../../../shared/image/config.ts';
import type { Platform } from '../../../shared/oci/descriptor.ts';
import type { Digest } from '../../../shared/oci/digest.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { manifestsFor } from './platform-manifests.ts';

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
  const manifests = await manifestsFor(store, digest, platforms);
  const found = await Promise.all(
    manifests.map(async ({ manifest }) => {
      const triggers: unknown = (await readImageConfig(store, manifest)).config?.['OnBuild'];
      return Array.isArray(triggers) ? triggers.filter((each) => typeof each === 'string') : [];
    }),
  );
  return [...new Set(found.flat())].slice(0, MAX_TRIGGERS);
}
