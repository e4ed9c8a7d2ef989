import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createFilling, markBlocks, pour, takeBlock } from '../../../shared/oci/blocks.ts';
import { createSend, type HttpAnswer, readAll } from '../../../shared/oci/http.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

describe('filling blocks', () => {
  it.each([1, 7, 65_536, 262_143, 262_144, 262_145, 1_000_000])(
    'with chunks of %i bytes keeps every byte and holds the last one back',
    (size) => {
      const content = randomBytes(Math.min(1_048_576, size * 40_000));
      const filling = createFilling();
      const blocks: Buffer[] = [];
      for (let start = 0; start < content.length; start += size) {
        blocks.push(...filling.add(content.subarray(start, start + size)));
        const given = blocks.reduce((sum, block) => sum + block.length, 0);
        expect(given).toBeLessThan(Math.min(start + size, content.length));
      }
      const last = filling.rest();
      expect(Buffer.concat([...blocks, last ?? Buffer.alloc(0)]).equals(content)).toBe(true);
    },
  );

  it('with nothing holds nothing', () => {
    expect(createFilling().rest()).toBeUndefined();
  });
});

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
    pour(markBlocks(stream), sink);
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
      pour(marked === true ? markBlocks(stream) : stream, sink);
      await new Promise((resolve) => sink.on('close', resolve));
      const memory = memoryOf(blocks);
      expect(takeAll().some(({ buffer }) => memory.has(buffer))).toBe(false);
    }
  });
});

describe('reading a connection', () => {
  async function serve(content: Buffer): Promise<URL> {
    const server = http.createServer((_request, response) => response.end(content));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  it('never writes over what a reader holds, however it reads', async () => {
    const content = randomBytes(3_000_000);
    const url = await serve(content);
    const send = createSend();
    const get = (): Promise<HttpAnswer> => send({ method: 'GET', url });
    const held = await Promise.all(
      [readEvents, readLate, readPaused].map(async (read) => Buffer.concat(await read((await get()).body))),
    );
    expect(held.map((bytes) => createHash('sha256').update(bytes).digest('hex'))).toEqual(
      held.map(() => createHash('sha256').update(content).digest('hex')),
    );
    expect((await readAll(await get(), content.length)).equals(content)).toBe(true);
  });
});

async function readEvents(body: IncomingMessage): Promise<readonly Buffer[]> {
  const chunks: Buffer[] = [];
  body.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(body, 'end');
  return chunks;
}

async function readLate(body: IncomingMessage): Promise<readonly Buffer[]> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  return readEvents(body);
}

async function readPaused(body: IncomingMessage): Promise<readonly Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    await new Promise(setImmediate);
  }
  return chunks;
}
