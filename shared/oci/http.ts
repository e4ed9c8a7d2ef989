import http from 'node:http';
import type https from 'node:https';
import { Readable } from 'node:stream';
import { UserError } from '../text/error.ts';
import { pour } from './blocks.ts';
import { readBulk } from './bulk-read.ts';
import { explainNetworkError, idleError } from './network-error.ts';

export type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';

export interface HttpRequest {
  readonly method: Method;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** A stream is sent as it comes; give `content-length` with it. It is destroyed when the exchange fails. */
  readonly body?: Uint8Array | Readable;
  readonly signal?: AbortSignal | undefined;
  /** A GET of so much that it should be read in the fastest way. */
  readonly isBulk?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Must be read or destroyed, or the connection stays taken. */
  readonly body: Readable;
  /** Where the answer came from, after redirects. */
  readonly url: URL;
}

/** One exchange with a server, redirects included. */
export type Send = (request: HttpRequest) => Promise<HttpAnswer>;

export interface HttpOptions {
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY and their lower-case forms. */
  readonly proxy?: Readonly<Record<string, string>>;
  /** Registries (`host` or `host:port`) that may be spoken to without TLS; loopback always may. */
  readonly insecureRegistries?: readonly string[];
  /** A connection on which nothing moves for so long is given up; 60 s unless told. */
  readonly idleMilliseconds?: number;
}

const MAX_REDIRECTS = 10;
const MAX_SOCKETS = 16;
const IDLE_MILLISECONDS = 60_000;

export const isLoopback = (hostname: string): boolean =>
  /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(hostname);

/** Whether `host` (with its port) may be spoken to without TLS. */
export function mayBePlain(url: Pick<URL, 'hostname' | 'host'>, insecure: readonly string[] = []): boolean {
  return isLoopback(url.hostname) || insecure.includes(url.host) || insecure.includes(url.hostname);
}

/** Sends requests over shared, kept-alive connections, one pool per proxy setting and process. */
export function createSend(options: HttpOptions = {}): Send {
  return async (request) => {
    let current = request;
    for (let hop = 0; ; hop += 1) {
      checkPlain(current.url, options);
      const answer = (await exchangeBulk(current, options)) ?? (await exchange(current, options));
      const next = leaving(answer, () => redirected(current, answer, options));
      if (next === undefined) return answer;
      answer.body.resume();
      if (hop === MAX_REDIRECTS) {
        throw new UserError({
          what: `${request.url.host} redirects without end`,
          rule: `at most ${MAX_REDIRECTS}`,
        });
      }
      current = next;
    }
  };
}

/** Frees the connection when the decision about its answer is an error. */
function leaving<T>(answer: HttpAnswer, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
}

function checkPlain(url: URL, options: HttpOptions): void {
  if (url.protocol === 'https:') return;
  if (url.protocol === 'http:' && mayBePlain(url, options.insecureRegistries)) return;
  throw new UserError({
    what: `${url.host} would be spoken to without encryption`,
    rule: 'https, except for loopback and registries that are listed as insecure',
    seen: `${url.protocol}//${url.host}`,
  });
}

/**
 * The request that a redirect leads to, or undefined when the answer is no redirect that is followed. Only reads follow one, never
 * from https to http, and credentials stay behind when the origin changes.
 * @throws UserError for a redirect that gives up encryption.
 */
export function redirected(
  request: HttpRequest,
  answer: { readonly status: number; readonly headers: { readonly location?: string | undefined } },
  options: HttpOptions = {},
): HttpRequest | undefined {
  const { location } = answer.headers;
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead || location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) {
    return undefined;
  }
  if (!URL.canParse(location, request.url.href)) {
    throw new UserError({
      what: `${request.url.host} redirects to what is no address`,
      seen: JSON.stringify(location.slice(0, 200)),
    });
  }
  const url = new URL(location, request.url);
  if (request.url.protocol === 'https:' && url.protocol !== 'https:') {
    throw new UserError({
      what: `${request.url.host} redirects from https to http`,
      rule: 'encryption is never given up on the way',
      seen: `${url.protocol}//${url.host}`,
    });
  }
  checkPlain(url, options);
  const headers =
    url.origin === request.url.origin ? (request.headers ?? {}) : withoutSecrets(request.headers);
  return { ...request, url, headers };
}

const withoutSecrets = (headers: HttpRequest['headers'] = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !['authorization', 'cookie'].includes(name.toLowerCase())),
  );

/** How requests of one scheme are begun, and over which connections. */
interface Scheme {
  readonly start: typeof http.request;
  readonly agent: http.Agent;
}

const schemes = new Map<string, Promise<Scheme>>();

/** A proxy is never asked for loopback, where it would find another machine than we mean. */
async function schemeFor(url: URL, options: HttpOptions): Promise<Scheme> {
  const proxy = options.proxy === undefined || isLoopback(url.hostname) ? {} : options.proxy;
  const key = url.protocol + JSON.stringify(Object.entries(proxy).sort());
  let scheme = schemes.get(key);
  if (scheme === undefined) schemes.set(key, (scheme = openScheme(url.protocol, proxy)));
  return scheme;
}

async function openScheme(protocol: string, proxyEnv: Readonly<Record<string, string>>): Promise<Scheme> {
  // TLS takes a third of a process's start to load, and not every action speaks to somebody.
  const { request, Agent }: typeof http | typeof https =
    protocol === 'https:' ? await import('node:https') : http;
  const settings = { keepAlive: true, maxSockets: MAX_SOCKETS, scheduling: 'lifo', proxyEnv } as const;
  return { start: request, agent: new Agent(settings) };
}

/** Through a proxy Node makes the connections in ways of its own. */
const goesThroughProxy = (url: URL, { proxy = {} }: HttpOptions): boolean =>
  !isLoopback(url.hostname) &&
  Object.entries(proxy).some(([name, value]) => value !== '' && !/^no_proxy$/i.test(name));

async function exchangeBulk(request: HttpRequest, options: HttpOptions): Promise<HttpAnswer | undefined> {
  const { method, url, isBulk = false } = request;
  if (!isBulk || method !== 'GET' || goesThroughProxy(url, options)) return undefined;
  const answer = await readBulk(request, options.idleMilliseconds ?? IDLE_MILLISECONDS);
  // Whoever reads the body hears of its errors; nobody need when it is thrown away.
  answer?.body.on('error', () => undefined);
  return answer && { ...answer, url };
}

async function exchange(request: HttpRequest, options: HttpOptions): Promise<HttpAnswer> {
  const { method, url, headers = {}, body, signal } = request;
  const idle = options.idleMilliseconds ?? IDLE_MILLISECONDS;
  const { start, agent } = await schemeFor(url, options);
  return new Promise((resolve, reject) => {
    const length = body instanceof Uint8Array ? { 'content-length': String(body.length) } : {};
    const outgoing = start(url, {
      method,
      agent,
      headers: { 'user-agent': 'fixity', ...length, ...headers },
      ...(signal === undefined ? {} : { signal }),
    });
    outgoing.setTimeout(idle, () => {
      outgoing.destroy(idleError(url, idle));
    });
    const fail = (error: Error): void => {
      if (body instanceof Readable) body.destroy();
      reject(signal?.aborted === true ? (signal.reason as Error) : explainNetworkError(error, url.host));
    };
    outgoing.on('error', fail);
    outgoing.on('upgrade', (_, socket) => {
      // Nobody asked for another protocol; what has no listener would end in silence.
      socket.destroy();
      fail(Object.assign(new Error('101 Switching Protocols'), { code: 'HPE_PAUSED_UPGRADE' }));
    });
    outgoing.on('response', (incoming) => {
      // Whoever reads the body hears of its errors; nobody need when it is thrown away.
      incoming.on('error', () => undefined);
      if (body instanceof Readable && !body.readableEnded && (incoming.statusCode ?? 0) >= 300) {
        stopSending(body, outgoing, incoming);
      }
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming, url });
    });
    if (!(body instanceof Readable)) {
      outgoing.end(body);
      return;
    }
    body.on('error', (error) => {
      outgoing.destroy(error);
    });
    pour(body, outgoing);
  });
}

/** A refusal came before all was sent: no more is, and the connection, half way through a request, is not used again. */
function stopSending(body: Readable, outgoing: http.ClientRequest, incoming: http.IncomingMessage): void {
  body.destroy();
  incoming.on('close', () => outgoing.destroy());
}

/**
 * Reads a whole answer of at most `limit` bytes.
 * @throws UserError when it is longer; nothing more of it is read.
 */
export async function readAll(answer: HttpAnswer, limit: number): Promise<Buffer> {
  const tooLong = (seen: string): UserError =>
    new UserError({
      what: `${answer.url.host} sent more than expected`,
      rule: `at most ${limit} bytes`,
      seen,
    });
  const announced = Number(answer.headers['content-length'] ?? 0);
  if (announced > limit) {
    answer.body.destroy();
    throw tooLong(`${announced} bytes`);
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    // Events, since the asynchronous iterator closes the connection after an answer without a body.
    answer.body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= limit) return;
      answer.body.destroy();
      reject(tooLong('more'));
    });
    answer.body.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    answer.body.on('error', reject);
  });
}

/** Reads and forgets a short answer, so that its connection is free again; a long one costs the connection instead. */
export async function discard(answer: HttpAnswer): Promise<void> {
  try {
    await readAll(answer, 64 * 1024);
  } catch {
    answer.body.destroy();
  }
}
