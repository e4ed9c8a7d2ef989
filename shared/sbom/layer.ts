import { createHash } from 'node:crypto';
import { type TarOutcome, type TarVisitor, TAR_LIMITS, createTarParser } from '../image/tar-reader.ts';
import { isUnpackable, unpack } from '../image/unpack.ts';
import type { BlobSource } from '../oci/blob.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, hexOf } from '../oci/digest.ts';
import { type Problem, UserError } from '../text/error.ts';
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
  const unread = unreadable(descriptor);
  if (unread !== undefined) return { entries: 0, bytes: 0, stopped: unread };
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
    await unpack(source, descriptor.mediaType, `layer ${descriptor.digest}`, consume);
  } catch (error) {
    if (stop.problem !== undefined) return { ...parser.end(), stopped: stop.problem };
    throw error;
  }
  const seen = hash.digest('hex');
  if (diffId !== undefined && seen !== hexOf(diffId)) throw wrongDiffId(descriptor, diffId, seen);
  return parser.end();
}

class Stopped extends Error {}

/** Why a layer is not even looked at. */
function unreadable({ mediaType, digest, urls }: Descriptor): Problem | undefined {
  if (urls !== undefined && urls.length > 0) {
    return {
      what: `layer ${digest} is kept elsewhere`,
      rule: 'foreign layers are not read',
      seen: urls[0] ?? '',
    };
  }
  if (isUnpackable(mediaType)) return undefined;
  return { what: `layer ${digest} cannot be read`, rule: 'a tar, plain, gzip or zstd', seen: mediaType };
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

const wrongDiffId = ({ digest }: Descriptor, diffId: Digest, seen: string): UserError =>
  new UserError({
    what: `layer ${digest} is not the one that the image's config promises`,
    rule: `its unpacked bytes have the digest ${diffId}`,
    seen: `sha256:${seen}`,
    next: 'build the image again; its config and its layers do not belong together',
  });
