import type { Milliseconds } from '../../shared/text/duration.ts';
import type { Dispersion } from './dispersion.ts';
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
}

/** The error metric's tests, from the margins in the user's words. */
export const errorHypotheses = ({ margins, baselineLevel }: Plan): Hypotheses =>
  hypothesesFor(margins, baselineLevel.rate);

/** How failed requests are judged. */
export function errorPlan(plan: Plan): MetricPlan {
  const { fail, pass } = errorHypotheses(plan);
  return {
    fail: { hypotheses: fail, level: plan.levels.fail },
    pass: { hypotheses: pass, level: plan.levels.pass },
    dispersion: plan.dispersion.value,
    horizon: plan.maxDuration,
    minDuration: plan.minDuration,
  };
}
