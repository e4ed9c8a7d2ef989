import { UserError } from '../text/error.ts';
import type { Descriptor, ImageManifest } from './descriptor.ts';
import type { Digest } from './digest.ts';
import { isImageIndex } from './manifest.ts';
import { isIndex, isManifest } from './media-types.ts';
import { type Limiter, limiter, parallel } from './parallel.ts';
import type { ImageStore, Manifest, WriteBlobOptions } from './store.ts';

export interface CopyOptions {
  /** Copy what refers to the image and to its children too, and what refers to that. */
  readonly referrers: boolean;
  /** A repository of the destination's registry that holds the blobs; by default the source, when it is in the same registry. */
  readonly mountFrom?: string;
  /** Blobs at a time; 4 unless told. Small ones, which are all waiting, go twice as many at a time. */
  readonly parallel?: number;
}

/** What a copy did; a manifest that was there is not looked into. */
export interface CopyReport {
  readonly manifests: { readonly present: number; readonly written: number };
  readonly blobs: { readonly present: number; readonly mounted: number; readonly written: number };
  /** Unreadable ones are left behind: anybody may have attached them, and nobody could use them. */
  readonly referrers: { readonly present: number; readonly attached: number; readonly unreadable: number };
  /** Bytes of blobs that were sent. */
  readonly bytes: number;
}

const DEFAULT_PARALLEL = 4;
const SMALL_BYTES = 64 * 1024;
const MAX_DEPTH = 16;

/**
 * Copies an image as it is, byte for byte: blobs, then children, then the index, then referrers. Nothing is tagged, so that a copy that
 * fails leaves nothing behind that anyone would find. What the destination has is not sent.
 * @throws UserError when the source is damaged; UnavailableError when a registry stops answering.
 */
export async function copyImage(
  from: ImageStore,
  to: ImageStore,
  digest: Digest,
  options: CopyOptions,
): Promise<CopyReport> {
  const mountFrom = options.mountFrom ?? mountable(from, to);
  const limit = options.parallel ?? DEFAULT_PARALLEL;
  const copy: Copy = {
    from,
    to,
    limit,
    slots: limiter(limit),
    smallSlots: limiter(2 * limit),
    withReferrers: options.referrers,
    blobOptions: mountFrom === undefined ? {} : { mountFrom },
    blobs: new Map(),
    manifests: new Map(),
    count: {
      blobs: { present: 0, mounted: 0, written: 0 },
      manifests: { present: 0, written: 0 },
      referrers: { present: 0, attached: 0, unreadable: 0 },
      bytes: 0,
    },
  };
  await copyManifest(copy, digest, 0);
  return copy.count;
}

const mountable = (from: ImageStore, to: ImageStore): string | undefined =>
  from.registry !== undefined && from.registry.host === to.registry?.host
    ? from.registry.repository
    : undefined;

type Counts<T> = { -readonly [K in keyof T]: T[K] extends number ? number : Counts<T[K]> };

interface Copy {
  readonly from: ImageStore;
  readonly to: ImageStore;
  readonly limit: number;
  /** Of all blobs of the copy together. */
  readonly slots: Limiter;
  readonly smallSlots: Limiter;
  readonly withReferrers: boolean;
  readonly blobOptions: WriteBlobOptions;
  /** On their way or there, so that none is sent twice. */
  readonly blobs: Map<Digest, Promise<void>>;
  readonly manifests: Map<Digest, Promise<void>>;
  readonly count: Counts<CopyReport>;
}

/** One work for each digest, however often it is named. */
async function once(
  known: Map<Digest, Promise<void>>,
  digest: Digest,
  work: () => Promise<void>,
): Promise<void> {
  let running = known.get(digest);
  if (running === undefined) {
    running = work();
    known.set(digest, running);
  }
  await running;
}

const copyManifest = (copy: Copy, digest: Digest, depth: number): Promise<void> =>
  once(copy.manifests, digest, async () => {
    const { from, to, count, withReferrers } = copy;
    const [manifest, there] = await Promise.all([from.readManifest(digest), to.resolve(digest)]);
    if (there === undefined) {
      await copyContent(copy, manifest, depth);
      await to.putManifest(manifest.bytes, { mediaType: manifest.descriptor.mediaType });
      count.manifests.written += 1;
    } else {
      // A registry takes a manifest only when it has what it names, and so do we: only referrers can be missing below.
      count.manifests.present += 1;
      if (withReferrers) await copyChildren(copy, manifest, depth);
    }
    if (withReferrers) await copyReferrers(copy, digest, depth);
  });

async function copyContent(copy: Copy, manifest: Manifest, depth: number): Promise<void> {
  await copyChildren(copy, manifest, depth);
  if (isImageIndex(manifest.content)) return;
  await parallel(blobsOf(manifest.content), 3 * copy.limit, (blob) => copyBlob(copy, blob));
}

async function copyChildren(copy: Copy, { content, descriptor }: Manifest, depth: number): Promise<void> {
  if (!isImageIndex(content)) return;
  if (depth === MAX_DEPTH) {
    throw new UserError({
      what: `${copy.from.name}@${descriptor.digest} is nested too deeply`,
      rule: `${MAX_DEPTH} levels`,
    });
  }
  await parallel(content.manifests, copy.limit, (child) =>
    isManifest(child.mediaType) || isIndex(child.mediaType)
      ? copyManifest(copy, child.digest, depth + 1)
      : copyBlob(copy, child),
  );
}

/** Foreign layers (with `urls`) stay where they are: their licence forbids to copy them. */
const blobsOf = ({ config, layers }: ImageManifest): readonly Descriptor[] =>
  [...layers, config].filter(({ urls }) => urls === undefined || urls.length === 0);

const copyBlob = (copy: Copy, blob: Descriptor): Promise<void> =>
  once(copy.blobs, blob.digest, () =>
    (blob.size > SMALL_BYTES ? copy.slots : copy.smallSlots)(async () => {
      const { from, to, count, blobOptions } = copy;
      const outcome = await to.writeBlob(blob, () => from.readBlob(blob), blobOptions);
      count.blobs[outcome] += 1;
      if (outcome === 'written') count.bytes += blob.size;
    }),
  );

async function copyReferrers(copy: Copy, subject: Digest, depth: number): Promise<void> {
  if (depth === MAX_DEPTH) return;
  const { from, to, count } = copy;
  const [wanted, had] = await Promise.all([from.listReferrers(subject), to.listReferrers(subject)]);
  const present = new Set(had.map(({ digest }) => digest));
  await parallel(wanted, copy.limit, async ({ digest }) => {
    if (present.has(digest)) count.referrers.present += 1;
    else if (!(await attachReferrer(copy, digest, depth))) return;
    await copyReferrers(copy, digest, depth + 1);
  });
}

/** False for one that cannot be read. What it consists of must be there: a copy of half a referrer would be none. */
async function attachReferrer(copy: Copy, digest: Digest, depth: number): Promise<boolean> {
  const manifest = await readReferrer(copy.from, digest);
  if (manifest === undefined) {
    copy.count.referrers.unreadable += 1;
    return false;
  }
  await copyContent(copy, manifest, depth + 1);
  await copy.to.attach(manifest.bytes);
  copy.count.referrers.attached += 1;
  return true;
}

async function readReferrer(from: ImageStore, digest: Digest): Promise<Manifest | undefined> {
  try {
    return await from.readManifest(digest);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
