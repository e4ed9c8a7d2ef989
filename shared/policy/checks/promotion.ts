import type { Evidence } from '../../evidence/evidence.ts';
import { PROMOTION_TYPE, type Promotion, parsePromotion } from '../../evidence/predicates/promotion.ts';
import { formatDuration } from '../../text/duration.ts';
import { UserError } from '../../text/error.ts';
import { destinationsOf, environmentOf, promotersOf } from '../inheritance.ts';
import type { Finding } from '../verdict.ts';
import { type Case, agoText, evidenceFor, finding, orText, tooOld } from './case.ts';

interface Record {
  readonly evidence: Evidence;
  readonly promotion: Promotion;
}

/** Promotion records of this digest, as this image, into `environment` and one of its destinations, by whom the policy trusts with it. */
function recordsOf(
  of: Case,
  environment: string,
  by = promotersOf(of.policy, environment),
): readonly Record[] {
  const destinations = destinationsOf(of.policy, environment, of.subject.image);
  return evidenceFor(of, [PROMOTION_TYPE], of.subject.digest, by).flatMap((evidence) => {
    const promotion = readable(evidence);
    const fits =
      promotion?.environment === environment &&
      promotion.image === of.subject.image &&
      promotion.digest === of.subject.digest &&
      (destinations.length === 0 || destinations.includes(promotion.repository)) &&
      tooOld(evidence, undefined, of.now) === undefined;
    return fits ? [{ evidence, promotion }] : [];
  });
}

function readable(evidence: Evidence): Promotion | undefined {
  try {
    return parsePromotion(evidence.statement.predicate);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The digest was promoted to every environment that the judged one comes from. */
export function checkFrom(of: Case): readonly Finding[] {
  const { from = [] } = environmentOf(of.policy, of.stated.environment);
  return from.map((environment) => {
    const [record] = recordsOf(of, environment);
    return finding(of, `from ${environment}`, {
      result: record === undefined ? 'missing' : 'pass',
      wanted: `promoted to ${environment}, recorded by ${orText(promotersOf(of.policy, environment))}`,
      seen: record === undefined ? 'no promotion record' : `promoted${agoText(record.evidence, of.now)}`,
      evidence: record === undefined ? [] : [record.evidence],
      next: `promote this digest to ${environment} first`,
    });
  });
}

/** The digest has been in another environment for long enough. */
export function checkSoak(of: Case): readonly Finding[] {
  const wanted = of.stated.requirements.soak;
  if (wanted === undefined) return [];
  const times = recordsOf(of, wanted.in, wanted.by).map((record) => ({
    record,
    since: Date.parse(record.promotion.time),
  }));
  // A digest that was replaced and came back has been there since it came back.
  const [first] = times.toSorted((a, b) => b.since - a.since);
  const age = first === undefined ? undefined : of.now.getTime() - first.since;
  const passed = age !== undefined && age >= wanted.atLeast;
  return [
    finding(of, `soak in ${wanted.in}`, {
      result: age === undefined ? 'missing' : passed ? 'pass' : 'fail',
      wanted: `at least ${formatDuration(wanted.atLeast)} in ${wanted.in}`,
      seen: age === undefined ? 'no promotion record' : `${formatDuration(Math.max(0, age))} in ${wanted.in}`,
      evidence: first === undefined ? [] : [first.record.evidence],
      next:
        age === undefined
          ? `promote this digest to ${wanted.in} first`
          : `wait another ${formatDuration(wanted.atLeast - age)}`,
    }),
  ];
}
