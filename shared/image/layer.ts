import { createHash, randomUUID } from 'node:crypto';
import {
  constants,
  closeSync,
  createReadStream,
  createWriteStream,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
} from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError, messageOf } from '../text/error.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { MEDIA_TYPE } from '../oci/media-types.ts';
import type { ImageStore } from '../oci/store.ts';
import { BLOCK_BYTES, gzip } from './gzip.ts';
import type { LayerEntry } from './layer-spec.ts';
import { TAR_END, tarHeader, tarPadding } from './tar-writer.ts';

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
}

/** Sees the content of files as it is read, once; a chunk must not be kept. */
export type Inspect = (entry: LayerEntry, chunk: Buffer) => void;

export interface LayerOptions {
  /** A directory for the spooled file. */
  readonly spool: string;
  readonly parallelism?: number;
  readonly inspect?: Inspect;
}

/**
 * Writes a layer's archive, hashing it twice on the way: unpacked and compressed. Memory does not grow with the content.
 * @throws UserError when a file cannot be read, or changes while it is read.
 */
export async function spoolLayer(
  entries: readonly LayerEntry[],
  options: LayerOptions,
): Promise<SpooledLayer> {
  mkdirSync(options.spool, { recursive: true });
  const file = path.join(options.spool, `${randomUUID()}.tar.gz`);
  const [unpacked, packed] = [measure(), measure()];
  const archive = unpacked.through(tarArchive(entries, options.inspect));
  await pipeline(
    packed.through(gzip(archive, options.parallelism)),
    createWriteStream(file, { mode: 0o600 }),
  );
  return {
    descriptor: { mediaType: MEDIA_TYPE.layerGzip, digest: packed.digest(), size: packed.size() },
    diffId: unpacked.digest(),
    unpackedSize: unpacked.size(),
    entries,
    open: () => createReadStream(file, { highWaterMark: BLOCK_BYTES / 4 }),
  };
}

function measure() {
  const hash = createHash('sha256');
  let size = 0;
  return {
    through: async function* (chunks: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    },
    digest: () => `sha256:${hash.digest('hex')}` as Digest,
    size: () => size,
  };
}

/** The archive's bytes; chunks of at most 1 MiB. */
export function* tarArchive(
  entries: readonly LayerEntry[],
  inspect?: Inspect,
): Generator<Buffer, void, undefined> {
  for (const entry of entries) {
    yield tarHeader(entry);
    if (entry.source === undefined) continue;
    for (const chunk of readWhole(entry.source, entry.size)) {
      inspect?.(entry, chunk);
      yield chunk;
    }
    yield tarPadding(entry.size);
  }
  yield TAR_END;
}

/** Exactly `size` bytes of a file, and proof that there are no more and that it did not change meanwhile. */
function* readWhole(file: string, size: number): Generator<Buffer, void, undefined> {
  const descriptor = open(file);
  try {
    const before = fstatSync(descriptor);
    if (before.size !== size) throw changed(file, size, before.size);
    for (let left = size; left > 0;) {
      const chunk = Buffer.allocUnsafe(Math.min(left, BLOCK_BYTES));
      const length = readSync(descriptor, chunk);
      if (length === 0) throw changed(file, size, size - left);
      left -= length;
      yield chunk.subarray(0, length);
    }
    const after = fstatSync(descriptor);
    if (after.size !== size) throw changed(file, size, after.size);
    if (after.mtimeMs !== before.mtimeMs) throw changed(file, size, size);
  } finally {
    closeSync(descriptor);
  }
}

function open(file: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    throw new UserError(
      {
        what: `'${file}' cannot be read`,
        seen: messageOf(error),
        next: 'make it readable for the job, or ignore it',
      },
      { cause: error },
    );
  }
}

const changed = (file: string, expected: number, seen: number): UserError =>
  new UserError({
    what: `'${file}' changed while it was read`,
    rule: `${expected} bytes, as when it was listed`,
    seen: expected === seen ? 'the same size, written again' : `${seen} bytes`,
    next: 'let everything that writes there finish before this step',
  });
