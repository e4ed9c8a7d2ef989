import type { Milliseconds } from '../../shared/text/duration.ts';
import type { Dispersion } from './dispersion.ts';
import type { LatencyBound, LatencyMargins } from './latency.ts';
import { type Hypotheses, type Margins, hypothesesFor } from './margins.ts';
import type { MetricPlan } from './metric.ts';

/** The baseline's own rate of failures, as known before the run. */
export interface BaselineLevel {
  readonly rate: number | undefined;
  readonly source: 'given' | 'measured' | 'unknown';
}

/** Everything that a verdict depends on besides the samples; fixed before the first look. */
export interface Plan {
  readonly maxDuration: Milliseconds;
  readonly minDuration: Milliseconds;
  readonly interval: Milliseconds;
  readonly margins: Margins;
  /** The probability of a FAIL for a canary that is within tolerance, and of a PASS for one that is not; each for the whole run. */
  readonly levels: { readonly fail: number; readonly pass: number };
  readonly baselineLevel: BaselineLevel;
  readonly dispersion: Dispersion;
  /** The part of requests that the canary should succeed in, such as 0.999; absent when there is no such guard. */
  readonly objective?: number;
  /** The canary's part of all requests, as configured; absent when it is not checked. */
  readonly trafficShare?: number;
  /** Absent when latency is not judged. */
  readonly latency?: { readonly margins: LatencyMargins; readonly bounds: readonly LatencyBound[] };
}

/** The error metric's tests, from the margins in the user's words. */
export const errorHypotheses = ({ margins, baselineLevel }: Plan): Hypotheses =>
  hypothesesFor(margins, baselineLevel.rate);

/** FAIL's level is shared when latency is judged too, half and half, so that a run has it once. PASS needs both, each at its full level. */
const failLevel = ({ levels, latency }: Plan): number =>
  latency === undefined ? levels.fail : levels.fail / 2;

const timesOf = ({ maxDuration, minDuration }: Plan) => ({ horizon: maxDuration, minDuration });

/** How failed requests are judged; `dispersion` as the plan has it, or as it is estimated at a look. */
export function errorPlan(plan: Plan, dispersion: number): MetricPlan {
  const { fail, pass } = errorHypotheses(plan);
  return {
    law: 'rate-ratio',
    fail: { hypotheses: fail, level: failLevel(plan) },
    pass: { hypotheses: pass, level: plan.levels.pass },
    dispersion,
    ...timesOf(plan),
  };
}

/** How slow answers are judged at one bound. Its part in FAIL is evidence, which is weighed over all bounds together. */
export const latencyPlan = (plan: Plan, { passOdds, dispersion }: LatencyBound): MetricPlan => ({
  law: 'odds-ratio',
  fail: { hypotheses: [], level: failLevel(plan) },
  pass: { hypotheses: [{ law: 'odds-ratio', value: passOdds }], level: plan.levels.pass },
  dispersion,
  ...timesOf(plan),
});

/** What the mean evidence of all bounds must reach for FAIL. */
export const latencyLimit = (plan: Plan): number => 1 / failLevel(plan);
