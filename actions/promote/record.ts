import type { Evidence } from '../../shared/evidence/evidence.ts';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { newestPerKey } from '../../shared/evidence/key-of-evidence.ts';
import {
  PROMOTION_TYPE,
  type Promotion,
  parsePromotion,
} from '../../shared/evidence/predicates/promotion.ts';
import {
  VERIFICATION_SUMMARY_TYPE,
  verificationSummaryPredicate,
} from '../../shared/evidence/predicates/verification-summary.ts';
import type { Signer } from '../../shared/evidence/signer.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { Policy } from '../../shared/policy/load.ts';
import type { Verdict } from '../../shared/policy/verdict.ts';
import { environmentOf, promotersOf } from '../../shared/policy/inheritance.ts';
import { UserError } from '../../shared/text/error.ts';
import type { Judgement } from './evidence.ts';
import type { Destination, Subject } from './subjects.ts';

/** Who a promotion's summaries are by; a scan's have another id. */
const PROMOTE_VERIFIER_ID = 'https://fixity-actions.github.io/verifiers/promote';

/** What a record says beside the decision. */
export interface RecordFacts {
  readonly requestedBy: string;
  readonly run: string;
  readonly time: Date;
  readonly commit: string | undefined;
  readonly deployment: number;
  readonly previousDigest: Digest | undefined;
  readonly plan: Digest;
  readonly approvedBy: readonly string[];
}

/** The bundle of the record. */
export interface Recorded {
  readonly status: 'written' | 'unchanged';
  readonly digest: Digest;
}

/** The predicate of a promotion into one destination. */
export function promotionOf(
  policy: Policy,
  subject: Subject,
  { verdict, evidence }: Judgement,
  repository: string,
  facts: RecordFacts,
): Promotion {
  const types = new Map(evidence.map(({ bundleDigest, predicateType }) => [bundleDigest, predicateType]));
  const warnings = verdict.findings.filter(({ result }) => result !== 'pass');
  return {
    environment: verdict.environment,
    from: environmentOf(policy, verdict.environment).from ?? [],
    image: verdict.image,
    source: subject.source,
    repository,
    digest: verdict.digest,
    ...(facts.previousDigest === undefined ? {} : { previousDigest: facts.previousDigest }),
    policy: verdict.policy,
    evidence: decisive(verdict).map((digest) => ({ type: types.get(digest) ?? '', digest })),
    ...(warnings.length === 0 ? {} : { warnings: warnings.map(({ requirement }) => requirement) }),
    plan: facts.plan,
    ...(facts.approvedBy.length === 0 ? {} : { approvedBy: facts.approvedBy }),
    requestedBy: facts.requestedBy,
    run: facts.run,
    ...(facts.commit === undefined ? {} : { commit: facts.commit }),
    deployment: facts.deployment,
    time: facts.time.toISOString(),
  };
}

const decisive = (verdict: Verdict): readonly Digest[] => [
  ...new Set(verdict.findings.flatMap(({ evidence }) => evidence)),
];

/** Signs what was decided and attaches it in the destination. It says nothing of what was done, so it can be there before anything is. */
export async function attachSummary(
  signer: Signer,
  { top: { descriptor }, judged }: Subject,
  destination: Destination,
  verdict: Verdict,
  verifiedAt: Date,
): Promise<void> {
  const passed = verdict.result === 'pass';
  const summary = verificationSummaryPredicate({
    verifierId: PROMOTE_VERIFIER_ID,
    verifiedAt,
    resourceUri: destination.repository,
    policy: verdict.policy,
    inputs: decisive(verdict),
    passed,
    platforms: judged.platforms.map(({ name, digest }) => ({ platform: name, digest, passed })),
  });
  const statement = statementAbout([descriptor], VERIFICATION_SUMMARY_TYPE, summary);
  await attachStatement(destination.store, signer, statement, descriptor);
}

/** Signs the record of what was done and attaches it in the destination, where the summary is already. */
export async function attachRecord(
  signer: Signer,
  { top: { descriptor } }: Subject,
  destination: Destination,
  promotion: Promotion,
): Promise<Recorded> {
  const statement = statementAbout([descriptor], PROMOTION_TYPE, promotion);
  const { bundleDigest } = await attachStatement(destination.store, signer, statement, descriptor);
  return { status: 'written', digest: bundleDigest };
}

/** The record that an earlier run made of this very deployment; undefined when it is not there, or by nobody whom the policy trusts. */
export async function findRecord(
  policy: Policy,
  subject: Subject,
  environment: string,
  destination: Destination,
  deployment: number,
  now: Date,
): Promise<Digest | undefined> {
  const { judged } = subject;
  const { accepted } = await loadEvidence([destination.store], judged.digest, policy.signers, {
    now,
    trustRoots: policy.trustedRoots,
    types: new Set([PROMOTION_TYPE]),
  });
  const promoters = promotersOf(policy, environment);
  const isThis = (evidence: Evidence): boolean => {
    const promotion = readable(evidence);
    return (
      promotion?.deployment === deployment &&
      promotion.environment === environment &&
      promotion.image === judged.image &&
      promotion.repository === destination.repository &&
      promoters.includes(evidence.signedBy)
    );
  };
  const records = accepted.filter(({ predicateType }) => predicateType === PROMOTION_TYPE);
  return newestPerKey(records).find(isThis)?.bundleDigest;
}

function readable({ statement }: Evidence): Promotion | undefined {
  try {
    return parsePromotion(statement.predicate);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
