import { createReadStream, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { UnavailableError, UserError } from '../text/error.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Compression } from './compression.ts';
import { measure } from './measure.ts';
import { unpack } from './unpack.ts';

/** Layers that were made before; a source may claim anything, since what it gives is unpacked and hashed before it is used. */
export interface LayerSource {
  /** How people call it: `cache`, `previous release`. */
  readonly name: string;
  /** Only when there is something to find is it worth to know what a layer holds before it is packed. */
  readonly isEmpty: boolean;
  /** Layers that are said to unpack to `diffId`. */
  find(diffId: Digest, compression: Compression): readonly FoundLayer[];
  /** Keeps a layer that was made, whose bytes are in `file`. */
  keep?(layer: MadeLayer): void;
}

export interface FoundLayer {
  readonly descriptor: Descriptor;
  /** Puts its bytes into a new file. */
  fetch(file: string): Promise<void>;
}

export interface MadeLayer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  readonly compression: Compression;
  readonly file: string;
}

/** A layer that proved to be what was looked for. */
export interface ReusedLayer {
  readonly descriptor: Descriptor;
  readonly unpackedSize: number;
  readonly from: string;
}

/**
 * Fetches into `file` the first layer that has the digest it is named by and unpacks to `diffId`. Undefined when there is none: a source that
 * cannot be reached, or that lies, only costs the work.
 */
export async function reuseLayer(
  sources: readonly LayerSource[],
  diffId: Digest,
  compression: Compression,
  file: string,
): Promise<ReusedLayer | undefined> {
  for (const source of sources) {
    for (const found of source.find(diffId, compression)) {
      const unpackedSize = await fetched(found, diffId, file);
      if (unpackedSize !== undefined)
        return { descriptor: found.descriptor, unpackedSize, from: source.name };
      rmSync(file, { force: true });
    }
  }
  return undefined;
}

async function fetched(found: FoundLayer, diffId: Digest, file: string): Promise<number | undefined> {
  const { descriptor } = found;
  const [packed, unpacked] = [measure(), measure()];
  try {
    await found.fetch(file);
    const bytes = Readable.from(packed.through(createReadStream(file, { highWaterMark: 256 * 1024 })));
    await unpack(bytes, descriptor.mediaType, `layer ${descriptor.digest}`, async (archive) => {
      for await (const chunk of archive) unpacked.add(chunk);
    });
  } catch (error) {
    if (error instanceof UserError || error instanceof UnavailableError || isGone(error)) return undefined;
    throw error;
  }
  const isSound =
    packed.digest() === descriptor.digest &&
    packed.size() === descriptor.size &&
    unpacked.digest() === diffId;
  return isSound ? unpacked.size() : undefined;
}

/** Another job may have tidied up meanwhile. */
const isGone = (error: unknown): boolean => (error as { readonly code?: unknown } | null)?.code === 'ENOENT';
