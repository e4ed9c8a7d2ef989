/** A probability distribution on whole numbers: `mass[i]` is the probability of `low + i`. Its sum may be below 1 once parts are cut off. */
export interface Distribution {
  readonly low: number;
  readonly mass: Float64Array;
}

/** Mass below this at either end is dropped: it is far below every level that is tested. */
const NEGLIGIBLE = 1e-14;

/** All mass on one number. */
export const certain = (value: number): Distribution => ({ low: value, mass: Float64Array.of(1) });

/**
 * A unimodal distribution on low..high from the ratios of neighbours, `ratio(k) = P(k + 1) / P(k)`. It is built outwards from its mode, so
 * that nothing overflows or cancels whatever the size of the counts, and stops where the weights no longer matter.
 */
function fromRatios(low: number, high: number, mode: number, ratio: (k: number) => number): Distribution {
  const upper = outwards(high - mode, (step) => ratio(mode + step));
  const lower = outwards(mode - low, (step) => 1 / ratio(mode - step - 1));
  const weights = Float64Array.from([...lower.reverse(), 1, ...upper]);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { low: mode - lower.length, mass: weights.map((weight) => weight / total) };
}

const VANISHING = 1e-20;

function outwards(steps: number, factor: (step: number) => number): number[] {
  const weights: number[] = [];
  let weight = 1;
  for (let step = 0; step < steps; step++) {
    weight *= factor(step);
    if (weight < VANISHING) break;
    weights.push(weight);
  }
  return weights;
}

/** The number of bad events among `trials` that are each bad with `probability`, strictly between 0 and 1. */
export function binomial(trials: number, probability: number): Distribution {
  const odds = probability / (1 - probability);
  const mode = Math.min(trials, Math.floor((trials + 1) * probability));
  return fromRatios(0, trials, mode, (k) => ((trials - k) / (k + 1)) * odds);
}

/**
 * Fisher's noncentral hypergeometric distribution: how many of `bad` events fall on the first of two groups of `first` and `second` trials,
 * when its odds are `oddsRatio` times those of the other (Fog 2008, "Sampling methods for Wallenius' and Fisher's …", section 2).
 */
export function hypergeometric(first: number, second: number, bad: number, oddsRatio: number): Distribution {
  const low = Math.max(0, bad - second);
  const high = Math.min(first, bad);
  const ratio = (k: number): number =>
    (((first - k) * (bad - k)) / ((k + 1) * (second - bad + k + 1))) * oddsRatio;
  return fromRatios(low, high, modeOf(low, high, ratio), ratio);
}

/** The ratios of neighbours fall, so the mode is the first place where they are no longer above 1. */
function modeOf(low: number, high: number, ratio: (k: number) => number): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (ratio(middle) > 1) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The distribution of the sum of two independent numbers, without its negligible ends. */
export function convolve(a: Distribution, b: Distribution): Distribution {
  const mass = new Float64Array(a.mass.length + b.mass.length - 1);
  for (let i = 0; i < a.mass.length; i++) {
    const left = a.mass[i] ?? 0;
    for (let j = 0; j < b.mass.length; j++) mass[i + j] = (mass[i + j] ?? 0) + left * (b.mass[j] ?? 0);
  }
  return trim({ low: a.low + b.low, mass });
}

function trim({ low, mass }: Distribution): Distribution {
  let start = 0;
  for (let sum = 0; start < mass.length - 1; start++) {
    sum += mass[start] ?? 0;
    if (sum >= NEGLIGIBLE) break;
  }
  let end = mass.length;
  for (let sum = 0; end > start + 1; end--) {
    sum += mass[end - 1] ?? 0;
    if (sum >= NEGLIGIBLE) break;
  }
  return { low: low + start, mass: mass.slice(start, end) };
}

/** A piece of one end of a distribution: what it weighs, where it begins (inclusive), and what is left without it. */
export interface Tail {
  readonly boundary: number;
  readonly mass: number;
  readonly rest: Distribution;
}

/** The longest upper tail that weighs at most `room`; its boundary is the smallest number in it. */
export function upperTail({ low, mass }: Distribution, room: number): Tail {
  let [index, sum] = [mass.length, 0];
  while (index > 0 && sum + (mass[index - 1] ?? 0) <= room) sum += mass[--index] ?? 0;
  return { boundary: low + index, mass: sum, rest: { low, mass: mass.slice(0, index) } };
}

/** The longest lower tail that weighs at most `room`; its boundary is the largest number in it. */
export function lowerTail({ low, mass }: Distribution, room: number): Tail {
  let [index, sum] = [0, 0];
  while (index < mass.length && sum + (mass[index] ?? 0) <= room) sum += mass[index++] ?? 0;
  return { boundary: low + index - 1, mass: sum, rest: { low: low + index, mass: mass.slice(index) } };
}

/** P(number ≥ value). */
export const atLeast = ({ low, mass }: Distribution, value: number): number =>
  mass.subarray(Math.min(mass.length, Math.max(0, value - low))).reduce((sum, weight) => sum + weight, 0);

/** P(number ≤ value). */
export const atMost = ({ low, mass }: Distribution, value: number): number =>
  mass
    .subarray(0, Math.max(0, Math.min(mass.length, value - low + 1)))
    .reduce((sum, weight) => sum + weight, 0);
