import type { Readable } from 'node:stream';
import { messageOf, UnavailableError, UserError } from '../text/error.ts';
import { scopeOf, type Scope } from './authorizer.ts';
import { sendChunks } from './blob-chunks.ts';
import type { Client } from './client.ts';
import type { Descriptor } from './descriptor.ts';
import { discard, type HttpAnswer } from './http.ts';
import { type Attempt, isTransientError, isTransientStatus, parseRetryAfter, retry } from './retry.ts';
import { uploadLocation, uploadProgress } from './upload-session.ts';
import { verified } from './verified.ts';

export type Open = () => Promise<Readable> | Readable;

export interface UploadOptions {
  /** A repository of the same registry that holds the blob. */
  readonly mountFrom?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Smaller than what asking costs: where the answer to a mount is wrong, no more than that is sent in vain. */
const SMALL_BYTES = 64 * 1024;

/**
 * Stores a blob unless it is there (OCI distribution-spec 1.1, "Pushing Blobs"): one request when it is present or can be mounted,
 * three when its bytes must be sent (HEAD, POST, PUT), two for a small one: asked to mount it from the repository itself, a registry
 * says that it is there, or opens the upload. A connection that breaks is taken up again where the registry says it is.
 */
export async function uploadBlob(
  client: Client,
  descriptor: Descriptor,
  open: Open,
  options: UploadOptions = {},
): Promise<'present' | 'mounted' | 'written'> {
  const upload: Upload = { client, descriptor, open, signal: options.signal };
  const { mountFrom = client.repository } = options;
  const isOther = mountFrom !== client.repository;
  if (!isOther && descriptor.size <= SMALL_BYTES && !mountsNothing.has(client)) {
    const outcome = await mount(upload, mountFrom);
    if (outcome === 'mounted') return 'present';
    if (outcome !== undefined) return sent(upload, outcome);
    mountsNothing.add(client);
  }
  const outcome = isOther ? await mount(upload, mountFrom) : undefined;
  if (outcome === 'mounted') return 'mounted';
  if (await blobExists(client, descriptor, options.signal)) return 'present';
  return sent(upload, outcome);
}

/** Clients of repositories that refused to mount from themselves. */
const mountsNothing = new WeakSet<Client>();

async function sent(upload: Upload, location: URL | undefined): Promise<'written'> {
  await send(upload, location);
  return 'written';
}

/** Whether the repository has the blob; from a HEAD. */
export async function blobExists(
  client: Client,
  descriptor: Descriptor,
  signal?: AbortSignal,
): Promise<boolean> {
  const answer = await client.request({
    method: 'HEAD',
    url: client.url(`blobs/${descriptor.digest}`),
    scopes: [scopeOf(client.repository, 'pull')],
    signal,
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

const NO_BODY = { 'content-length': '0' };

/** The registry mounts, or opens an upload instead, or (some) refuses the question: then the blob is sent as any other. */
async function mount(
  { client, descriptor, signal }: Upload,
  from: string,
): Promise<'mounted' | URL | undefined> {
  const url = client.url('blobs/uploads/');
  url.searchParams.set('mount', descriptor.digest);
  url.searchParams.set('from', from);
  const isOther = from !== client.repository;
  const scopes = [pushScope(client), ...(isOther ? [scopeOf(from, 'pull')] : [])];
  try {
    const headers = NO_BODY;
    const answer = await client.request({ method: 'POST', url, scopes, headers, signal, retried: isOther });
    await discard(answer);
    if (answer.status === 201) return 'mounted';
    return answer.status === 202 ? uploadLocation(answer) : undefined;
  } catch (error) {
    // The other repository may not be readable with these credentials, or mounting not work at all; the blob can still be sent.
    if (error instanceof UserError || error instanceof UnavailableError || isTransientError(error)) {
      return undefined;
    }
    throw error;
  }
}

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
  return uploadLocation(answer);
}

/**
 * A larger blob goes in chunks after its connection broke: distribution 2.8 forgets all of a request that was cut, but keeps the
 * chunks before it.
 */
const LARGE_BYTES = 16 * 1024 * 1024;

/** Where an upload stands between two tries. */
interface Standing {
  location: URL | undefined;
  /** Bytes that the registry has. */
  offset: number;
  /** The registry does not take a blob in one request. */
  inChunks: boolean;
}

async function send(upload: Upload, location: URL | undefined): Promise<void> {
  const { client, descriptor } = upload;
  const standing: Standing = { location, offset: 0, inChunks: false };
  await retry(async () => attempt(upload, standing), {
    clock: client.clock,
    signal: upload.signal ?? client.signal,
    waiting: client.waiting,
    ...(client.budget === undefined ? {} : { budget: client.budget }),
    exhausted: (cause, tries) =>
      new UnavailableError(
        {
          what: `${client.registry} does not take blob ${descriptor.digest}`,
          seen: `${messageOf(cause)}, after ${tries} tries`,
          next: 'run it again later: what is there already is not sent again',
        },
        { cause },
      ),
  });
}

async function attempt(upload: Upload, standing: Standing): Promise<Attempt<true>> {
  const { client } = upload;
  try {
    standing.location ??= await begin(upload);
    const answer = await sendFrom(upload, standing, standing.location);
    if (answer.status === 201) {
      await discard(answer);
      return { done: true };
    }
    return await judge(upload, standing, answer);
  } catch (error) {
    if (!isTransientError(error)) throw error;
    const progress = await uploadProgress(client, standing.location, upload.descriptor, upload.signal);
    Object.assign(standing, progress);
    standing.inChunks ||= progress.offset === 0 && upload.descriptor.size > LARGE_BYTES;
    return { failed: error };
  }
}

async function sendFrom(upload: Upload, standing: Standing, location: URL): Promise<HttpAnswer> {
  const { client, descriptor, open, signal } = upload;
  if (standing.offset > 0 || standing.inChunks) {
    const moved = (next: URL): void => {
      standing.location = next;
    };
    const { offset } = standing;
    const source = verified(await open(), descriptor, 'the source');
    return sendChunks(client, source, { location, offset, descriptor, signal, moved });
  }
  const url = new URL(location);
  url.searchParams.set('digest', descriptor.digest);
  return client.request({
    method: 'PUT',
    url,
    scopes: [pushScope(client)],
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(descriptor.size) },
    body: async () => verified(await open(), descriptor, 'the source'),
    signal,
    retried: false,
  });
}

/** What to do about an answer that is not 201; the upload begins anew unless the registry can say how far it came. */
async function judge(upload: Upload, standing: Standing, answer: HttpAnswer): Promise<Attempt<true>> {
  const { client, descriptor } = upload;
  const wasWhole = standing.offset === 0 && !standing.inChunks;
  const { status } = answer;
  const retryAfter = parseRetryAfter(answer.headers['retry-after'], client.clock.now());
  const error = await client.unexpected(`store blob ${descriptor.digest}`, answer);
  Object.assign(standing, { location: undefined, offset: 0 });
  if (isTransientStatus(status)) return { failed: error, retryAfter };
  // Some registries want PATCH; others lost the session, or do not agree about where it was.
  if (wasWhole && [400, 405, 411, 501].includes(status)) {
    standing.inChunks = true;
    return { failed: error, retryAfter: 0 };
  }
  if (!wasWhole && [404, 416].includes(status)) return { failed: error };
  throw error;
}
