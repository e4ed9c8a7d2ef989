import { createHash } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type TarOutcome, type TarVisitor, TAR_LIMITS, createTarParser } from '../image/tar-reader.ts';
import type { BlobSource } from '../oci/blob.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { hexOf } from '../oci/digest.ts';
import type { Digest } from '../oci/digest.ts';
import { type Problem, UserError, messageOf } from '../text/error.ts';
import { formatBytes } from '../text/size.ts';

export interface LayerLimits {
  readonly entries: number;
  readonly pathBytes: number;
  /** Bytes of one layer when unpacked. */
  readonly totalBytes: number;
  /** Unpacked bytes per packed byte, once more than `ratioFrom` bytes came out. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

export const LAYER_LIMITS: LayerLimits = { ...TAR_LIMITS, ratio: 200, ratioFrom: 256 * 1024 * 1024 };

interface LayerRead {
  readonly store: BlobSource;
  readonly descriptor: Descriptor;
  /** The digest of the unpacked layer that the image's config promises. */
  readonly diffId: Digest | undefined;
  readonly visit: TarVisitor;
  readonly limits: LayerLimits;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Streams one layer: bytes are verified by the store as they are read, and again unpacked against the config's diff id.
 * `stopped` says why a layer was not read to its end. @throws UserError when the bytes are not what digest or diff id say, or do not unpack.
 */
export async function readLayer(read: LayerRead): Promise<TarOutcome> {
  const { store, descriptor, diffId, visit, limits } = read;
  const packing = packingOf(descriptor);
  if (typeof packing === 'object') return { entries: 0, bytes: 0, stopped: packing };
  const parser = createTarParser(visit, limits);
  const hash = createHash('sha256');
  const stop: { problem?: Problem } = {};
  let bytes = 0;
  const consume = async (source: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of source) {
      bytes += chunk.length;
      hash.update(chunk);
      const problem = exploding(descriptor, bytes, limits);
      if (problem === undefined) parser.push(chunk);
      else stop.problem = problem;
      // Leaving early ends the download too.
      if (stop.problem !== undefined) throw new Stopped();
    }
  };
  try {
    const source = await store.readBlob(descriptor, read.signal === undefined ? {} : { signal: read.signal });
    await unpack(source, packing, consume);
  } catch (error) {
    if (stop.problem !== undefined) return { ...parser.end(), stopped: stop.problem };
    throw describe(error, descriptor);
  }
  const seen = hash.digest('hex');
  if (diffId !== undefined && seen !== hexOf(diffId)) throw wrongDiffId(descriptor, diffId, seen);
  return parser.end();
}

class Stopped extends Error {}

type Packing = 'none' | 'gzip' | 'zstd';

function packingOf({ mediaType, digest, urls }: Descriptor): Packing | Problem {
  if (urls !== undefined && urls.length > 0) {
    return {
      what: `layer ${digest} is kept elsewhere`,
      rule: 'foreign layers are not read',
      seen: urls[0] ?? '',
    };
  }
  if (/[.+]gzip$/.test(mediaType)) return 'gzip';
  if (/[.+]zstd$/.test(mediaType)) return 'zstd';
  if (mediaType.endsWith('.tar')) return 'none';
  return { what: `layer ${digest} cannot be read`, rule: 'a tar, plain, gzip or zstd', seen: mediaType };
}

async function unpack(
  source: Readable,
  packing: Packing,
  consume: (source: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  switch (packing) {
    case 'none':
      await pipeline(source, consume);
      return;
    case 'gzip':
      await pipeline(source, createGunzip({ chunkSize: 64 * 1024 }), consume);
      return;
    case 'zstd':
      await pipeline(source, createZstdDecompress({ chunkSize: 64 * 1024 }) as Transform, consume);
      return;
  }
}

function exploding({ digest, size }: Descriptor, bytes: number, limits: LayerLimits): Problem | undefined {
  if (bytes > limits.totalBytes) {
    return {
      what: `layer ${digest} is too large`,
      rule: `at most ${formatBytes(limits.totalBytes)} unpacked`,
    };
  }
  if (bytes <= limits.ratioFrom || bytes <= size * limits.ratio) return undefined;
  return {
    what: `layer ${digest} unpacks to more than it can honestly hold`,
    rule: `at most ${limits.ratio} bytes for each packed one`,
    seen: `${formatBytes(bytes)} out of ${formatBytes(size)}`,
  };
}

/** zlib's errors become the user's: a layer that does not unpack is a broken image, not our mistake. */
function describe(error: unknown, { digest }: Descriptor): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (!/^(Z_|ZSTD_|ERR_ZLIB)/.test(code)) return error;
  return new UserError(
    { what: `layer ${digest} does not unpack`, rule: 'a sound gzip or zstd stream', seen: messageOf(error) },
    { cause: error },
  );
}

const wrongDiffId = ({ digest }: Descriptor, diffId: Digest, seen: string): UserError =>
  new UserError({
    what: `layer ${digest} is not the one that the image's config promises`,
    rule: `its unpacked bytes have the digest ${diffId}`,
    seen: `sha256:${seen}`,
    next: 'build the image again; its config and its layers do not belong together',
  });
