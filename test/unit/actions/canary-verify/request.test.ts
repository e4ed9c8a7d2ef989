import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Sender, createSender } from '../../../../actions/canary-verify/request.ts';
import { seconds } from './fixtures.ts';

describe('requests over real connections', () => {
  const open: (() => void)[] = [];
  afterEach(() => {
    for (const close of open.splice(0)) close();
  });

  const address = (server: net.Server): string =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  async function serve(handler: http.RequestListener): Promise<string> {
    const server = http.createServer(handler).listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return address(server);
  }

  async function listen(onConnection: (socket: net.Socket) => void): Promise<string> {
    const server = net.createServer(onConnection).listen(0, '127.0.0.1');
    await once(server, 'listening');
    open.push(() => server.close());
    return address(server);
  }

  function sender(timeout = 5000): Sender {
    const made = createSender(seconds(timeout / 1000));
    open.push(() => {
      made.close();
    });
    return made;
  }

  it('keeps connections, and answers with status and headers', async () => {
    const ports = new Set<number | undefined>();
    const url = new URL(
      await serve((request, response) => {
        ports.add(request.socket.remotePort);
        response.setHeader('x-image', 'abc');
        response.end('hello');
      }),
    );
    const { send } = sender();
    for (let index = 0; index < 5; index++) {
      expect(await send(url)).toMatchObject({ kind: 'status', status: 200, headers: { 'x-image': 'abc' } });
    }
    expect(ports.size).toBe(1);
  });

  it('keeps the body only where it is asked for', async () => {
    const url = new URL(await serve((_, response) => response.end('1.4.2')));
    const { send, read } = sender();
    expect(await read(url)).toMatchObject({ status: 200, body: '1.4.2' });
    expect(await send(url)).not.toHaveProperty('body');
  });

  it('does not follow redirects', async () => {
    let requests = 0;
    const url = new URL(
      await serve((_, response) => {
        requests += 1;
        response.writeHead(302, { location: '/elsewhere' }).end();
      }),
    );
    expect(await sender().send(url)).toMatchObject({ kind: 'status', status: 302 });
    expect(requests).toBe(1);
  });

  it.each([
    ['nothing', () => undefined],
    ['only a beginning', (_: unknown, response: http.ServerResponse) => response.write('half')],
  ])('gives up on an answer of which %s comes', async (_, handler) => {
    expect(await sender(50).send(new URL(await serve(handler)))).toEqual({ kind: 'timeout' });
  });

  it('says when a connection is refused', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(address(server));
    server.close();
    await once(server, 'close');
    expect(await sender().send(url)).toEqual({ kind: 'broken', code: 'ECONNREFUSED' });
  });

  it('says when an answer breaks off', async () => {
    const url = new URL(
      await listen((socket) => {
        socket.on('error', () => undefined);
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
      }),
    );
    expect((await sender().send(url)).kind).toBe('broken');
  });

  it('says when the answer is not HTTP', async () => {
    const url = new URL(
      await listen((socket) => {
        socket.on('error', () => undefined);
        socket.end('SSH-2.0-OpenSSH_9.2\r\n');
      }),
    );
    expect(await sender().send(url)).toMatchObject({ kind: 'broken', code: expect.stringMatching(/^HPE_/) });
  });

  it('tries once more when a kept connection was closed under it, for that is no failure of the service', async () => {
    let connections = 0;
    const url = new URL(
      await listen((socket) => {
        connections += 1;
        let requests = 0;
        socket.on('error', () => undefined);
        socket.on('data', () => {
          requests += 1;
          if (requests > 1) socket.resetAndDestroy();
          else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok');
        });
      }),
    );
    const { send } = sender();
    expect(await send(url)).toMatchObject({ status: 200 });
    expect(await send(url)).toMatchObject({ status: 200 });
    expect(connections).toBe(2);
  });

  it('does not try again when a new connection is reset', async () => {
    let connections = 0;
    const url = new URL(
      await listen((socket) => {
        connections += 1;
        socket.on('error', () => undefined);
        socket.on('data', () => socket.resetAndDestroy());
      }),
    );
    expect(await sender().send(url)).toEqual({ kind: 'broken', code: 'ECONNRESET' });
    expect(connections).toBe(1);
  });

  it('reads no more than a megabyte of an answer', async () => {
    const url = new URL(
      await serve((_, response) => {
        const chunk = Buffer.alloc(256 * 1024);
        const more = (): void => {
          while (!response.destroyed && response.write(chunk)) continue;
        };
        response.on('drain', more);
        more();
      }),
    );
    expect(await sender().send(url)).toMatchObject({ kind: 'status', status: 200 });
  });
});
