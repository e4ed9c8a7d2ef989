import type { Clock } from '../ports/clock.ts';
import { UnavailableError, UserError } from '../text/error.ts';
import type { Descriptor, ImageIndex } from './descriptor.ts';
import { type Digest, hexOf } from './digest.ts';
import { MEDIA_TYPE } from './media-types.ts';
import { parseJson } from '../text/json.ts';

/** The tag under which a registry without the referrers API keeps the list (OCI distribution-spec 1.1, "Referrers Tag Schema"). */
export const fallbackTag = (subject: Digest): string => `sha256-${hexOf(subject)}`;

export const isFallbackTag = (tag: string): boolean => /^sha256-[0-9a-f]{64}$/.test(tag);

/**
 * One entry a digest, that of the first list which has it: lists come in the order in which their labels are believed. Nobody signs
 * the labels of a tag, while the referrers API takes them from the manifest itself.
 */
export function unite(...lists: readonly (readonly Descriptor[])[]): readonly Descriptor[] {
  const byDigest = new Map<Digest, Descriptor>();
  for (const descriptor of lists.flat()) {
    if (!byDigest.has(descriptor.digest)) byDigest.set(descriptor.digest, descriptor);
  }
  return [...byDigest.values()];
}

/** The bytes of a fallback index, in the order of digests: the same entries make the same index, whoever writes it. */
export function fallbackIndex(entries: readonly Descriptor[], others: readonly string[] = []): Uint8Array {
  const manifests = [...entries].sort((a, b) => (a.digest < b.digest ? -1 : 1));
  const index: ImageIndex = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests };
  const foreign = [...new Set(others)].sort().map((other) => parseJson(other));
  return Buffer.from(JSON.stringify({ ...index, manifests: [...manifests, ...foreign] }));
}

/** What a fallback tag held when it was read, and its ETag where the registry gives one. */
export interface FallbackState {
  readonly entries: readonly Descriptor[];
  /** What we do not understand of it, as JSON; it is written back as it is. */
  readonly others?: readonly string[] | undefined;
  readonly etag?: string | undefined;
}

/** How the settle loop reads and writes one fallback tag. */
export interface FallbackPort {
  /** Undefined when there is no such tag. @throws UserError when it names something other than an index. */
  read(): Promise<FallbackState | undefined>;
  /** Resolves whether or not the write won: reading decides. */
  write(index: Uint8Array, previous: FallbackState | undefined): Promise<void>;
}

const SEEN_ENOUGH = 3;
const MAX_ROUNDS = 100;
const PAUSE_MILLISECONDS = 20;

/**
 * Adds entries to a fallback tag that others write too. A tag has no compare-and-swap, so they are written until they were all
 * seen in three reads in a row; whatever was seen on the way is written back with it, so that a racing write loses nothing.
 */
export async function settle(
  entries: readonly Descriptor[],
  port: FallbackPort,
  options: {
    readonly clock: Clock;
    readonly signal?: AbortSignal | undefined;
    readonly random?: () => number;
  },
): Promise<void> {
  const { clock, signal, random = Math.random } = options;
  let known = entries;
  const others = new Set<string>();
  let seen = 0;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const state = await port.read();
    const present = state?.entries ?? [];
    const presentOthers = new Set(state?.others);
    known = unite(entries, present, known);
    presentOthers.forEach((other) => others.add(other));
    const complete =
      presentOthers.size === others.size && known.every((wanted) => present.some((had) => same(had, wanted)));
    seen = complete ? seen + 1 : 0;
    if (seen === SEEN_ENOUGH) return;
    if (!complete) await port.write(fallbackIndex(known, [...others]), state);
    await clock.sleep(PAUSE_MILLISECONDS * (1 + random() * (complete ? 1 : 2 ** Math.min(round, 4))), signal);
  }
  throw new UnavailableError({
    what: `the list of referrers does not settle`,
    rule: `entries must be seen in ${SEEN_ENOUGH} reads in a row`,
    seen: `${MAX_ROUNDS} rounds; stored, but perhaps not listed: ${entries.map(({ digest }) => digest).join(', ')}`,
    next: 'run the step again; a concurrency group on the job avoids the race',
  });
}

/** cosign up to 3.1 writes the empty type for a manifest that has a better one. */
const same = (had: Descriptor, wanted: Descriptor): boolean =>
  had.digest === wanted.digest && had.artifactType === wanted.artifactType;

/** The error of a fallback tag that names something else: overwriting it could destroy an image. */
export const notAnIndex = (tag: string, mediaType: string, where: string): UserError =>
  new UserError(
    {
      what: `the tag ${tag} in ${where} is not a list of referrers`,
      rule: 'it is never overwritten',
      seen: mediaType,
      next: `move or delete the tag (older 'cosign copy' writes it), then run the step again`,
    },
    { result: 'refused' },
  );

/** Adds one entry to the fallback tag of a subject. */
export type Settler = (subject: Digest, entry: Descriptor) => Promise<void>;

/** Entries that are added to one tag while it settles wait, and go into it together: they do not race each other. */
export function createSettler(
  run: (subject: Digest, entries: readonly Descriptor[]) => Promise<void>,
): Settler {
  const running = new Map<Digest, Promise<unknown>>();
  const next = new Map<Digest, { readonly entries: Descriptor[]; readonly done: Promise<void> }>();
  return async (subject, entry) => {
    const batch = next.get(subject);
    if (batch !== undefined) {
      batch.entries.push(entry);
      return batch.done;
    }
    const entries = [entry];
    const before = running.get(subject) ?? Promise.resolve();
    const start = async (): Promise<void> => {
      next.delete(subject);
      await run(subject, entries);
    };
    const done = before.then(start, start);
    next.set(subject, { entries, done });
    running.set(subject, done);
    return done;
  };
}
