import { type Stratum, canaryShare, distributionOf, informs } from './strata.ts';

/** The ratios that are considered: 81 points from 1/50 to 50, evenly spaced in their logarithm. */
export const RATIOS: readonly number[] = Array.from({ length: 81 }, (_, index) => 50 ** ((index - 40) / 40));

/**
 * The log-likelihood of every ratio in `RATIOS`, given each stratum's bad events of both sides together: the canary's part of them
 * depends on the ratio alone, whatever the baseline's rate does. Divided by the dispersion, evidence counts for less where events
 * come in bursts.
 */
export type Curve = readonly number[];

export const emptyCurve: Curve = RATIOS.map(() => 0);

/** Adds one stratum; strata without events on either side change nothing. */
export function extend(
  curve: Curve,
  stratum: Stratum,
  dispersion = 1,
  law: 'rate-ratio' | 'odds-ratio' = 'rate-ratio',
): Curve {
  if (!informs(stratum, law)) return curve;
  const likelihood = law === 'rate-ratio' ? rateLikelihood(stratum) : oddsLikelihood(stratum);
  return curve.map((sum, index) => sum + likelihood(RATIOS[index] ?? 1) / dispersion);
}

function rateLikelihood({ canary, baseline }: Stratum): (ratio: number) => number {
  const share = canary.trials / (canary.trials + baseline.trials);
  return (ratio) => {
    const p = canaryShare(share, ratio);
    return canary.bad * Math.log(p) + baseline.bad * Math.log(1 - p);
  };
}

/** Probabilities below this are taken for it, in hypothesis and alternative alike. */
const LEAST_PROBABILITY = 1e-20;

const oddsLikelihood =
  (stratum: Stratum) =>
  (ratio: number): number => {
    const { low, mass } = distributionOf(stratum, { law: 'odds-ratio', value: ratio });
    return Math.log(Math.max(LEAST_PROBABILITY, mass[stratum.canary.bad - low] ?? 0));
  };

const LOGS = RATIOS.map(Math.log);

/** Weights of the ratios that sum to 1; `prior` weighs their logarithms. Without any weight all are 0. */
function weigh(prior: (logRatio: number) => number): readonly number[] {
  const weights = LOGS.map(prior);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return sum === 0 ? weights : weights.map((weight) => weight / sum);
}

/** The likelihood of every ratio, as a part of the greatest one. */
interface Likelihoods {
  readonly parts: readonly number[];
  readonly greatest: number;
}

function likelihoods(curve: Curve): Likelihoods {
  const greatest = Math.max(...curve);
  return { parts: curve.map((value) => Math.exp(value - greatest)), greatest };
}

/** The mixture of likelihood ratios against a hypothesis whose log-likelihood is `at`. */
const mixture = ({ parts, greatest }: Likelihoods, at: number, weights: readonly number[]): number =>
  parts.reduce((all, part, index) => all + (weights[index] ?? 0) * part, 0) * Math.exp(greatest - at);

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
  const weights = weigh((log) => (log > edge ? Math.exp(edge - log) : 0));
  return mixture(likelihoods(curve), valueAt(curve, ratio), weights);
}

/** A range of ratios; an end is undefined where the data do not bound it. */
export interface Interval {
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** For each ratio: the weights of all others against it, on both sides. */
const TWO_SIDED = LOGS.map((edge) => weigh((log) => Math.exp(-Math.abs(log - edge))));

/**
 * The ratios that are not rejected, two-sided: it holds the true ratio at all looks at once with probability `confidence`, so it may be
 * read at any time.
 */
export function interval(curve: Curve, confidence: number): Interval {
  const limit = 1 / (1 - confidence);
  const known = likelihoods(curve);
  const kept = RATIOS.filter((_, index) => mixture(known, curve[index] ?? 0, TWO_SIDED[index] ?? []) < limit);
  const [low, high] = [kept[0], kept.at(-1)];
  return { low: low === RATIOS[0] ? undefined : low, high: high === RATIOS.at(-1) ? undefined : high };
}
