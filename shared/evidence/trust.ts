import type { KeyObject } from 'node:crypto';
import { UserError } from '../text/error.ts';
import { keyHint, parsePublicKey } from './key.ts';

interface Named {
  /** The name that the policy gives. */
  readonly name: string;
  /**
   * Until then its signatures count. A key's signatures carry no trusted time of signing, so that after this moment nothing of a key is
   * accepted any more; a certificate's are compared by their trusted time.
   */
  readonly validUntil?: Date | undefined;
  /** Nothing it ever signed counts. */
  readonly revoked?: boolean | undefined;
}

/** Somebody with a key. */
export interface TrustedKeySigner extends Named {
  /** PEM text, or a key that was read already. */
  readonly publicKey: KeyObject | string;
}

/** Somebody whom a certificate authority has identified. Every text is compared exactly. */
export interface TrustedIdentity extends Named {
  readonly publicKey?: undefined;
  /** Who vouched for the identity: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /**
   * The certificate's subject: `https://github.com/OWNER/REPO/.github/workflows/FILE@REF`, or an e-mail address. A `*` may end it, after
   * the beginning of a ref: `…@refs/tags/v*`.
   */
  readonly subject: string;
  /** `https://github.com/OWNER/REPO` of the caller, which a reusable workflow's subject does not name. */
  readonly repository?: string | undefined;
  /** Ids survive renames, and are never given to somebody else. */
  readonly repositoryId?: string | undefined;
  readonly ownerId?: string | undefined;
}

/** Somebody whose statements are believed. */
export type TrustedSigner = TrustedKeySigner | TrustedIdentity;

/** A trusted key, ready to verify. */
export interface TrustedKey {
  readonly name: string;
  readonly key: KeyObject;
  readonly hint: string;
  readonly validUntil: Date | undefined;
  readonly revoked: boolean;
}

/** The signers that have a key. @throws UserError when one cannot be read. */
export const trustedKeys = (signers: readonly TrustedSigner[]): readonly TrustedKey[] =>
  signers.flatMap(({ name, publicKey, validUntil, revoked = false }) => {
    if (publicKey === undefined) return [];
    const key = typeof publicKey === 'string' ? parsePublicKey(publicKey) : publicKey;
    return [{ name, key, hint: keyHint(key), validUntil, revoked }];
  });

/** The signers that have an identity. @throws UserError for a `*` that would let strangers in. */
export const trustedIdentities = (signers: readonly TrustedSigner[]): readonly TrustedIdentity[] =>
  signers.filter((signer): signer is TrustedIdentity => {
    if (signer.publicKey !== undefined) return false;
    checkSubject(signer);
    return true;
  });

function checkSubject({ name, subject }: TrustedIdentity): void {
  const star = subject.indexOf('*');
  const fixed = star === -1 ? undefined : subject.slice(0, star);
  const good = fixed === undefined || (star === subject.length - 1 && /@refs\/(heads|tags)\/./.test(fixed));
  if (good && subject !== '') return;
  throw new UserError({
    what: `the identity '${name}' would trust strangers`,
    rule: "a '*' stands only at the end, after the beginning of a branch's or tag's name: …@refs/tags/v*",
    seen: JSON.stringify(subject),
  });
}
