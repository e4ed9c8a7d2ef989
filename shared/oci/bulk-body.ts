import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { handOver, takeBlock } from './blocks.ts';
import type { Reader } from './bulk-connection.ts';

/** What is read ahead of a slow reader. */
const BUFFER_BYTES = 256 * 1024;
/** A block with less room than that is passed on as it is: a read should not be a short one. */
const MIN_READ_BYTES = 32 * 1024;

/** A body of known length on its way from a connection, in blocks. */
export interface BulkBody extends Reader {
  readonly stream: Readable;
}

/**
 * The body of the `length` bytes that come next. `ended` hears once that nothing more will be read, and whether exactly the body had
 * come: then the connection is where it should be.
 */
export function bulkBody(socket: Socket, length: number, ended: (isClean: boolean) => void): BulkBody {
  let left = length;
  let block: Buffer | undefined;
  let filled = 0;
  const stream = new Readable({
    highWaterMark: BUFFER_BYTES,
    read: () => {
      if (left > 0) socket.resume();
    },
    destroy: (error, done) => {
      if (left > 0) socket.destroy();
      done(error);
    },
  });
  const pass = (): boolean => {
    if (block === undefined || filled === 0) return true;
    const chunk = block.subarray(0, filled);
    [block, filled] = [undefined, 0];
    return stream.push(chunk);
  };
  const space = (): Buffer => (block ??= takeBlock()).subarray(filled);
  const took = (bytes: number): boolean => {
    const wanted = Math.min(bytes, left);
    filled += wanted;
    left -= wanted;
    if (left > 0) return space().length >= MIN_READ_BYTES || pass();
    pass();
    stream.push(null);
    ended(wanted === bytes);
    return true;
  };
  const lost = (error: Error): void => {
    // What came is not asked for again.
    pass();
    stream.destroy(error);
    ended(false);
  };
  return { stream: handOver(stream), space, took, lost };
}
