import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { BLOCKS_AT_ONCE, type BlockPool, blocks, inOrder } from './blocks.ts';

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
  const { constants, zstdCompress } = zlib;
  const params = { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 };
  return promisify(zstdCompress)(block, { params, pledgedSrcSize: block.length });
}
