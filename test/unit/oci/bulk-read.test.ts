import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type BulkAnswer, readBulk } from '../../../shared/oci/bulk-read.ts';
import { createSend, readAll } from '../../../shared/oci/http.ts';
import { type Answer, type RawServer, startRawServer, until } from '../../kit/raw-server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function serve(answer: Answer): Promise<RawServer> {
  const server = await startRawServer(answer);
  closing.push(() => server.close());
  return server;
}

const CONTENT = randomBytes(3_000_000);
const headOf = (length: number, ...more: readonly string[]): string =>
  ['HTTP/1.1 200 OK', `Content-Length: ${length}`, ...more, '', ''].join('\r\n');
const whole: Answer = (socket) => {
  socket.write(headOf(CONTENT.length));
  socket.write(CONTENT);
};

const PATIENT = 10_000;
async function read(server: RawServer, idle = PATIENT): Promise<BulkAnswer> {
  const answer = await readBulk({ url: server.url }, idle);
  if (answer === undefined) throw new Error('it was left to the parser');
  return answer;
}
async function all(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('a large body', () => {
  it('arrives as it was sent, and its connection is used for the next', async () => {
    const server = await serve(whole);
    for (let time = 0; time < 3; time += 1) {
      const { status, headers, body } = await read(server);
      expect([status, headers['content-length']]).toEqual([200, '3000000']);
      expect(hashOf(await all(body))).toBe(hashOf(CONTENT));
    }
    expect(server.connections().made).toBe(1);
    expect(server.requests[0]?.split('\r\n')).toEqual([
      'GET /blob HTTP/1.1',
      `host: ${server.url.host}`,
      'connection: keep-alive',
      'user-agent: fixity',
    ]);
  });

  it('never writes over what a reader holds, however late it reads', async () => {
    const server = await serve(whole);
    const bodies = await Promise.all(Array.from({ length: 4 }, async () => (await read(server)).body));
    const late = async (body: Readable): Promise<string> => {
      const chunks: Buffer[] = [];
      for await (const chunk of body as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        await new Promise(setImmediate);
      }
      return hashOf(Buffer.concat(chunks));
    };
    expect(new Set(await Promise.all(bodies.map(late)))).toEqual(new Set([hashOf(CONTENT)]));
  });

  it('arrives when its head comes a byte at a time, and its body with the end of the head', async () => {
    const server = await serve((socket) => {
      const text = headOf(5);
      const send = (at: number): void => {
        if (at === text.length - 1) socket.write(`${text.slice(at)}hello`);
        else socket.write(text.charAt(at), () => setImmediate(send, at + 1));
      };
      socket.setNoDelay(true);
      send(0);
    });
    expect((await all((await read(server)).body)).toString()).toBe('hello');
  });

  it('that is empty ends at once', async () => {
    const server = await serve((socket) => socket.write(headOf(0)));
    expect(await all((await read(server)).body)).toHaveLength(0);
    expect(await all((await read(server)).body)).toHaveLength(0);
    expect(server.connections().made).toBe(1);
  });

  it('that nobody reads is not read ahead without end', async () => {
    const server = await serve((socket) => {
      socket.write(headOf(64_000_000));
      socket.write(Buffer.alloc(64_000_000));
    });
    const { body } = await read(server);
    await until(() => body.readableLength > 0);
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
    expect(body.readableLength).toBeLessThan(512 * 1024);
    expect((await all(body)).length).toBe(64_000_000);
  });

  it('that nobody wants any more closes its connection', async () => {
    const server = await serve((socket) => socket.write(headOf(999_999_999_999_999)));
    const { body } = await read(server);
    body.destroy();
    await until(() => server.connections().open === 0);
  });
});

describe('a redirect of a bulk read', () => {
  it('is followed over such connections too, and leaves credentials behind', async () => {
    const storage = await serve(whole);
    const registry = await serve((socket) => {
      socket.write(`HTTP/1.1 307 Go\r\nLocation: ${storage.url.href}\r\nContent-Length: 0\r\n\r\n`);
    });
    const headers = { authorization: 'Basic c2VjcmV0', range: 'bytes=1-' };
    const send = createSend();
    for (let time = 0; time < 2; time += 1) {
      const answer = await send({ method: 'GET', url: registry.url, headers, isBulk: true });
      expect(hashOf(await all(answer.body))).toBe(hashOf(CONTENT));
      expect(answer.url.href).toBe(storage.url.href);
    }
    const asked = [registry, storage].map(({ requests, connections }) => [
      requests.map((request) => /^authorization:/m.test(request)),
      requests.map((request) => /^range: bytes=1-/m.test(request)),
      connections().made,
    ]);
    expect(asked).toEqual([
      [[true, true], [true, true], 1],
      [[false, false], [true, true], 1],
    ]);
  });
});

describe('an answer that is not plain', () => {
  const OK = 'HTTP/1.1 200 OK\r\nConnection: close\r\n';
  it.each([
    ['in chunks', `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`, 'hello'],
    ['until the connection ends', `${OK}\r\nhello`, 'hello'],
    [
      'whose lines end without a carriage return',
      'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello',
      /does not speak HTTP/,
    ],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello', 'hello'],
    ['after another', `HTTP/1.1 103 Early Hints\r\n\r\n${OK}Content-Length: 5\r\n\r\nhello`, 'hello'],
    ['with two lengths', `${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello`, /does not speak HTTP/],
    [
      'with a length and chunks',
      `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
      /does not speak HTTP/,
    ],
    ['with an absurd length', `${OK}Content-Length: 99999999999999999999\r\n\r\n`, /does not speak HTTP/],
    [
      'with a head of 20 KiB',
      `${OK}X: ${'x'.repeat(20_000)}\r\nContent-Length: 5\r\n\r\nhello`,
      /does not speak HTTP/,
    ],
    ['that is none', '220 mail.example ESMTP\r\n\r\n', /does not speak HTTP/],
  ])(
    '%s is asked for again and judged by the parser, and so is all that follows',
    async (_, text, expected) => {
      const server = await serve((socket) => socket.end(text));
      const send = createSend();
      for (const made of [2, 3]) {
        const reading = (async () =>
          (await readAll(await send({ method: 'GET', url: server.url, isBulk: true }), 100)).toString())();
        if (typeof expected === 'string') expect(await reading).toBe(expected);
        else await expect(reading).rejects.toThrow(expected);
        expect(server.connections().made).toBe(made);
      }
    },
  );

  it.each([
    ['a field that would begin a line', { authorization: 'Basic x\r\nX: y' }, ''],
    ['a name that would begin a line', { 'x\r\ny': 'z' }, ''],
    ['a password in its address', {}, 'robot:secret@'],
  ])('nor is a request with %s, which is not sent', async (_, headers, who) => {
    const server = await serve(whole);
    const url = new URL(`http://${who}${server.url.host}/`);
    expect(await readBulk({ url, headers }, PATIENT)).toBeUndefined();
    expect(server.connections().made).toBe(0);
  });
});

describe('a connection', () => {
  it.each([
    ['at once', (socket: Parameters<Answer>[0]) => socket.write(`${headOf(5)}hello, and more`)],
    [
      'later',
      (socket: Parameters<Answer>[0]) => {
        socket.write(`${headOf(5)}hello`, () => setImmediate(() => socket.write('HTTP/1.1 200 OK\r\n')));
      },
    ],
  ])('on which more comes than was announced, %s, is not used again', async (_, answer) => {
    const server = await serve(answer);
    for (const made of [1, 2]) {
      expect((await all((await read(server)).body)).toString()).toBe('hello');
      await until(() => server.connections().open === 0);
      expect(server.connections().made).toBe(made);
    }
  });

  it('that the server says it closes is not used again', async () => {
    const server = await serve((socket) => socket.write(`${headOf(5, 'Connection: close')}hello`));
    for (let time = 0; time < 2; time += 1) await all((await read(server)).body);
    expect(server.connections().made).toBe(2);
  });

  it('that the server closed meanwhile, or closes on the next request, costs no try', async () => {
    const server = await serve((socket, number) => {
      if (number === 3) socket.destroy();
      else socket.write(`${headOf(5)}hello`, () => number === 1 && socket.end());
    });
    expect((await all((await read(server)).body)).toString()).toBe('hello');
    await until(() => server.connections().open === 0);
    for (let time = 0; time < 2; time += 1) {
      expect((await all((await read(server)).body)).toString()).toBe('hello');
    }
    expect([server.connections().made, server.requests.length]).toEqual([3, 4]);
  });

  it('that is closed before anything came is an error worth another try', async () => {
    const server = await serve((socket) => socket.destroy());
    await expect(read(server)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(server.connections().made).toBe(1);
    await server.close();
    await expect(read(server)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('that is closed in the middle gives what came, and then an error worth another try', async () => {
    const server = await serve((socket) => socket.end(`${headOf(CONTENT.length)}hello`));
    const { body } = await read(server);
    let bytes = 0;
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const [error] = await once(body, 'close').then(
      () => [body.errored],
      (failure: unknown) => [failure],
    );
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect(bytes).toBe(5);
  });

  it.each([
    ['says nothing', (): void => undefined],
    [
      'never ends its head, a byte at a time',
      (socket: Parameters<Answer>[0]) => {
        const drip = setInterval(() => socket.write('x'), 2);
        socket.on('close', () => {
          clearInterval(drip);
        });
      },
    ],
  ])('whose server %s is given up', async (_, answer) => {
    const server = await serve(answer);
    await expect(read(server, 40)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await until(() => server.connections().open === 0);
  });

  it('that falls silent in the middle of a body is given up', async () => {
    const server = await serve((socket) => socket.write(`${headOf(10)}hello`));
    const { body } = await read(server, 40);
    await expect(all(body)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('ends with the reason when the job is cancelled: before, while waiting, and in the middle', async () => {
    const reason = new Error('cancelled');
    const before = await serve(whole);
    const asked = readBulk({ url: before.url, signal: AbortSignal.abort(reason) }, PATIENT);
    await expect(asked).rejects.toBe(reason);
    expect(before.connections().made).toBe(0);

    const controller = new AbortController();
    const mute = await serve(() => {
      controller.abort(reason);
    });
    await expect(readBulk({ url: mute.url, signal: controller.signal }, PATIENT)).rejects.toBe(reason);

    const other = new AbortController();
    const slow = await serve((socket) => socket.write(`${headOf(10)}hello`));
    const answer = await readBulk({ url: slow.url, signal: other.signal }, PATIENT);
    other.abort(reason);
    if (answer === undefined) throw new Error('it was left to the parser');
    await expect(all(answer.body)).rejects.toBe(reason);
    await until(() => slow.connections().open === 0);
  });

  it('is one of sixteen at most, and everybody gets one in the end', async () => {
    const server = await serve(whole);
    const bodies = Array.from({ length: 40 }, async () => (await all((await read(server)).body)).length);
    expect(new Set(await Promise.all(bodies))).toEqual(new Set([CONTENT.length]));
    expect(server.connections().most).toBe(16);
  });
});
