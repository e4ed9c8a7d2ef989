import type { Descriptor, ImageManifest } from './descriptor.ts';
import type { Digest } from './digest.ts';
import { isImageIndex } from './manifest.ts';
import { isIndex, isManifest } from './media-types.ts';
import { parallel } from './parallel.ts';
import type { ImageStore, Manifest } from './store.ts';

export interface CopyOptions {
  /** Copy what refers to the image and to its children too, and what refers to that. */
  readonly referrers: boolean;
  /** A repository of the destination's registry that holds the blobs; by default the source, when it is in the same registry. */
  readonly mountFrom?: string;
  /** Blobs at a time; 4 unless told. */
  readonly parallel?: number;
}

/** What a copy did; a manifest that was there is not looked into. */
export interface CopyReport {
  readonly manifests: { readonly present: number; readonly written: number };
  readonly blobs: { readonly present: number; readonly mounted: number; readonly written: number };
  readonly referrers: { readonly present: number; readonly attached: number };
  /** Bytes of blobs that were sent. */
  readonly bytes: number;
}

const DEFAULT_PARALLEL = 4;
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
  const copy: Copy = {
    from,
    to,
    limit: options.parallel ?? DEFAULT_PARALLEL,
    withReferrers: options.referrers,
    ...(mountFrom === undefined ? {} : { mountFrom }),
    blobs: new Map(),
    done: new Set(),
    count: {
      present: 0,
      mounted: 0,
      written: 0,
      bytes: 0,
      manifestsPresent: 0,
      manifestsWritten: 0,
      attached: 0,
      listed: 0,
    },
  };
  await copyManifest(copy, digest, 0);
  const { count } = copy;
  return {
    manifests: { present: count.manifestsPresent, written: count.manifestsWritten },
    blobs: { present: count.present, mounted: count.mounted, written: count.written },
    referrers: { present: count.listed, attached: count.attached },
    bytes: count.bytes,
  };
}

const mountable = (from: ImageStore, to: ImageStore): string | undefined =>
  from.registry !== undefined && from.registry.host === to.registry?.host
    ? from.registry.repository
    : undefined;

interface Copy {
  readonly from: ImageStore;
  readonly to: ImageStore;
  readonly limit: number;
  readonly withReferrers: boolean;
  readonly mountFrom?: string;
  /** Blobs on their way or there, so that none is sent twice. */
  readonly blobs: Map<Digest, Promise<void>>;
  readonly done: Set<Digest>;
  readonly count: Record<
    | 'present'
    | 'mounted'
    | 'written'
    | 'bytes'
    | 'manifestsPresent'
    | 'manifestsWritten'
    | 'attached'
    | 'listed',
    number
  >;
}

async function copyManifest(copy: Copy, digest: Digest, depth: number): Promise<void> {
  if (copy.done.has(digest)) return;
  copy.done.add(digest);
  const manifest = await copy.from.readManifest(digest);
  if ((await copy.to.resolve(digest)) === undefined) {
    await copyContent(copy, manifest, depth);
    await copy.to.putManifest(manifest.bytes, { mediaType: manifest.descriptor.mediaType });
    copy.count.manifestsWritten += 1;
  } else {
    copy.count.manifestsPresent += 1;
    if (copy.withReferrers) await copyChildren(copy, manifest, depth);
  }
  if (copy.withReferrers) await copyReferrers(copy, digest, depth);
}

async function copyContent(copy: Copy, manifest: Manifest, depth: number): Promise<void> {
  await copyChildren(copy, manifest, depth);
  if (isImageIndex(manifest.content)) return;
  await parallel(blobsOf(manifest.content), copy.limit, (blob) => copyBlob(copy, blob));
}

async function copyChildren(copy: Copy, { content }: Manifest, depth: number): Promise<void> {
  if (!isImageIndex(content)) return;
  if (depth === MAX_DEPTH) throw new Error('manifests are nested too deeply');
  for (const child of content.manifests) {
    if (isManifest(child.mediaType) || isIndex(child.mediaType))
      await copyManifest(copy, child.digest, depth + 1);
    else await copyBlob(copy, child);
  }
}

/** Foreign layers (with `urls`) stay where they are: their licence forbids to copy them. */
const blobsOf = ({ config, layers }: ImageManifest): readonly Descriptor[] =>
  [...layers, config].filter(({ urls }) => urls === undefined || urls.length === 0);

async function copyBlob(copy: Copy, blob: Descriptor): Promise<void> {
  let moving = copy.blobs.get(blob.digest);
  if (moving === undefined) {
    moving = moveBlob(copy, blob);
    copy.blobs.set(blob.digest, moving);
  }
  await moving;
}

async function moveBlob({ from, to, mountFrom, count }: Copy, blob: Descriptor): Promise<void> {
  const options = mountFrom === undefined ? {} : { mountFrom };
  const outcome = await to.writeBlob(blob, () => from.readBlob(blob), options);
  count[outcome] += 1;
  if (outcome === 'written') count.bytes += blob.size;
}

async function copyReferrers(copy: Copy, subject: Digest, depth: number): Promise<void> {
  const [wanted, had] = await Promise.all([copy.from.listReferrers(subject), copy.to.listReferrers(subject)]);
  const present = new Set(had.map(({ digest }) => digest));
  for (const { digest } of wanted) {
    if (present.has(digest)) copy.count.listed += 1;
    else await attachReferrer(copy, digest, depth);
    if (depth < MAX_DEPTH) await copyReferrers(copy, digest, depth + 1);
  }
}

async function attachReferrer(copy: Copy, digest: Digest, depth: number): Promise<void> {
  const manifest = await copy.from.readManifest(digest);
  await copyContent(copy, manifest, depth + 1);
  await copy.to.attach(manifest.bytes);
  copy.count.attached += 1;
}
