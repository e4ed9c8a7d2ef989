import type { CanaryMetric, CanaryPredicate } from '../../shared/evidence/predicates/canary.ts';
import { digestOf } from '../../shared/oci/digest.ts';
import { reportBound, reportMetric, rounded } from './metric-report.ts';
import { evidenceAbove } from './sequential.ts';
import { type Plan, errorPlan, latencyPlan } from './plan.ts';
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
  const { samples, decision } = judgement;
  const { startedAt, finishedAt, platform, ...known } = circumstances;
  return {
    ...known,
    ...(platform === undefined ? {} : { platform }),
    verdict: decision.verdict,
    reason: { code: decision.reason.code, text: sayReason(judgement) },
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    decidedAfterSeconds: decision.after / 1000,
    plan: reportPlan(judgement),
    looks: samples.length,
    metrics: reportMetrics(judgement),
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

function reportMetrics(judgement: Judgement & { readonly decision: Decision }): readonly CanaryMetric[] {
  const { plan, errors, latency, decision, dispersion } = judgement;
  const bounds = (plan.latency?.bounds ?? []).flatMap((bound, index) => {
    const standing = latency[index];
    return standing === undefined ? [] : [{ bound, standing }];
  });
  const evidence = bounds.map(({ bound, standing }) => evidenceAbove(standing.curve, bound.failOdds));
  const most = decision.reason.code === 'latency-worse' ? Math.max(...evidence) : Infinity;
  return [
    reportMetric('errors', errors, errorPlan(plan, dispersion)),
    ...bounds.map(({ bound, standing }, index) =>
      reportBound(bound, standing, latencyPlan(plan, bound), (evidence[index] ?? 0) >= most),
    ),
  ];
}

const kinds = (arms: readonly Sample['canary'][]) =>
  failureKinds(arms).map(([kind, count]) => ({ kind, count }));

function reportPlan({ plan, dispersion }: Judgement): CanaryPredicate['plan'] {
  const { rate, source } = plan.baselineLevel;
  return {
    maxDurationSeconds: plan.maxDuration / 1000,
    minDurationSeconds: plan.minDuration / 1000,
    intervalSeconds: plan.interval / 1000,
    levels: plan.levels,
    margins: plan.margins,
    baselineLevel: { ...(rate === undefined ? {} : { rate }), source },
    dispersion: { value: rounded(dispersion), source: plan.dispersion.source },
    ...(plan.objective === undefined ? {} : { objective: plan.objective }),
    ...(plan.trafficShare === undefined ? {} : { trafficShare: plan.trafficShare }),
    ...(plan.latency === undefined ? {} : { latency: reportLatency(plan.latency) }),
  };
}

const reportLatency = ({ margins, bounds }: NonNullable<Plan['latency']>) => ({
  margins,
  bounds: bounds.map(({ slow, dispersion, ...bound }) => ({
    ...bound,
    slow: rounded(slow),
    dispersion: rounded(dispersion),
  })),
});
