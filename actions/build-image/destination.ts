import type { TagToWrite } from '../../shared/image/publish.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { type Problem, UserError } from '../../shared/text/error.ts';
import { type HeldBack, heldBack } from './tags/forward.ts';
import type { ImageTag } from './tags/resolve.ts';

/** What will happen to tags in the destination. */
export interface TagPlan {
  readonly write: readonly TagToWrite[];
  /** Tags that name the digest already. */
  readonly already: readonly string[];
  readonly heldBack: readonly HeldBack[];
  /** Whether the destination has the digest, and every tag names it. */
  readonly unchanged: boolean;
}

/**
 * Compares the wanted tags with the destination, before anything is written.
 * @throws UserError ('refused') with every version tag that names another digest.
 */
export async function planTags(
  store: ImageStore,
  tags: readonly ImageTag[],
  digest: Digest,
): Promise<TagPlan> {
  const existing = tags.some(({ kind }) => kind === 'forward') ? await store.listTags() : [];
  const plan = { write: [] as TagToWrite[], already: [] as string[], heldBack: [] as HeldBack[] };
  const problems: Problem[] = [];
  for (const wanted of tags) {
    const now = await store.resolve(wanted.tag);
    const back = heldBack(wanted, existing);
    if (now?.digest === digest) plan.already.push(wanted.tag);
    else if (back !== undefined) plan.heldBack.push(back);
    else if (wanted.kind !== 'version') plan.write.push({ tag: wanted.tag });
    else if (now === undefined) plan.write.push({ tag: wanted.tag, expect: null });
    else problems.push(movedVersion(store.name, wanted.tag, now.digest, digest));
  }
  if (problems.length > 0) throw new UserError(problems, { result: 'refused' });
  const unchanged = plan.write.length === 0 && (await store.resolve(digest)) !== undefined;
  return { ...plan, write: plan.write.toSorted((a, b) => rank(a) - rank(b)), unchanged };
}

/**
 * After tags were written: two releases at once do not see each other beforehand, and the older may be the last to write `latest`. Whoever
 * finds a newer release now gives its tag to that, so that it is there in the end whatever the order was.
 */
export async function settleForward(
  store: ImageStore,
  tags: readonly ImageTag[],
  plan: TagPlan,
): Promise<TagPlan> {
  const written = new Set(plan.write.map(({ tag }) => tag));
  const wanted = tags.filter(({ kind, tag }) => kind === 'forward' && written.has(tag));
  const existing = wanted.length === 0 ? [] : await store.listTags();
  const overtaken = wanted.flatMap((tag) => heldBack(tag, existing) ?? []);
  for (const { tag, newest } of overtaken) {
    const { bytes, descriptor } = await store.readManifest(newest);
    await store.putManifest(bytes, { mediaType: descriptor.mediaType, tag });
    written.delete(tag);
  }
  const write = plan.write.filter(({ tag }) => written.has(tag));
  return { ...plan, write, heldBack: [...plan.heldBack, ...overtaken] };
}

/** Whose version someone else took in the meantime has written nothing yet; `latest` says last that all of it is there. */
const rank = ({ tag, expect }: TagToWrite): number => (expect === null ? 0 : tag.includes('latest') ? 2 : 1);

const movedVersion = (name: string, tag: string, seen: Digest, wanted: Digest): Problem => ({
  what: `${name}:${tag} exists with another digest`,
  rule: 'a version tag is never moved',
  seen: `${seen}, this build made ${wanted}`,
  next: `release a new version; verify-against: ${name}@${seen} tells what differs`,
});
