import { constants, crc32, createDeflateRaw } from 'node:zlib';
import { BLOCKS_AT_ONCE, type BlockPool, blocks, inOrder } from './blocks.ts';
import { OUTPUT_BYTES, compressWhole } from './whole-block.ts';

export const DICTIONARY_BYTES = 32 * 1024;
const LEVEL = 6;
/** Nine takes 64 KiB more for each block, and a twentieth less time. */
const MEMORY_LEVEL = 9;

/** Deflate, no name, time 0, no hint of level, unknown system (RFC 1952, 2.3): the header that Node writes tells the system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** An empty final block with fixed codes (RFC 1951, 3.2.3): each of ours ends in a sync flush, so none is final. */
const FINAL_BLOCK = Buffer.from([3, 0]);

/**
 * Compresses to one gzip member (RFC 1952). Blocks of 1 MiB are deflated side by side, each primed with the 32 KiB before it; the bytes do
 * not depend on `parallelism`, nor on how the input is cut. Holds about `parallelism` blocks in memory.
 */
export async function* gzip(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  parallelism = BLOCKS_AT_ONCE,
  pool?: BlockPool,
): AsyncGenerator<Buffer, void, undefined> {
  let crc = 0;
  let length = 0;
  let before: Buffer | undefined;
  const deflated = async (block: Buffer): Promise<Buffer> => {
    crc = crc32(block, crc);
    length += block.length;
    const compressed = gzipBlock(block, before);
    before = Buffer.from(block.subarray(Math.max(0, block.length - DICTIONARY_BYTES)));
    const result = await compressed;
    pool?.give(block);
    return result;
  };
  yield HEADER;
  yield* inOrder(blocks(chunks), deflated, parallelism);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  yield Buffer.concat([FINAL_BLOCK, trailer]);
}

/** One raw deflate block run that ends in a sync flush. */
export const gzipBlock = (block: Buffer, dictionary: Buffer | undefined): Promise<Buffer> =>
  compressWhole(
    createDeflateRaw({
      level: LEVEL,
      memLevel: MEMORY_LEVEL,
      windowBits: 15,
      chunkSize: OUTPUT_BYTES,
      finishFlush: constants.Z_SYNC_FLUSH,
      ...(dictionary === undefined ? {} : { dictionary }),
    }),
    block,
  );
