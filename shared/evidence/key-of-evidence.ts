import type { Evidence } from './evidence.ts';
import { knownPredicate } from './predicates/known.ts';

/** Equal for pieces of evidence of which only the newest counts: predicate type, discriminator, subject and signer. */
function keyOfEvidence(evidence: Evidence): string {
  const { predicateType, statement, subject, signedBy } = evidence;
  const discriminator = knownPredicate(predicateType)?.discriminator(statement.predicate) ?? '';
  return JSON.stringify([predicateType, discriminator, subject, signedBy]);
}

/**
 * The newest of each key, in the order in which the keys first appear; several where they are of one moment, so that neither hides
 * the other and a check can let the one that says no decide. What has no time is older than what has one.
 */
export function newestPerKey(evidence: readonly Evidence[]): readonly Evidence[] {
  const newest = new Map<string, readonly Evidence[]>();
  for (const each of evidence) {
    const key = keyOfEvidence(each);
    const known = newest.get(key) ?? [];
    const [age, knownAge] = [momentOf(each), known[0] === undefined ? -Infinity : momentOf(known[0])];
    if (age === knownAge) newest.set(key, [...known, each].sort(byDigest));
    else if (age > knownAge) newest.set(key, [each]);
  }
  return [...newest.values()].flat();
}

const momentOf = ({ time }: Evidence): number => time?.getTime() ?? -Infinity;

/** The order in which a registry lists them never decides. */
const byDigest = (one: Evidence, other: Evidence): number => (one.bundleDigest < other.bundleDigest ? -1 : 1);
