import type { Readable, Writable } from 'node:stream';

/**
 * Memory for bulk data that is used again. Node makes a new buffer for every read of a socket; a copy of gigabytes then spends more
 * on fresh pages and their collection than on hashing. Blocks go from the connection to whoever writes the bytes, and back.
 */
const BLOCK_BYTES = 128 * 1024;
/** 8 MiB at most wait to be used again. */
const MAX_FREE = 64;

const free: Buffer[] = [];
/** The memory of every block. */
const ours = new WeakSet<ArrayBufferLike>();

/** A block of memory whose content does not matter. */
export function takeBlock(): Buffer {
  const known = free.pop();
  if (known !== undefined) return known;
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  ours.add(block.buffer);
  return block;
}

/** Streams whose chunks nobody else has. */
const handedOver = new WeakSet<Readable>();

/** Says that the chunks of `stream` belong to whoever reads it, and blocks among them may be given back by them. */
export function handOver(stream: Readable): Readable {
  handedOver.add(stream);
  return stream;
}

/** Whether its chunks belong to whoever reads it. */
export const isHandedOver = (stream: Readable): boolean => handedOver.has(stream);

function giveBack(stream: Readable, { buffer }: Buffer): void {
  if (isHandedOver(stream) && ours.has(buffer) && free.length < MAX_FREE) {
    free.push(Buffer.from(buffer as ArrayBuffer));
  }
}

/** As `pipe` does it, and a block is given back as soon as it is written. Errors are left to the caller. */
export function pour(source: Readable, sink: Writable): void {
  source.on('data', (chunk: Buffer) => {
    const more = sink.write(chunk, (error) => {
      if (error === null || error === undefined) giveBack(source, chunk);
    });
    if (!more) source.pause();
  });
  sink.on('drain', () => source.resume());
  source.on('end', () => sink.end());
}
