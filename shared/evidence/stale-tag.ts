import { type Digest, parseDigest } from '../oci/digest.ts';
import { isIndex } from '../oci/media-types.ts';
import { parallel } from '../oci/parallel.ts';
import { isFallbackTag } from '../oci/referrers.ts';
import type { ImageStore } from '../oci/store.ts';
import { UnavailableError, UserError, messageOf } from '../text/error.ts';

/** A list of referrers whose image is gone: nobody will ever ask for it again. */
export interface StaleTag {
  readonly tag: string;
  readonly subject: Digest;
  /** The list itself. */
  readonly list: Digest;
}

/** What became of a stale tag; `kept` says why. */
export type Cleaned = StaleTag &
  ({ readonly status: 'deleted' } | { readonly status: 'kept'; readonly why: string });

const PARALLEL = 8;

/**
 * The fallback tags of a repository whose subject is no longer in it, in the order of their names. Tags that name something other than
 * a list are left out, whatever they are called. @throws UnavailableError when the store does not answer: then nothing is gone.
 */
export async function staleTags(store: ImageStore): Promise<readonly StaleTag[]> {
  const stale: StaleTag[] = [];
  const tags = (await store.listTags()).filter(isFallbackTag);
  await parallel(tags, PARALLEL, async (tag) => {
    const found = await isStale(store, tag);
    if (found !== undefined) stale.push(found);
  });
  return stale.sort((one, other) => (one.tag < other.tag ? -1 : 1));
}

async function isStale(store: ImageStore, tag: string): Promise<StaleTag | undefined> {
  const subject = parseDigest(tag.replace('-', ':'));
  if ((await store.resolve(subject)) !== undefined) return undefined;
  const list = await store.resolve(tag);
  if (list === undefined || !isIndex(list.mediaType)) return undefined;
  return { tag, subject, list: list.digest };
}

/**
 * Deletes stale tags. A registry deletes by digest, and with it every tag that names the same list: one that a living tag names too is
 * kept, and so is one whose image has come back since.
 */
export async function deleteStaleTags(
  store: ImageStore,
  stale: readonly StaleTag[],
): Promise<readonly Cleaned[]> {
  if (stale.length === 0) return [];
  const dead = new Set(stale.map(({ tag }) => tag));
  const living = new Map<Digest, string>();
  await parallel(
    (await store.listTags()).filter((tag) => !dead.has(tag)),
    PARALLEL,
    async (tag) => {
      const named = await store.resolve(tag);
      if (named !== undefined) living.set(named.digest, tag);
    },
  );
  const cleaned: Cleaned[] = [];
  for (const each of stale) {
    const why = living.has(each.list)
      ? `the tag ${living.get(each.list) ?? ''} names the same list`
      : await deleteOne(store, each);
    cleaned.push(why === undefined ? { ...each, status: 'deleted' } : { ...each, status: 'kept', why });
  }
  return cleaned;
}

/** Why it could not be deleted. Litter that stays is no reason to fail a step that has signed. */
async function deleteOne(store: ImageStore, { tag, subject, list }: StaleTag): Promise<string | undefined> {
  try {
    if ((await store.resolve(subject)) !== undefined) return 'its image is back';
    const now = await store.resolve(tag);
    if (now?.digest !== list) return 'it has changed since';
    await store.delete(list);
    return undefined;
  } catch (error) {
    if (error instanceof UserError || error instanceof UnavailableError) return messageOf(error);
    throw error;
  }
}
