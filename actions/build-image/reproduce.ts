import { type AssembleRequest, type AssembledImage, assembleImage } from '../../shared/image/assemble.ts';
import type { SpooledLayer } from '../../shared/image/layer.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { readDirectory } from '../../shared/image/source-files.ts';

/** Where two builds of the same inputs part; undefined when they are one image. */
export interface Difference {
  readonly platform: string;
  /** `files of layer dependencies`, `compression of layer 2`, `config`, `manifest`. */
  readonly what: string;
  /** The first path whose entry or content differs, when it is about files. */
  readonly path?: string;
}

/** Assembles again: in another directory, reading directories backwards, one block at a time. */
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

/** Unpacked layers first, then their compression, then config and manifest: the deepest cause is named. */
export function firstDifference(a: AssembledImage, b: AssembledImage): Difference | undefined {
  if (a.index.descriptor.digest === b.index.descriptor.digest) return undefined;
  for (const [index, one] of a.platforms.entries()) {
    const other = b.platforms[index];
    const platform = formatPlatform(one.platform);
    if (other === undefined) return { platform, what: 'platforms' };
    if (one.manifest.descriptor.digest === other.manifest.descriptor.digest) continue;
    for (const [at, layer] of one.layers.entries()) {
      const twin = other.layers[at];
      if (twin === undefined) return { platform, what: 'number of layers' };
      if (layer.diffId !== twin.diffId) {
        return { platform, what: `files of layer ${layer.name}`, path: firstPath(layer, twin) };
      }
      if (layer.descriptor.digest !== twin.descriptor.digest)
        return { platform, what: `compression of layer ${layer.name}` };
    }
    const config = one.manifest.content.config.digest === other.manifest.content.config.digest;
    return { platform, what: config ? 'manifest' : 'config' };
  }
  return { platform: 'all', what: 'index' };
}

/** The first entry that differs in name, kind, mode, owner or size; else a file whose content changed between the two. */
function firstPath(a: SpooledLayer, b: SpooledLayer): string {
  const length = Math.max(a.entries.length, b.entries.length);
  for (let at = 0; at < length; at += 1) {
    const [one, other] = [a.entries[at], b.entries[at]];
    if (JSON.stringify(one) !== JSON.stringify(other)) return `/${(one ?? other)?.path ?? ''}`;
  }
  return 'a file whose content changed between the two builds';
}
