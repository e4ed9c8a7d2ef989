import zlib from 'node:zlib';
import { BLOCKS_AT_ONCE, type BlockPool, blocks, inOrder } from './blocks.ts';
import { OUTPUT_BYTES, compressWhole } from './whole-block.ts';

const LEVEL = 3;

/**
 * Compresses to one zstd frame for each block of 1 MiB (RFC 8878, 3: frames may follow each other), side by side. The bytes do not depend on
 * `parallelism`, nor on how the input is cut.
 */
export async function* zstd(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  parallelism = BLOCKS_AT_ONCE,
  pool?: BlockPool,
): AsyncGenerator<Buffer, void, undefined> {
  const packed = async (block: Buffer): Promise<Buffer> => {
    const result = await zstdBlock(block);
    pool?.give(block);
    return result;
  };
  yield* inOrder(blocks(chunks), packed, parallelism);
}

/** One frame with the size of its content and a checksum. */
export function zstdBlock(block: Buffer): Promise<Buffer> {
  const { constants, createZstdCompress } = zlib;
  const params = { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 };
  const options = { params, pledgedSrcSize: block.length, chunkSize: OUTPUT_BYTES };
  return compressWhole(createZstdCompress(options), block);
}
