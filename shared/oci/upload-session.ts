import { UserError } from '../text/error.ts';
import { scopeOf } from './authorizer.ts';
import type { Client } from './client.ts';
import type { Descriptor } from './descriptor.ts';
import { discard, type HttpAnswer } from './http.ts';

/** Where an upload goes on: relative to the request, on any host, and with a query that must be kept. */
export function uploadLocation(answer: HttpAnswer): URL {
  const { location } = answer.headers;
  if (location !== undefined && URL.canParse(location, answer.url.href)) return new URL(location, answer.url);
  throw new UserError({
    what: `${answer.url.host} opened an upload without saying where`,
    rule: 'a Location header',
  });
}

/** How far an upload came; without a location it begins anew. */
export interface UploadProgress {
  readonly location: URL | undefined;
  /** Bytes that the registry has. */
  readonly offset: number;
}

const ANEW: UploadProgress = { location: undefined, offset: 0 };

/** Asks how much of a broken upload arrived (OCI distribution-spec 1.1, "Pushing a blob in chunks"). */
export async function uploadProgress(
  client: Client,
  location: URL | undefined,
  descriptor: Descriptor,
  signal: AbortSignal | undefined,
): Promise<UploadProgress> {
  if (location === undefined) return ANEW;
  const answer = await client.request({
    method: 'GET',
    url: location,
    scopes: [scopeOf(client.repository, 'pull,push')],
    signal,
  });
  await discard(answer);
  const range = /^(?:bytes=)?0-(\d+)$/.exec(answer.headers['range'] ?? '');
  if (answer.status !== 204 || range === null) return ANEW;
  const last = Number(range[1]);
  // `0-0` is said of an empty upload too; to send one byte again is refused, to begin anew is not.
  if (last === 0 || last >= descriptor.size) return ANEW;
  return {
    location: answer.headers.location === undefined ? location : uploadLocation(answer),
    offset: last + 1,
  };
}
