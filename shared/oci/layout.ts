import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { Clock } from '../ports/clock.ts';
import { UserError } from '../text/error.ts';
import type { Descriptor } from './descriptor.ts';
import { readInBlocks } from './block-file.ts';
import { pour } from './blocks.ts';
import { type Digest, digestOf, hexOf, isDigest } from './digest.ts';
import { explained } from './file-error.ts';
import { type LayoutIndex, readLayoutIndex, REF_NAME, updateLayoutIndex } from './layout-index.ts';
import {
  checkDescriptor,
  isImageIndex,
  MAX_MANIFEST_BYTES,
  parseManifest,
  referrerDescriptor,
} from './manifest.ts';
import { partialPath } from './layout-partial.ts';
import { layoutReferrers } from './layout-referrers.ts';
import type { ImageStore, Manifest, PutManifestOptions, ReadOptions } from './store.ts';
import { checkBytes, mismatch, verified } from './verified.ts';

/** What waits to be written to a file; several blocks go in one call. */
const WRITE_BYTES = 1024 * 1024;

interface Layout {
  readonly root: string;
  readonly name: string;
  readonly clock: Clock;
}

/**
 * An OCI image layout directory (OCI image-spec 1.1, image-layout.md) at `root`; it is made at the first write. Tags and referrers
 * are entries of index.json, which one writer at a time replaces as a whole.
 */
export function layoutStore(root: string, name: string, clock: Clock): ImageStore {
  const layout: Layout = { root, name, clock };
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => explained(name, work);
  return {
    name,
    resolve: (reference) => guarded(() => resolve(layout, reference)),
    readManifest: (reference) => guarded(() => readManifest(layout, reference)),
    readBlob: (descriptor, options) => guarded(() => readBlob(layout, descriptor, options)),
    hasBlob: (descriptor) => guarded(() => hasBlob(layout, descriptor)),
    writeBlob: (descriptor, open) => guarded(() => writeBlob(layout, descriptor, open)),
    putManifest: (bytes, options) => guarded(() => putManifest(layout, bytes, options)),
    listReferrers: (subject, leftOut) => guarded(() => listReferrers(layout, subject, leftOut)),
    attach: (bytes) => guarded(() => attach(layout, bytes)),
    listTags: () => guarded(() => listTags(layout)),
    delete: (digest) => guarded(() => remove(layout, digest)),
    capabilities: () => Promise.resolve({ referrersApi: true }),
  };
}

async function listTags({ root, name }: Layout): Promise<readonly string[]> {
  const { manifests } = await readLayoutIndex(root, name);
  const names = manifests.map((entry) => entry.annotations?.[REF_NAME]);
  return [...new Set(names.filter((tag) => tag !== undefined))].sort();
}

const blobPath = (root: string, digest: Digest): string => path.join(root, 'blobs', 'sha256', hexOf(digest));

async function resolve(layout: Layout, reference: string): Promise<Descriptor | undefined> {
  if (isDigest(reference)) {
    const bytes = await readBytes(layout, reference);
    return bytes && parseManifest(bytes, undefined, `${layout.name}@${reference}`).descriptor;
  }
  const { manifests } = await readLayoutIndex(layout.root, layout.name);
  const entry = manifests.find(({ annotations }) => annotations?.[REF_NAME] === reference);
  return entry && { mediaType: entry.mediaType, digest: entry.digest, size: entry.size };
}

/** The bytes of a manifest, checked; undefined when it is not there. */
async function readBytes({ root, name }: Layout, digest: Digest): Promise<Buffer | undefined> {
  const file = blobPath(root, digest);
  try {
    const { size } = await stat(file);
    if (size > MAX_MANIFEST_BYTES)
      throw new UserError({ what: `${name}@${digest} is too large for a manifest` });
    const bytes = await readFile(file);
    checkBytes(bytes, { digest, size: bytes.length }, name);
    return bytes;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readManifest(layout: Layout, reference: string): Promise<Manifest> {
  const entry = isDigest(reference) ? undefined : await resolve(layout, reference);
  const digest = isDigest(reference) ? reference : entry?.digest;
  const bytes = digest === undefined ? undefined : await readBytes(layout, digest);
  if (bytes === undefined) {
    throw new UserError({
      what: `there is no ${isDigest(reference) ? '' : 'tag '}${reference} in ${layout.name}`,
    });
  }
  if (entry !== undefined) checkBytes(bytes, entry, layout.name);
  return parseManifest(bytes, entry?.mediaType, `${layout.name} ${reference}`);
}

async function readBlob(
  { root, name }: Layout,
  descriptor: Descriptor,
  options: ReadOptions = {},
): Promise<Readable> {
  const { offset = 0, signal } = options;
  const file = blobPath(root, descriptor.digest);
  const found = await sizeOf(file);
  if (found === undefined) {
    throw new UserError({
      what: `${name} has no blob ${descriptor.digest}`,
      next: 'the layout is not complete',
    });
  }
  if (found !== descriptor.size) throw mismatch(descriptor, { size: found }, name);
  const stream = readInBlocks(file, offset, signal);
  if (offset > 0) return stream;
  return verified(stream, descriptor, name);
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const hasBlob = async ({ root }: Layout, { digest, size }: Descriptor): Promise<boolean> =>
  (await sizeOf(blobPath(root, digest))) === size;

async function writeBlob(layout: Layout, descriptor: Descriptor, open: () => Promise<Readable> | Readable) {
  if (await hasBlob(layout, descriptor)) return 'present' as const;
  await place(layout, descriptor.digest, async (file) => {
    await writeFrom(verified(await open(), descriptor, 'the source'), file);
  });
  return 'written' as const;
}

async function writeFrom(source: Readable, file: string): Promise<void> {
  const sink = createWriteStream(file, { flags: 'wx', highWaterMark: WRITE_BYTES });
  source.on('error', (error) => sink.destroy(error));
  pour(source, sink);
  try {
    await finished(sink);
  } finally {
    source.destroy();
  }
}

/** Written beside its place and renamed, so that a file with a digest for its name is always whole. */
async function place(
  { root }: Layout,
  digest: Digest,
  write: (file: string) => Promise<void>,
): Promise<void> {
  const file = blobPath(root, digest);
  await mkdir(path.dirname(file), { recursive: true });
  const partial = partialPath(path.join(root, 'blobs'));
  try {
    await write(partial);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function putManifest(
  layout: Layout,
  bytes: Uint8Array,
  options: PutManifestOptions,
): Promise<Descriptor> {
  const manifest = parseManifest(bytes, options.mediaType, `for ${layout.name}`);
  const { tag, expect } = options;
  await placeBytes(layout, bytes);
  await updateLayoutIndex(layout.root, layout.name, layout.clock, (index) => {
    const tagged = index.manifests.find(({ annotations }) => annotations?.[REF_NAME] === tag);
    const before = tag === undefined ? undefined : tagged?.digest;
    if (
      tag !== undefined &&
      expect !== undefined &&
      before !== manifest.descriptor.digest &&
      before !== (expect ?? undefined)
    ) {
      throw tagMoved(layout, tag, expect, before);
    }
    return withEntry(index, manifest, tag);
  });
  const { mediaType, digest, size } = manifest.descriptor;
  return { mediaType, digest, size };
}

const tagMoved = (
  { name }: Layout,
  tag: string,
  expect: Digest | null,
  seen: Digest | undefined,
): UserError =>
  new UserError(
    {
      what: `the tag ${tag} of ${name} is not what it must be before the write`,
      rule: expect ?? 'no such tag',
      seen: seen ?? 'no such tag',
      next: 'use another tag: this one is never moved',
    },
    { result: 'refused' },
  );

/** The tag moves to the new entry; what an index holds needs no untagged entries of its own. */
function withEntry(index: LayoutIndex, manifest: Manifest, tag: string | undefined): LayoutIndex {
  const { content, descriptor } = manifest;
  const children = new Set(isImageIndex(content) ? content.manifests.map(({ digest }) => digest) : []);
  const named = index.manifests.filter((entry) => {
    const name = entry.annotations?.[REF_NAME];
    if (name !== undefined) return name !== tag;
    return entry.digest !== descriptor.digest && !children.has(entry.digest);
  });
  const listed = content.subject === undefined ? descriptor : referrerDescriptor(manifest);
  const { annotations, ...bare } = listed;
  const kept = content.subject === undefined ? {} : annotations;
  const all = { ...kept, ...(tag === undefined ? {} : { [REF_NAME]: tag }) };
  const alreadyNamed = tag === undefined && named.some(({ digest }) => digest === descriptor.digest);
  if (alreadyNamed) return { ...index, manifests: named };
  return {
    ...index,
    manifests: [...named, Object.keys(all).length === 0 ? bare : { ...bare, annotations: all }],
  };
}

async function placeBytes(layout: Layout, bytes: Uint8Array): Promise<void> {
  const digest = digestOf(bytes);
  if ((await sizeOf(blobPath(layout.root, digest))) === bytes.length) return;
  await place(layout, digest, (file) => writeFile(file, bytes));
}

async function attach(layout: Layout, bytes: Uint8Array): Promise<Descriptor> {
  const manifest = parseManifest(bytes, undefined, 'to attach');
  checkDescriptor(manifest.content.subject, 'to attach: subject');
  await putManifest(layout, bytes, { mediaType: manifest.descriptor.mediaType });
  return referrerDescriptor(manifest);
}

async function listReferrers(
  layout: Layout,
  subject: Digest,
  leftOut?: (entry: string) => void,
): Promise<readonly Descriptor[]> {
  const { root, name } = layout;
  const { manifests } = await readLayoutIndex(root, name);
  return layoutReferrers({ name, manifests, read: (digest) => readBytes(layout, digest) }, subject, leftOut);
}

async function remove(layout: Layout, digest: Digest): Promise<void> {
  await updateLayoutIndex(layout.root, layout.name, layout.clock, (index) => ({
    ...index,
    manifests: index.manifests.filter((entry) => entry.digest !== digest),
  }));
  await rm(blobPath(layout.root, digest), { force: true });
}
