import { readImage } from '../../shared/oci/image.ts';
import { type StorePorts, openStore } from '../../shared/oci/open.ts';
import { formatReference, parseReference } from '../../shared/oci/reference.ts';
import { UnavailableError, UserError } from '../../shared/text/error.ts';
import { createdOf } from './base.ts';
import type { BuildMaterial, BuiltImage } from './builders/request.ts';
import type { TargetBase } from './builders/target-base.ts';
import type { BaseImage } from './result.ts';

/** The images that a Dockerfile's build read, that of the target's layers first. */
export async function basesOf(
  { materials }: BuiltImage,
  target: TargetBase | undefined,
  ports: StorePorts,
): Promise<readonly BaseImage[]> {
  const all = [...(target === undefined ? [] : [target.material]), ...materials];
  const images = all.flatMap((material) => imageOf(material) ?? []);
  const distinct = [...new Map(images.map((image) => [image.digest, image])).values()];
  return Promise.all(distinct.map(async (image) => ({ ...image, ...(await ageOf(image, ports)) })));
}

/** Undefined for what is no image: a context, a file that was fetched. */
function imageOf({ uri }: BuildMaterial): BaseImage | undefined {
  const text = uri.replace(/^docker:\/\//, '');
  if (!/@sha256:[0-9a-f]{64}$/.test(text)) return undefined;
  const { digest, ...reference } = parseReference(text);
  return digest === undefined ? undefined : { name: formatReference(reference), digest };
}

/** An age is worth one look, and no failure. */
async function ageOf({ name, digest }: BaseImage, ports: StorePorts): Promise<{ created?: Date }> {
  try {
    const store = openStore(parseReference(name), ports);
    const created = await createdOf(store, (await readImage(store, digest)).platforms);
    return created === undefined ? {} : { created };
  } catch (error) {
    if (error instanceof UserError || error instanceof UnavailableError) return {};
    throw error;
  }
}
