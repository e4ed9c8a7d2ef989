import { UserError } from '../text/error.ts';
import type { PlatformImage } from './assemble.ts';
import type { CheckedFile } from './checks/file-checks.ts';
import type { SecretScan } from './checks/secret-files.ts';
import { readTar } from './tar-reader.ts';
import { unpack } from './unpack.ts';

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
    await unpack(await layer.open(), layer.descriptor.mediaType, name, async (archive) => {
      const { stopped } = await readTar(archive, ({ path, type, mode }) => {
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
    });
  }
  return files;
}
