import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FaultAction, sendBody } from './fault.ts';
import {
  contentOf,
  digestFor,
  missingFrom,
  newUpload,
  referrersOf,
  type RegistryState,
  type RepositoryState,
  sha256,
} from './state.ts';

/** How the registry differs from the plainest one. */
export interface Behaviour {
  readonly referrers: boolean;
  readonly ociSubject: boolean;
  readonly conditional: boolean;
  readonly mount: boolean;
  readonly monolithic: boolean;
  readonly ranges: boolean;
  readonly immutableTags: boolean;
  /** As distribution 2.8: an upload's address is good for the length that it had, and the upload is lost with another. */
  readonly strictState: boolean;
  /** A repository is unknown, to the referrers API too, until it has a manifest. */
  readonly strictNames: boolean;
  readonly pageSize: number;
  readonly maxChunk: number;
  /** More requests at once than that are answered with 429. */
  readonly maxAtOnce: number;
}

export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly body: Buffer;
  readonly fault: FaultAction | undefined;
}

interface Place {
  readonly name: string;
  readonly repository: RepositoryState;
  readonly state: RegistryState;
  readonly behaviour: Behaviour;
}

const ROUTES: readonly [RegExp, (call: Call, place: Place, rest: string) => void][] = [
  [/^\/v2\/(.+)\/manifests\/([^/]+)$/, manifests],
  [/^\/v2\/(.+)\/blobs\/uploads\/([^/]*)$/, uploads],
  [/^\/v2\/(.+)\/blobs\/([^/]+)$/, blobs],
  [/^\/v2\/(.+)\/referrers\/([^/]+)$/, referrers],
  [/^\/v2\/(.+)\/(tags)\/list$/, tags],
];

/** Answers one request of the OCI distribution API. */
export function answer(call: Call, state: RegistryState, behaviour: Behaviour): void {
  if (call.url.pathname === '/v2/' || call.url.pathname === '/v2') {
    call.response.writeHead(200).end('{}');
    return;
  }
  for (const [pattern, handle] of ROUTES) {
    const match = pattern.exec(call.url.pathname);
    if (match?.[1] === undefined) continue;
    const place = { name: match[1], repository: state.repository(match[1]), state, behaviour };
    handle(call, place, match[2] ?? '');
    return;
  }
  error(call.response, 404, 'NOT_FOUND');
}

export function error(response: ServerResponse, status: number, code: string, message = ''): void {
  const body = JSON.stringify({ errors: [{ code, message }] });
  // Without a length a client cannot keep the connection after HEAD.
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function manifests(call: Call, place: Place, reference: string): void {
  const digest = digestFor(place.repository, reference) ?? '';
  switch (call.request.method) {
    case 'PUT':
      putManifest(call, place, reference);
      return;
    case 'DELETE':
      deleteManifest(call, place, digest);
      return;
    default:
      getManifest(call, place, digest);
  }
}

function getManifest(
  { request, response, fault }: Call,
  { repository, behaviour }: Place,
  digest: string,
): void {
  const stored = repository.manifests.get(digest);
  if (stored === undefined) {
    error(response, 404, 'MANIFEST_UNKNOWN');
    return;
  }
  const length = String(stored.bytes.length);
  const headers = {
    'content-type': stored.mediaType,
    'docker-content-digest': digest,
    'content-length': length,
  };
  response.writeHead(200, { ...headers, ...(behaviour.conditional ? { etag: `"${digest}"` } : {}) });
  if (request.method === 'HEAD') response.end();
  else sendBody(response, stored.bytes, fault);
}

function deleteManifest({ response }: Call, { repository }: Place, digest: string): void {
  const known = repository.manifests.delete(digest);
  for (const [tag, named] of repository.tags) if (named === digest) repository.tags.delete(tag);
  response.writeHead(known ? 202 : 404).end();
}

function putManifest(call: Call, { name, repository, behaviour }: Place, reference: string): void {
  const { request, response, body } = call;
  const stored = { mediaType: request.headers['content-type'] ?? '', bytes: body };
  const digest = sha256(body);
  const isDigest = reference.includes(':');
  const refusal = refusalOf(call, { repository, behaviour }, { reference, digest, isDigest });
  if (refusal !== undefined) {
    error(response, refusal.status, refusal.code);
    return;
  }
  repository.manifests.set(digest, stored);
  if (!isDigest) repository.tags.set(reference, digest);
  const subject = contentOf(stored).subject?.digest;
  const says =
    behaviour.ociSubject && behaviour.referrers && subject !== undefined ? { 'oci-subject': subject } : {};
  const headers = { location: `/v2/${name}/manifests/${digest}`, 'docker-content-digest': digest };
  response.writeHead(201, { ...headers, ...says }).end();
}

function refusalOf(
  { request, body }: Call,
  { repository, behaviour }: Pick<Place, 'repository' | 'behaviour'>,
  { reference, digest, isDigest }: { reference: string; digest: string; isDigest: boolean },
): { status: number; code: string } | undefined {
  if (isDigest && reference !== digest) return { status: 400, code: 'DIGEST_INVALID' };
  const current = isDigest ? undefined : repository.tags.get(reference);
  if (behaviour.conditional && !conditionHolds(request, current))
    return { status: 412, code: 'PRECONDITION_FAILED' };
  if (behaviour.immutableTags && current !== undefined) return { status: 400, code: 'TAG_INVALID' };
  const missing = missingFrom(repository, contentOf({ mediaType: '', bytes: body }));
  return missing === undefined ? undefined : { status: 400, code: 'MANIFEST_BLOB_UNKNOWN' };
}

function conditionHolds(request: IncomingMessage, current: string | undefined): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
  if (noneMatch === '*') return current === undefined;
  return match === undefined || match === `"${current ?? ''}"`;
}

function blobs(call: Call, { repository, behaviour }: Place, digest: string): void {
  const { request, response } = call;
  const bytes = repository.blobs.get(digest);
  if (bytes === undefined) {
    error(response, 404, 'BLOB_UNKNOWN', digest);
    return;
  }
  if (request.method === 'DELETE') {
    repository.blobs.delete(digest);
    response.writeHead(202).end();
    return;
  }
  const range = behaviour.ranges ? /^bytes=(\d+)-$/.exec(request.headers.range ?? '') : null;
  const start = Number(range?.[1] ?? 0);
  const part = bytes.subarray(start);
  const headers = {
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    'content-length': part.length,
  };
  const end = bytes.length - 1;
  if (range === null) response.writeHead(200, headers);
  else response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${end}/${bytes.length}` });
  if (request.method === 'HEAD') response.end();
  else sendBody(response, part, call.fault);
}

function uploads(call: Call, place: Place, id: string): void {
  const { request, response } = call;
  const held = place.repository.uploads.get(id);
  if (request.method === 'POST') beginUpload(call, place);
  else if (held === undefined || call.url.searchParams.get('_state') !== stateOf(place, id)) {
    place.repository.uploads.delete(id);
    error(response, 404, 'BLOB_UPLOAD_UNKNOWN');
  } else if (request.method === 'GET') status(response, place, id, 204);
  else if (request.method === 'DELETE') {
    place.repository.uploads.delete(id);
    response.writeHead(204).end();
  } else if (request.method === 'PATCH') patch(call, place, id, held);
  else finish(call, place, id, held);
}

function beginUpload({ url, response }: Call, place: Place): void {
  const { repository, state, behaviour, name } = place;
  const mount = url.searchParams.get('mount');
  const from = url.searchParams.get('from');
  const bytes = mount === null || from === null ? undefined : state.repositories.get(from)?.blobs.get(mount);
  if (behaviour.mount && mount !== null && bytes !== undefined) {
    repository.blobs.set(mount, bytes);
    response.writeHead(201, { location: `/v2/${name}/blobs/${mount}`, 'docker-content-digest': mount }).end();
    return;
  }
  status(response, place, newUpload(repository), 202);
}

const stateOf = ({ repository, behaviour }: Place, id: string): string =>
  behaviour.strictState ? `${id}.${repository.uploads.get(id)?.length ?? 0}` : id;

/** Like distribution, the state of an upload is in the query, which a client must keep. */
function status(response: ServerResponse, place: Place, id: string, code: number): void {
  const { name, repository } = place;
  const end = Math.max(0, (repository.uploads.get(id)?.length ?? 0) - 1);
  response
    .writeHead(code, {
      location: `/v2/${name}/blobs/uploads/${id}?_state=${stateOf(place, id)}`,
      range: `0-${end}`,
    })
    .end();
}

function patch({ request, response, body }: Call, place: Place, id: string, held: Buffer): void {
  const range = /^(\d+)-(\d+)$/.exec(request.headers['content-range'] ?? '');
  const wrongPlace = range !== null && Number(range[1]) !== held.length;
  if (wrongPlace || body.length > place.behaviour.maxChunk)
    error(response, 416, 'BLOB_UPLOAD_INVALID', 'range');
  else {
    place.repository.uploads.set(id, Buffer.concat([held, body]));
    status(response, place, id, 202);
  }
}

function finish({ response, body, url }: Call, place: Place, id: string, held: Buffer): void {
  const { repository, behaviour, name } = place;
  if (body.length > 0 && !behaviour.monolithic) {
    error(response, 405, 'UNSUPPORTED');
    return;
  }
  const bytes = Buffer.concat([held, body]);
  const digest = url.searchParams.get('digest') ?? '';
  if (sha256(bytes) !== digest) error(response, 400, 'DIGEST_INVALID');
  else {
    repository.uploads.delete(id);
    repository.blobs.set(digest, bytes);
    response
      .writeHead(201, { location: `/v2/${name}/blobs/${digest}`, 'docker-content-digest': digest })
      .end();
  }
}

function referrers(call: Call, { name, repository, behaviour }: Place, subject: string): void {
  if (!behaviour.referrers) {
    error(call.response, 404, 'NOT_FOUND');
    return;
  }
  if (behaviour.strictNames && repository.manifests.size === 0) {
    error(call.response, 404, 'NAME_UNKNOWN');
    return;
  }
  const all = referrersOf(repository, subject);
  const start = Number(call.url.searchParams.get('after') ?? 0);
  const end = start + behaviour.pageSize;
  const more =
    end < all.length ? { link: `</v2/${name}/referrers/${subject}?after=${end}>; rel="next"` } : {};
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  call.response.writeHead(200, { 'content-type': mediaType, ...more });
  sendBody(
    call.response,
    Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: all.slice(start, end) })),
    call.fault,
  );
}

function tags(call: Call, { name, repository, behaviour }: Place): void {
  const all = [...repository.tags.keys()].sort();
  const last = call.url.searchParams.get('last');
  const size = Number(call.url.searchParams.get('n') ?? behaviour.pageSize);
  const rest = last === null ? all : all.filter((tag) => tag > last);
  const page = rest.slice(0, size);
  const more =
    page.length < rest.length
      ? { link: `</v2/${name}/tags/list?last=${page.at(-1) ?? ''}&n=${size}>; rel="next"` }
      : {};
  call.response.writeHead(200, { 'content-type': 'application/json', ...more });
  sendBody(call.response, Buffer.from(JSON.stringify({ name, tags: page })), call.fault);
}
