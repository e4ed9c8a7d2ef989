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
import {
  type Design,
  type Standing,
  look,
  opening,
} from '../../../../actions/canary-verify/group-sequential.ts';
import { type Stratum, distributionOf } from '../../../../actions/canary-verify/strata.ts';
import { counted as stratum, seconds as time } from './fixtures.ts';
import { binomialExact, hypergeometricExact } from './exact.ts';

const at = ({ low, mass }: Distribution, k: number): number => mass[k - low] ?? 0;
const sum = ({ mass }: Distribution): number => mass.reduce((total, weight) => total + weight, 0);

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
