import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { UserError } from '../text/error.ts';
import type { PlatformImage } from './assemble.ts';
import type { CheckedFile } from './checks/file-checks.ts';
import type { SecretScan } from './checks/secret-files.ts';
import { readTar } from './tar-reader.ts';

type Layer = PlatformImage['layers'][number];

/**
 * Streams layers of a finished image once: lists their files, and shows every path and content to `secrets`. Memory does not grow with the size
 * of layers. @throws UserError when a layer cannot be read to its end.
 */
export async function inspectLayers(
  layers: readonly Layer[],
  secrets: SecretScan,
): Promise<readonly CheckedFile[]> {
  const files: CheckedFile[] = [];
  for (const layer of layers) {
    const name = `layer ${layer.descriptor.digest}`;
    const consume = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
      const { stopped } = await readTar(source, ({ path, type, mode }) => {
        const file = { path, name: `/${path}` };
        files.push({ path, type, mode });
        secrets.see(file);
        return {
          write: (chunk) => {
            secrets.inspect(file, chunk);
          },
          end: () => undefined,
        };
      });
      if (stopped !== undefined) throw new UserError({ ...stopped, what: `${name}: ${stopped.what}` });
    };
    const blob = await layer.open();
    if (/[.+]gzip$/.test(layer.descriptor.mediaType)) await pipeline(blob, createGunzip(), consume);
    else if (/[.+]zstd$/.test(layer.descriptor.mediaType))
      await pipeline(blob, createZstdDecompress() as Transform, consume);
    else await pipeline(blob, consume);
  }
  return files;
}
