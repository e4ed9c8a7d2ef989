import type { ImageFile } from '../../shared/image/image-file.ts';
import { cachingStore } from '../../shared/image/blob-cache.ts';
import type { Base } from '../../shared/image/assemble.ts';
import { readImageConfig } from '../../shared/image/config.ts';
import type { Finding } from '../../shared/image/checks/check.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import { readImage } from '../../shared/oci/image.ts';
import { type StorePorts, openStore } from '../../shared/oci/open.ts';
import { type ImageReference, formatReference, parseReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { UserError } from '../../shared/text/error.ts';

/** The base that is built on, by digest. */
export interface ResolvedBase extends Base {
  readonly reference: ImageReference;
  readonly digest: Digest;
  /** As it is written, without its digest. */
  readonly name: string;
  /** When it was made, by its own word. */
  readonly created?: Date;
  /** Set when the file names it by a tag, or by nothing at all. */
  readonly finding?: Finding;
}

/** What `from` names; undefined for `scratch`. A tag is resolved here, once. */
export async function resolveBase(
  { from }: ImageFile,
  ports: StorePorts,
  cache: string,
): Promise<ResolvedBase | undefined> {
  if (from.text === 'scratch') return undefined;
  const reference = parseFrom(from);
  const store = cachingStore(openStore(reference, ports), cache);
  const digest = reference.digest ?? (await resolveTag(store, reference, from));
  const { platforms } = await readImage(store, digest);
  const { digest: written, ...unpinned } = reference;
  const created = await createdOf(store, platforms);
  return {
    reference,
    digest,
    store,
    platforms,
    ...(created === undefined ? {} : { created }),
    name: formatReference(unpinned),
    ...(written === undefined ? { finding: unpinnedBase(from, reference, digest) } : {}),
  };
}

/** When an image was made, by the word of its first platform; undefined when it says a time that means none. */
export async function createdOf(store: ImageStore, platforms: Base['platforms']): Promise<Date | undefined> {
  const [first] = platforms;
  const text = first === undefined ? undefined : (await readImageConfig(store, first.manifest)).created;
  const time = new Date(text ?? '');
  // A reproducible base says 1970 or 1980, which is no age.
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() < 2000 ? undefined : time;
}

function parseFrom({ text, at }: ImageFile['from']): ImageReference {
  try {
    return parseReference(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      error.problems.map((problem) => ({ ...problem, what: `'from': ${problem.what}`, at })),
    );
  }
}

async function resolveTag(
  store: ImageStore,
  reference: ImageReference,
  { text, at }: ImageFile['from'],
): Promise<Digest> {
  const found = await store.resolve(reference.tag ?? 'latest');
  if (found !== undefined) return found.digest;
  throw new UserError({ what: `the base '${text}' does not exist`, rule: 'a base is named by digest', at });
}

/** The line to paste keeps the tag, for people and for tools that propose updates. */
function unpinnedBase(from: ImageFile['from'], reference: ImageReference, digest: Digest): Finding {
  const line = `${from.text}@${digest}`;
  return {
    check: 'base-images',
    what: `the base '${from.text}' is not named by digest`,
    seen:
      reference.tag === undefined ? 'no tag and no digest' : `the tag ${reference.tag}, which can be moved`,
    next: `write  from: ${line}`,
    at: from.at,
  };
}
