import { newestPerKey } from '../../evidence/key-of-evidence.ts';
import type { Evidence } from '../../evidence/evidence.ts';
import type { Digest } from '../../oci/digest.ts';
import { formatDuration } from '../../text/duration.ts';
import type { Stated } from '../inheritance.ts';
import type { PolicyFile } from '../schema.ts';
import type { Finding, FindingResult, JudgedImage } from '../verdict.ts';

/** Everything that a check may look at. */
export interface Case {
  readonly policy: PolicyFile;
  readonly stated: Stated;
  readonly subject: JudgedImage;
  /** Verified, and of each key only the newest. */
  readonly evidence: readonly Evidence[];
  readonly now: Date;
}

/** Clocks of runners differ by this much; evidence that is dated further ahead is not believed. */
const SKEW_MILLISECONDS = 5 * 60_000;

/** Of each key the newest piece: an older one is never shown to a check. */
export const currentEvidence = (evidence: readonly Evidence[]): readonly Evidence[] => newestPerKey(evidence);

/** Evidence of one of these types about `subject`, by one of `by` (default: the signers of the environment). */
export function evidenceFor(
  { evidence, stated }: Case,
  types: readonly string[],
  subject: Digest,
  by: readonly string[] = stated.signers,
): readonly Evidence[] {
  return evidence.filter(
    (each) => types.includes(each.predicateType) && each.subject === subject && by.includes(each.signedBy),
  );
}

/** Makes a finding of this case's environment. */
export const finding = (
  { stated }: Case,
  requirement: string,
  parts: {
    readonly result: FindingResult;
    readonly wanted: string;
    readonly seen: string;
    readonly evidence?: readonly Evidence[];
    readonly next?: string;
  },
): Finding => ({
  requirement,
  environment: stated.environment,
  result: parts.result,
  wanted: parts.wanted,
  seen: parts.seen,
  evidence: (parts.evidence ?? []).map(({ bundleDigest }) => bundleDigest),
  ...(parts.next === undefined || parts.result === 'pass' ? {} : { next: parts.next }),
});

/** Whether evidence is young enough: `undefined` when it is, else what is wrong with its time. */
export function tooOld(evidence: Evidence, within: number | undefined, now: Date): string | undefined {
  const age = ageOf(evidence, now);
  if (age === undefined) return within === undefined ? undefined : 'its time is not known';
  if (age < -SKEW_MILLISECONDS) return `it is dated ${formatDuration(-age)} in the future`;
  if (within !== undefined && age > within) return `it is ${formatDuration(age)} old`;
  return undefined;
}

const ageOf = ({ time }: Evidence, now: Date): number | undefined =>
  time === undefined ? undefined : now.getTime() - time.getTime();

/** `, 26 min ago`, `, just now`, or nothing where the time is not known. */
export function agoText(evidence: Evidence, now: Date): string {
  const age = ageOf(evidence, now);
  if (age === undefined) return '';
  return age < 1_000 ? ', just now' : `, ${formatDuration(age)} ago`;
}

/** `, at most 24 h old`, or nothing. */
export const withinText = (within: number | undefined): string =>
  within === undefined ? '' : `, at most ${formatDuration(within)} old`;

/** `release or offline`. */
export const orText = (names: readonly string[]): string => names.join(' or ') || 'nobody';

/** Names of the platforms of which nothing was found; an image without platforms lacks everything. */
export const lacking = (
  platforms: readonly { readonly name: string; readonly found: readonly Evidence[] }[],
): readonly string[] =>
  platforms.length === 0
    ? ['any platform, the image has none']
    : platforms.filter(({ found }) => found.length === 0).map(({ name }) => name);
