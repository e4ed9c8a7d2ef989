import { UserError } from '../text/error.ts';
import { scopeOf } from './authorizer.ts';
import type { Client } from './client.ts';
import type { Descriptor } from './descriptor.ts';
import { type Digest, digestOf, isDigest } from './digest.ts';
import { discard, type HttpAnswer } from './http.ts';
import { MAX_MANIFEST_BYTES, parseManifest } from './manifest.ts';
import { isIndex, isManifest, MEDIA_TYPE } from './media-types.ts';
import type { Manifest } from './store.ts';

/** Everything that we can read; registries pick one, and older ones convert when OCI is not listed. */
const ACCEPT = [
  MEDIA_TYPE.index,
  MEDIA_TYPE.dockerManifestList,
  MEDIA_TYPE.manifest,
  MEDIA_TYPE.dockerManifest,
].join(', ');

/** What a tag or digest names, from a HEAD; where a registry leaves out the digest, from the content. */
export async function resolve(client: Client, reference: string): Promise<Descriptor | undefined> {
  const answer = await client.request({
    method: 'HEAD',
    url: client.url(`manifests/${reference}`),
    scopes: [scopeOf(client.repository, 'pull')],
    headers: { accept: ACCEPT },
  });
  await discard(answer);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw await client.unexpected(`look for ${reference}`, answer);
  const found = fromHeaders(answer) ?? (await getManifest(client, reference))?.manifest.descriptor;
  if (found === undefined || !isDigest(reference) || found.digest === reference) return found;
  throw wrongDigest(client, reference, found.digest);
}

function fromHeaders({ headers }: HttpAnswer): Descriptor | undefined {
  const digest = headers['docker-content-digest'];
  const size = Number(headers['content-length'] ?? Number.NaN);
  const mediaType = headers['content-type']?.split(';')[0]?.trim() ?? '';
  const known = isManifest(mediaType) || isIndex(mediaType);
  return typeof digest === 'string' && isDigest(digest) && Number.isSafeInteger(size) && known
    ? { mediaType, digest, size }
    : undefined;
}

/** A manifest as it came over the wire, with its ETag; undefined when there is no such tag or digest. */
export async function getManifest(
  client: Client,
  reference: string,
): Promise<{ readonly manifest: Manifest; readonly etag: string | undefined } | undefined> {
  const found = await fetchManifest(client, reference);
  if (found === undefined) return undefined;
  const { bytes, mediaType, etag, from } = found;
  return { manifest: parseManifest(bytes, mediaType, from), etag };
}

/** The bytes of a manifest, checked by their digest and not yet read. */
export interface FetchedManifest {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  /** What the registry calls it. */
  readonly mediaType: string | undefined;
  readonly etag: string | undefined;
  /** Where it came from, in words. */
  readonly from: string;
}

/** As `getManifest`, for those who read it in another way. */
export async function fetchManifest(client: Client, reference: string): Promise<FetchedManifest | undefined> {
  const { answer, bytes } = await client.read(
    {
      method: 'GET',
      url: client.url(`manifests/${reference}`),
      scopes: [scopeOf(client.repository, 'pull')],
      headers: { accept: ACCEPT },
    },
    MAX_MANIFEST_BYTES,
  );
  if (answer.status === 404) {
    await discard(answer);
    return undefined;
  }
  if (bytes === undefined) throw await client.unexpected(`read ${reference}`, answer);
  const digest = digestOf(bytes);
  const said = answer.headers['docker-content-digest'];
  const wanted = isDigest(reference) ? reference : said;
  if (wanted !== undefined && wanted !== digest) throw wrongDigest(client, String(wanted), digest);
  return {
    bytes,
    digest,
    mediaType: answer.headers['content-type'],
    etag: answer.headers.etag,
    from: `${client.registry}/${client.repository} ${reference}`,
  };
}

const wrongDigest = (client: Client, wanted: string, seen: Digest): UserError =>
  new UserError({
    what: `a manifest from ${client.registry}/${client.repository} is not the one that was asked for`,
    rule: wanted,
    seen,
    next: 'the copy there is damaged, or something on the way changes it',
  });

/** Deletes a manifest; one that is not there is as good as deleted. */
export async function deleteManifest(client: Client, digest: Digest): Promise<void> {
  const answer = await client.request({
    method: 'DELETE',
    url: client.url(`manifests/${digest}`),
    scopes: [scopeOf(client.repository, 'pull,push,delete')],
  });
  if (![200, 202, 404].includes(answer.status)) throw await client.unexpected(`delete ${digest}`, answer);
  await discard(answer);
}
