import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { handOver, takeBlock } from './blocks.ts';

/** What is read ahead of a slow reader. */
const BUFFER_BYTES = 512 * 1024;

/** The bytes of a file from `start`, in blocks that belong to whoever reads them. */
export function readInBlocks(file: string, start: number, signal?: AbortSignal): Readable {
  let handle: FileHandle | undefined;
  let position = start;
  const next = async (): Promise<void> => {
    const block = takeBlock();
    const { bytesRead = 0 } = (await handle?.read(block, 0, block.length, position)) ?? {};
    position += bytesRead;
    stream.push(bytesRead === 0 ? null : block.subarray(0, bytesRead));
  };
  const stream = new Readable({
    highWaterMark: BUFFER_BYTES,
    ...(signal === undefined ? {} : { signal }),
    construct: (done) => {
      open(file).then((opened) => {
        handle = opened;
        done();
      }, done);
    },
    read: () => {
      next().catch((error: unknown) => stream.destroy(error as Error));
    },
    // Closed when what is being read has been read.
    destroy: (error, done) => {
      (handle?.close() ?? Promise.resolve()).then(() => {
        done(error);
      }, done);
    },
  });
  return handOver(stream);
}
