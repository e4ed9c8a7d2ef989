import type { KeyObject } from 'node:crypto';
import { keyHint, parsePublicKey } from './key.ts';

/** Somebody whose statements are believed, by the name that the policy gives them. */
export interface TrustedSigner {
  readonly name: string;
  /** PEM text, or a key that was read already. */
  readonly publicKey: KeyObject | string;
  /**
   * Until then its signatures count. Without a trusted timestamp the time of signing is only the signer's word, so that after this
   * moment nothing of it is accepted any more.
   */
  readonly validUntil?: Date | undefined;
  /** Nothing it ever signed counts. */
  readonly revoked?: boolean | undefined;
}

/** A trusted signer, ready to verify. */
export interface TrustedKey {
  readonly name: string;
  readonly key: KeyObject;
  readonly hint: string;
  readonly validUntil: Date | undefined;
  readonly revoked: boolean;
}

/** @throws UserError when a key cannot be read. */
export const trustedKeys = (signers: readonly TrustedSigner[]): readonly TrustedKey[] =>
  signers.map(({ name, publicKey, validUntil, revoked = false }) => {
    const key = typeof publicKey === 'string' ? parsePublicKey(publicKey) : publicKey;
    return { name, key, hint: keyHint(key), validUntil, revoked };
  });
