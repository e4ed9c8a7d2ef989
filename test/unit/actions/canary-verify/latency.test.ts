import { describe, expect, it } from '@jest/globals';
import { LATENCY_GRID, chooseBounds, slowStratum } from '../../../../actions/canary-verify/latency.ts';
import type { Plan } from '../../../../actions/canary-verify/plan.ts';
import { sayReason } from '../../../../actions/canary-verify/reason.ts';
import { predicateOf } from '../../../../actions/canary-verify/report.ts';
import type { Arm, Sample } from '../../../../actions/canary-verify/sample.ts';
import { createTally } from '../../../../actions/canary-verify/tally.ts';
import { judge } from '../../../../actions/canary-verify/verdict.ts';
import { type Random, seeded } from '../../../../bench/canary/random.ts';
import { arm, plan, seconds, steady, unknownLevel } from './fixtures.ts';

const MARGINS = { fail: 0.05, pass: 0.2 };

/** Latencies around 100 ms, as services have them: the logarithm is normal with a deviation of 0.6. */
function answers(random: Random, count: number, factor: number, bounds: readonly number[], failed = 0): Arm {
  const tally = createTally(bounds);
  for (let index = 0; index < count; index++) {
    const failure = index < failed ? '503' : undefined;
    tally.add(failure, failure === undefined ? 100 * factor * Math.exp(0.6 * random.normal()) : 1);
  }
  return tally.take();
}

const samplesOf = (
  random: Random,
  looks: number,
  count: number,
  factor: number,
  bounds: readonly number[],
): readonly Sample[] =>
  Array.from({ length: looks }, (_, index) => ({
    elapsed: seconds((index + 1) * 15),
    canary: answers(random, count, factor, bounds),
    baseline: answers(random, count, 1, bounds),
  }));

const CALIBRATION = samplesOf(seeded(1), 20, 75, 1, LATENCY_GRID);
const BOUNDS = chooseBounds(CALIBRATION, MARGINS);

const latencyPlan = (change: Partial<Plan> = {}): Plan =>
  plan({ ...unknownLevel, latency: { margins: MARGINS, bounds: BOUNDS }, ...change });

/** A run of which every number is drawn from `seed`. */
function run(seed: number, factor: number, count = 75, looks = 120) {
  const bounds = BOUNDS.map(({ milliseconds }) => milliseconds);
  return judge(latencyPlan(), samplesOf(seeded(seed), looks, count, factor, bounds));
}

describe('the bounds of latency', () => {
  it("are near the baseline's p50, p75, p92 and p99", () => {
    // Of the log-normal law: 100, 150, 232 and 404 ms.
    const wanted = [100, 150, 232, 404];
    expect(BOUNDS).toHaveLength(4);
    BOUNDS.forEach(({ milliseconds }, index) => {
      expect(milliseconds / (wanted[index] ?? 1)).toBeGreaterThan(0.85);
      expect(milliseconds / (wanted[index] ?? 1)).toBeLessThan(1.2);
    });
  });

  it('turn margins of time into odds ratios: near to what the law of the baseline gives', () => {
    // At the median of this law, 20 % slower moves the slow part from 0.5 to 0.62: odds 1.63; 5 % slower: odds 1.14.
    const [median] = BOUNDS;
    expect(median?.passOdds).toBeGreaterThan(1.4);
    expect(median?.passOdds).toBeLessThan(1.9);
    expect(median?.failOdds).toBeGreaterThanOrEqual(1.1);
    expect(median?.failOdds).toBeLessThan(1.25);
    for (const { failOdds, passOdds } of BOUNDS) expect(failOdds).toBeLessThan(passOdds);
  });

  it('need 300 good answers', () => {
    expect(() => chooseBounds(CALIBRATION.slice(0, 1), MARGINS)).toThrow('300 good answers');
  });

  it('are fewer where all answers are equally fast', () => {
    const constant = (requests: number): Arm => ({
      requests,
      failures: {},
      slow: Object.fromEntries(LATENCY_GRID.map((bound) => [String(bound), bound < 20 ? requests : 0])),
    });
    const samples = [{ elapsed: seconds(15), canary: constant(200), baseline: constant(200) }];
    expect(chooseBounds(samples, MARGINS)).toEqual([]);
  });

  it('count slow answers of good ones only, for an error page is fast', () => {
    const sample = {
      elapsed: seconds(15),
      canary: answers(seeded(2), 100, 1, [50], 40),
      baseline: answers(seeded(3), 100, 1, [50]),
    };
    expect(slowStratum(sample, 50).canary.trials).toBe(60);
    expect(slowStratum(sample, 50).canary.bad).toBeLessThanOrEqual(60);
    expect(slowStratum({ ...sample, canary: arm(100) }, 50).canary.trials).toBe(0);
  });
});

describe('a verdict with latency', () => {
  it('passes an equally fast canary', () => {
    const { decision } = run(11, 1);
    expect(decision.verdict).toBe('pass');
  });

  it('fails one that is 30 % slower, and says by what', () => {
    const judged = run(12, 1.3);
    expect(judged.decision).toMatchObject({ verdict: 'fail', reason: { code: 'latency-worse' } });
    expect(judged.decision.after).toBeLessThanOrEqual(seconds(300));
    expect(sayReason(judged)).toMatch(
      /^[\d.]+ % of the canary's good answers took longer than [\d.]+ ms against [\d.]+ % of the baseline's: it is slower by more than the 5 % that is tolerated\.$/,
    );
    const { metrics } = predicateOf(judged, {
      environment: 'canary',
      platform: undefined,
      provider: { name: 'probe' },
      binding: { by: 'asserted' },
      startedAt: new Date(0),
      finishedAt: new Date(0),
      run: {},
    });
    expect(metrics.map(({ name }) => name)[0]).toBe('errors');
    expect(metrics).toHaveLength(5);
    expect(metrics.filter(({ verdict }) => verdict === 'fail')).toHaveLength(1);
  });

  it('does not decide by too few answers, and says which bounds are open', () => {
    const judged = run(13, 1, 6, 40);
    expect(judged.decision.verdict).toBe('inconclusive');
    expect(sayReason(judged)).toMatch(
      /what is slower than [\d.]+ ms.* needs more traffic|A PASS lacks about/,
    );
  });

  it('does not hold to what was proven early when errors turn bad before latency is decided', () => {
    const quiet = steady(arm(75), arm(75));
    const turning = quiet.map((sample, index) =>
      index < 25 ? sample : { ...sample, canary: arm(75, 1), baseline: arm(75, 1) },
    );
    expect(judge(latencyPlan(), quiet).decision.reason.code).toBe('latency-undecided');
    expect(judge(latencyPlan(), turning).decision.reason.code).toBe('between-margins');
  });

  it('still fails on errors, with half of the level each', () => {
    const samples = samplesOf(
      seeded(14),
      120,
      75,
      1,
      BOUNDS.map(({ milliseconds }) => milliseconds),
    );
    const failing = samples.map((sample) => ({
      ...sample,
      canary: { ...sample.canary, failures: { 503: 30 } },
    }));
    expect(judge(latencyPlan(), failing).decision.reason.code).toBe('errors-worse');
  });

  it('hardly ever fails a canary that is as fast, or slower by less than is tolerated', () => {
    const failed = (factor: number): number =>
      Array.from({ length: 20 }, (_, seed) => run(1000 + seed, factor, 40, 30)).filter(
        ({ decision }) => decision.verdict === 'fail',
      ).length;
    expect(failed(1)).toBe(0);
    expect(failed(1.04)).toBeLessThanOrEqual(2);
  });
});
