import type { Evidence } from '../evidence/evidence.ts';
import { camel } from '../text/case.ts';
import { checkCanary } from './checks/canary.ts';
import { type Case, currentEvidence } from './checks/case.ts';
import { checkProvenance, checkSbom, checkSignature } from './checks/origin.ts';
import { checkFrom, checkSoak } from './checks/promotion.ts';
import { checkTests } from './checks/tests.ts';
import { checkVulnerabilities } from './checks/vulnerabilities.ts';
import { environmentOf, statedFor } from './inheritance.ts';
import type { Policy } from './load.ts';
import type { Requirements } from './schema.ts';
import type { Finding, JudgedImage, Verdict } from './verdict.ts';

type Check = (of: Case) => readonly Finding[];

/** Requirements that evidence cannot meet: people and GitHub's settings are asked, by promote alone. */
type Gate = 'approvals' | 'environmentProtection';

/** Every check looks at what one environment states; it returns nothing for what is not asked for. */
const CHECKS: Readonly<Record<Exclude<keyof Requirements, Gate>, Check>> = {
  signedBy: checkSignature,
  provenance: checkProvenance,
  sbom: checkSbom,
  tests: checkTests,
  vulnerabilities: checkVulnerabilities,
  canary: checkCanary,
  soak: checkSoak,
};

/** Whether `decide` looks at a requirement, by its key in the policy file; what it does not look at, somebody else has to. */
export const isDecided = (key: string): boolean => Object.hasOwn(CHECKS, camel(key));

/**
 * Whether `subject` may go to `environment`: its requirements and, again, those of every environment that it comes from.
 * Only `evidence` counts, which was verified; of each key the newest decides; what is absent never passes.
 * @throws UserError when the policy has no such environment or image.
 */
export function decide(
  policy: Policy,
  environment: string,
  subject: JudgedImage,
  evidence: readonly Evidence[],
  now: Date,
): Verdict {
  const current = currentEvidence(evidence);
  const [own, ...inherited] = statedFor(policy, environment).map((stated): Case => ({
    policy,
    stated,
    subject,
    evidence: current,
    now,
  }));
  const cases = own === undefined ? [] : [own, ...inherited];
  const findings = distinct([
    ...(own === undefined ? [] : checkFrom(own)),
    ...cases.flatMap((of) => Object.values(CHECKS).flatMap((check) => check(of))),
  ]);
  const failed = findings.some(({ result }) => result !== 'pass');
  const lenient = environmentOf(policy, environment).mode === 'warn';
  return {
    environment,
    image: subject.image,
    digest: subject.digest,
    policy: { uri: policy.uri, digest: policy.digest },
    result: !failed ? 'pass' : lenient ? 'warn' : 'fail',
    findings,
  };
}

/** What two environments require in the same words, and with the same outcome, is told once. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ requirement, wanted, seen: saw, result }) => {
    const key = JSON.stringify([requirement, wanted, saw, result]);
    return !seen.has(key) && seen.add(key);
  });
}
