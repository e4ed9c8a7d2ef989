import { createHash } from 'node:crypto';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { UserError } from '../text/error.ts';
import type { Descriptor } from './descriptor.ts';
import { type Digest, digestOf } from './digest.ts';

/** The error of content that is not what its descriptor says. */
export function mismatch(
  wanted: Pick<Descriptor, 'digest' | 'size'>,
  seen: { digest?: Digest; size: number },
  from: string,
): UserError {
  const size = seen.size === wanted.size ? '' : `${seen.size} bytes`;
  const digest = seen.digest === undefined || seen.digest === wanted.digest ? '' : seen.digest;
  return new UserError({
    what: `content from ${from} is not what its descriptor says`,
    rule: `${wanted.digest}, ${wanted.size} bytes`,
    seen: [digest, size].filter((part) => part !== '').join(', '),
    next: 'the copy there is damaged: push the image again, or remove it',
  });
}

/** @throws UserError when the bytes are not those of the descriptor. */
export function checkBytes(
  bytes: Uint8Array,
  wanted: Pick<Descriptor, 'digest' | 'size'>,
  from: string,
): void {
  const digest = digestOf(bytes);
  if (digest !== wanted.digest || bytes.length !== wanted.size) {
    throw mismatch(wanted, { digest, size: bytes.length }, from);
  }
}

/** Hashes content as it comes. The last chunk is held back until digest and size are known to be right. */
export interface Check {
  /** Takes a chunk, and gives back the one before it. @throws UserError when there is more than there should be. */
  take(chunk: Buffer): Buffer | undefined;
  /** Gives back the last chunk. @throws UserError when digest or size differ. */
  finish(): Buffer | undefined;
}

/** So that wrong content never arrives whole: a registry cannot commit it, a file is not complete. */
export function createCheck(wanted: Pick<Descriptor, 'digest' | 'size'>, from: string): Check {
  const hash = createHash('sha256');
  let size = 0;
  let held: Buffer | undefined;
  return {
    take: (chunk) => {
      hash.update(chunk);
      size += chunk.length;
      if (size > wanted.size) throw mismatch(wanted, { size }, from);
      const ready = held;
      held = chunk;
      return ready;
    },
    finish: () => {
      const digest = `sha256:${hash.digest('hex')}` as Digest;
      if (digest !== wanted.digest || size !== wanted.size) throw mismatch(wanted, { digest, size }, from);
      return held;
    },
  };
}

/** Streams that were checked already, and for what. */
const checkedFor = new WeakMap<Readable, Digest>();

/** Says that `stream` checks itself by `createCheck`. */
export function markVerified(stream: Readable, { digest }: Pick<Descriptor, 'digest'>): Readable {
  checkedFor.set(stream, digest);
  return stream;
}

/**
 * The source, checked on its way; when either ends badly, both do. A stream that is known to have been checked for the same digest is
 * not hashed a second time.
 */
export function verified(
  source: Readable,
  wanted: Pick<Descriptor, 'digest' | 'size'>,
  from: string,
): Readable {
  if (checkedFor.get(source) === wanted.digest) return source;
  const check = createCheck(wanted, from);
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      attempt(done, () => check.take(chunk));
    },
    flush(done) {
      attempt(done, () => check.finish());
    },
  });
  source.on('error', (error) => checked.destroy(error));
  checked.on('close', () => source.destroy());
  return markVerified(source.pipe(checked), wanted);
}

function attempt(done: TransformCallback, step: () => Buffer | undefined): void {
  let ready: Buffer | undefined;
  try {
    ready = step();
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, ready);
}
