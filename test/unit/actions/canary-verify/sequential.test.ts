import { describe, expect, it } from '@jest/globals';
import { binomial } from '../../../../actions/canary-verify/distribution.ts';
import {
  measureDispersion,
  noTotals,
  plus,
  residualDispersion,
  thin,
} from '../../../../actions/canary-verify/dispersion.ts';
import { hypothesesFor, ratioAt, rareLevel } from '../../../../actions/canary-verify/margins.ts';
import {
  RATIOS,
  emptyCurve,
  evidenceAbove,
  extend,
  interval,
} from '../../../../actions/canary-verify/sequential.ts';
import { type Stratum, canaryShare } from '../../../../actions/canary-verify/strata.ts';
import { seeded } from '../../../../bench/canary/random.ts';
import { counted as stratum } from './fixtures.ts';

describe('the sequential test without a horizon', () => {
  const grow = (strata: readonly Stratum[], dispersion = 1) =>
    strata.reduce((curve, each) => extend(curve, each, dispersion), emptyCurve);

  it('has 81 ratios from 1/50 to 50', () => {
    expect(RATIOS).toHaveLength(81);
    expect([RATIOS[0], RATIOS[40], RATIOS[80]]).toEqual([
      expect.closeTo(0.02, 12),
      1,
      expect.closeTo(50, 12),
    ]);
  });

  it('starts without evidence, and its interval with everything', () => {
    expect(evidenceAbove(emptyCurve, 1.2)).toBeCloseTo(1, 12);
    expect(interval(emptyCurve, 0.95)).toEqual({ low: undefined, high: undefined });
  });

  it('finds the ratio that was there, and excludes what was not', () => {
    const curve = grow(Array.from({ length: 40 }, (_, index) => stratum(index, 9, 300, 3, 300)));
    const { low, high } = interval(curve, 0.95);
    expect(low).toBeGreaterThan(2);
    expect(low).toBeLessThan(3);
    expect(high).toBeGreaterThan(3);
    expect(high).toBeLessThan(4.5);
    expect(evidenceAbove(curve, 1.2)).toBeGreaterThan(1e6);
  });

  it('divides its evidence by the dispersion', () => {
    const strata = [stratum(1, 30, 300, 10, 300)];
    expect(Math.log(evidenceAbove(grow(strata, 4), 1.2))).toBeLessThan(
      Math.log(evidenceAbove(grow(strata), 1.2)) / 2,
    );
  });

  it('is an e-process: over every outcome of a stratum its mean under the hypothesis is at most 1', () => {
    for (const ratio of [1.2, 2]) {
      const law = binomial(12, canaryShare(0.3, ratio));
      let above = 0;
      for (let k = 0; k <= 12; k++) {
        const curve = grow([stratum(1, k, 30, 12 - k, 70)]);
        above += (law.mass[k - law.low] ?? 0) * evidenceAbove(curve, ratio);
      }
      expect(above).toBeLessThanOrEqual(1.02);
      expect(above).toBeGreaterThan(0.9);
    }
  });

  it('holds the true ratio at every one of its looks in at least 95 of 100 runs', () => {
    let held = 0;
    for (let seed = 0; seed < 100; seed++) {
      const random = seeded(seed + 1);
      let [curve, always] = [emptyCurve, true];
      for (let index = 1; index <= 60; index++) {
        curve = extend(
          curve,
          stratum(index, random.binomial(75, 0.01), 75, random.binomial(300, 0.005), 300),
        );
        if (index % 6 !== 0) continue;
        const { low, high } = interval(curve, 0.95);
        if ((low ?? 0) > 2 || (high ?? Infinity) < 2) always = false;
      }
      if (always) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(95);
  });
});

describe('dispersion', () => {
  const steady = Array.from({ length: 240 }, (_, index) => stratum((index + 1) * 15, 3, 300, 3, 300));

  it('is 1 where both sides differ by less than chance', () => {
    expect(measureDispersion(steady)).toBe(1);
  });

  it('is not known from fewer than 10 events', () => {
    expect(measureDispersion([stratum(15, 4, 100, 5, 100)])).toBeUndefined();
  });

  it('is the size of the bursts when events come in bursts', () => {
    const random = seeded(11);
    const bursts = Array.from({ length: 240 }, (_, index) =>
      stratum((index + 1) * 15, 4 * random.poisson(1), 300, 4 * random.poisson(1), 300),
    );
    expect(measureDispersion(bursts)).toBeGreaterThan(3);
    expect(measureDispersion(bursts)).toBeLessThan(6);
  });

  it('finds slow drift in long blocks', () => {
    const drifting = Array.from({ length: 240 }, (_, index) => {
      const high = Math.floor(index / 20) % 2 === 0;
      return stratum((index + 1) * 15, high ? 4 : 2, 300, high ? 2 : 4, 300);
    });
    expect(measureDispersion(drifting)).toBeGreaterThan(5);
  });

  it('of a run is taken around its own ratio: a steady effect is none, bursts are', () => {
    const random = seeded(21);
    const run = (size: number, canary: number) =>
      Array.from({ length: 120 }, (_, index) =>
        stratum(
          (index + 1) * 15,
          size * random.poisson(canary / size),
          300,
          size * random.poisson(2 / size),
          300,
        ),
      );
    expect(residualDispersion(run(1, 2))).toBeLessThan(1.6);
    expect(residualDispersion(run(1, 8))).toBeLessThan(1.6);
    expect(residualDispersion(run(4, 2))).toBeGreaterThan(2.5);
    expect(residualDispersion([stratum(15, 4, 100, 5, 100)])).toBe(1);
    expect(residualDispersion([stratum(15, 40, 100, 0, 0)])).toBe(1);
  });

  it('thins counts without losing any, rounding against the decision', () => {
    const strata = Array.from({ length: 10 }, (_, index) => stratum(index, 1, 10, 2, 10));
    const thinned = (side: 'worse' | 'better') => {
      let before = noTotals;
      let bad = 0;
      for (const each of strata) {
        bad += thin(each, before, 3, { law: 'rate-ratio', side }).canary.bad;
        before = plus(before, each);
      }
      return bad;
    };
    expect([thinned('worse'), thinned('better')]).toEqual([3, 4]);
  });
});

describe('margins', () => {
  const margins = { fail: { relative: 0.2, absolute: 0.001 }, pass: { relative: 1, absolute: 0.005 } };

  it.each([
    [0.005, 1.2, 2],
    [0.002, 1.5, 3.5],
    [0.05, 1.2, 2],
  ])('at a baseline of %d become the ratios %d and %d', (level, fail, pass) => {
    expect(ratioAt(margins.fail, level)).toBeCloseTo(fail, 12);
    expect(ratioAt(margins.pass, level)).toBeCloseTo(pass, 12);
    expect(hypothesesFor(margins, level)).toMatchObject({ regime: 'ratio' });
  });

  it.each([undefined, 0, 0.001])(
    'use the canary alone for a baseline of %s, whose ratio says little',
    (level) => {
      const { regime, fail, pass } = hypothesesFor(margins, level);
      expect(regime).toBe('rare');
      expect(fail.map(({ law }) => law)).toEqual(['rate-ratio', 'canary-rate']);
      expect(pass).toEqual([{ law: 'canary-rate', value: 0.005 }]);
    },
  );

  it('cover every baseline with one of the two tests of the rare regime', () => {
    const rare = rareLevel(margins);
    const [ratio, rate] = hypothesesFor(margins, undefined).fail.map(({ value }) => value);
    for (const level of [0.0001, 0.0005, 0.00125, 0.002, 0.01, 0.1]) {
      const tolerated = level * ratioAt(margins.fail, level);
      const covered =
        level > rare ? tolerated <= level * (ratio ?? 0) + 1e-12 : tolerated <= (rate ?? 0) + 1e-12;
      expect(covered).toBe(true);
    }
  });
});
