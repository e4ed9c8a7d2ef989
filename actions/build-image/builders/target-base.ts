import { targetBase } from '../../../shared/dockerfile/image-use.ts';
import type { Platform } from '../../../shared/oci/descriptor.ts';
import { hexOf } from '../../../shared/oci/digest.ts';
import { type StorePorts, openStore } from '../../../shared/oci/open.ts';
import { formatReference, parseReference, withDigest } from '../../../shared/oci/reference.ts';
import type { PlacedImage } from './base-layers.ts';
import { buildArgumentsOf } from './build-arguments.ts';
import { isFor, manifestsFor } from './platform-manifests.ts';
import type { BuildMaterial, BuildRequest } from './request.ts';

/** The image that the target's layers lie on. */
export interface TargetBase {
  readonly material: BuildMaterial;
  readonly forPlatform: (platform: Platform) => PlacedImage | undefined;
}

/** Reads the base of the target stage; undefined for `scratch`, and for one that no reference names. */
export async function targetBaseImages(
  request: BuildRequest,
  ports: StorePorts,
): Promise<TargetBase | undefined> {
  const use = targetBase(request.dockerfile, buildArgumentsOf(request));
  if (use === undefined || use.unset.length > 0) return undefined;
  const reference = parseReference(use.reference);
  const store = openStore(reference, ports);
  const digest = reference.digest ?? (await store.resolve(reference.tag ?? 'latest'))?.digest;
  if (digest === undefined) return undefined;
  const platforms = await manifestsFor(store, digest, request.platforms);
  return {
    material: { uri: formatReference(withDigest(reference, digest)), digest: { sha256: hexOf(digest) } },
    forPlatform: (wanted) => {
      const found = platforms.filter(({ platform }) => isFor(platform, wanted));
      const exact = found.find(({ platform }) => platform.variant === wanted.variant) ?? found[0];
      return exact && { store, manifest: exact.manifest };
    },
  };
}
