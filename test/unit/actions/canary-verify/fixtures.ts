import type { Plan } from '../../../../actions/canary-verify/plan.ts';
import type { Stratum } from '../../../../actions/canary-verify/strata.ts';
import type { Arm, Sample } from '../../../../actions/canary-verify/sample.ts';
import type { Milliseconds } from '../../../../shared/text/duration.ts';

export const seconds = (value: number): Milliseconds => (value * 1000) as Milliseconds;

/** Thirty minutes, a look every 15 seconds, the margins that users get unless they ask for others. */
export const plan = (change: Partial<Plan> = {}): Plan => ({
  maxDuration: seconds(1800),
  minDuration: seconds(300),
  interval: seconds(15),
  margins: { fail: { relative: 0.2, absolute: 0.001 }, pass: { relative: 1, absolute: 0.005 } },
  levels: { fail: 0.01, pass: 0.05 },
  baselineLevel: { rate: 0.005, source: 'given' },
  dispersion: { value: 1, source: 'assumed' },
  ...change,
});

export const unknownLevel = { baselineLevel: { rate: undefined, source: 'unknown' } } as const;

export const arm = (requests: number, bad = 0, kind = '503'): Arm => ({
  requests,
  failures: bad === 0 ? {} : { [kind]: bad },
});

/** The same counts at every look. */
export const steady = (canary: Arm, baseline: Arm, looks = 120): readonly Sample[] =>
  Array.from({ length: looks }, (_, index) => ({ elapsed: seconds((index + 1) * 15), canary, baseline }));

/** A stratum that ends after some seconds: bad events of trials, on the canary and on the baseline. */
export const counted = (end: number, x1: number, n1: number, x0: number, n0: number): Stratum => ({
  elapsed: seconds(end),
  canary: { bad: x1, trials: n1 },
  baseline: { bad: x0, trials: n0 },
});
