import type { IncomingMessage } from 'node:http';
import type { OnReadOpts, Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

/**
 * Memory for bulk data that is used again. Node makes a new buffer for every read of a socket; a copy of gigabytes then spends more
 * on fresh pages and their collection than on hashing. Blocks go from the reader of a blob to whoever writes it, and back.
 */
const BLOCK_BYTES = 256 * 1024;
/** 16 MiB at most wait to be used again. */
const MAX_FREE = 64;

const free: Buffer[] = [];

/** A block of memory whose content does not matter. */
export const takeBlock = (): Buffer => free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);

/** Puts chunks of any size together to blocks. */
export interface Filling {
  /** Copies a chunk; the blocks that are full and have something behind them: the last byte is always held back. */
  add(chunk: Buffer): readonly Buffer[];
  /** What is held back. */
  rest(): Buffer | undefined;
}

export function createFilling(): Filling {
  let block: Buffer | undefined;
  let filled = 0;
  return {
    add: (chunk) => {
      const full: Buffer[] = [];
      for (let from = 0; from < chunk.length;) {
        if (filled === block?.length) {
          full.push(block);
          block = undefined;
        }
        if (block === undefined) [block, filled] = [takeBlock(), 0];
        const copied = chunk.copy(block, filled, from);
        filled += copied;
        from += copied;
      }
      return full;
    },
    rest: () => block?.subarray(0, filled),
  };
}

/** Streams whose chunks are blocks, or the beginnings of blocks, that nobody else has. */
const inBlocks = new WeakSet<Readable>();

/** Says that the chunks of `stream` belong to whoever reads it, and may be given back by them. */
export function markBlocks(stream: Readable): Readable {
  inBlocks.add(stream);
  return stream;
}

function giveBack(stream: Readable, chunk: Buffer): void {
  if (inBlocks.has(stream) && chunk.buffer.byteLength === BLOCK_BYTES && free.length < MAX_FREE) {
    free.push(Buffer.from(chunk.buffer as ArrayBuffer));
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

const SLAB_BYTES = 256 * 1024;
/** A read is offered no less than that. */
const MIN_READ_BYTES = 64 * 1024;

/** The answers of which each byte is taken at once, by the sockets they come from. */
const borrowed = new WeakMap<Socket, IncomingMessage>();

/** Says that the listener to the body's data keeps nothing of a chunk after it returned. */
export function takesAtOnce(body: IncomingMessage): void {
  const { socket } = body;
  borrowed.set(socket, body);
  body.once('end', () => borrowed.delete(socket));
}

/**
 * Reads of one socket into one slab of memory (`onread` of net.connect). A read goes where the last one went when all of that was
 * taken at once, else behind it: nothing that somebody may still hold is written over.
 */
export function slabReads(socket: () => Socket): OnReadOpts {
  let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
  let start = 0;
  return {
    buffer: () => {
      if (slab.length - start < MIN_READ_BYTES) {
        slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
        start = 0;
      }
      return slab.subarray(start);
    },
    callback: (bytes, buffer) => {
      const from = socket();
      const more = from.push(buffer.subarray(0, bytes));
      const reader = borrowed.get(from);
      const isTaken = reader?.readableLength === 0 && from.readableLength === 0;
      if (!isTaken) start += bytes;
      return more;
    },
  };
}
