import type { Evidence } from '../../evidence/evidence.ts';
import { at, textAt } from '../../evidence/predicates/fields.ts';
import { TEST_RESULT_TYPE } from '../../evidence/predicates/test-result.ts';
import type { TestRequirement } from '../schema.ts';
import type { Finding } from '../verdict.ts';
import { type Case, agoText, evidenceFor, finding, tooOld, withinText } from './case.ts';

/** Every suite that the policy names passed, recently enough. */
export const checkTests = (of: Case): readonly Finding[] =>
  (of.stated.requirements.tests ?? []).map((wanted) => checkSuite(of, wanted));

function checkSuite(of: Case, wanted: TestRequirement): Finding {
  const results = evidenceFor(of, [TEST_RESULT_TYPE], of.subject.digest, wanted.by).filter(
    (each) => textAt(each.statement.predicate, 'configuration.0.name') === wanted.suite,
  );
  const judged = results.map((each) => ({ each, wrong: whatIsWrong(each, wanted, of.now) }));
  // Two signers of one suite: neither hides the other, so the one that says no decides.
  const decisive = judged.find(({ wrong }) => wrong !== undefined) ?? judged[0];
  const common = { wanted: `${wanted.suite} passed${withinText(wanted.within)}` };
  const requirement = `tests ${wanted.suite}`;
  if (decisive === undefined) {
    return finding(of, requirement, {
      ...common,
      result: 'missing',
      seen: 'no result of this suite',
      next: `run the suite and sign its result: tests: ${wanted.suite}=<junit.xml> in action 'sign'`,
    });
  }
  return finding(of, requirement, {
    ...common,
    result: decisive.wrong === undefined ? 'pass' : 'fail',
    seen: decisive.wrong ?? `passed${agoText(decisive.each, of.now)}`,
    evidence: [decisive.each],
    next: 'run the suite again against this digest and sign the result',
  });
}

function whatIsWrong(evidence: Evidence, wanted: TestRequirement, now: Date): string | undefined {
  const result = textAt(evidence.statement.predicate, 'result') ?? 'no result';
  // "WARNED" of this predicate means that it passed with warnings (in-toto attestation framework, test-result.md).
  if (result !== 'PASSED' && result !== 'WARNED') {
    const failed = at(evidence.statement.predicate, 'failedTests');
    const count = Array.isArray(failed) && failed.length > 0 ? `, ${failed.length} failed` : '';
    return `${result}${count}${agoText(evidence, now)}`;
  }
  return tooOld(evidence, wanted.within, now);
}
