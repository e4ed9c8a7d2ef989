import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { type Outcome, readAnswer } from './bulk-answer.ts';
import { type Connect, type Connection, connectorFor, openConnection } from './bulk-connection.ts';
import { explainNetworkError, idleError } from './network-error.ts';
import { type Limiter, limiter } from './parallel.ts';

export interface BulkRequest {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

export interface BulkAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Must be read or destroyed, or the connection stays taken. */
  readonly body: Readable;
}

/** Connections to one origin that are in use at a time. */
const MAX_CONNECTIONS = 16;

interface Origin {
  /** Connections that wait for another request. */
  readonly waiting: Connection[];
  readonly slots: Limiter;
  /** It has answered so that a full parser is needed. */
  isComplicated: boolean;
}

const origins = new Map<string, Origin>();

function originOf({ origin }: URL): Origin {
  let known = origins.get(origin);
  if (known === undefined) {
    known = { waiting: [], slots: limiter(MAX_CONNECTIONS), isComplicated: false };
    origins.set(origin, known);
  }
  return known;
}

/**
 * A GET whose body goes from the connection into blocks of memory as it is: Node's parser would copy every byte once more. Connections
 * are kept and used again; one that the server has closed meanwhile costs no try.
 * @param idle milliseconds after which a silent server is given up.
 * @returns undefined when request or answer are not of the plain kind: then it is left to node:http to ask, and to say what is wrong.
 */
export async function readBulk(request: BulkRequest, idle: number): Promise<BulkAnswer | undefined> {
  const origin = originOf(request.url);
  const text = requestText(request);
  if (text === undefined || origin.isComplicated) return undefined;
  const connectTo = await connectorFor(request.url.protocol);
  return new Promise((resolve, reject) => {
    const turn = origin.slots(async () => {
      const { answer, ended } = await ask({ origin, request, text, idle, connectTo });
      resolve(answer);
      await ended;
    });
    turn.catch(reject);
  });
}

const NAME = /^[A-Za-z0-9-]+$/;
const VALUE = /^[\x20-\x7e]*$/;
const TARGET = /^\/[\x21-\x7e]*$/;

/** The request as it is sent; undefined when anything in it could be read as the end of a line, or its address has a password. */
function requestText({ url, headers = {} }: BulkRequest): string | undefined {
  const target = `${url.pathname}${url.search}`;
  const fixed = { host: url.host, connection: 'keep-alive', 'user-agent': 'fixity' };
  const fields = Object.entries({ ...fixed, ...headers });
  const isPlain = fields.every(([name, value]) => NAME.test(name) && VALUE.test(value));
  if (!isPlain || !TARGET.test(target) || url.username !== '' || url.password !== '') return undefined;
  return `GET ${target} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

interface Question {
  readonly origin: Origin;
  readonly request: BulkRequest;
  readonly text: string;
  readonly idle: number;
  readonly connectTo: Connect;
}

interface Exchange {
  readonly answer: BulkAnswer | undefined;
  /** Settled when the connection is free, or gone. */
  readonly ended: Promise<undefined>;
}

async function ask(question: Question): Promise<Exchange> {
  const { origin, request } = question;
  for (;;) {
    request.signal?.throwIfAborted();
    const kept = origin.waiting.pop();
    const { outcome, ended } = await askOn(kept ?? open(question), question);
    switch (outcome.kind) {
      case 'answered': {
        const { status, headers } = outcome.head;
        return { answer: { status, headers, body: outcome.body }, ended };
      }
      case 'complicated':
        origin.isComplicated = true;
        return { answer: undefined, ended };
      case 'lost':
        if (kept === undefined || !outcome.wasClosed || request.signal?.aborted === true) {
          throw explainNetworkError(outcome.error, request.url.host);
        }
    }
  }
}

function open({ origin: { waiting }, request, idle, connectTo }: Question): Connection {
  const connection = openConnection(request.url, idle, connectTo);
  connection.socket.once('close', () => {
    const place = waiting.indexOf(connection);
    if (place !== -1) waiting.splice(place, 1);
  });
  return connection;
}

async function askOn(
  connection: Connection,
  { origin, request, text, idle }: Question,
): Promise<{ readonly outcome: Outcome; readonly ended: Promise<undefined> }> {
  const { signal, url } = request;
  const { socket } = connection;
  const abort = (): unknown => socket.destroy(signal?.reason as Error);
  signal?.addEventListener('abort', abort);
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  // The time of a whole head: a server that sends a byte now and then is never silent.
  const late = setTimeout(() => socket.destroy(idleError(url, idle)), idle);
  socket.ref();
  const answering = readAnswer(connection, (isReusable) => {
    signal?.removeEventListener('abort', abort);
    connection.listen(undefined);
    if (isReusable) keep(origin, connection);
    else socket.destroy();
    end(undefined);
  });
  connection.send(text);
  const outcome = await answering;
  clearTimeout(late);
  return { outcome, ended };
}

/** The process may end while a connection waits. */
function keep({ waiting }: Origin, connection: Connection): void {
  waiting.push(connection);
  connection.socket.unref();
}
