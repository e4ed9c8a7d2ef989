import type { Digest } from '../oci/digest.ts';
import type { Statement } from './statement.ts';

/** A statement whose signature, signer and subject were verified. */
export interface Evidence {
  readonly statement: Statement;
  readonly predicateType: string;
  /** The digest that was asked about. */
  readonly subject: Digest;
  /** The name of the trusted signer. */
  readonly signedBy: string;
  readonly bundleDigest: Digest;
  /** The name of the store in which it was found. */
  readonly store: string;
  readonly time: Date | undefined;
  /** `predicate`: the signer's own word. `timestamp`, `log`: a third party's. */
  readonly timeSource: 'predicate' | 'timestamp' | 'log';
}

export type IgnoreReason =
  | 'other signer'
  | 'revoked signer'
  | 'expired signer'
  | 'other subject'
  | 'malformed'
  | 'unreadable'
  | 'too large'
  | 'unknown media type';

/** Something attached to the digest that is not evidence, and why. */
export interface IgnoredEvidence {
  readonly reason: IgnoreReason;
  readonly detail: string;
  /** The referrer's manifest; absent for an entry of the list that names none. */
  readonly manifestDigest?: Digest;
  readonly store: string;
  /** The predicate type of its annotation, which nobody has signed; for people only. */
  readonly claimedType?: string;
}

/** `2 other signer, 1 malformed`: reasons with their counts, the most frequent first. */
export function countIgnored(
  ignored: readonly IgnoredEvidence[],
): readonly (readonly [IgnoreReason, number])[] {
  const counts = new Map<IgnoreReason, number>();
  for (const { reason } of ignored) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
}
