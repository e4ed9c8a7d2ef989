import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { UserError, messageOf } from '../text/error.ts';
import { BLOCK_BYTES, type BlockPool, blockPool } from './blocks.ts';
import type { LayerEntry } from './layer-spec.ts';
import { TAR_BLOCK, TAR_END, tarExtension, tarPadding, writeTarHeader } from './tar-writer.ts';

/** Sees the content of files as it is read, once; a chunk must not be kept. */
export type Inspect = (entry: LayerEntry, chunk: Buffer) => void;

/** The block that is being filled. Files are read straight into it. */
interface Filling {
  readonly pool: BlockPool;
  block: Buffer;
  filled: number;
}

/** The archive's bytes in blocks of 1 MiB, the last one shorter; the blocks are taken from `pool`, and whoever has read one gives it back. */
export function* tarArchive(
  entries: readonly LayerEntry[],
  inspect?: Inspect,
  pool: BlockPool = blockPool(),
): Generator<Buffer, void, undefined> {
  const state: Filling = { pool, block: pool.take(), filled: 0 };
  for (const entry of entries) {
    const extension = tarExtension(entry);
    if (extension.length > 0) yield* put(state, extension);
    // Everything is of whole tar blocks, and so is what is left of this one.
    writeTarHeader(entry, state.block, state.filled);
    state.filled += TAR_BLOCK;
    if (state.filled === BLOCK_BYTES) yield next(state);
    if (entry.source === undefined) continue;
    yield* readWhole(state, entry, entry.source, inspect);
    yield* put(state, tarPadding(entry.size));
  }
  yield* put(state, TAR_END);
  if (state.filled > 0) yield state.block.subarray(0, state.filled);
}

function* put(state: Filling, bytes: Buffer): Generator<Buffer, void, undefined> {
  for (let at = 0; at < bytes.length;) {
    const copied = bytes.copy(state.block, state.filled, at);
    at += copied;
    state.filled += copied;
    if (state.filled === BLOCK_BYTES) yield next(state);
  }
}

function next(state: Filling): Buffer {
  const { block } = state;
  state.block = state.pool.take();
  state.filled = 0;
  return block;
}

/** Exactly `size` bytes of a file, and proof that there are no more and that it did not change meanwhile. */
function* readWhole(
  state: Filling,
  entry: LayerEntry,
  file: string,
  inspect: Inspect | undefined,
): Generator<Buffer, void, undefined> {
  const { size } = entry;
  const descriptor = open(file);
  try {
    const before = fstatSync(descriptor);
    if (before.size !== size) throw changed(file, size, before.size);
    for (let left = size; left > 0;) {
      const { block, filled } = state;
      const length = readSync(descriptor, block, filled, Math.min(left, BLOCK_BYTES - filled), null);
      if (length === 0) throw changed(file, size, size - left);
      left -= length;
      inspect?.(entry, block.subarray(filled, filled + length));
      state.filled += length;
      if (state.filled === BLOCK_BYTES) yield next(state);
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
    // A pipe that has taken the place of a file is not waited for.
    return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
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
