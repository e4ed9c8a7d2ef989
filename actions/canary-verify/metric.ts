import type { Milliseconds } from '../../shared/text/duration.ts';
import { type Totals, noTotals, plus, thin } from './dispersion.ts';
import { type Design, type Standing, look, opening } from './group-sequential.ts';
import { type Curve, emptyCurve, extend } from './sequential.ts';
import type { Hypothesis, Stratum } from './strata.ts';

/** How one metric is judged: what must be rejected for FAIL and for PASS, at which level, over which time. */
export interface MetricPlan {
  /** The law by which effect and evidence are told. */
  readonly law: 'rate-ratio' | 'odds-ratio';
  readonly fail: { readonly hypotheses: readonly Hypothesis[]; readonly level: number };
  readonly pass: { readonly hypotheses: readonly Hypothesis[]; readonly level: number };
  readonly dispersion: number;
  readonly horizon: Milliseconds;
  readonly minDuration: Milliseconds;
}

/** Where a metric stands after some looks. */
export interface MetricStanding {
  readonly totals: Totals;
  readonly fail: readonly Standing[];
  readonly pass: readonly Standing[];
  readonly curve: Curve;
}

/** Before the first look. */
export const openMetric = ({ fail, pass }: MetricPlan): MetricStanding => ({
  totals: noTotals,
  fail: fail.hypotheses.map(() => opening),
  pass: pass.hypotheses.map(() => opening),
  curve: emptyCurve,
});

/** Takes one look at one metric. Each test stops by itself; FAIL and PASS need all of theirs. */
export function lookAt(standing: MetricStanding, stratum: Stratum, plan: MetricPlan): MetricStanding {
  const take = (tests: readonly Standing[], side: 'worse' | 'better'): readonly Standing[] =>
    tests.map((test, index) => {
      const { hypotheses, level } = side === 'worse' ? plan.fail : plan.pass;
      const hypothesis = hypotheses[index];
      if (hypothesis === undefined) return test;
      const from = side === 'worse' ? (0 as Milliseconds) : plan.minDuration;
      const design: Design = { side, hypothesis, level, horizon: plan.horizon, from };
      const part = thin(stratum, standing.totals, plan.dispersion, { law: hypothesis.law, side });
      return look(test, part, design);
    });
  return {
    totals: plus(standing.totals, stratum),
    fail: take(standing.fail, 'worse'),
    pass: take(standing.pass, 'better'),
    curve: extend(standing.curve, stratum, plan.dispersion, plan.law),
  };
}

const decided = (tests: readonly Standing[]): boolean =>
  tests.length > 0 && tests.every(({ rejectedAt }) => rejectedAt !== undefined);

/** Every test of FAIL has rejected. */
export const failed = ({ fail }: MetricStanding): boolean => decided(fail);

/** Never without data of both sides, whatever the canary alone has shown. */
export const passed = ({ pass, totals }: MetricStanding): boolean =>
  decided(pass) && totals.canary.trials > 0 && totals.baseline.trials > 0;
