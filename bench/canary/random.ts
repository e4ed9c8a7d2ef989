/** Numbers that look random and are the same every time (mulberry32). */
export interface Random {
  /** From 0 to below 1. */
  uniform(): number;
  /** Mean 0, variance 1. */
  normal(): number;
  poisson(mean: number): number;
  binomial(trials: number, probability: number): number;
}

/** Above this a Poisson count is drawn as a rounded normal one: it only says how many requests there are, not which of them fail. */
const LARGE_MEAN = 50;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const poisson = (mean: number): number => {
    if (mean > LARGE_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const limit = Math.exp(-mean);
    let [count, product] = [0, uniform()];
    while (product > limit) {
      count += 1;
      product *= uniform();
    }
    return count;
  };
  const binomial = (trials: number, probability: number): number => {
    if (probability > 0.5) return trials - binomial(trials, 1 - probability);
    if (probability <= 0) return 0;
    // Gaps between successes are geometric: the work is in the successes, not in the trials.
    const log = Math.log(1 - probability);
    let [count, place] = [0, 0];
    for (;;) {
      place += Math.floor(Math.log(1 - uniform()) / log) + 1;
      if (place > trials) return count;
      count += 1;
    }
  };
  return { uniform, normal, poisson, binomial };
}
