import type { CanaryCounts, CanaryMetric, CanaryTest } from '../../shared/evidence/predicates/canary.ts';
import type { Standing } from './group-sequential.ts';
import { type MetricPlan, type MetricStanding, failed, passed } from './metric.ts';
import type { LatencyBound } from './latency.ts';
import { evidenceAbove, interval } from './sequential.ts';
import { type Counts, type Hypothesis, rateOf } from './strata.ts';

/** The confidence of every interval that is shown. */
export const CONFIDENCE = 0.95;

/** Six digits carry all that is known, and the same on every machine. */
export const rounded = (value: number): number => Number(value.toPrecision(6));

/** A metric's numbers as the report, the evidence and the summary show them. */
export function reportMetric(name: string, standing: MetricStanding, plan: MetricPlan): CanaryMetric {
  const { canary, baseline } = standing.totals;
  return {
    name,
    verdict: failed(standing) ? 'fail' : passed(standing) ? 'pass' : 'undecided',
    canary: counts(canary),
    baseline: counts(baseline),
    effect: effectOf(standing, plan.law),
    fail: standing.fail.map((test, index) => reportTest(test, plan.fail.hypotheses[index], plan.fail.level)),
    pass: standing.pass.map((test, index) => reportTest(test, plan.pass.hypotheses[index], plan.pass.level)),
  };
}

function counts(seen: Counts): CanaryCounts {
  const rate = rateOf(seen);
  return { ...seen, ...(rate === undefined ? {} : { rate: rounded(rate) }) };
}

function effectOf({ totals, curve }: MetricStanding, law: MetricPlan['law']): CanaryMetric['effect'] {
  const [canary, baseline] = [rateOf(totals.canary), rateOf(totals.baseline)];
  const known =
    canary !== undefined && baseline !== undefined && baseline > 0 && Math.max(canary, baseline) < 1;
  const value = (rate: number): number => (law === 'odds-ratio' ? rate / (1 - rate) : rate);
  const { low, high } = interval(curve, CONFIDENCE);
  return {
    ...(known ? { ratio: rounded(value(canary) / value(baseline)) } : {}),
    ...(low === undefined ? {} : { low: rounded(low) }),
    ...(high === undefined ? {} : { high: rounded(high) }),
    confidence: CONFIDENCE,
  };
}

function reportTest(test: Standing, hypothesis: Hypothesis | undefined, level: number): CanaryTest {
  return {
    law: hypothesis?.law ?? 'rate-ratio',
    hypothesis: rounded(hypothesis?.value ?? 1),
    level,
    spent: rounded(test.spent),
    count: test.count,
    ...(test.boundary === undefined ? {} : { boundary: test.boundary }),
    ...(test.rejectedAt === undefined ? {} : { rejectedAtSeconds: test.rejectedAt / 1000 }),
  };
}

/** JSON has no infinity, and nobody reads more digits of evidence than this. */
const MOST_EVIDENCE = 1e12;

/** The metric of one latency bound. */
export function reportBound(
  bound: LatencyBound,
  standing: MetricStanding,
  plan: MetricPlan,
  decisive: boolean,
): CanaryMetric {
  const name = `slower than ${bound.milliseconds} ms`;
  const evidence = rounded(Math.min(MOST_EVIDENCE, evidenceAbove(standing.curve, bound.failOdds)));
  const test = {
    law: 'odds-ratio',
    hypothesis: bound.failOdds,
    level: plan.fail.level,
    spent: 0,
    count: standing.totals.canary.bad,
    evidence,
  } as const;
  const metric = reportMetric(name, standing, plan);
  return { ...metric, ...(decisive ? { verdict: 'fail' as const } : {}), fail: [test] };
}
