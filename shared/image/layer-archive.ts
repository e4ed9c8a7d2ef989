import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { UserError, messageOf } from '../text/error.ts';
import { BLOCK_BYTES } from './blocks.ts';
import type { LayerEntry } from './layer-spec.ts';
import { TAR_END, tarHeader, tarPadding } from './tar-writer.ts';

/** Sees the content of files as it is read, once; a chunk must not be kept. */
export type Inspect = (entry: LayerEntry, chunk: Buffer) => void;

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
