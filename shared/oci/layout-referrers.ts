import { UserError } from '../text/error.ts';
import type { Descriptor } from './descriptor.ts';
import type { Digest } from './digest.ts';
import { REF_NAME } from './layout-index.ts';
import { parseManifest, parseReferrerList, referrerDescriptor } from './manifest.ts';
import { isIndex, isManifest } from './media-types.ts';
import { fallbackTag, unite } from './referrers.ts';

/** What a layout lists, and how a blob of it is read: undefined when it is not there. */
export interface LayoutEntries {
  readonly name: string;
  readonly manifests: readonly Descriptor[];
  readonly read: (digest: Digest) => Promise<Buffer | undefined>;
}

/**
 * Entries whose manifest names the subject, and those of a fallback index that another tool copied here. One that nobody can read says
 * nothing about the others: `leftOut` hears of it.
 */
export async function layoutReferrers(
  { name, manifests, read }: LayoutEntries,
  subject: Digest,
  leftOut: (entry: string) => void = () => undefined,
): Promise<readonly Descriptor[]> {
  const [own, tagged]: [Descriptor[], Descriptor[]] = [[], []];
  for (const entry of manifests.filter(({ mediaType }) => isManifest(mediaType) || isIndex(mediaType))) {
    const bytes = await read(entry.digest);
    if (bytes === undefined) continue;
    const from = `${name}@${entry.digest}`;
    if (entry.annotations?.[REF_NAME] === fallbackTag(subject)) {
      const list = parseReferrerList(bytes, entry.mediaType, from);
      list?.others.forEach(leftOut);
      tagged.push(...(list?.entries ?? []));
      continue;
    }
    const manifest = readable(() => parseManifest(bytes, entry.mediaType, from));
    if (manifest === undefined) leftOut(entry.digest);
    else if (manifest.content.subject?.digest === subject) own.push(referrerDescriptor(manifest));
  }
  return unite(own, tagged);
}

function readable<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
