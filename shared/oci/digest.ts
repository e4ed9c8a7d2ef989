import { createHash } from 'node:crypto';
import { UserError } from '../text/error.ts';

declare const brand: unique symbol;
/** `sha256:` and 64 lower-case hexadecimal characters (OCI image-spec 1.1, descriptor.md "Digests"). */
export type Digest = string & { readonly [brand]: 'digest' };

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** @throws UserError for anything but a SHA-256 digest; other algorithms are named in the error. */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new UserError({
    what: 'not a digest',
    rule: 'sha256: and 64 lower-case hexadecimal characters',
    seen: JSON.stringify(text),
  });
}

export const isDigest = (text: string): text is Digest => DIGEST.test(text);

export const digestOf = (bytes: Uint8Array | string): Digest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest;

/** The 64 hexadecimal characters. */
export const hexOf = (digest: Digest): string => digest.slice('sha256:'.length);

/** For tables: `sha256:` and 12 characters. */
export const shortDigest = (digest: Digest): string => digest.slice(0, 'sha256:'.length + 12);
