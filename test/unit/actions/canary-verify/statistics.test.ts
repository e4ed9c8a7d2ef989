import { describe, expect, it } from '@jest/globals';
import {
  type Distribution,
  atLeast,
  atMost,
  binomial,
  certain,
  convolve,
  hypergeometric,
  lowerTail,
  upperTail,
} from '../../../../actions/canary-verify/distribution.ts';
import { measureDispersion, noTotals, plus, thin } from '../../../../actions/canary-verify/dispersion.ts';
import {
  type Design,
  type Standing,
  look,
  opening,
} from '../../../../actions/canary-verify/group-sequential.ts';
import { hypothesesFor, ratioAt, rareLevel } from '../../../../actions/canary-verify/margins.ts';
import {
  RATIOS,
  emptyCurve,
  evidenceAbove,
  evidenceBelow,
  extend,
  interval,
} from '../../../../actions/canary-verify/sequential.ts';
import { type Stratum, distributionOf } from '../../../../actions/canary-verify/strata.ts';
import type { Milliseconds } from '../../../../shared/text/duration.ts';
import { seeded } from '../../../../bench/canary/random.ts';
import { binomialExact, hypergeometricExact } from './exact.ts';

const at = ({ low, mass }: Distribution, k: number): number => mass[k - low] ?? 0;
const sum = ({ mass }: Distribution): number => mass.reduce((total, weight) => total + weight, 0);
const time = (seconds: number): Milliseconds => (seconds * 1000) as Milliseconds;

/** Canary bad of trials, baseline bad of trials. */
const stratum = (seconds: number, x1: number, n1: number, x0: number, n0: number): Stratum => ({
  elapsed: time(seconds),
  canary: { bad: x1, trials: n1 },
  baseline: { bad: x0, trials: n0 },
});

describe('distributions', () => {
  it.each([
    [5, 1n, 2n],
    [12, 1n, 10n],
    [40, 1n, 200n],
    [300, 3n, 1000n],
    [25, 99n, 100n],
    [1, 1n, 3n],
  ])('binomial(%d, %d/%d) equals exact arithmetic to 13 digits, far into the tails', (n, top, bottom) => {
    const computed = binomial(n, Number(top) / Number(bottom));
    for (let k = 0; k <= Math.min(n, 40); k++) {
      const exact = binomialExact(n, k, top, bottom);
      if (exact > 1e-18) expect(at(computed, k) / exact).toBeCloseTo(1, 12);
    }
    expect(sum(computed)).toBeCloseTo(1, 14);
  });

  it.each([
    [10, 20, 6, 1n],
    [50, 50, 30, 3n],
    [5, 400, 12, 2n],
    [7, 3, 9, 4n],
    [120, 30, 100, 1n],
  ])('hypergeometric(%d, %d, %d, %d) equals exact arithmetic to 13 digits', (first, second, bad, odds) => {
    const computed = hypergeometric(first, second, bad, Number(odds));
    for (let k = Math.max(0, bad - second); k <= Math.min(first, bad); k++) {
      const exact = hypergeometricExact(first, second, bad, odds, k);
      if (exact > 1e-18) expect(at(computed, k) / exact).toBeCloseTo(1, 12);
    }
    expect(sum(computed)).toBeCloseTo(1, 14);
  });

  it('stays finite and normalised where factorials overflow', () => {
    const many = binomial(2_000_000, 0.001);
    expect(sum(many)).toBeCloseTo(1, 12);
    expect(atMost(many, 2000)).toBeCloseTo(0.5059, 3);
    expect(sum(hypergeometric(1_000_000, 1_000_000, 5_000, 1.2))).toBeCloseTo(1, 12);
  });

  it('adds independent numbers: two binomials of one probability are a binomial of both trials', () => {
    const both = convolve(binomial(30, 0.2), binomial(45, 0.2));
    const one = binomial(75, 0.2);
    for (let k = 0; k <= 40; k++) expect(at(both, k)).toBeCloseTo(at(one, k), 13);
  });

  it('cuts the longest tail that fits, and says what it weighs', () => {
    const law = binomial(10, 0.5);
    const upper = upperTail(law, 0.06);
    expect(upper.boundary).toBe(8);
    expect(upper.mass).toBeCloseTo(56 / 1024, 15);
    expect(atLeast(law, 8)).toBeCloseTo(upper.mass, 15);
    expect(sum(upper.rest) + upper.mass).toBeCloseTo(1, 14);
    const lower = lowerTail(law, 0.06);
    expect(lower.boundary).toBe(2);
    expect(lower.mass).toBeCloseTo(upper.mass, 15);
    expect(atMost(law, 2)).toBeCloseTo(lower.mass, 15);
    expect(upperTail(law, 0).boundary).toBe(11);
    expect(lowerTail(law, 0).boundary).toBe(-1);
  });
});

describe('the exact conditional law', () => {
  it("gives the exact test of R's mantelhaen.test for its Rabbits data (S = 16, p = 0.03994)", () => {
    const rabbits = [
      stratum(1, 0, 6, 0, 5),
      stratum(2, 3, 6, 0, 6),
      stratum(3, 6, 6, 2, 6),
      stratum(4, 5, 6, 6, 6),
      stratum(5, 2, 2, 5, 5),
    ];
    const law = rabbits
      .map((each) => distributionOf(each, { law: 'odds-ratio', value: 1 }))
      .reduce(convolve, certain(0));
    const observed = at(law, 16);
    const twoSided = law.mass.filter((weight) => weight <= observed * (1 + 1e-7)).reduce((a, b) => a + b, 0);
    expect(twoSided).toBeCloseTo(0.03994, 5);
  });

  it('sees the share of a stratum, not its level: ten times the traffic or the errors of both sides changes nothing', () => {
    const small = distributionOf(stratum(1, 2, 50, 6, 150), { law: 'rate-ratio', value: 1.5 });
    const busy = distributionOf(stratum(1, 2, 500, 6, 1500), { law: 'rate-ratio', value: 1.5 });
    expect(busy).toEqual(small);
  });
});

/** Every way in which the canary's counts could have fallen, with its probability under the hypothesis. */
function* paths(
  strata: readonly Stratum[],
  design: Design,
): Generator<{ standing: Standing; probability: number }> {
  const walk = function* (
    index: number,
    standing: Standing,
    probability: number,
  ): Generator<{ standing: Standing; probability: number }> {
    const next = strata[index];
    if (next === undefined) {
      yield { standing, probability };
      return;
    }
    const law = distributionOf(next, design.hypothesis);
    const bad = next.canary.bad + next.baseline.bad;
    for (let k = 0; k <= law.mass.length - 1; k++) {
      const x1 = law.low + k;
      const seen =
        design.hypothesis.law === 'canary-rate'
          ? { ...next, canary: { ...next.canary, bad: x1 } }
          : { ...next, canary: { ...next.canary, bad: x1 }, baseline: { ...next.baseline, bad: bad - x1 } };
      yield* walk(index + 1, look(standing, seen, design), probability * (law.mass[k] ?? 0));
    }
  };
  yield* walk(0, opening, 1);
}

describe('the group-sequential test', () => {
  const strata = [
    stratum(10, 1, 20, 2, 60),
    stratum(20, 2, 30, 2, 30),
    stratum(40, 0, 20, 5, 80),
    stratum(80, 3, 40, 1, 40),
    stratum(100, 2, 50, 2, 50),
  ];
  const designs = (['worse', 'better'] as const).flatMap((side) =>
    [
      { law: 'rate-ratio', value: 1.2 } as const,
      { law: 'odds-ratio', value: 2 } as const,
      { law: 'canary-rate', value: 0.04 } as const,
    ].flatMap((hypothesis) =>
      [0.01, 0.05, 0.2].map((level): Design => ({
        side,
        hypothesis,
        level,
        horizon: time(100),
        from: time(0),
      })),
    ),
  );

  it.each(designs)(
    'rejects a true hypothesis exactly as often as it has spent, never above its level: $side $hypothesis.law $level',
    (design) => {
      const few =
        design.hypothesis.law === 'canary-rate'
          ? strata.slice(0, 4).map((each) => ({ ...each, canary: { ...each.canary, trials: 6 } }))
          : strata;
      let [rejected, spent] = [0, 0];
      for (const { standing, probability } of paths(few, design)) {
        if (standing.rejectedAt !== undefined) rejected += probability;
        else spent = standing.spent;
      }
      expect(rejected).toBeLessThanOrEqual(design.level);
      expect(rejected).toBeCloseTo(spent, 12);
    },
  );

  const worse: Design = {
    side: 'worse',
    hypothesis: { law: 'rate-ratio', value: 1 },
    level: 0.05,
    horizon: time(100),
    from: time(0),
  };

  it('takes one look like the one-sided binomial test with the part of the level that is due', () => {
    // 5 of 5 events on a half of the traffic: p = 1/32 = 0.03125; due at a quarter of the time: 0.05 · √¼ = 0.025.
    expect(look(opening, stratum(25, 5, 10, 0, 10), worse).rejectedAt).toBeUndefined();
    expect(look(opening, stratum(50, 5, 10, 0, 10), worse).rejectedAt).toBe(time(50));
  });

  it.each([
    ['without events', stratum(50, 0, 10, 0, 10)],
    ['with a silent canary', stratum(50, 0, 0, 5, 10)],
    ['with a silent baseline', stratum(50, 5, 10, 0, 0)],
  ])('learns nothing from a look %s', (_, silent) => {
    const before = look(opening, stratum(10, 3, 10, 1, 10), worse);
    expect(look(before, silent, worse)).toBe(before);
    expect(look(before, silent, { ...worse, side: 'better' })).toBe(before);
  });

  it('decides nothing before its time, and then spends what it has saved', () => {
    const design: Design = { ...worse, from: time(50) };
    const early = look(opening, stratum(25, 20, 30, 0, 30), design);
    expect(early).toMatchObject({ count: 20, spent: 0, rejectedAt: undefined });
    expect(look(early, stratum(50, 1, 30, 1, 30), design).rejectedAt).toBe(time(50));
  });

  it('stays rejected, whatever comes later', () => {
    const rejected = look(opening, stratum(100, 20, 30, 0, 30), worse);
    expect(look(rejected, stratum(100, 0, 30, 50, 30), worse)).toBe(rejected);
  });
});

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
    expect(evidenceBelow(emptyCurve, 2)).toBeCloseTo(1, 12);
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
    expect(evidenceBelow(curve, 2)).toBeLessThan(0.01);
  });

  it('divides its evidence by the dispersion', () => {
    const strata = [stratum(1, 30, 300, 10, 300)];
    expect(Math.log(evidenceAbove(grow(strata, 4), 1.2))).toBeLessThan(
      Math.log(evidenceAbove(grow(strata), 1.2)) / 2,
    );
  });

  it('is an e-process: over every outcome of a stratum its mean under the hypothesis is at most 1', () => {
    for (const ratio of [1.2, 2]) {
      const q = canaryPart(0.3, ratio);
      const law = binomial(12, q);
      let [above, below] = [0, 0];
      for (let k = 0; k <= 12; k++) {
        const curve = grow([stratum(1, k, 30, 12 - k, 70)]);
        above += at(law, k) * evidenceAbove(curve, ratio);
        below += at(law, k) * evidenceBelow(curve, ratio);
      }
      expect(above).toBeLessThanOrEqual(1.02);
      expect(below).toBeLessThanOrEqual(1.02);
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

const canaryPart = (share: number, ratio: number): number => (share * ratio) / (1 - share + share * ratio);

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
