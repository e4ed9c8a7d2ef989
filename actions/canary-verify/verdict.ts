import type { Milliseconds } from '../../shared/text/duration.ts';
import { type MetricStanding, failed, lookAt, openMetric, passed } from './metric.ts';
import { missingRequests } from './missing.ts';
import { rareLevel } from './margins.ts';
import { noTotals, residualDispersion } from './dispersion.ts';
import { burnRate, misrouted } from './guard.ts';
import { type LatencyBound, MIN_ANSWERS, slowStratum } from './latency.ts';
import { type Plan, errorHypotheses, errorPlan, latencyLimit, latencyPlan } from './plan.ts';
import { type Sample, failuresOf } from './sample.ts';
import { emptyCurve, evidenceAbove } from './sequential.ts';
import { type Stratum, liesBelow, rateOf } from './strata.ts';

export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** Why a run ended as it did. */
export type Reason =
  | { readonly code: 'errors-worse' }
  | { readonly code: 'latency-worse' }
  /** The canary burns its error budget `times` too fast. */
  | { readonly code: 'budget-burned'; readonly times: number }
  | { readonly code: 'within-tolerance' }
  /** What answered was not the digest under test. */
  | { readonly code: 'foreign-digest'; readonly seen: string }
  | { readonly code: 'no-data' }
  | { readonly code: 'canary-silent' }
  | { readonly code: 'baseline-silent' }
  /** The baseline fails more than the margins were chosen for; its level must be known to compare. */
  | { readonly code: 'baseline-level'; readonly rate: number }
  /** Neither side is proven; `requests` more on the canary would allow a PASS, if all goes on as it did. */
  | { readonly code: 'more-traffic'; readonly requests: number }
  /** The canary lies between what fails and what passes, or so near to one that traffic does not settle it. */
  | { readonly code: 'between-margins' }
  /** Errors are within tolerance, and latency is not proven to be. */
  | { readonly code: 'latency-undecided' }
  /** The canary's part of the requests is not what was configured. */
  | { readonly code: 'misrouted'; readonly share: number }
  | { readonly code: 'cancelled' };

export interface Decision {
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** Since the start of the run. */
  readonly after: Milliseconds;
}

/** Everything that is known after some looks. */
export interface Judgement {
  readonly plan: Plan;
  readonly samples: readonly Sample[];
  readonly errors: MetricStanding;
  /** By which the errors' counts were divided at the last look. */
  readonly dispersion: number;
  /** One a bound of the plan's latency, in its order. */
  readonly latency: readonly MetricStanding[];
  readonly decision: Decision | undefined;
}

const boundsOf = (plan: Plan): readonly LatencyBound[] => plan.latency?.bounds ?? [];

/** Before the first look. */
export const openJudgement = (plan: Plan): Judgement => ({
  plan,
  samples: [],
  errors: openMetric(errorPlan(plan, plan.dispersion.value)),
  dispersion: plan.dispersion.value,
  latency: boundsOf(plan).map((bound) => openMetric(latencyPlan(plan, bound))),
  decision: undefined,
});

/** The sample as the error metric sees it. */
export const errorsOf = ({ elapsed, canary, baseline }: Sample): Stratum => ({
  elapsed,
  canary: { trials: canary.requests, bad: failuresOf(canary) },
  baseline: { trials: baseline.requests, bad: failuresOf(baseline) },
});

/** Takes one look. A judgement that has decided stays as it is. FAIL wins over PASS. */
export function takeLook(judgement: Judgement, sample: Sample): Judgement {
  if (judgement.decision !== undefined) return judgement;
  const { plan } = judgement;
  const latency = boundsOf(plan).map((bound, index) => {
    const definition = latencyPlan(plan, bound);
    const standing = judgement.latency[index] ?? openMetric(definition);
    return lookAt(standing, slowStratum(sample, bound.milliseconds), definition);
  });
  const after = {
    ...judgement,
    ...lookAtErrors(judgement, sample),
    samples: [...judgement.samples, sample],
    latency,
  };
  const decide = (verdict: Verdict, reason: Reason): Judgement => ({
    ...after,
    decision: { verdict, reason, after: sample.elapsed },
  });
  const failure = failureOf(after, sample);
  if (failure !== undefined) return decide(...failure);
  if (sample.elapsed >= plan.minDuration && mayPass(after))
    return decide('pass', { code: 'within-tolerance' });
  return sample.elapsed >= plan.maxDuration ? decide('inconclusive', shortfall(after)) : after;
}

/** An estimated dispersion may differ from look to look; then all looks are taken again with the new one. */
function lookAtErrors(judgement: Judgement, sample: Sample): Pick<Judgement, 'errors' | 'dispersion'> {
  const { plan, samples } = judgement;
  const strata = [...samples, sample].map(errorsOf);
  const dispersion =
    plan.dispersion.source === 'residuals' ? residualDispersion(strata) : plan.dispersion.value;
  const definition = errorPlan(plan, dispersion);
  const again = dispersion !== judgement.dispersion;
  const errors = again
    ? strata.reduce((standing, each) => lookAt(standing, each, definition), openMetric(definition))
    : lookAt(judgement.errors, errorsOf(sample), definition);
  return { errors, dispersion };
}

/** What ends the run against the canary, or without a verdict on it. */
function failureOf(judgement: Judgement, sample: Sample): readonly [Verdict, Reason] | undefined {
  const { plan, errors, samples } = judgement;
  if (sample.foreign !== undefined) return ['inconclusive', { code: 'foreign-digest', seen: sample.foreign }];
  if (failed(errors)) return ['fail', { code: 'errors-worse' }];
  if (latencyEvidence(judgement) >= latencyLimit(plan)) return ['fail', { code: 'latency-worse' }];
  const times = plan.objective === undefined ? undefined : burnRate(samples, plan.objective);
  return times === undefined ? undefined : ['fail', { code: 'budget-burned', times }];
}

/** A metric that was proven early must still look it when the last one is: a run that turns bad meanwhile does not pass. */
const mayPass = (judgement: Judgement): boolean =>
  passed(judgement.errors) &&
  judgement.latency.every(fastEnough) &&
  looksFine(judgement) &&
  strayShare(judgement) === undefined;

const looksFine = ({ plan, errors, latency }: Judgement): boolean =>
  errorHypotheses(plan).pass.every((hypothesis) => liesBelow(errors.totals, hypothesis)) &&
  boundsOf(plan).every(({ passOdds }, index) =>
    liesBelow(latency[index]?.totals ?? noTotals, { law: 'odds-ratio', value: passOdds }),
  );

const strayShare = ({ plan, errors }: Judgement): number | undefined =>
  plan.trafficShare === undefined ? undefined : misrouted(errors.totals, plan.trafficShare);

/**
 * Evidence that the canary is slower than tolerated: the mean over all bounds, which keeps its promise however they depend on each other.
 * 0 without bounds.
 */
function latencyEvidence({ plan, latency }: Judgement): number {
  const bounds = boundsOf(plan);
  const evidence = bounds.map(({ failOdds }, index) =>
    evidenceAbove(latency[index]?.curve ?? emptyCurve, failOdds),
  );
  return evidence.reduce((sum, each) => sum + each / bounds.length, 0);
}

const fastEnough = (standing: MetricStanding): boolean =>
  passed(standing) && standing.totals.canary.trials >= MIN_ANSWERS;

/** The judgement of a run that ended without a decision: because of its time, of its data, or because the job was cancelled. */
export function conclude(
  judgement: Judgement,
  cancelled: boolean,
): Judgement & { readonly decision: Decision } {
  const { decision } = judgement;
  if (decision !== undefined) return { ...judgement, decision };
  const reason: Reason = cancelled ? { code: 'cancelled' } : shortfall(judgement);
  const after = judgement.samples.at(-1)?.elapsed ?? (0 as Milliseconds);
  return { ...judgement, decision: { verdict: 'inconclusive', reason, after } };
}

/** Judges recorded samples. The same plan and samples give the same judgement. */
export function judge(plan: Plan, samples: readonly Sample[]): Judgement & { readonly decision: Decision } {
  return conclude(samples.reduce(takeLook, openJudgement(plan)), false);
}

/** What a PASS lacked. */
function shortfall(judgement: Judgement): Reason {
  const { plan, errors } = judgement;
  const { canary, baseline } = errors.totals;
  if (canary.trials === 0 && baseline.trials === 0) return { code: 'no-data' };
  if (canary.trials === 0) return { code: 'canary-silent' };
  if (baseline.trials === 0) return { code: 'baseline-silent' };
  const share = strayShare(judgement);
  if (share !== undefined) return { code: 'misrouted', share };
  if (passed(errors)) return { code: looksFine(judgement) ? 'latency-undecided' : 'between-margins' };
  const { regime, pass } = errorHypotheses(plan);
  const rate = rateOf(baseline) ?? 0;
  if (regime === 'rare' && rate > rareLevel(plan.margins)) return { code: 'baseline-level', rate };
  const missing = pass.map((hypothesis) =>
    missingRequests({ canary, baseline }, hypothesis, plan.levels.pass),
  );
  if (missing.some((requests) => requests === undefined)) return { code: 'between-margins' };
  return { code: 'more-traffic', requests: Math.max(...missing.map((requests) => requests ?? 0)) };
}
