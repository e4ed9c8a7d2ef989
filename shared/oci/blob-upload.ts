import type { Readable } from 'node:stream';
import { UserError } from '../text/error.ts';
import { scopeOf, type Scope } from './authorizer.ts';
import type { Client } from './client.ts';
import type { Descriptor } from './descriptor.ts';
import { discard, type HttpAnswer } from './http.ts';
import { verifying } from './verified.ts';

export type Open = () => Promise<Readable> | Readable;

export interface UploadOptions {
  /** A repository of the same registry that holds the blob. */
  readonly mountFrom?: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Stores a blob unless it is there (OCI distribution-spec 1.1, "Pushing Blobs"): one request when it is present or can be mounted,
 * three when its bytes must be sent (HEAD, POST, PUT).
 */
export async function uploadBlob(
  client: Client,
  descriptor: Descriptor,
  open: Open,
  options: UploadOptions = {},
): Promise<'present' | 'mounted' | 'written'> {
  const upload: Upload = { client, descriptor, open, signal: options.signal };
  let location: URL | undefined;
  if (options.mountFrom !== undefined && options.mountFrom !== client.repository) {
    const outcome = await mount(upload, options.mountFrom);
    if (outcome === 'mounted') return 'mounted';
    location = outcome;
  }
  if (await blobExists(client, descriptor, options.signal)) return 'present';
  await send(upload, location ?? (await begin(upload)));
  return 'written';
}

export async function blobExists(
  client: Client,
  descriptor: Descriptor,
  signal?: AbortSignal,
): Promise<boolean> {
  const answer = await client.request({
    method: 'HEAD',
    url: client.url(`blobs/${descriptor.digest}`),
    scopes: [scopeOf(client.repository, 'pull')],
    ...(signal === undefined ? {} : { signal }),
  });
  await discard(answer);
  if (answer.status === 200) return true;
  if (answer.status === 404) return false;
  throw await client.unexpected(`look for blob ${descriptor.digest}`, answer);
}

interface Upload {
  readonly client: Client;
  readonly descriptor: Descriptor;
  readonly open: Open;
  readonly signal: AbortSignal | undefined;
}

const pushScope = (client: Client): Scope => scopeOf(client.repository, 'pull,push');

/** The registry mounts, or opens an upload instead, or (some) refuses the question: then the blob is sent as any other. */
async function mount(
  { client, descriptor, signal }: Upload,
  from: string,
): Promise<'mounted' | URL | undefined> {
  const url = client.url('blobs/uploads/');
  url.searchParams.set('mount', descriptor.digest);
  url.searchParams.set('from', from);
  const scopes = [pushScope(client), scopeOf(from, 'pull')];
  const answer = await client.request({ method: 'POST', url, scopes, headers: NO_BODY, signal });
  await discard(answer);
  if (answer.status === 201) return 'mounted';
  return answer.status === 202 ? locationOf(answer) : undefined;
}

const NO_BODY = { 'content-length': '0' };

async function begin({ client, signal }: Upload): Promise<URL> {
  const url = client.url('blobs/uploads/');
  const answer = await client.request({
    method: 'POST',
    url,
    scopes: [pushScope(client)],
    headers: NO_BODY,
    signal,
  });
  if (answer.status !== 202) throw await client.unexpected('begin an upload', answer);
  await discard(answer);
  return locationOf(answer);
}

/** Where the upload goes on; relative to the request, and with a query that must be kept. */
function locationOf(answer: HttpAnswer): URL {
  const { location } = answer.headers;
  if (location !== undefined && URL.canParse(location, answer.url.href)) return new URL(location, answer.url);
  throw new UserError({
    what: `${answer.url.host} opened an upload without saying where`,
    rule: 'a Location header',
  });
}

async function send(upload: Upload, location: URL): Promise<void> {
  const { client, descriptor } = upload;
  const answer = await put(upload, location);
  if (answer.status === 201) {
    await discard(answer);
    return;
  }
  throw await client.unexpected(`store blob ${descriptor.digest}`, answer);
}

/** All bytes in one request. */
async function put({ client, descriptor, open, signal }: Upload, location: URL): Promise<HttpAnswer> {
  const url = new URL(location);
  url.searchParams.set('digest', descriptor.digest);
  return client.request({
    method: 'PUT',
    url,
    scopes: [pushScope(client)],
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(descriptor.size) },
    body: async () => verified(await open(), descriptor),
    signal,
    retried: false,
  });
}

/** Content is checked on its way out too: what is sent is never other than what is named. */
function verified(source: Readable, descriptor: Descriptor): Readable {
  const checked = verifying(descriptor, 'the source');
  source.on('error', (error) => checked.destroy(error));
  checked.on('close', () => source.destroy());
  return source.pipe(checked);
}
