import type { Readable } from 'node:stream';
import { scopeOf } from './authorizer.ts';
import type { Client } from './client.ts';
import type { Descriptor } from './descriptor.ts';
import { discard, type HttpAnswer } from './http.ts';
import { uploadLocation } from './upload-session.ts';

/** GHCR takes no more in one PATCH. */
const CHUNK_BYTES = 4 * 1024 * 1024;

export interface ChunkedUpload {
  readonly location: URL;
  /** Bytes that the registry has already. */
  readonly offset: number;
  readonly descriptor: Descriptor;
  readonly signal: AbortSignal | undefined;
  /** Told after each chunk: an address is good for one, since it carries the state of the upload. */
  readonly moved: (location: URL) => void;
}

/**
 * Sends the rest of a blob in chunks and closes the upload (OCI distribution-spec 1.1, "Pushing a blob in chunks"). Where it stands
 * is counted here: what registries answer in Range after a PATCH is stale in some and relative in others.
 * @returns the answer that ended it: 201, or the first that was not 202.
 */
export async function sendChunks(
  client: Client,
  source: Readable,
  upload: ChunkedUpload,
): Promise<HttpAnswer> {
  const scopes = [scopeOf(client.repository, 'pull,push')];
  const { descriptor, signal, moved } = upload;
  let { location, offset } = upload;
  for await (const chunk of chunksFrom(source, offset)) {
    const answer = await client.request({
      method: 'PATCH',
      url: location,
      scopes,
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `${offset}-${offset + chunk.length - 1}`,
      },
      body: chunk,
      signal,
      retried: false,
    });
    if (answer.status !== 202 && answer.status !== 204) return answer;
    await discard(answer);
    location = uploadLocation(answer);
    moved(location);
    offset += chunk.length;
  }
  const url = new URL(location);
  url.searchParams.set('digest', descriptor.digest);
  return client.request({
    method: 'PUT',
    url,
    scopes,
    headers: { 'content-length': '0' },
    signal,
    retried: false,
  });
}

/** The source from `offset`, in pieces of the size of a chunk. All of it is read, so that its digest can be checked. */
async function* chunksFrom(source: Readable, offset: number): AsyncGenerator<Buffer> {
  let skip = offset;
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const piece of source as AsyncIterable<Buffer>) {
    const fresh = piece.subarray(Math.min(skip, piece.length));
    skip -= piece.length - fresh.length;
    held.push(fresh);
    bytes += fresh.length;
    while (bytes >= CHUNK_BYTES) {
      const all = Buffer.concat(held);
      yield all.subarray(0, CHUNK_BYTES);
      held = [all.subarray(CHUNK_BYTES)];
      bytes = all.length - CHUNK_BYTES;
    }
  }
  if (bytes > 0) yield Buffer.concat(held);
}
