import type { CanaryPredicate } from '../../shared/evidence/predicates/canary.ts';
import { digestOf } from '../../shared/oci/digest.ts';
import { reportMetric } from './metric-report.ts';
import { type Plan, errorPlan } from './plan.ts';
import { sayReason } from './reason.ts';
import { type Sample, failureKinds } from './sample.ts';
import type { Decision, Judgement } from './verdict.ts';

/** The circumstances of a run that its verdict does not depend on. */
export interface Circumstances {
  readonly environment: string;
  readonly platform: string | undefined;
  readonly provider: CanaryPredicate['provider'];
  readonly binding: CanaryPredicate['binding'];
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly run: CanaryPredicate['run'];
}

/** What is signed. Pure: the same judgement and circumstances give the same bytes. */
export function predicateOf(
  judgement: Judgement & { readonly decision: Decision },
  circumstances: Circumstances,
): CanaryPredicate {
  const { plan, samples, decision } = judgement;
  const { startedAt, finishedAt, platform, ...known } = circumstances;
  return {
    ...known,
    ...(platform === undefined ? {} : { platform }),
    verdict: decision.verdict,
    reason: { code: decision.reason.code, text: sayReason(judgement) },
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    decidedAfterSeconds: decision.after / 1000,
    plan: reportPlan(plan),
    looks: samples.length,
    metrics: [reportMetric('errors', judgement.errors, errorPlan(plan))],
    failures: {
      canary: kinds(samples.map(({ canary }) => canary)),
      baseline: kinds(samples.map(({ baseline }) => baseline)),
    },
    samplesDigest: digestOf(JSON.stringify(samples)),
  };
}

/** What is written to `report-path`: the predicate, and beside it the plan and samples that make the same verdict again. */
export const reportOf = (predicate: CanaryPredicate, { plan, samples }: Judgement) => ({
  ...predicate,
  replay: { plan, samples },
});

const kinds = (arms: readonly Sample['canary'][]) =>
  failureKinds(arms).map(([kind, count]) => ({ kind, count }));

function reportPlan(plan: Plan): CanaryPredicate['plan'] {
  const { rate, source } = plan.baselineLevel;
  return {
    maxDurationSeconds: plan.maxDuration / 1000,
    minDurationSeconds: plan.minDuration / 1000,
    intervalSeconds: plan.interval / 1000,
    levels: plan.levels,
    margins: plan.margins,
    baselineLevel: { ...(rate === undefined ? {} : { rate }), source },
    dispersion: plan.dispersion,
  };
}
