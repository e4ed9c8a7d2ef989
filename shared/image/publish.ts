import { Readable } from 'node:stream';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { parallel } from '../oci/parallel.ts';
import type { ImageStore } from '../oci/store.ts';
import type { AssembledImage, PlatformImage } from './assemble.ts';

/** A tag, and what it must name before it is written; `expect` is as in `PutManifestOptions`, absent for tags that move. */
export interface TagToWrite {
  readonly tag: string;
  readonly expect?: Digest | null;
}

export interface PublishOptions {
  readonly tags: readonly TagToWrite[];
  /** Where the base's layers are read from, when the destination has to be given them. */
  readonly base?: ImageStore;
  readonly signal?: AbortSignal;
  readonly parallelism?: number;
}

export interface PublishReport {
  readonly blobs: { readonly present: number; readonly mounted: number; readonly written: number };
  /** Bytes that were sent. */
  readonly bytesWritten: number;
  /** Tags that named another digest, or nothing, before. */
  readonly tagsWritten: readonly string[];
}

interface Blob {
  readonly descriptor: Descriptor;
  readonly open: () => Promise<Readable> | Readable;
  /** Where it comes from, when that is a registry: in the same one it is mounted. */
  readonly origin: ImageStore['registry'];
}

/**
 * Stores an image: blobs, then platform manifests, then the index, then tags, so that nothing that can be named is ever incomplete and a rerun
 * after a failure completes it. What the destination has is not sent again.
 */
export async function publishImage(
  image: AssembledImage,
  store: ImageStore,
  options: PublishOptions,
): Promise<PublishReport> {
  const blobs = distinctBlobs(image, options.base);
  const counts = { present: 0, mounted: 0, written: 0 };
  let bytesWritten = 0;
  await parallel(blobs, options.parallelism ?? 4, async (blob) => {
    const outcome = await store.writeBlob(blob.descriptor, blob.open, {
      ...mountOption(blob, store),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    counts[outcome] += 1;
    if (outcome === 'written') bytesWritten += blob.descriptor.size;
  });
  for (const { manifest } of image.platforms)
    await store.putManifest(manifest.bytes, { mediaType: manifest.descriptor.mediaType });
  const { bytes, descriptor } = image.index;
  const before = await store.resolve(descriptor.digest);
  if (before === undefined) await store.putManifest(bytes, { mediaType: descriptor.mediaType });
  const tagsWritten = await writeTags(image, store, options.tags);
  return { blobs: counts, bytesWritten, tagsWritten };
}

async function writeTags(
  image: AssembledImage,
  store: ImageStore,
  tags: readonly TagToWrite[],
): Promise<readonly string[]> {
  const { bytes, descriptor } = image.index;
  const written: string[] = [];
  for (const { tag, expect } of tags) {
    const now = await store.resolve(tag);
    if (now?.digest === descriptor.digest) continue;
    await store.putManifest(bytes, {
      mediaType: descriptor.mediaType,
      tag,
      ...(expect === undefined ? {} : { expect }),
    });
    written.push(tag);
  }
  return written;
}

/** Equal blobs once: platforms share layers. Foreign layers, which are kept elsewhere, are not copied. */
function distinctBlobs(image: AssembledImage, base: ImageStore | undefined): readonly Blob[] {
  const blobs = image.platforms.flatMap((platform) => platformBlobs(platform, base));
  return [...new Map(blobs.map((blob) => [blob.descriptor.digest, blob])).values()];
}

function platformBlobs(image: PlatformImage, base: ImageStore | undefined): readonly Blob[] {
  const { config } = image.manifest.content;
  const own = image.layers.map(({ descriptor, open, origin }): Blob => ({ descriptor, open, origin }));
  const below = image.baseLayers.flatMap((descriptor): Blob[] =>
    base === undefined || descriptor.urls !== undefined
      ? []
      : [{ descriptor, open: () => base.readBlob(descriptor), origin: base.registry }],
  );
  const configBlob = {
    descriptor: config,
    open: () => Readable.from([image.configBytes]),
    origin: undefined,
  };
  return [...below, ...own, configBlob];
}

/** A blob of another repository of the same registry is mounted from there. */
function mountOption({ origin }: Blob, { registry }: ImageStore): { mountFrom?: string } {
  const isNeighbour = origin?.host === registry?.host && origin?.repository !== registry?.repository;
  return origin !== undefined && isNeighbour ? { mountFrom: origin.repository } : {};
}
