import { UserError } from '../text/error.ts';
import { scopeOf } from './authorizer.ts';
import type { Client } from './client.ts';
import type { Descriptor } from './descriptor.ts';
import { type Digest, digestOf } from './digest.ts';
import { discard, type HttpAnswer } from './http.ts';
import { MAX_MANIFEST_BYTES } from './manifest.ts';
import { resolve } from './registry-manifests.ts';
import type { PutManifestOptions } from './store.ts';

/** Stores a manifest under its tag or digest, with the conditions of `PutManifestOptions`. */
export async function putManifest(
  client: Client,
  bytes: Uint8Array,
  options: PutManifestOptions,
): Promise<Descriptor> {
  const descriptor: Descriptor = {
    mediaType: options.mediaType,
    digest: digestOf(bytes),
    size: bytes.length,
  };
  if (bytes.length > MAX_MANIFEST_BYTES) {
    throw new UserError({
      what: 'the manifest is too large',
      rule: `${MAX_MANIFEST_BYTES} bytes`,
      seen: `${bytes.length} bytes`,
    });
  }
  const { tag, expect } = options;
  if (tag === undefined || expect === undefined) {
    await store(client, bytes, descriptor, tag);
    return descriptor;
  }
  const before = (await resolve(client, tag))?.digest;
  if (before === descriptor.digest) return descriptor;
  if (before !== (expect ?? undefined)) throw tagRace(client, tag, expect, before, 'before');
  await store(client, bytes, descriptor, tag, expect === null ? { 'if-none-match': '*' } : {});
  await checkWon(client, tag, descriptor.digest);
  return descriptor;
}

/** Long enough for who looked before our write to have written too. */
const SETTLE_MILLISECONDS = 250;

/**
 * Few registries know conditional writes. Of two who write one tag the last wins, so each looks twice whether it was the last: the other
 * one, which saw no tag before either wrote, has written by then.
 */
async function checkWon(client: Client, tag: string, digest: Digest): Promise<void> {
  for (const wait of [0, SETTLE_MILLISECONDS]) {
    if (wait > 0) await client.clock.sleep(wait, client.signal);
    const after = (await resolve(client, tag))?.digest;
    if (after !== digest) throw tagRace(client, tag, digest, after, 'after');
  }
}

async function store(
  client: Client,
  bytes: Uint8Array,
  descriptor: Descriptor,
  tag: string | undefined,
  conditions: Readonly<Record<string, string>> = {},
): Promise<void> {
  const answer = await sendWhenBlobsAreThere(client, bytes, descriptor, tag ?? descriptor.digest, conditions);
  if (answer.status === 201 || answer.status === 200) {
    await discard(answer);
    return;
  }
  const failure = await client.unexpected(`store ${tag ?? descriptor.digest}`, answer);
  if (tag === undefined) throw failure;
  // Registries with immutable tags refuse to store even what the tag names already.
  const now = (await resolve(client, tag))?.digest;
  if (now === descriptor.digest) return;
  const isTaken =
    now !== undefined && ([409, 412].includes(answer.status) || SAYS_TAKEN.test(failure.message));
  throw isTaken ? tagRace(client, tag, null, now, 'before') : failure;
}

/** What registries with immutable tags say, each in its own words. */
const SAYS_TAKEN = /immutab|already ?exists|TAG_INVALID/i;

const BLOB_TRIES = 4;

/**
 * Puts a manifest, again after a 400: distribution 2.8 answers that for a moment while another client uploads one of the blobs,
 * although it has it.
 */
export async function sendWhenBlobsAreThere(
  client: Client,
  bytes: Uint8Array,
  descriptor: Descriptor,
  reference: string,
  conditions: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  for (let number = 1; ; number += 1) {
    const answer = await sendManifest(client, bytes, descriptor, reference, conditions);
    if (answer.status !== 400 || number === BLOB_TRIES) return answer;
    await discard(answer);
    await client.clock.sleep(50 * 2 ** number, client.signal);
  }
}

/** Puts a manifest; `conditions` may hold If-Match or If-None-Match, which few registries honour and the others ignore. */
export async function sendManifest(
  client: Client,
  bytes: Uint8Array,
  descriptor: Descriptor,
  reference: string,
  conditions: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  return client.request({
    method: 'PUT',
    url: client.url(`manifests/${reference}`),
    scopes: [scopeOf(client.repository, 'pull,push')],
    headers: { 'content-type': descriptor.mediaType, ...conditions },
    body: bytes,
  });
}

const named = (digest: Digest | null | undefined): string => digest ?? 'no such tag';

function tagRace(
  client: Client,
  tag: string,
  wanted: Digest | null,
  seen: Digest | undefined,
  when: 'before' | 'after',
): UserError {
  return new UserError(
    {
      what: `the tag ${tag} of ${client.registry}/${client.repository} is not what it must be ${when} the write`,
      rule: named(wanted),
      seen: named(seen),
      next:
        when === 'before'
          ? 'use another tag: this one is never moved'
          : 'someone else moved it meanwhile; look at both images',
    },
    { result: 'refused' },
  );
}
