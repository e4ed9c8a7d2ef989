import type { Evidence } from './evidence.ts';
import { knownPredicate } from './predicates/known.ts';

/** Equal for pieces of evidence of which only the newest counts: predicate type, discriminator, subject and signer. */
export function keyOfEvidence(evidence: Evidence): string {
  const { predicateType, statement, subject, signedBy } = evidence;
  const discriminator = knownPredicate(predicateType)?.discriminator(statement.predicate) ?? '';
  return JSON.stringify([predicateType, discriminator, subject, signedBy]);
}

/**
 * The newest piece of each key, in the order in which the keys first appear. What has no time is older than what has one; equal
 * times are decided by the bundle's digest, so that the order in which a registry lists them never decides.
 */
export function newestPerKey(evidence: readonly Evidence[]): readonly Evidence[] {
  const newest = new Map<string, Evidence>();
  for (const each of evidence) {
    const key = keyOfEvidence(each);
    const known = newest.get(key);
    if (known === undefined || isNewer(each, known)) newest.set(key, each);
  }
  return [...newest.values()];
}

function isNewer(one: Evidence, other: Evidence): boolean {
  const [mine, theirs] = [one, other].map(({ time }) => time?.getTime() ?? -Infinity) as [number, number];
  return mine === theirs ? one.bundleDigest > other.bundleDigest : mine > theirs;
}
