import { createHash } from 'node:crypto';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import { UserError } from '../text/error.ts';
import { handOver, isHandedOver } from './blocks.ts';
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

/** Hashes and counts content as it comes. */
export interface Tally {
  /** @throws UserError when there is more than there should be. */
  add(chunk: Buffer): void;
  /** @throws UserError when digest or size differ. */
  finish(): void;
}

export function createTally(wanted: Pick<Descriptor, 'digest' | 'size'>, from: string): Tally {
  const hash = createHash('sha256');
  let size = 0;
  return {
    add: (chunk) => {
      hash.update(chunk);
      size += chunk.length;
      if (size > wanted.size) throw mismatch(wanted, { size }, from);
    },
    finish: () => {
      const digest = `sha256:${hash.digest('hex')}` as Digest;
      if (digest !== wanted.digest || size !== wanted.size) throw mismatch(wanted, { digest, size }, from);
    },
  };
}

/** Streams that were checked already, and for what. */
const checkedFor = new WeakMap<Readable, Digest>();

/** Says that `stream` checks itself, and gives out its last chunk only when digest and size are right. */
export function markVerified(stream: Readable, { digest }: Pick<Descriptor, 'digest'>): Readable {
  checkedFor.set(stream, digest);
  return stream;
}

/**
 * The source, checked on its way; when either ends badly, both do. The last chunk is held back until digest and size are known to be
 * right, so that wrong content never arrives whole: a registry cannot commit it, a file is not complete. A stream that is known to
 * have been checked for the same digest is not hashed a second time.
 */
export function verified(
  source: Readable,
  wanted: Pick<Descriptor, 'digest' | 'size'>,
  from: string,
): Readable {
  if (checkedFor.get(source) === wanted.digest) return source;
  const tally = createTally(wanted, from);
  let held: Buffer | undefined;
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const ready = held;
      held = chunk;
      attempt(
        done,
        () => {
          tally.add(chunk);
        },
        ready,
      );
    },
    flush(done) {
      attempt(
        done,
        () => {
          tally.finish();
        },
        held,
      );
    },
  });
  source.on('error', (error) => checked.destroy(error));
  checked.on('close', () => source.destroy());
  if (isHandedOver(source)) handOver(checked);
  return markVerified(source.pipe(checked), wanted);
}

function attempt(done: TransformCallback, step: () => void, ready: Buffer | undefined): void {
  try {
    step();
  } catch (error) {
    done(error as Error);
    return;
  }
  done(null, ready);
}
