import { UnavailableError, UserError } from '../text/error.ts';
import { scopeOf } from './authorizer.ts';
import type { Client, WholeAnswer } from './client.ts';
import type { Descriptor } from './descriptor.ts';
import { type Digest, digestOf } from './digest.ts';
import { discard, type HttpAnswer, readAll } from './http.ts';
import {
  checkDescriptor,
  parseManifest,
  parseReferrerList,
  type ReferrerList,
  referrerDescriptor,
} from './manifest.ts';
import { MEDIA_TYPE } from './media-types.ts';
import {
  createSettler,
  fallbackTag,
  type FallbackPort,
  type FallbackState,
  notAnIndex,
  settle,
  type Settler,
  unite,
} from './referrers.ts';
import { fetchManifest } from './registry-manifests.ts';
import { sendManifest, sendWhenBlobsAreThere } from './registry-put.ts';
import { checkPages, nextPage } from './registry-tags.ts';

/** The referrers of one repository, from the API where there is one, and from fallback tags. */
export interface Referrers {
  /** `leftOut` hears of each entry that cannot be understood. */
  list(subject: Digest, leftOut?: (entry: string) => void): Promise<readonly Descriptor[]>;
  /** Asked of the registry once: what it answers to a question about referrers, not what it claims after a push. */
  hasApi(subject?: Digest): Promise<boolean>;
  /** From the API alone; undefined when there is none. */
  listFromApi(subject: Digest): Promise<ReferrerList | undefined>;
  /** Resolves when the fallback tag holds the entry and has settled. */
  readonly addToTag: Settler;
}

const MAX_PAGE_BYTES = 4 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;
const MAX_REFERRERS = 10_000;

/** Never pushed by anyone; good enough to ask whether the API answers. */
const NOTHING = digestOf('');

export function createReferrers(client: Client): Referrers {
  let api: boolean | undefined;
  const listFromApi = async (subject: Digest): Promise<ReferrerList | undefined> => {
    if (api === false) return undefined;
    const found = await pages(client, subject);
    if (found === 'no repository') return undefined;
    api = found !== undefined;
    return found;
  };
  const { clock, signal } = client;
  return {
    addToTag: createSettler((subject, entries) =>
      settle(entries, fallbackPort(client, subject), { clock, signal }),
    ),
    listFromApi,
    hasApi: async (subject) => api ?? (await listFromApi(subject ?? NOTHING)) !== undefined,
    list: async (subject, leftOut) => {
      const [listed, tagged] = await Promise.all([listFromApi(subject), readFallback(client, subject)]);
      new Set([...(listed?.others ?? []), ...(tagged?.others ?? [])]).forEach((other) => leftOut?.(other));
      return unite(listed?.entries ?? [], tagged?.entries ?? []);
    },
  };
}

/** Where there is no repository yet, that says nothing about the API. */
async function pages(client: Client, subject: Digest): Promise<ReferrerList | 'no repository' | undefined> {
  const [entries, others]: [Descriptor[], string[]] = [[], []];
  let url: URL | undefined = client.url(`referrers/${subject}`);
  for (let page = 0; url !== undefined; page += 1) {
    checkPages(page, client, `the referrers of ${subject}`);
    const { answer, bytes }: WholeAnswer = await client.read(
      {
        method: 'GET',
        url,
        scopes: [scopeOf(client.repository, 'pull')],
        headers: { accept: MEDIA_TYPE.index },
      },
      MAX_PAGE_BYTES,
    );
    const isList =
      bytes !== undefined && answer.headers['content-type']?.startsWith(MEDIA_TYPE.index) === true;
    if (!isList) {
      const known = [200, 400, 404, 405, 501].includes(answer.status);
      if (!known || page > 0) throw await client.unexpected('list referrers', answer);
      return (await saysNameUnknown(answer)) ? 'no repository' : undefined;
    }
    url = nextPage(answer);
    const list = parsePage(bytes, client);
    entries.push(...list.entries);
    others.push(...list.others);
    if (entries.length + others.length > MAX_REFERRERS) {
      throw new UserError({ what: `${subject} has too many referrers`, rule: `at most ${MAX_REFERRERS}` });
    }
  }
  return { entries, others };
}

function parsePage(body: Buffer, client: Client): ReferrerList {
  const from = `${client.registry}/${client.repository}: referrers`;
  return parseReferrerList(body, MEDIA_TYPE.index, from) ?? { entries: [], others: [] };
}

async function saysNameUnknown(answer: HttpAnswer): Promise<boolean> {
  if (answer.status !== 404) {
    answer.body.resume();
    return false;
  }
  const body = await readAll(answer, MAX_ERROR_BYTES).catch(() => '');
  return body.includes('"NAME_UNKNOWN"');
}

/** Some registries resolve the tag to the subject itself; that is no list. */
async function readFallback(client: Client, subject: Digest): Promise<FallbackState | undefined> {
  const found = await fetchManifest(client, fallbackTag(subject));
  if (found === undefined || found.digest === subject) return undefined;
  const list = parseReferrerList(found.bytes, found.mediaType, found.from);
  return list && { ...list, etag: found.etag };
}

/**
 * Stores a manifest with a subject and makes it listed. With the API the registry does that, and it is asked whether it did; without
 * it the fallback tag is written until it has settled.
 */
export async function attachReferrer(
  client: Client,
  referrers: Referrers,
  bytes: Uint8Array,
): Promise<Descriptor> {
  const manifest = parseManifest(bytes, undefined, 'to attach');
  const { subject } = manifest.content;
  checkDescriptor(subject, 'to attach: subject');
  const entry = referrerDescriptor(manifest);
  const answer = await sendWhenBlobsAreThere(client, bytes, manifest.descriptor, entry.digest);
  if (answer.status !== 201) throw await client.unexpected(`store ${entry.digest}`, answer);
  await discard(answer);
  // Asked only now: before its first manifest a repository may not be there to ask.
  if (await referrers.hasApi(subject.digest)) await awaitListing(client, referrers, subject.digest, entry);
  else await referrers.addToTag(subject.digest, entry);
  return entry;
}

const LISTING_TRIES = 6;

async function awaitListing(
  client: Client,
  referrers: Referrers,
  subject: Digest,
  entry: Descriptor,
): Promise<void> {
  for (let number = 1; number <= LISTING_TRIES; number += 1) {
    const listed = await referrers.listFromApi(subject);
    if (listed?.entries.some(({ digest }) => digest === entry.digest) === true) return;
    await client.clock.sleep(200 * 2 ** number, client.signal);
  }
  throw new UnavailableError({
    what: `${client.registry} does not list ${entry.digest} among the referrers of ${subject}`,
    seen: `${LISTING_TRIES} tries`,
    next: 'the manifest is stored; run the step again',
  });
}

function fallbackPort(client: Client, subject: Digest): FallbackPort {
  const tag = fallbackTag(subject);
  return {
    read: async () => {
      const found = await fetchManifest(client, tag);
      if (found === undefined || found.digest === subject) return undefined;
      const list = parseReferrerList(found.bytes, found.mediaType, found.from);
      if (list !== undefined) return { ...list, etag: found.etag };
      throw notAnIndex(tag, found.mediaType ?? 'a manifest', `${client.registry}/${client.repository}`);
    },
    write: async (index, previous) => {
      const conditions: Record<string, string> =
        previous === undefined
          ? { 'if-none-match': '*' }
          : previous.etag === undefined
            ? {}
            : { 'if-match': previous.etag };
      const descriptor = { mediaType: MEDIA_TYPE.index, digest: digestOf(index), size: index.length };
      const answer = await sendManifest(client, index, descriptor, tag, conditions);
      // 412: another writer was first. 400 and 404: distribution 2.8 while a blob is being written beside it. Reading decides.
      if (![200, 201, 400, 404, 412].includes(answer.status))
        throw await client.unexpected(`write ${tag}`, answer);
      await discard(answer);
    },
  };
}
