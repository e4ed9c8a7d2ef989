import { CANARY_TYPE } from '../../evidence/predicates/canary.ts';
import { textAt } from '../../evidence/predicates/fields.ts';
import type { Finding } from '../verdict.ts';
import { type Case, agoText, evidenceFor, finding, tooOld, withinText } from './case.ts';

/** The newest canary of this digest, in the environment that the policy names, ended with the verdict that it wants. */
export function checkCanary(of: Case): readonly Finding[] {
  const wanted = of.stated.requirements.canary;
  if (wanted === undefined) return [];
  const found = evidenceFor(of, [CANARY_TYPE], of.subject.digest, wanted.by)
    .filter((each) => textAt(each.statement.predicate, 'environment') === wanted.in)
    .map((each) => {
      const verdict = textAt(each.statement.predicate, 'verdict') ?? 'no verdict';
      const old = tooOld(each, wanted.within, of.now);
      const wrong = verdict === wanted.verdict ? old : `${verdict}${agoText(each, of.now)}`;
      return { each, wrong };
    });
  const decisive = found.find(({ wrong }) => wrong !== undefined) ?? found[0];
  const requirement = `canary in ${wanted.in}`;
  const common = { wanted: `${wanted.verdict} in ${wanted.in}${withinText(wanted.within)}` };
  if (decisive === undefined) {
    return [
      finding(of, requirement, {
        ...common,
        result: 'missing',
        seen: 'no canary verdict',
        next: `run action 'canary-verify' with environment: ${wanted.in} on this digest`,
      }),
    ];
  }
  const { each, wrong } = decisive;
  return [
    finding(of, requirement, {
      ...common,
      result: wrong === undefined ? 'pass' : 'fail',
      seen: wrong ?? `${wanted.verdict}${agoText(each, of.now)}`,
      evidence: [each],
      next: 'find out what the canary saw; a digest that failed needs a new build, not a new canary',
    }),
  ];
}
