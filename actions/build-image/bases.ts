import type { Platform } from '../../shared/oci/descriptor.ts';
import { hexOf } from '../../shared/oci/digest.ts';
import { type StorePorts, openStore } from '../../shared/oci/open.ts';
import { formatReference, parseReference } from '../../shared/oci/reference.ts';
import { UnavailableError, UserError } from '../../shared/text/error.ts';
import { createdOf } from './base.ts';
import type { PinnedRequest } from './builders/pin.ts';
import { manifestsFor } from './builders/platform-manifests.ts';
import type { BuildMaterial } from './builders/request.ts';
import type { TargetBase } from './builders/target-base.ts';
import type { BaseImage } from './result.ts';

/** The images that a Dockerfile's build read, that of the target's layers first; a frontend is none of them. */
export async function basesOf(
  { images, materials }: Pick<PinnedRequest, 'images' | 'materials'>,
  target: TargetBase | undefined,
  { ports, platforms }: Question,
): Promise<readonly BaseImage[]> {
  const bases = materials.flatMap((material, at) =>
    images[at]?.use.kind === 'syntax' ? [] : (imageOf(material) ?? []),
  );
  const distinct = [...new Map(bases.map((image) => [image.digest, image])).values()];
  const isTarget = ({ digest }: BaseImage): boolean => hexOf(digest) === target?.material.digest['sha256'];
  distinct.sort((a, b) => Number(isTarget(b)) - Number(isTarget(a)));
  return Promise.all(
    distinct.map(async (image) => ({ ...image, ...(await ageOf(image, { ports, platforms })) })),
  );
}

interface Question {
  readonly ports: StorePorts;
  /** Those that were built. */
  readonly platforms: readonly Platform[];
}

/** Undefined for what is no image: a context, a file that was fetched. */
function imageOf({ uri }: BuildMaterial): BaseImage | undefined {
  const text = uri.replace(/^docker:\/\//, '');
  if (!/@sha256:[0-9a-f]{64}$/.test(text)) return undefined;
  const { digest, ...reference } = parseReference(text);
  return digest === undefined ? undefined : { name: formatReference(reference), digest };
}

/** An age is worth one look, and no failure. */
async function ageOf(
  { name, digest }: BaseImage,
  { ports, platforms }: Question,
): Promise<{ created?: Date }> {
  try {
    const store = openStore(parseReference(name), ports);
    const created = await createdOf(store, await manifestsFor(store, digest, platforms.slice(0, 1)));
    return created === undefined ? {} : { created };
  } catch (error) {
    if (error instanceof UserError || error instanceof UnavailableError) return {};
    throw error;
  }
}
