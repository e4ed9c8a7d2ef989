import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readSmallBlob } from '../../../shared/oci/blob.ts';
import { anonymous } from '../../../shared/oci/credentials.ts';
import type { Descriptor } from '../../../shared/oci/descriptor.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { openStore } from '../../../shared/oci/open.ts';
import { parseReference } from '../../../shared/oci/reference.ts';
import { testClock } from '../../kit/clock.ts';
import { startRawServer, until } from '../../kit/raw-server.ts';
import type { FaultAction } from '../../kit/registry/fault.ts';
import { startFixture as start, stopFixtures } from '../../kit/registry/fixture.ts';

afterEach(stopFixtures);

const BIG = randomBytes(9_000_000);
const big: Descriptor = { mediaType: 'x/y', digest: digestOf(BIG), size: BIG.length };
/** In pieces, as a file would be read. */
const openBig = (): Readable =>
  Readable.from(
    Array.from({ length: 90 }, (_, index) => BIG.subarray(index * 100_000, (index + 1) * 100_000)),
    { objectMode: false },
  );

const SMALL = Buffer.from('{}');
const small: Descriptor = { mediaType: 'x/y', digest: digestOf(SMALL), size: SMALL.length };
const openSmall = (): Readable => Readable.from([SMALL], { objectMode: false });

describe('a blob', () => {
  it('is stored with three requests, and with one when it is there', async () => {
    const { store, requests } = await start();
    expect(await store.writeBlob(big, openBig)).toBe('written');
    expect(requests()).toEqual(['HEAD blobs', 'POST blobs/uploads', 'PUT blobs/uploads']);
    expect(await store.writeBlob(big, openBig)).toBe('present');
    expect(requests()).toEqual(['HEAD blobs']);
  });

  it('that is small is stored with two requests: the one that opens the upload tells whether it is there', async () => {
    const { store, requests } = await start();
    expect(await store.writeBlob(small, openSmall)).toBe('written');
    expect(requests()).toEqual(['POST blobs/uploads', 'PUT blobs/uploads']);
    expect(await store.writeBlob(small, openSmall)).toBe('present');
    expect(requests()).toEqual(['POST blobs/uploads']);
  });

  it.each<[string, FaultAction]>([
    ...[400, 403, 404, 405, 429, 500, 503].map((status): [string, FaultAction] => [
      String(status),
      { kind: 'status', status },
    ]),
    ['a broken connection', { kind: 'reset' }],
  ])(
    'that is small is sent as any other where that question is answered with %s, asked once',
    async (_, action) => {
      const { registry, store, requests, clock } = await start();
      registry.faults.add({ path: 'mount=', times: Infinity, action });
      expect(await store.writeBlob(small, openSmall)).toBe('written');
      expect(requests()).toEqual([
        'POST blobs/uploads',
        'HEAD blobs',
        'POST blobs/uploads',
        'PUT blobs/uploads',
      ]);
      expect(await store.writeBlob(small, openSmall)).toBe('present');
      expect(requests()).toEqual(['HEAD blobs']);
      expect(clock.slept).toEqual([]);
    },
  );

  it('is mounted with one request, and sent where mounting is not known', async () => {
    for (const [mount, outcome, expected] of [
      [true, 'mounted', ['POST blobs/uploads']],
      [false, 'written', ['POST blobs/uploads', 'HEAD blobs', 'PUT blobs/uploads']],
    ] as const) {
      const { registry, store, requests } = await start({ mount });
      registry.repository('acme/base').blobs.set(big.digest, BIG);
      expect(await store.writeBlob(big, openBig, { mountFrom: 'acme/base' })).toBe(outcome);
      expect(requests()).toEqual(expected);
    }
  });

  it.each([400, 401, 403, 404, 405, 500, 503])(
    'is sent where the question to mount it is answered with %i',
    async (status) => {
      const { registry, store } = await start();
      registry.faults.add({ path: 'mount=', times: Infinity, action: { kind: 'status', status } });
      expect(await store.writeBlob(big, openBig, { mountFrom: 'secret/base' })).toBe('written');
    },
  );

  it('for a repository that must be created first is refused with that advice', async () => {
    const { registry, store } = await start();
    const body = '{"errors":[{"code":"NAME_UNKNOWN","message":"The repository does not exist"}]}';
    registry.faults.add({ method: 'POST', action: { kind: 'status', status: 404, body } });
    await expect(store.writeBlob(big, openBig)).rejects.toThrow(
      /NAME_UNKNOWN .* to be created before the first push/,
    );
  });

  it('whose last request after its chunks is answered with 500 is sent again', async () => {
    const { registry, store } = await start({ monolithic: false });
    registry.faults.add({ method: 'PUT', path: 'uploads', skip: 1, action: { kind: 'status', status: 500 } });
    expect(await store.writeBlob(big, openBig)).toBe('written');
    expect(registry.repository('acme/shop').blobs.get(big.digest)?.equals(BIG)).toBe(true);
  });

  it('goes in chunks of at most 4 MiB to a registry that takes no blob in one request', async () => {
    const { registry, store, requests } = await start({ monolithic: false, maxChunk: 4 * 1024 * 1024 });
    expect(await store.writeBlob(big, openBig)).toBe('written');
    expect(requests().slice(2)).toEqual([
      'PUT blobs/uploads',
      'POST blobs/uploads',
      ...Array.from({ length: 3 }, () => 'PATCH blobs/uploads'),
      'PUT blobs/uploads',
    ]);
    expect(registry.repository('acme/shop').blobs.get(big.digest)?.equals(BIG)).toBe(true);
  });

  it.each([0, 1, 65_536, 4_500_000, 8_999_999])(
    'cut after %i bytes on its way up is taken up there',
    async (after) => {
      const { registry, store } = await start();
      registry.faults.add({ method: 'PUT', path: 'uploads', action: { kind: 'cut-upload', after } });
      expect(await store.writeBlob(big, openBig)).toBe('written');
      expect(registry.repository('acme/shop').blobs.get(big.digest)?.equals(BIG)).toBe(true);
      const again = registry.requests.filter(({ method }) => method === 'PATCH');
      const sent = again.reduce((sum, { bytes }) => sum + bytes, 0);
      expect(sent).toBe(after > 1 ? BIG.length - after : 0);
    },
  );

  it('cut again and again in the middle of chunks still arrives, and is given up when nothing moves', async () => {
    const { registry, store } = await start();
    registry.faults.add({ method: 'PUT', path: 'uploads', action: { kind: 'cut-upload', after: 1_000_000 } });
    registry.faults.add({ method: 'PATCH', times: 2, action: { kind: 'cut-upload', after: 1_000_000 } });
    expect(await store.writeBlob(big, openBig)).toBe('written');
    const other = await start();
    other.registry.faults.add({ method: 'PUT', path: 'uploads', times: Infinity, action: { kind: 'reset' } });
    await expect(other.store.writeBlob(big, openBig)).rejects.toThrow(/does not take blob .* after 5 tries/);
  });

  it('that is large goes on between chunks where a registry forgets what was cut', async () => {
    const { registry, store } = await start({ strictState: true });
    const large = Buffer.concat([BIG, BIG, BIG]);
    const blob: Descriptor = { mediaType: 'x/y', digest: digestOf(large), size: large.length };
    const breaks = [1_000_000, 13_000_000];
    const open = (): Readable =>
      Readable.from(piecesUntil(large, breaks.shift() ?? Infinity), { objectMode: false });
    expect(await store.writeBlob(blob, open)).toBe('written');
    const sent = registry.requests
      .filter(({ method }) => method === 'PATCH')
      .map(({ headers }) => headers['content-range']);
    expect(sent).toHaveLength(7);
    expect(new Set(sent).size).toBe(7);
    registry.repository('acme/shop').blobs.clear();
    registry.faults.add({ method: 'PUT', path: 'uploads', action: { kind: 'reset' } });
    registry.faults.add({ method: 'PATCH', action: { kind: 'cut-upload', after: 1_000 } });
    expect(await store.writeBlob(blob, open)).toBe('written');
    expect(registry.repository('acme/shop').blobs.get(blob.digest)?.equals(large)).toBe(true);
  });

  it.each([
    ['HEAD', 'blobs'],
    ['POST', 'uploads'],
    ['PUT', 'uploads'],
  ])('survives two answers of 503 to %s %s', async (method, path) => {
    const { registry, store, clock } = await start();
    registry.faults.add({ method, path, times: 2, action: { kind: 'status', status: 503 } });
    expect(await store.writeBlob(big, openBig)).toBe('written');
    expect(clock.slept).toHaveLength(2);
  });

  it.each([0, 1, 65_536, 4_500_000, 8_999_999])(
    'cut after %i bytes on its way down is taken up there',
    async (after) => {
      const { registry, store } = await start();
      registry.repository('acme/shop').blobs.set(big.digest, BIG);
      registry.faults.add({ method: 'GET', path: 'blobs', action: { kind: 'cut', after } });
      expect((await readSmallBlob(store, big, BIG.length)).equals(BIG)).toBe(true);
      expect(registry.requests[1]?.headers.range).toBe(after === 0 ? undefined : `bytes=${after}-`);
    },
  );

  it('is read on where a registry knows no ranges, and many cuts are no failure as long as bytes come', async () => {
    const { registry, store } = await start({ ranges: false });
    registry.repository('acme/shop').blobs.set(big.digest, BIG);
    for (let after = 1; after < 9; after += 1) {
      registry.faults.add({ method: 'GET', action: { kind: 'cut', after: after * 1_000_000 } });
    }
    expect((await readSmallBlob(store, big, BIG.length)).equals(BIG)).toBe(true);
    expect(registry.requests).toHaveLength(9);
  });

  it('that always breaks off at one place is given up with what was seen', async () => {
    const { registry, store } = await start();
    registry.repository('acme/shop').blobs.set(big.digest, BIG);
    registry.faults.add({ method: 'GET', times: 1, action: { kind: 'cut', after: 1_000 } });
    registry.faults.add({ method: 'GET', times: Infinity, action: { kind: 'cut', after: 0 } });
    await expect(readSmallBlob(store, big, BIG.length)).rejects.toThrow(
      /breaks off .* at byte 1000 of 9000000, after 5 tries/,
    );
  });

  it('that comes a few bytes at a time is given up too', async () => {
    const { registry, store } = await start();
    registry.repository('acme/shop').blobs.set(big.digest, BIG);
    registry.faults.add({ method: 'GET', times: Infinity, action: { kind: 'cut', after: 1_000 } });
    await expect(readSmallBlob(store, big, BIG.length)).rejects.toThrow(
      /breaks off .* of 9000000, after 5 tries/,
    );
    expect(registry.requests).toHaveLength(5);
  });

  it.each([
    [
      'with one wrong byte',
      Buffer.concat([
        BIG.subarray(0, 5_000_000),
        Buffer.from([(BIG[5_000_000] ?? 0) ^ 1]),
        BIG.subarray(5_000_001),
      ]),
      /sha256:/,
    ],
    ['that is too short', BIG.subarray(1), /8999999 bytes/],
    ['that is too long', Buffer.concat([BIG, BIG]), /bytes/],
  ])('%s is never given out whole', async (_, content, message) => {
    const { registry, store } = await start();
    registry.repository('acme/shop').blobs.set(big.digest, Buffer.from(content));
    let bytes = 0;
    const read = async (): Promise<void> => {
      for await (const chunk of (await store.readBlob(big)) as AsyncIterable<Buffer>) bytes += chunk.length;
    };
    await expect(read()).rejects.toThrow(message);
    expect(bytes).toBeLessThan(BIG.length);
  });

  it('is read from an offset', async () => {
    const { registry, store } = await start();
    registry.repository('acme/shop').blobs.set(big.digest, BIG);
    const hash = createHash('sha256').update(BIG.subarray(0, 6_000_000));
    for await (const chunk of (await store.readBlob(big, { offset: 6_000_000 })) as AsyncIterable<Buffer>)
      hash.update(chunk);
    expect(`sha256:${hash.digest('hex')}`).toBe(big.digest);
  });

  it('is read from where the registry redirects to', async () => {
    const [{ registry, store }, storage] = [await start(), await start()];
    storage.registry.repository('acme/shop').blobs.set(big.digest, BIG);
    const to = `http://${storage.registry.host}/v2/acme/shop/blobs/${big.digest}`;
    registry.faults.add({ method: 'GET', path: 'blobs', action: { kind: 'redirect', to } });
    expect((await readSmallBlob(store, big, BIG.length)).equals(BIG)).toBe(true);
  });

  it('stops when its reader stops', async () => {
    const controller = new AbortController();
    const { registry, store } = await start();
    registry.repository('acme/shop').blobs.set(big.digest, BIG);
    const read = async (): Promise<void> => {
      for await (const chunk of (await store.readBlob(big, {
        signal: controller.signal,
      })) as AsyncIterable<Buffer>) {
        if (chunk.length > 0) controller.abort(new Error('enough'));
      }
    };
    await expect(read()).rejects.toThrow(/enough|abort/);
  });

  it('is not read to its end when its reader has stopped before it is asked for again', async () => {
    const server = await startRawServer((socket, number) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${BIG.length}\r\n\r\n`);
      if (number > 1) socket.write(BIG);
      else socket.write(BIG.subarray(0, 1_000_000), () => socket.destroy());
    });
    const stopping = {
      ...testClock(),
      sleep: () => {
        stream.destroy();
        return Promise.resolve();
      },
    };
    const reference = parseReference(`${server.url.host}/acme/shop`);
    const ports = { credentials: anonymous, clock: stopping };
    const stream = await openStore(reference, ports).readBlob(big);
    stream.resume();
    await until(() => server.requests.length === 2);
    await until(() => server.connections().open === 0);
    await server.close();
    expect(server.requests[1]).toContain('range: bytes=');
  });
});

/** A source whose connection breaks. */
async function* piecesUntil(bytes: Buffer, end: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += 100_000) {
    await Promise.resolve();
    if (start >= end) throw Object.assign(new Error('the source broke'), { code: 'ECONNRESET' });
    yield bytes.subarray(start, start + 100_000);
  }
}
