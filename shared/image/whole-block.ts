import type { Transform } from 'node:stream';
import { BLOCK_BYTES, release } from './blocks.ts';

/** How much a compressor gives at a time: nearly every block of a layer becomes less. */
export const OUTPUT_BYTES = BLOCK_BYTES / 2;

/**
 * What `compressor` makes of one block. The one-shot functions of node:zlib copy what they give and leave the first copy to the collector, which is in no
 * hurry: half a MiB for each block, up to 64 MiB.
 */
export function compressWhole(compressor: Transform, block: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    compressor.on('data', (part: Buffer) => parts.push(part));
    compressor.on('error', reject);
    compressor.on('end', () => {
      resolve(joined(parts));
    });
    compressor.end(block);
  });
}

function joined(parts: readonly Buffer[]): Buffer {
  const [first, ...more] = parts;
  if (first !== undefined && more.length === 0) return first;
  const whole = Buffer.concat(parts);
  for (const part of parts) release(part);
  return whole;
}
