import { createHash } from 'node:crypto';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { BLOCK_BYTES } from '../../../shared/image/blocks.ts';
import { checkCompressor } from '../../../shared/image/compression.ts';
import { gzip } from '../../../shared/image/gzip.ts';
import { zstd } from '../../../shared/image/zstd.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

/** Three and a half blocks that compress neither fully nor not at all. */
const SAMPLE = Buffer.from(
  Array.from({ length: 3.5 * BLOCK_BYTES }, (_, at) => (at % 7 === 0 ? (at * at) >>> 5 : at >>> 9) & 0xff),
);

function* cutInto(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('gzip', () => {
  it.each([
    [1, SAMPLE.length],
    [4, SAMPLE.length],
    [8, 1000],
    [2, BLOCK_BYTES + 1],
  ])('gives the bytes of the contract with %d blocks at once and chunks of %d', async (parallelism, size) => {
    const packed = await collect(gzip(cutInto(SAMPLE, size), parallelism));
    expect(sha256(packed)).toBe('e033cfcca36039566f2795b94c336425373a16a9ffa67bbe55915d432886b361');
    expect(gunzipSync(packed).equals(SAMPLE)).toBe(true);
  });

  it.each([
    ['gzip', gzip, gunzipSync],
    ['zstd', zstd, zstdDecompressSync],
  ])(
    'gives back by %s what does not compress, in parts that are larger than the compressor gives at a time',
    async (_, pack, unpack) => {
      const noise = Buffer.alloc(2.5 * BLOCK_BYTES);
      for (let at = 0; at < noise.length; at += 32)
        noise.set(createHash('sha256').update(String(at)).digest(), at);
      expect(unpack(await collect(pack([noise]))).equals(noise)).toBe(true);
    },
  );

  it('makes one member of nothing', async () => {
    const packed = await collect(gzip([]));
    expect(gunzipSync(packed)).toHaveLength(0);
    expect(packed).toHaveLength(20);
  });

  it('names neither time nor system in its header', async () => {
    const packed = await collect(gzip([Buffer.from('x')]));
    expect([...packed.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  });

  it('accepts this runtime', async () => {
    for (const compression of ['gzip', 'zstd', 'none'] as const)
      await expect(checkCompressor(compression)).resolves.toBeUndefined();
  });

  it('refuses a runtime whose compressor answers otherwise, and names it', async () => {
    const runtime = { node: '99.0.0', zlib: '1.2.13' };
    await expect(checkCompressor('gzip', runtime, 'another answer')).rejects.toThrow(
      /assembler-version 1.*Node 99\.0\.0 with zlib 1\.2\.13/s,
    );
    await expect(checkCompressor('zstd', runtime, 'another answer')).rejects.toThrow(
      /Node 99\.0\.0 with zstd missing/,
    );
  });
});
