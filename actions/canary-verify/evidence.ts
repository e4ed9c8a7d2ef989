import { attachStatements } from '../../shared/evidence/attach.ts';
import { CANARY_TYPE, type CanaryPredicate } from '../../shared/evidence/predicates/canary.ts';
import {
  TEST_RESULT_TYPE,
  type TestResultPredicate,
  testResultPredicate,
} from '../../shared/evidence/predicates/test-result.ts';
import type { Signer } from '../../shared/evidence/signer.ts';
import { type Statement, statementAbout } from '../../shared/evidence/statement.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import { hexOf, parseDigest } from '../../shared/oci/digest.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import type { Subjects } from './subjects.ts';

/** For gates that know no canaries: PASS and FAIL as a test result of the suite `canary/ENVIRONMENT`. An inconclusive run has no result. */
function canaryTestResult(predicate: CanaryPredicate): TestResultPredicate | undefined {
  if (predicate.verdict === 'inconclusive') return undefined;
  const suite = `canary/${predicate.environment}`;
  return testResultPredicate({
    suite,
    result: predicate.verdict === 'pass' ? 'PASSED' : 'FAILED',
    finishedOn: new Date(predicate.finishedAt),
    reportSha256: hexOf(parseDigest(predicate.samplesDigest)),
    ...(predicate.verdict === 'fail'
      ? { failedTests: predicate.metrics.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name) }
      : {}),
    ...(predicate.run.url === undefined ? {} : { url: predicate.run.url }),
  });
}

/** What is signed about the subjects. */
export function statementsOf(predicate: CanaryPredicate, { all }: Subjects): readonly Statement[] {
  const result = canaryTestResult(predicate);
  return [
    statementAbout(all, CANARY_TYPE, predicate),
    ...(result === undefined ? [] : [statementAbout(all, TEST_RESULT_TYPE, result)]),
  ];
}

/** Attaches the signed verdict to each subject; the digests of the bundles. */
export async function attachVerdict(
  store: ImageStore,
  signer: Signer,
  predicate: CanaryPredicate,
  subjects: Subjects,
): Promise<readonly Digest[]> {
  const statements = statementsOf(predicate, subjects);
  const digests: Digest[] = [];
  for (const subject of subjects.all) {
    const attached = await attachStatements(store, signer, statements, subject);
    digests.push(...attached.map(({ bundleDigest }) => bundleDigest));
  }
  return digests;
}
