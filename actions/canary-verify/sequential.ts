import { type Stratum, canaryShare, informs } from './strata.ts';

/** The ratios that are considered: 81 points from 1/50 to 50, evenly spaced in their logarithm. */
export const RATIOS: readonly number[] = Array.from({ length: 81 }, (_, index) => 50 ** ((index - 40) / 40));

/**
 * The log-likelihood of every ratio in `RATIOS`, given each stratum's bad events of both sides together: the canary's part of them
 * depends on the ratio alone, whatever the baseline's rate does. Divided by the dispersion, evidence counts for less where events
 * come in bursts.
 */
export type Curve = readonly number[];

export const emptyCurve: Curve = RATIOS.map(() => 0);

/** Adds one stratum (rate-ratio law); strata without events on either side change nothing. */
export function extend(curve: Curve, stratum: Stratum, dispersion = 1): Curve {
  if (!informs(stratum, 'rate-ratio')) return curve;
  const { canary, baseline } = stratum;
  const share = canary.trials / (canary.trials + baseline.trials);
  return curve.map((sum, index) => {
    const p = canaryShare(share, RATIOS[index] ?? 1);
    return sum + (canary.bad * Math.log(p) + baseline.bad * Math.log(1 - p)) / dispersion;
  });
}

const logOf = (index: number): number => Math.log(RATIOS[index] ?? 1);

/** The mixture of likelihood ratios against the curve's value `at` a hypothesis; `prior` weighs the logarithms of ratios. */
function mixture(curve: Curve, at: number, prior: (logRatio: number) => number): number {
  const weights = RATIOS.map((_, index) => prior(logOf(index)));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (sum === 0) return 0;
  return weights.reduce(
    (all, weight, index) => all + (weight === 0 ? 0 : (weight / sum) * Math.exp((curve[index] ?? 0) - at)),
    0,
  );
}

/** The curve between its grid points, straight in the logarithm of the ratio. */
function valueAt(curve: Curve, ratio: number): number {
  const place = Math.min(80, Math.max(0, (Math.log(ratio) / Math.log(50)) * 40 + 40));
  const below = Math.floor(place);
  const part = place - below;
  return (curve[below] ?? 0) * (1 - part) + (curve[below + 1] ?? curve[below] ?? 0) * part;
}

/**
 * Evidence that the canary fails more than `ratio` times as often: an e-process. Were it not so, the probability that it ever reaches
 * 1/α, at whatever looks, is at most α (Ville's inequality; Howard et al. 2021, "Time-uniform … confidence sequences").
 */
export function evidenceAbove(curve: Curve, ratio: number): number {
  const edge = Math.log(ratio);
  return mixture(curve, valueAt(curve, ratio), (log) => (log > edge ? Math.exp(edge - log) : 0));
}

/** Evidence that the canary fails less than `ratio` times as often; the same promise. */
export function evidenceBelow(curve: Curve, ratio: number): number {
  const edge = Math.log(ratio);
  return mixture(curve, valueAt(curve, ratio), (log) => (log < edge ? Math.exp(-Math.abs(log) / 0.15) : 0));
}

/** A range of ratios; an end is undefined where the data do not bound it. */
export interface Interval {
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/**
 * The ratios that are not rejected, two-sided: it holds the true ratio at all looks at once with probability `confidence`, so it may be
 * read at any time.
 */
export function interval(curve: Curve, confidence: number): Interval {
  const limit = 1 / (1 - confidence);
  const kept = RATIOS.filter((ratio, index) => {
    const edge = Math.log(ratio);
    return mixture(curve, curve[index] ?? 0, (log) => Math.exp(-Math.abs(log - edge))) < limit;
  });
  const [low, high] = [kept[0], kept.at(-1)];
  return { low: low === RATIOS[0] ? undefined : low, high: high === RATIOS.at(-1) ? undefined : high };
}
