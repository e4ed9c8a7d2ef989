import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseJson } from '../../shared/text/json.ts';

/** How the service answers: as it should, with this status, or not at all. */
export type CacheServiceMode = 'works' | 'hangs' | 429 | 500;

/** GitHub's cache service, version 2, as far as BuildKit speaks to it: three calls in Twirp's JSON, and blobs as Azure keeps them. */
export interface CacheService {
  /** What the runner gives to a job. */
  readonly env: Readonly<Record<string, string>>;
  readonly token: string;
  /** Finished entries, by key. */
  readonly entries: ReadonlyMap<string, Buffer>;
  /** How often it was asked. */
  asked(): number;
  /** From now on; or, with `after`, for so many calls, and otherwise from then on. */
  answer(mode: CacheServiceMode, after?: { readonly calls: number; readonly then: CacheServiceMode }): void;
  close(): Promise<void>;
}

interface State {
  readonly origin: () => string;
  readonly token: string;
  readonly entries: Map<string, Buffer>;
  readonly uploads: Map<string, Upload>;
}

interface Upload {
  readonly key: string;
  readonly blocks: Map<string, Buffer>;
  content?: Buffer;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startCacheService(): Promise<CacheService> {
  let mode: CacheServiceMode = 'works';
  let asked = 0;
  let change: { readonly at: number; readonly then: CacheServiceMode } | undefined;
  const server = http.createServer((request, response) => {
    if (change?.at === asked) mode = change.then;
    asked += 1;
    if (mode === 'hangs') return;
    if (mode === 'works') void answer(request, response, state);
    else respond(response, mode, { code: 'unavailable', message: `this is ${mode}` });
  });
  const state: State = {
    origin: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: runtimeToken(),
    entries: new Map(),
    uploads: new Map(),
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    env: {
      ACTIONS_RESULTS_URL: `${state.origin()}/`,
      ACTIONS_RUNTIME_TOKEN: state.token,
      ACTIONS_CACHE_SERVICE_V2: 'true',
    },
    token: state.token,
    entries: state.entries,
    asked: () => asked,
    answer: (next, after) => {
      mode = next;
      change = after && { at: asked + after.calls, then: after.then };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** BuildKit reads the scopes and the times of the token, and leaves its signature to the service. */
function runtimeToken(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1_000);
  const ac = JSON.stringify([{ Scope: 'refs/heads/main', Permission: 3 }]);
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ac, nbf: now - 60, exp: now + 3_600 })}.c2lnbmF0dXJl`;
}

async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  state: State,
): Promise<void> {
  const url = new URL(request.url ?? '/', state.origin());
  const body = Buffer.concat(await request.toArray());
  if (url.pathname.startsWith('/blob/')) {
    blob(request, response, state, url, body);
    return;
  }
  if (request.headers.authorization !== `Bearer ${state.token}`) {
    respond(response, 401, { code: 'unauthenticated' });
    return;
  }
  call(url.pathname.split('/').at(-1) ?? '', parseJson(body) as Message, response, state);
}

interface Message {
  readonly key: string;
  readonly restore_keys?: readonly string[];
  readonly size_bytes?: number;
}

function call(
  name: string,
  { key, restore_keys: others = [] }: Message,
  response: http.ServerResponse,
  state: State,
): void {
  switch (name) {
    case 'CreateCacheEntry': {
      if (state.entries.has(key)) {
        respond(response, 409, { code: 'already_exists', message: 'cache entry exists' });
        return;
      }
      const id = randomUUID();
      state.uploads.set(id, { key, blocks: new Map() });
      respond(response, 200, { ok: true, signed_upload_url: `${state.origin()}/blob/${id}` });
      return;
    }
    case 'FinalizeCacheEntryUpload': {
      const upload = [...state.uploads.values()].findLast((each) => each.key === key);
      if (upload?.content !== undefined) state.entries.set(key, upload.content);
      respond(response, 200, { ok: upload?.content !== undefined, entry_id: '1' });
      return;
    }
    case 'GetCacheEntryDownloadURL': {
      const prefixes = [key, ...others];
      const found = [...state.entries.keys()].findLast((each) =>
        prefixes.some((prefix) => each.startsWith(prefix)),
      );
      const where =
        found === undefined ? '' : `${state.origin()}/blob/entry?key=${encodeURIComponent(found)}`;
      respond(response, 200, {
        ok: found !== undefined,
        signed_download_url: where,
        matched_key: found ?? '',
      });
      return;
    }
    default:
      respond(response, 404, { code: 'bad_route' });
  }
}

/** Put Blob, Put Block, Put Block List and Get Blob with a range, as Azure's client needs them. */
function blob(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  state: State,
  url: URL,
  body: Buffer,
): void {
  response.setHeader('x-ms-request-id', randomUUID());
  response.setHeader('etag', `"${createHash('sha256').update(url.href).digest('hex').slice(0, 16)}"`);
  if (request.method === 'GET') {
    const content = state.entries.get(url.searchParams.get('key') ?? '') ?? Buffer.alloc(0);
    const [, start = '0'] = /^bytes=(\d+)-/.exec(String(request.headers['x-ms-range'])) ?? [];
    response.writeHead(start === '0' ? 200 : 206).end(content.subarray(Number(start)));
    return;
  }
  const upload = state.uploads.get(url.pathname.split('/').at(-1) ?? '');
  if (upload !== undefined) take(upload, Object.fromEntries(url.searchParams), body);
  response.writeHead(upload === undefined ? 404 : 201, { 'content-length': 0 }).end();
}

function take(upload: Upload, { comp, blockid }: { comp?: string; blockid?: string }, body: Buffer): void {
  switch (comp) {
    case undefined:
      upload.content = body;
      return;
    case 'block':
      upload.blocks.set(blockid ?? '', body);
      return;
    case 'blocklist': {
      const ids = [...body.toString().matchAll(/<Latest>([^<]+)</g)].map((match) => match[1] ?? '');
      upload.content = Buffer.concat(ids.flatMap((id) => upload.blocks.get(id) ?? []));
    }
  }
}

function respond(response: http.ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
