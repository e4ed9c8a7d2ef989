import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { handOver, pour, takeBlock } from '../../../shared/oci/blocks.ts';

/** A stream of three blocks, the last of them not full. */
function threeBlocks(): { readonly stream: Readable; readonly blocks: readonly Buffer[] } {
  const blocks = [takeBlock(), takeBlock(), takeBlock()].map((block, index) => block.fill(index + 1));
  const [first, second, third] = blocks;
  const chunks = [first, second, third?.subarray(0, 1_000)];
  return { stream: Readable.from(chunks, { objectMode: false }), blocks };
}
const memoryOf = (buffers: readonly Buffer[]): ReadonlySet<unknown> =>
  new Set(buffers.map(({ buffer }) => buffer));
const takeAll = (): readonly Buffer[] => Array.from({ length: 3 }, takeBlock);

describe('pouring', () => {
  it('gives a block back once it is written, and not before', async () => {
    const { stream, blocks } = threeBlocks();
    const waiting: (() => void)[] = [];
    const sink = new Writable({
      highWaterMark: 1_000_000,
      write: (_chunk, _encoding, done) => {
        waiting.push(done);
      },
    });
    pour(handOver(stream), sink);
    while (waiting.length === 0) await new Promise(setImmediate);
    const memory = memoryOf(blocks);
    expect(takeAll().some(({ buffer }) => memory.has(buffer))).toBe(false);
    const finished = once(sink, 'finish');
    for (let number = 0; number < 3; number += 1) {
      waiting.shift()?.();
      await new Promise(setImmediate);
    }
    await finished;
    expect(memoryOf(takeAll())).toEqual(memory);
  });

  it('gives nothing back of a write that failed, or of a stream that did not say so', async () => {
    for (const [marked, failing] of [
      [true, true],
      [false, false],
    ]) {
      const { stream, blocks } = threeBlocks();
      const sink = new Writable({
        write: (_chunk, _encoding, done) => {
          done(failing === true ? new Error('no room') : null);
        },
      });
      sink.on('error', () => undefined);
      pour(marked === true ? handOver(stream) : stream, sink);
      await new Promise((resolve) => sink.on('close', resolve));
      const memory = memoryOf(blocks);
      expect(takeAll().some(({ buffer }) => memory.has(buffer))).toBe(false);
    }
  });

  it('takes no memory for a block that is none', async () => {
    const foreign = Array.from({ length: 3 }, () => Buffer.allocUnsafeSlow(takeBlock().length));
    const sink = new Writable({
      write: (_chunk, _encoding, done) => {
        done();
      },
    });
    pour(handOver(Readable.from(foreign, { objectMode: false })), sink);
    await once(sink, 'finish');
    const memory = memoryOf(foreign);
    expect(takeAll().some(({ buffer }) => memory.has(buffer))).toBe(false);
  });
});
