import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { answer, type Behaviour, type Call, error } from './api.ts';
import { type AuthOptions, createAuth } from './auth.ts';
import { createFaults, type FaultAction, type Faults } from './fault.ts';
import { createState, type RepositoryState } from './state.ts';

export interface RegistryOptions extends Partial<Behaviour> {
  readonly auth?: AuthOptions['kind'];
  readonly username?: string;
  readonly password?: string;
  readonly identityToken?: string;
  /** Seconds that a token is good for; 300 unless told. */
  readonly tokenLifetime?: number;
  /** Milliseconds since the epoch, for tokens; the machine's time unless told. */
  readonly now?: () => number;
}

/** One request as it came; `bytes` counts its body. */
export interface RequestRecord {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly authorization: string | undefined;
  readonly headers: http.IncomingHttpHeaders;
  bytes: number;
  /** The client's port: one connection, one number. */
  readonly port: number;
  /** What was answered; undefined while nothing is. */
  status?: number;
}

/** A registry in memory: OCI distribution-spec 1.1 over http on 127.0.0.1. */
export interface TestRegistry {
  /** `127.0.0.1:PORT`, for references. */
  readonly host: string;
  readonly requests: RequestRecord[];
  readonly faults: Faults;
  readonly username: string;
  readonly password: string;
  /** What it keeps; tests may look and may damage. */
  repository(name: string): RepositoryState;
  /** All tokens given so far are refused from now on. */
  revokeTokens(): void;
  close(): Promise<void>;
}

const PLAIN: Behaviour = {
  referrers: true,
  ociSubject: true,
  conditional: false,
  mount: true,
  monolithic: true,
  ranges: true,
  immutableTags: false,
  strictState: false,
  strictNames: false,
  pageSize: 100,
  maxChunk: Infinity,
  maxAtOnce: Infinity,
};

/** Starts a registry on a free port of 127.0.0.1; the referrers API is on and nobody is asked for credentials unless told. */
export async function startRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  const behaviour: Behaviour = { ...PLAIN, ...options };
  const { username = 'robot', password = 'not-a-secret' } = options;
  const auth = createAuth({
    kind: options.auth ?? 'none',
    username,
    password,
    ...(options.identityToken === undefined ? {} : { identityToken: options.identityToken }),
    lifetime: options.tokenLifetime ?? 300,
    now: options.now ?? Date.now,
  });
  const state = createState();
  const faults = createFaults();
  const requests: RequestRecord[] = [];
  let underWay = 0;

  const handle = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const record = recordOf(request);
    requests.push(record);
    underWay += 1;
    response.on('close', () => {
      underWay -= 1;
      record.status = response.statusCode;
    });
    const isTooMuch = underWay > behaviour.maxAtOnce;
    const fault = faults.next(request);
    const url = new URL(request.url ?? '/', `http://${host}`);
    const body = await readBody(request, record, fault);
    const heard = fault?.kind === 'lost' ? new http.ServerResponse(request) : response;
    const call: Call = { request, response: heard, url, body, fault };
    if (fault?.kind === 'cut-upload') {
      keepPart((name) => state.repository(name), url, body);
      request.socket.destroy();
      return;
    }
    if (await breakIn(call)) return;
    if (isTooMuch) {
      error(response, 429, 'TOOMANYREQUESTS');
      return;
    }
    // Long enough for requests to meet.
    if (behaviour.maxAtOnce !== Infinity) await wait(2);
    respond(call);
  };
  const respond = (call: Call): void => {
    const { request, response, url, body, fault } = call;
    if (url.pathname === '/token') auth.token(request, response, body);
    else if (auth.admit(request, response, host)) answer(call, state, behaviour);
    if (fault?.kind === 'lost') request.socket.destroy();
  };
  const server = http.createServer((request, response) => {
    handle(request, response).catch((failure: unknown) => {
      if (!response.headersSent && !request.destroyed) error(response, 500, 'BUG', String(failure));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    requests,
    faults,
    username,
    password,
    repository: (name) => state.repository(name),
    revokeTokens: () => {
      auth.revoke();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const recordOf = (request: http.IncomingMessage): RequestRecord => ({
  method: request.method ?? '',
  url: request.url ?? '',
  authorization: request.headers.authorization,
  headers: request.headers,
  bytes: 0,
  port: request.socket.remotePort ?? 0,
});

async function readBody(
  request: http.IncomingMessage,
  record: RequestRecord,
  fault: FaultAction | undefined,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    record.bytes += chunk.length;
    if (fault?.kind === 'cut-upload' && record.bytes >= fault.after) {
      return Buffer.concat(chunks).subarray(0, fault.after);
    }
  }
  return Buffer.concat(chunks);
}

/** What came of an upload before it was cut is there when the client asks. */
function keepPart(repository: (name: string) => RepositoryState, url: URL, body: Buffer): void {
  const match = /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/.exec(url.pathname);
  if (match?.[1] === undefined || match[2] === undefined) return;
  const { uploads } = repository(match[1]);
  const held = uploads.get(match[2]);
  if (held !== undefined) uploads.set(match[2], Buffer.concat([held, body]));
}

/** True when the fault was the whole answer. */
async function breakIn({ request, response, fault }: Call): Promise<boolean> {
  switch (fault?.kind) {
    case 'status':
      response.writeHead(fault.status, { ...lengthOf(fault), ...fault.headers }).end(fault.body);
      return true;
    case 'reset':
      request.socket.destroy();
      return true;
    case 'redirect':
      response.writeHead(fault.status ?? 307, { location: fault.to, 'content-length': 0 }).end();
      return true;
    case 'slow':
      await wait(fault.milliseconds, undefined, { ref: false });
      return false;
    default:
      return false;
  }
}

/** Said unless the answer is to come in chunks. */
const lengthOf = ({
  headers,
  body = '',
}: FaultAction & { readonly kind: 'status' }): Record<string, number> =>
  headers?.['transfer-encoding'] === undefined ? { 'content-length': Buffer.byteLength(body) } : {};
