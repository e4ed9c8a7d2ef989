import { randomUUID } from 'node:crypto';
import { closeSync, createReadStream, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { ImageStore } from '../oci/store.ts';
import { UserError } from '../text/error.ts';
import { BLOCK_BYTES, type BlockPool, blockPool } from './blocks.ts';
import { COMPRESSIONS, type Compression } from './compression.ts';
import { fullDisk } from './full-disk.ts';
import { type Inspect, tarArchive } from './layer-archive.ts';
import { layerShape } from './layer-shape.ts';
import { type LayerContent, type LayerSource, type ReusedLayer, reuseLayer } from './layer-source.ts';
import type { LayerEntry } from './layer-spec.ts';
import { measure } from './measure.ts';

/** A compressed layer that can be read: from a temporary file, so that its digest is known before it is sent anywhere, or from a store. */
export interface SpooledLayer {
  readonly descriptor: Descriptor;
  /** Digest of the uncompressed archive (OCI image-spec 1.1, config.md "Layer DiffID"). */
  readonly diffId: Digest;
  /** Bytes before compression, when they were counted. */
  readonly unpackedSize?: number;
  readonly entries: readonly LayerEntry[];
  readonly open: () => Readable | Promise<Readable>;
  /** The repository that has it, when it comes from a registry. */
  readonly origin?: NonNullable<ImageStore['registry']>;
  /** The source that had it already; absent when it was packed anew. */
  readonly reused?: string;
}

export interface LayerOptions {
  /** A directory for the spooled file. */
  readonly spool: string;
  readonly parallelism?: number;
  readonly inspect?: Inspect;
  /** Default gzip. */
  readonly compression?: Compression;
  /** Where the same layer may be found, packed already. */
  readonly sources?: readonly LayerSource[];
}

/**
 * Makes a layer's archive: taken from a source that has it, else packed, and hashed twice on the way, unpacked and packed. Memory does not
 * grow with the content.
 * @throws UserError when a file cannot be read, or changes while it is read.
 */
export async function spoolLayer(
  entries: readonly LayerEntry[],
  options: LayerOptions,
): Promise<SpooledLayer> {
  const { spool, sources = [], compression = 'gzip' } = options;
  mkdirSync(spool, { recursive: true });
  const file = path.join(spool, `${randomUUID()}.${COMPRESSIONS[compression].suffix}`);
  const shape = sources.length === 0 ? '' : layerShape(entries);
  const look = sources.some((source) => source.mayHave(shape)) ? await lookAt(entries, options) : undefined;
  const reused = look && (await reuseLayer(sources, look, compression, file));
  if (look !== undefined && reused !== undefined) return layerFrom(reused, look, entries, file);
  const layer = await pack(entries, options, file, look);
  if (look !== undefined && layer.diffId !== look.diffId) throw changedBetween();
  for (const source of sources) source.keep?.({ ...layer, compression, shape, file });
  return layer;
}

/** Layers of more bytes are read once more when they have to be packed. */
const KEPT_BYTES = 8 * BLOCK_BYTES;

/** What a layer holds, and its archive as long as it is small. */
interface Look extends LayerContent {
  readonly archive?: readonly Buffer[];
}

/** Gives way after each block, so that another layer gets on meanwhile. */
async function lookAt(entries: readonly LayerEntry[], { inspect }: LayerOptions): Promise<Look> {
  const unpacked = measure();
  const pool = blockPool();
  const kept: Buffer[] = [];
  const isSmall = entries.reduce((total, { size }) => total + size, 0) < KEPT_BYTES;
  for (const block of tarArchive(entries, inspect, pool)) {
    unpacked.add(block);
    if (isSmall) kept.push(block);
    else pool.give(block);
    await setImmediate();
  }
  return { diffId: unpacked.digest(), size: unpacked.size(), ...(isSmall ? { archive: kept } : {}) };
}

async function pack(
  entries: readonly LayerEntry[],
  { inspect, parallelism, compression = 'gzip' }: LayerOptions,
  file: string,
  look: Look | undefined,
): Promise<SpooledLayer> {
  const { mediaType, pack: packed } = COMPRESSIONS[compression];
  const [before, after] = [measure(), measure()];
  const pool = blockPool();
  // What was looked at is not looked at again.
  const archive = look?.archive ?? tarArchive(entries, look === undefined ? inspect : undefined, pool);
  const bytes = packed(before.through(archive), parallelism, pool);
  await write(after.through(bytes), file, pool);
  return {
    descriptor: { mediaType, digest: after.digest(), size: after.size() },
    diffId: before.digest(),
    unpackedSize: before.size(),
    entries,
    open: opener(file),
  };
}

/** Writes at once: a stream's writes would stand in line with the blocks that the same threads compress. */
async function write(chunks: AsyncIterable<Buffer>, file: string, pool: BlockPool): Promise<void> {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length;) at += writeSync(descriptor, chunk, at);
      pool.give(chunk);
    }
  } catch (error) {
    throw fullDisk(error, path.dirname(file)) ?? error;
  } finally {
    closeSync(descriptor);
  }
}

const layerFrom = (
  { descriptor, from }: ReusedLayer,
  { diffId, size }: LayerContent,
  entries: readonly LayerEntry[],
  file: string,
): SpooledLayer => ({ descriptor, diffId, unpackedSize: size, entries, open: opener(file), reused: from });

const opener = (file: string) => (): Readable => createReadStream(file, { highWaterMark: BLOCK_BYTES / 4 });

/** What was looked at must be what is packed. */
const changedBetween = (): UserError =>
  new UserError({
    what: 'a file changed between two readings',
    rule: 'what is checked is what goes into the image',
    next: 'let everything that writes to the workspace finish before this step',
  });
