import { closeSync, constants, openSync, readSync, rmSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { UnavailableError, UserError } from '../text/error.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { BLOCK_BYTES } from './blocks.ts';
import type { Compression } from './compression.ts';
import { type Measure, measure } from './measure.ts';
import { unpack } from './unpack.ts';

/** Layers that were made before. */
export interface LayerSource {
  /** How people call it: `cache`. */
  readonly name: string;
  /** Whether it is worth to know what a layer holds before it is packed: `shape` is what `layerShape` says of it. */
  mayHave(shape: string): boolean;
  /** Layers that are said to unpack to `diffId`. */
  find(diffId: Digest, compression: Compression): readonly FoundLayer[];
  /** Keeps a layer that was made, whose bytes are in `file`. */
  keep?(layer: MadeLayer): void;
}

/** What a layer has to hold. */
export interface LayerContent {
  readonly diffId: Digest;
  /** Bytes, unpacked. */
  readonly size: number;
}

export interface FoundLayer {
  readonly descriptor: Descriptor;
  /** `seal`: the digest is known to be that of the content, packed by us. `content`: it is only said to be, and has to be unpacked. */
  readonly proof: 'seal' | 'content';
  /** Puts its bytes into a new file. */
  fetch(file: string): Promise<void>;
}

export interface MadeLayer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  readonly compression: Compression;
  readonly shape: string;
  readonly file: string;
}

/** A layer that proved to be what was looked for. */
export interface ReusedLayer {
  readonly descriptor: Descriptor;
  readonly from: string;
}

/**
 * Fetches into `file` the first layer whose bytes have the digest it is named by and that is proven to hold `content`. Undefined when there is none: a
 * source that cannot be read, or that lies, only costs the work.
 */
export async function reuseLayer(
  sources: readonly LayerSource[],
  content: LayerContent,
  compression: Compression,
  file: string,
): Promise<ReusedLayer | undefined> {
  for (const source of sources) {
    for (const found of source.find(content.diffId, compression)) {
      if (await isSound(found, content, file)) return { descriptor: found.descriptor, from: source.name };
      rmSync(file, { force: true });
    }
  }
  return undefined;
}

async function isSound(found: FoundLayer, content: LayerContent, file: string): Promise<boolean> {
  const { descriptor, proof } = found;
  const [packed, unpacked] = [measure(), measure()];
  try {
    await found.fetch(file);
    if (proof === 'content')
      await unpackInto(unpacked, packed.through(fileBlocks(file)), content, descriptor);
    else await hashInto(packed, file);
  } catch (error) {
    if (error instanceof UserError || error instanceof UnavailableError || isOfFile(error)) return false;
    throw error;
  }
  const holds = proof === 'seal' || unpacked.digest() === content.diffId;
  return holds && packed.digest() === descriptor.digest && packed.size() === descriptor.size;
}

/** Gives way after each block, so that others get on meanwhile. */
async function hashInto(packed: Measure, file: string): Promise<void> {
  for (const block of fileBlocks(file)) {
    packed.add(block);
    await setImmediate();
  }
}

/** Stops at the first byte too many: what is packed to explode shall not. */
async function unpackInto(
  unpacked: Measure,
  bytes: AsyncIterable<Buffer>,
  { size }: LayerContent,
  { mediaType, digest }: Descriptor,
): Promise<void> {
  const name = `layer ${digest}`;
  await unpack(Readable.from(bytes), mediaType, name, async (archive) => {
    for await (const chunk of archive) {
      unpacked.add(chunk);
      if (unpacked.size() > size) throw new UserError({ what: `${name} unpacks to more than it should` });
    }
  });
}

/**
 * Reads at once: a stream's reads would stand in line with the blocks that the same threads compress. What a source has put there is neither
 * followed when it is a link nor waited for when it is a pipe.
 */
function* fileBlocks(file: string): Generator<Buffer, void, undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const descriptor = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    for (;;) {
      const block = Buffer.allocUnsafe(BLOCK_BYTES);
      const length = readSync(descriptor, block);
      if (length === 0) return;
      yield block.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** It is gone, as another job may have tidied up, or may not be read, or is no file. */
const isOfFile = (error: unknown): boolean =>
  typeof (error as { readonly syscall?: unknown } | null)?.syscall === 'string';
