import { type AssembleRequest, type AssembledImage, assembleImage } from '../../shared/image/assemble.ts';
import type { SpooledLayer } from '../../shared/image/layer.ts';
import { compareLayers, indexLayer } from '../../shared/image/layer-diff.ts';
import { readDirectory } from '../../shared/image/source-files.ts';
import { UserError } from '../../shared/text/error.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';

/** Where two builds of the same inputs part. */
export interface Difference {
  readonly platform: string;
  /** `files of layer dependencies`, `compression of layer application`, `config`, `manifest`. */
  readonly what: string;
  /** The first path that differs, and in what, when it is about files. */
  readonly path?: string;
}

/** Assembles again: in another directory, reading directories backwards, one block at a time. Undefined when both are one image. */
export async function reproduce(
  request: AssembleRequest,
  first: AssembledImage,
  spool: string,
): Promise<Difference | undefined> {
  const second = await assembleImage({
    ...request,
    // The first time has looked already.
    inspect: () => undefined,
    spool,
    parallelism: 1,
    read: (directory) => readDirectory(directory).reverse(),
  });
  return firstDifference(first, second);
}

/** The deepest cause: unpacked layers first, then their compression, then config and manifest. Undefined when there is none. */
export async function firstDifference(a: AssembledImage, b: AssembledImage): Promise<Difference | undefined> {
  if (a.index.descriptor.digest === b.index.descriptor.digest) return undefined;
  for (const [index, one] of a.platforms.entries()) {
    const other = b.platforms[index];
    const platform = formatPlatform(one.platform);
    if (other === undefined) return { platform, what: 'platforms' };
    if (one.manifest.descriptor.digest === other.manifest.descriptor.digest) continue;
    const layer = await layerDifference(one.layers, other.layers);
    if (layer !== undefined) return { platform, ...layer };
    const sameConfig = one.manifest.content.config.digest === other.manifest.content.config.digest;
    return { platform, what: sameConfig ? 'manifest' : 'config' };
  }
  return { platform: 'all', what: 'index' };
}

type Layers = AssembledImage['platforms'][number]['layers'];

async function layerDifference(a: Layers, b: Layers): Promise<Omit<Difference, 'platform'> | undefined> {
  for (const [at, one] of a.entries()) {
    const other = b[at];
    if (other === undefined) return { what: 'number of layers' };
    if (one.diffId !== other.diffId) {
      return { what: `files of layer ${one.name}`, path: await firstPath(one, other) };
    }
    if (one.descriptor.digest !== other.descriptor.digest)
      return { what: `compression of layer ${one.name}` };
  }
  return a.length === b.length ? undefined : { what: 'number of layers' };
}

async function firstPath(a: SpooledLayer, b: SpooledLayer): Promise<string> {
  const [before, after] = [
    await indexLayer(await a.open(), a.descriptor.mediaType, 'the first build'),
    await indexLayer(await b.open(), b.descriptor.mediaType, 'the second build'),
  ];
  const [change] = compareLayers(before, after);
  return change === undefined
    ? 'the order of its members'
    : `/${change.path} (${change.field ?? change.kind})`;
}

/** The refusal that names where two builds part. */
export function notReproducible({ platform, what, path: file }: Difference): UserError {
  return new UserError(
    {
      what: `a second build of ${platform} gave another image`,
      rule: 'verify-reproducible: equal inputs give equal bytes',
      seen: file === undefined ? `a difference in the ${what}` : `a difference in the ${what}: ${file}`,
      next: 'let everything that writes to the workspace finish before this step',
    },
    { result: 'refused' },
  );
}
