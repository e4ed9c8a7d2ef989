import { randomBytes } from 'node:crypto';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readSmallBlob } from '../../../shared/oci/blob.ts';
import { anonymous } from '../../../shared/oci/credentials.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import {
  createSend,
  type HttpRequest,
  isLoopback,
  mayBePlain,
  readAll,
  redirected,
} from '../../../shared/oci/http.ts';
import { openStore } from '../../../shared/oci/open.ts';
import { parseReference } from '../../../shared/oci/reference.ts';
import { testClock } from '../../kit/clock.ts';
import { startRawServer } from '../../kit/raw-server.ts';
import { startRegistry, type TestRegistry } from '../../kit/registry/registry.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function start(): Promise<TestRegistry> {
  const registry = await startRegistry();
  closing.push(() => registry.close());
  return registry;
}

const get = (url: string, headers: Record<string, string> = {}): HttpRequest => ({
  method: 'GET',
  url: new URL(url),
  headers,
});

describe('plain http', () => {
  it.each([
    ['localhost', true],
    ['registry.localhost', true],
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['[::1]', true],
    ['localhost.example', false],
    ['127.0.0.1.example', false],
    ['notlocalhost', false],
    ['10.0.0.1', false],
    ['[::2]', false],
    ['0.0.0.0', false],
  ])('to %s without being asked for: %s', (hostname, expected) => {
    expect(isLoopback(hostname)).toBe(expected);
  });

  it('is for loopback and for registries that are listed, with or without a port', () => {
    expect(mayBePlain(new URL('https://10.0.0.1:5000'), ['10.0.0.1:5000'])).toBe(true);
    expect(mayBePlain(new URL('https://10.0.0.1:5000'), ['10.0.0.1'])).toBe(true);
    expect(mayBePlain(new URL('https://10.0.0.1:5001'), ['10.0.0.1:5000'])).toBe(false);
  });

  it('to anyone else is refused before a connection is made', async () => {
    await expect(createSend()(get('http://registry.example/v2/'))).rejects.toThrow('without encryption');
    await expect(createSend()(get('ftp://127.0.0.1/v2/'))).rejects.toThrow('without encryption');
  });
});

describe('a redirect', () => {
  const secret = { authorization: 'Basic c2VjcmV0', cookie: 'c', accept: 'x/y' };

  it('keeps credentials at the same origin, and leaves them behind at another host, port or name', async () => {
    const [first, second] = [await start(), await start()];
    const send = createSend();
    first.faults.add({ path: '/start', action: { kind: 'redirect', to: '/v2/' } });
    await send(get(`http://${first.host}/start`, secret));
    expect(first.requests.at(-1)).toMatchObject({ url: '/v2/', authorization: secret.authorization });

    const port = first.host.split(':')[1] ?? '';
    for (const to of [`http://${second.host}/v2/`, `http://localhost:${port}/v2/`]) {
      first.faults.add({ path: '/start', action: { kind: 'redirect', to } });
      const answer = await send(get(`http://${first.host}/start`, secret));
      expect(answer.status).toBe(200);
      const last = (to.includes('localhost') ? first : second).requests.at(-1);
      expect(last?.authorization).toBeUndefined();
      expect(last?.headers).not.toHaveProperty('cookie');
      expect(last?.headers.accept).toBe('x/y');
    }
  });

  it.each([
    ['https://a.example/x', 'http://a.example/x', 'from https to http'],
    ['https://a.example/x', 'http://127.0.0.1/x', 'from https to http'],
    ['https://a.example/x', 'ftp://a.example/x', 'from https to http'],
    ['http://127.0.0.1/x', 'http://a.example/x', 'without encryption'],
  ])('from %s to %s is refused', (from, location, why) => {
    expect(() => redirected(get(from), { status: 307, headers: { location } })).toThrow(why);
  });

  it('is relative to where it came from', () => {
    const next = redirected(get('https://a.example/v2/x/y', secret), {
      status: 301,
      headers: { location: '../z?q=1' },
    });
    expect(next?.url.href).toBe('https://a.example/v2/z?q=1');
    expect(next?.headers).toEqual(secret);
  });

  it('to plain http outside of loopback ends the request', async () => {
    const registry = await start();
    registry.faults.add({ action: { kind: 'redirect', to: 'http://elsewhere.example/' } });
    await expect(createSend()(get(`http://${registry.host}/`))).rejects.toThrow('without encryption');
  });

  it('is followed ten times and no more', async () => {
    const registry = await start();
    registry.faults.add({ path: '/loop', times: 10, action: { kind: 'redirect', to: '/loop', status: 302 } });
    expect((await createSend()(get(`http://${registry.host}/loop`))).status).toBe(404);
    registry.faults.add({
      path: '/loop',
      times: Infinity,
      action: { kind: 'redirect', to: '/loop', status: 302 },
    });
    await expect(createSend()(get(`http://${registry.host}/loop`))).rejects.toThrow('redirects without end');
  });

  it.each(['PUT', 'POST', 'PATCH', 'DELETE'] as const)('of %s is not followed', async (method) => {
    const registry = await start();
    registry.faults.add({ action: { kind: 'redirect', to: '/v2/' } });
    const answer = await createSend()({
      method,
      url: new URL(`http://${registry.host}/x`),
      body: Buffer.from('x'),
    });
    expect(answer.status).toBe(307);
    await readAll(answer, 100);
    expect(registry.requests).toHaveLength(1);
  });
});

interface Proxy {
  readonly url: string;
  readonly seen: string[];
}

/** A proxy that sends everything to one registry, whatever its name. */
async function startProxy(registry: TestRegistry): Promise<Proxy> {
  const seen: string[] = [];
  const server = http.createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const { pathname, search } = new URL(request.url ?? '');
    const [hostname, port] = registry.host.split(':');
    const onward = http.request(
      {
        hostname,
        port,
        method: request.method,
        path: pathname + search,
        headers: request.headers,
        agent: false,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  });
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url ?? ''}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

describe('a proxy', () => {
  const ports = { credentials: anonymous, clock: testClock(), budget: { tries: 1, milliseconds: 1_000 } };

  it('is asked for hosts outside of loopback, and not for those of NO_PROXY', async () => {
    const registry = await start();
    const proxy = await startProxy(registry);
    const insecureRegistries = ['registry.example'];
    const through = { ...ports, insecureRegistries, proxy: { HTTP_PROXY: proxy.url } };
    expect(await openStore(parseReference('registry.example/acme/shop'), through).listTags()).toEqual([]);
    expect(proxy.seen).toEqual(['GET http://registry.example/v2/acme/shop/tags/list']);
    await openStore(parseReference(`${registry.host}/acme/shop`), through).listTags();
    expect(proxy.seen).toHaveLength(1);
    const around = { ...through, proxy: { HTTP_PROXY: proxy.url, NO_PROXY: 'registry.example' } };
    await expect(
      openStore(parseReference('registry.example/acme/shop'), around).listTags(),
    ).rejects.toThrow();
    expect(proxy.seen).toHaveLength(1);
  });

  it('is asked for large blobs too', async () => {
    const registry = await start();
    const proxy = await startProxy(registry);
    const content = randomBytes(2_000_000);
    const blob = { mediaType: 'x/y', digest: digestOf(content), size: content.length };
    registry.repository('acme/shop').blobs.set(blob.digest, content);
    const store = openStore(parseReference('registry.example/acme/shop'), {
      ...ports,
      insecureRegistries: ['registry.example'],
      proxy: { http_proxy: proxy.url, no_proxy: 'elsewhere.example' },
    });
    expect((await readSmallBlob(store, blob, content.length)).equals(content)).toBe(true);
    expect(proxy.seen).toEqual([`GET http://registry.example/v2/acme/shop/blobs/${blob.digest}`]);
  });

  it('is asked for a tunnel to an encrypted registry', async () => {
    const proxy = await startProxy(await start());
    const store = openStore(parseReference('registry.example/acme/shop'), {
      ...ports,
      proxy: { https_proxy: proxy.url },
    });
    await expect(store.listTags()).rejects.toThrow();
    expect(proxy.seen).toEqual(['CONNECT registry.example:443']);
  });
});

describe('a server', () => {
  it('that does not speak HTTP, or not TLS, is named', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 mail.example ESMTP\r\n', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const { port } = server.address() as AddressInfo;
    await expect(createSend()(get(`http://127.0.0.1:${port}/`))).rejects.toThrow('does not speak HTTP');
    await expect(createSend()(get(`https://127.0.0.1:${port}/`))).rejects.toThrow(
      /no encrypted connection to 127\.0\.0\.1/,
    );
  });

  it.each([
    ['that would speak another protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x', /does not speak/],
    [
      'that redirects to no address',
      'HTTP/1.1 307 See\r\nLocation: http://[::',
      /redirects to what is no address/,
    ],
  ])('%s is named, however it is read', async (_, head, message) => {
    const server = await startRawServer((socket) => {
      socket.write(`${head}\r\nConnection: upgrade\r\nContent-Length: 0\r\n\r\n`);
    });
    closing.push(() => server.close());
    for (const isBulk of [true, false]) {
      await expect(createSend()({ ...get(server.url.href), isBulk })).rejects.toThrow(message);
    }
  });
});
