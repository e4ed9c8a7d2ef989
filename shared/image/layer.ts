import { randomUUID } from 'node:crypto';
import { closeSync, createReadStream, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { ImageStore } from '../oci/store.ts';
import { UserError, messageOf } from '../text/error.ts';
import { BLOCK_BYTES, type BlockPool, blockPool } from './blocks.ts';
import { COMPRESSIONS, type Compression } from './compression.ts';
import { type Inspect, tarArchive } from './layer-archive.ts';
import { type LayerSource, type ReusedLayer, reuseLayer } from './layer-source.ts';
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
  const mayBeKnown = sources.some((source) => !source.isEmpty);
  const expected = mayBeKnown ? await contentDigest(entries, options.inspect) : undefined;
  const reused = expected && (await reuseLayer(sources, expected, compression, file));
  if (expected !== undefined && reused !== undefined) return layerFrom(reused, expected, entries, file);
  const looks = expected === undefined ? options : { ...options, inspect: () => undefined };
  const layer = await pack(entries, looks, file);
  if (expected !== undefined && layer.diffId !== expected) throw changedBetween();
  for (const source of sources) source.keep?.({ ...layer, compression, file });
  return layer;
}

/** Gives way after each block, so that another layer gets on meanwhile. */
async function contentDigest(entries: readonly LayerEntry[], inspect: Inspect | undefined): Promise<Digest> {
  const unpacked = measure();
  const pool = blockPool();
  for (const block of tarArchive(entries, inspect, pool)) {
    unpacked.add(block);
    pool.give(block);
    await setImmediate();
  }
  return unpacked.digest();
}

async function pack(
  entries: readonly LayerEntry[],
  { inspect, parallelism, compression = 'gzip' }: LayerOptions,
  file: string,
): Promise<SpooledLayer> {
  const { mediaType, pack: packed } = COMPRESSIONS[compression];
  const [before, after] = [measure(), measure()];
  const pool = blockPool();
  const bytes = packed(before.through(tarArchive(entries, inspect, pool)), parallelism, pool);
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
    throw fullDisk(error, file) ?? error;
  } finally {
    closeSync(descriptor);
  }
}

/** Undefined for any other failure. */
function fullDisk(error: unknown, file: string): UserError | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(String(code))) return undefined;
  return new UserError(
    {
      what: 'there is no room for a layer on the disk',
      rule: `layers are written below ${path.dirname(file)} before anything is stored`,
      seen: messageOf(error),
      next: 'free space on the runner, or use a larger one; a rerun starts afresh',
    },
    { cause: error },
  );
}

const layerFrom = (
  { descriptor, unpackedSize, from }: ReusedLayer,
  diffId: Digest,
  entries: readonly LayerEntry[],
  file: string,
): SpooledLayer => ({ descriptor, diffId, unpackedSize, entries, open: opener(file), reused: from });

const opener = (file: string) => (): Readable => createReadStream(file, { highWaterMark: BLOCK_BYTES / 4 });

/** What was looked at must be what is packed. */
const changedBetween = (): UserError =>
  new UserError({
    what: 'a file changed between two readings',
    rule: 'what is checked is what goes into the image',
    next: 'let everything that writes to the workspace finish before this step',
  });
