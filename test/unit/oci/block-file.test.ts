import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readInBlocks } from '../../../shared/oci/block-file.ts';
import { isHandedOver, takeBlock } from '../../../shared/oci/blocks.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { verified } from '../../../shared/oci/verified.ts';

const BLOCK_BYTES = takeBlock().length;
const CONTENT = randomBytes(3 * BLOCK_BYTES + 17);

describe('a file that is read in blocks', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'fixity-blocks-'));
    file = path.join(directory, 'blob');
    await writeFile(file, CONTENT);
  });
  afterEach(() => rm(directory, { recursive: true }));

  const all = async (start: number): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of readInBlocks(file, start) as AsyncIterable<Buffer>) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const isOpen = async (): Promise<boolean> => {
    const numbers = await readdir('/proc/self/fd');
    const targets = numbers.map((number) => readlink(`/proc/self/fd/${number}`).catch(() => ''));
    return (await Promise.all(targets)).includes(file);
  };

  it.each([0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, CONTENT.length - 1, CONTENT.length])(
    'gives all from byte %i, and is closed',
    async (start) => {
      expect((await all(start)).equals(CONTENT.subarray(start))).toBe(true);
      expect(await isOpen()).toBe(false);
    },
  );

  it('is closed when its reader stops in the middle', async () => {
    const stream = readInBlocks(file, 0);
    await once(stream, 'readable');
    expect(await isOpen()).toBe(true);
    stream.destroy();
    await once(stream, 'close');
    expect(await isOpen()).toBe(false);
  });

  it('ends with the reason of its signal, and with the error of the file system', async () => {
    const stopped = readInBlocks(file, 0, AbortSignal.abort(new Error('enough')));
    await expect(once(stopped, 'end')).rejects.toMatchObject({ code: 'ABORT_ERR' });
    await rm(file);
    await expect(all(0)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('belongs to its reader, checked or not, as no other stream does', () => {
    const wanted = { digest: digestOf(CONTENT), size: CONTENT.length };
    const [plain, checked] = [readInBlocks(file, 0), verified(readInBlocks(file, 0), wanted, 'here')];
    const others = [Readable.from([CONTENT]), verified(Readable.from([CONTENT]), wanted, 'here')];
    expect([plain, checked, ...others].map(isHandedOver)).toEqual([true, true, false, false]);
    for (const stream of [plain, checked, ...others]) stream.destroy();
  });
});
