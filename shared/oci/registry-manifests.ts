import { UserError } from '../text/error.ts';
import { scopeOf } from './authorizer.ts';
import type { Client } from './client.ts';
import type { Descriptor } from './descriptor.ts';
import { type Digest, isDigest } from './digest.ts';
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
  const from = `${client.registry}/${client.repository} ${reference}`;
  const manifest = parseManifest(bytes, answer.headers['content-type'], from);
  const said = answer.headers['docker-content-digest'];
  const wanted = isDigest(reference) ? reference : said;
  if (wanted !== undefined && wanted !== manifest.descriptor.digest) {
    throw wrongDigest(client, String(wanted), manifest.descriptor.digest);
  }
  return { manifest, etag: answer.headers.etag };
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
