import { UserError } from '../../shared/text/error.ts';
import { plural } from '../../shared/text/size.ts';
import { measureDispersion } from './dispersion.ts';
import { type Sample, failuresOf } from './sample.ts';
import type { Stratum } from './strata.ts';

/** How much slower than the baseline is tolerated, as a part of every latency: 0.05 is 5 % slower. */
export interface LatencyMargins {
  readonly fail: number;
  readonly pass: number;
}

/** A latency at which slow answers are counted, and what the margins mean there. */
export interface LatencyBound {
  readonly milliseconds: number;
  /** The part of the baseline's good answers that were slower, before the run. */
  readonly slow: number;
  /** The odds ratio of slow answers that a canary has which is slower by the margin. */
  readonly failOdds: number;
  readonly passOdds: number;
  readonly dispersion: number;
}

/** Latencies from 1 ms to a minute, 5 % apart: fine enough to read every quantile from. */
export const LATENCY_GRID: readonly number[] = Array.from({ length: 227 }, (_, index) =>
  Number((1.05 ** index).toPrecision(4)),
);

/** Where slow answers are counted: nearest to these quantiles of the baseline. */
const QUANTILES = [0.5, 0.75, 0.92, 0.99] as const;

/** Fewer good answers do not show a p99. */
export const MIN_ANSWERS = 300;

/** The slope of the distribution is read over this factor of time; closer by, a few hundred answers are too rough. */
const SPAN = 1.5;

/** A bound that fewer of the baseline's answers were slower than says too little: it could stay empty on both sides for a whole run. */
const MIN_SLOW = 10;

/** No margin is smaller than this, because what was measured before the run scatters itself. */
const MIN_ODDS: LatencyMargins = { fail: 1.1, pass: 1.3 };

/** Good answers of both sides and, of these, the slow ones. Failures have no latency: an error page is often fast. */
export function slowStratum({ elapsed, canary, baseline }: Sample, bound: number): Stratum {
  const side = (arm: Sample['canary']) => ({
    trials: arm.slow === undefined ? 0 : arm.requests - failuresOf(arm),
    bad: arm.slow?.[String(bound)] ?? 0,
  });
  return { elapsed, canary: side(canary), baseline: side(baseline) };
}

/**
 * Chooses up to four bounds from samples of the baseline against itself, taken with `LATENCY_GRID`.
 * @throws UserError when there are too few good answers to choose by.
 */
export function chooseBounds(samples: readonly Sample[], margins: LatencyMargins): readonly LatencyBound[] {
  const good = samples
    .flatMap(({ canary, baseline }) => [canary, baseline])
    .reduce((sum, arm) => sum + arm.requests - failuresOf(arm), 0);
  if (good < MIN_ANSWERS) {
    throw new UserError({
      what: 'the calibration is too short to judge latency by',
      rule: `${MIN_ANSWERS} good answers of the baseline`,
      seen: plural(good, 'good answer'),
      next: "raise 'calibration' or 'rate', or leave latency out",
    });
  }
  const slow = slowParts(samples, good);
  const places = QUANTILES.map((quantile) => slow.findIndex((part) => part <= 1 - quantile));
  return [...new Set(places)].flatMap((place) => {
    const [milliseconds, part] = [LATENCY_GRID[place], slow[place]];
    if (milliseconds === undefined || part === undefined || part * good < MIN_SLOW) return [];
    return [boundAt(milliseconds, part, partAt(slow, milliseconds / SPAN), margins, samples)];
  });
}

/** For every point of the grid, the part of answers that were slower; it falls along the grid. */
function slowParts(samples: readonly Sample[], good: number): readonly number[] {
  return LATENCY_GRID.map((bound) => {
    const key = String(bound);
    const count = samples.reduce(
      (sum, { canary, baseline }) => sum + (canary.slow?.[key] ?? 0) + (baseline.slow?.[key] ?? 0),
      0,
    );
    return count / good;
  });
}

/** The part slower than any latency; everything is slower than what lies below the grid. */
const partAt = (slow: readonly number[], milliseconds: number): number =>
  slow[LATENCY_GRID.findLastIndex((bound) => bound <= milliseconds)] ?? 1;

const odds = (part: number): number => part / (1 - part);

function boundAt(
  milliseconds: number,
  slow: number,
  before: number,
  margins: LatencyMargins,
  samples: readonly Sample[],
): LatencyBound {
  // Straight in the logarithms of time and part: a canary slower by m has at `milliseconds` what the baseline has at milliseconds / m.
  const slower = (margin: number): number =>
    Math.min(0.999, slow * (before / slow) ** (Math.log(1 + margin) / Math.log(SPAN)));
  const ratio = (margin: number, least: number): number =>
    Number(Math.max(least, odds(slower(margin)) / odds(slow)).toPrecision(4));
  return {
    milliseconds,
    slow,
    failOdds: ratio(margins.fail, MIN_ODDS.fail),
    passOdds: ratio(margins.pass, MIN_ODDS.pass),
    dispersion: measureDispersion(samples.map((sample) => slowStratum(sample, milliseconds))) ?? 1,
  };
}
