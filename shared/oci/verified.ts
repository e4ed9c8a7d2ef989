import { createHash } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
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

/**
 * Passes bytes through and checks their digest and size. The last chunk is held back until both are known to be right, so that
 * wrong content never arrives whole: a registry cannot commit it, a file is not complete.
 */
function verifying(wanted: Pick<Descriptor, 'digest' | 'size'>, from: string): Transform {
  const hash = createHash('sha256');
  let size = 0;
  let held: Buffer | undefined;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      if (size > wanted.size) {
        done(mismatch(wanted, { size }, from));
        return;
      }
      const ready = held;
      held = chunk;
      if (ready === undefined) done();
      else done(null, ready);
    },
    flush(done) {
      const digest = `sha256:${hash.digest('hex')}` as Digest;
      if (digest === wanted.digest && size === wanted.size) done(null, held);
      else done(mismatch(wanted, { digest, size }, from));
    },
  });
}

const checkedFor = new WeakMap<Readable, Digest>();

/**
 * The source, checked on its way; when either ends badly, both do. A stream that this function made for the same digest is not
 * hashed a second time.
 */
export function verified(
  source: Readable,
  wanted: Pick<Descriptor, 'digest' | 'size'>,
  from: string,
): Readable {
  if (checkedFor.get(source) === wanted.digest) return source;
  const checked = verifying(wanted, from);
  source.on('error', (error) => checked.destroy(error));
  checked.on('close', () => source.destroy());
  checkedFor.set(checked, wanted.digest);
  return source.pipe(checked);
}
