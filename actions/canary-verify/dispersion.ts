import { type Counts, type Law, type Stratum, canaryShare, total } from './strata.ts';

/**
 * How much more two sides differ than chance alone explains: events in bursts and pods with moods of their own. 1 is chance.
 * Evidence is divided by it.
 */
export interface Dispersion {
  readonly value: number;
  /**
   * `a-a`: baseline against baseline, before the run. `residuals`: nothing was measured before, so it is estimated from the run itself, at
   * every look again. `assumed`: taken as it is.
   */
  readonly source: 'a-a' | 'residuals' | 'assumed';
}

/** The lengths of the blocks in which excess variance is looked for, in milliseconds: bursts show in short ones, drift in long ones. */
const BLOCKS = [15_000, 60_000, 300_000] as const;

/** Fewer events than this say nothing about their spread. */
const MIN_EVENTS = 10;

/**
 * The dispersion of A/A strata: max over blocks of 15 s, 1 min and 5 min of Σ (x_a − K·q)² / Σ K·q·(1 − q), at least 1.
 * Undefined when there are too few events to tell.
 */
export function measureDispersion(strata: readonly Stratum[]): number | undefined {
  const compared = strata.filter(({ canary, baseline }) => canary.trials > 0 && baseline.trials > 0);
  const events = compared.reduce((sum, { canary, baseline }) => sum + canary.bad + baseline.bad, 0);
  if (events < MIN_EVENTS) return undefined;
  const ratios = BLOCKS.map((length) => ratioOf(blocksOf(strata, length))).filter(
    (ratio) => ratio !== undefined,
  );
  return Math.max(1, ...ratios);
}

/** So many blocks without any excess are added to a run's own blocks, because a few blocks scatter. */
const PSEUDO_BLOCKS = 4;

/**
 * The dispersion of a run around its own ratio of rates, shrunk to 1; at least 1. It cannot tell a difference that lasts from the effect
 * itself, and a canary that gets worse over time looks dispersed: measuring before the run is better.
 */
export function residualDispersion(strata: readonly Stratum[]): number {
  const { canary, baseline } = strata.reduce<Totals>(plus, noTotals);
  if (canary.trials === 0 || baseline.trials === 0 || canary.bad + baseline.bad < MIN_EVENTS) return 1;
  // Half an event more on each side keeps the ratio finite.
  const ratio = (canary.bad + 0.5) / canary.trials / ((baseline.bad + 0.5) / baseline.trials);
  const ratios = BLOCKS.map((length) => {
    const blocks = blocksOf(strata, length, ratio);
    const extra = (PSEUDO_BLOCKS * sum(blocks, 'expected')) / Math.max(1, blocks.length);
    const expected = sum(blocks, 'expected') + extra;
    return expected === 0 ? 1 : (sum(blocks, 'squared') + extra) / expected;
  });
  return Math.max(1, ...ratios);
}

interface Residual {
  readonly squared: number;
  readonly expected: number;
}

const sum = (blocks: readonly Residual[], field: keyof Residual): number =>
  blocks.reduce((all, block) => all + block[field], 0);

/** Sums residuals within blocks; trials keep their own share in each stratum, so a ramp is no excess. */
function blocksOf(strata: readonly Stratum[], length: number, ratio = 1): readonly Residual[] {
  const blocks = new Map<number, { difference: number; variance: number }>();
  let before = 0;
  for (const { elapsed, canary, baseline } of strata) {
    const key = Math.floor(before / length);
    before = elapsed;
    if (canary.trials === 0 || baseline.trials === 0) continue;
    const share = canaryShare(canary.trials / (canary.trials + baseline.trials), ratio);
    const bad = canary.bad + baseline.bad;
    const block = blocks.get(key) ?? { difference: 0, variance: 0 };
    block.difference += canary.bad - bad * share;
    block.variance += bad * share * (1 - share);
    blocks.set(key, block);
  }
  return [...blocks.values()].map(({ difference, variance }) => ({
    squared: difference ** 2,
    expected: variance,
  }));
}

function ratioOf(blocks: readonly Residual[]): number | undefined {
  const expected = sum(blocks, 'expected');
  return expected === 0 ? undefined : sum(blocks, 'squared') / expected;
}

/** What both sides had seen before a stratum. */
export interface Totals {
  readonly canary: Counts;
  readonly baseline: Counts;
}

export const noTotals: Totals = { canary: { trials: 0, bad: 0 }, baseline: { trials: 0, bad: 0 } };

/** The totals after a stratum. */
export const plus = (before: Totals, { canary, baseline }: Totals): Totals => ({
  canary: total([before.canary, canary]),
  baseline: total([before.baseline, baseline]),
});

/**
 * The stratum's part of counts that are as good as independent ones: totals divided by the dispersion, so that nothing is lost over many
 * small strata. Rounding never favours the decision on `side`. A ratio needs its trials only for their share, so those stay.
 */
export function thin(
  stratum: Stratum,
  before: Totals,
  dispersion: number,
  { law, side }: { readonly law: Law; readonly side: 'worse' | 'better' },
): Stratum {
  if (dispersion === 1) return stratum;
  const after = plus(before, stratum);
  const [badly, kindly] = side === 'worse' ? [Math.floor, Math.ceil] : [Math.ceil, Math.floor];
  const step = (from: number, to: number, round: (value: number) => number): number =>
    round(to / dispersion) - round(from / dispersion);
  const { canary, baseline } = stratum;
  return {
    elapsed: stratum.elapsed,
    canary: {
      trials: law === 'canary-rate' ? step(before.canary.trials, after.canary.trials, kindly) : canary.trials,
      bad: step(before.canary.bad, after.canary.bad, badly),
    },
    baseline: {
      trials: baseline.trials,
      bad: step(before.baseline.bad, after.baseline.bad, Math.round),
    },
  };
}
