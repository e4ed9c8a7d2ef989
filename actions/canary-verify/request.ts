import http from 'node:http';
import https from 'node:https';
import type { Milliseconds } from '../../shared/text/duration.ts';

/** What came back from one request; never an exception. */
export type Reply =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers: http.IncomingHttpHeaders;
      /** Only where it was asked for, and no more than its beginning. */
      readonly body?: string;
    }
  | { readonly kind: 'timeout' }
  /** No whole answer: refused, reset, TLS, name not found. `code` is Node's, such as `ECONNREFUSED`. */
  | { readonly kind: 'broken'; readonly code: string };

/** Sends one GET. */
export type Send = (url: URL) => Promise<Reply>;

export interface Sender {
  readonly send: Send;
  /** The same, with the body. */
  readonly read: Send;
  close(): void;
}

/** A reply that is longer is read no further; its status counts. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Sends GET requests over kept-alive connections, as many at a time as are due. Redirects are not followed: the redirect is the answer. A
 * reply is whole when its last byte is in. No proxy is used, because a probe must meet the service itself.
 */
export function createSender(timeout: Milliseconds): Sender {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxFreeSockets: 64 }),
    'https:': new https.Agent({ keepAlive: true, maxFreeSockets: 64 }),
  };
  return {
    send: (url) => exchange(url, { timeout, agents, keepBody: false }, true),
    read: (url) => exchange(url, { timeout, agents, keepBody: true }, true),
    close: () => {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

interface Exchange {
  readonly timeout: Milliseconds;
  readonly agents: { readonly 'http:': http.Agent; readonly 'https:': https.Agent };
  readonly keepBody: boolean;
}

/** A server may close an idle connection just as it is used again; that one race is no failure of the service, so it is tried once more. */
async function exchange(url: URL, options: Exchange, mayRetry: boolean): Promise<Reply> {
  const { reply, stale } = await attempt(url, options);
  return stale && mayRetry ? exchange(url, options, false) : reply;
}

/** What a connection that the other side has closed gives to the next request on it. */
const CLOSED: readonly string[] = ['ECONNRESET', 'EPIPE'];

function attempt(
  url: URL,
  { timeout, agents, keepBody }: Exchange,
): Promise<{ readonly reply: Reply; readonly stale: boolean }> {
  return new Promise((resolve) => {
    const secure = url.protocol === 'https:';
    const request = (secure ? https : http).request(url, {
      agent: agents[secure ? 'https:' : 'http:'],
      headers: { 'user-agent': 'fixity-canary-verify', accept: '*/*' },
    });
    let answered = false;
    const timer = setTimeout(() => {
      finish({ kind: 'timeout' });
      request.destroy();
    }, timeout);
    const finish = (reply: Reply, stale = false): void => {
      clearTimeout(timer);
      resolve({ reply, stale });
    };
    request.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? 'ERROR';
      finish({ kind: 'broken', code }, request.reusedSocket && !answered && CLOSED.includes(code));
    });
    request.on('response', (response) => {
      answered = true;
      receive(response, keepBody, finish);
    });
    request.end();
  });
}

function receive(response: http.IncomingMessage, keepBody: boolean, finish: (reply: Reply) => void): void {
  const kept: Buffer[] = [];
  let bytes = 0;
  const whole = (): Reply => ({
    kind: 'status',
    status: response.statusCode ?? 0,
    headers: response.headers,
    ...(keepBody ? { body: Buffer.concat(kept).toString() } : {}),
  });
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (keepBody) kept.push(chunk);
    if (bytes <= MAX_BODY_BYTES) return;
    finish(whole());
    response.destroy();
  });
  response.on('end', () => {
    finish(whole());
  });
  response.on('error', (error: NodeJS.ErrnoException) => {
    finish({ kind: 'broken', code: error.code ?? 'ERROR' });
  });
}
