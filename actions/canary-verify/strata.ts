import type { Milliseconds } from '../../shared/text/duration.ts';
import { type Distribution, binomial, hypergeometric } from './distribution.ts';

/** Trials and bad events of one side in one interval. */
export interface Counts {
  readonly trials: number;
  readonly bad: number;
}

/** What both sides saw between two looks at one metric. `elapsed` is its end, since the start of the run. */
export interface Stratum {
  readonly elapsed: Milliseconds;
  readonly canary: Counts;
  readonly baseline: Counts;
}

/**
 * How the canary's count is distributed in a stratum under a hypothesis:
 * - `rate-ratio`: given the bad events of both sides, as if each fell on the canary with its share times the ratio. Shared load, shared
 *   outages and ramps cancel. For rare events.
 * - `odds-ratio`: the same for events of any probability (slow requests).
 * - `canary-rate`: the canary alone fails with this probability. For baselines that hardly ever fail, where a ratio says little.
 */
export type Law = 'rate-ratio' | 'odds-ratio' | 'canary-rate';

/** A law with its parameter. */
export interface Hypothesis {
  readonly law: Law;
  readonly value: number;
}

export const total = (counts: readonly Counts[]): Counts => ({
  trials: counts.reduce((sum, { trials }) => sum + trials, 0),
  bad: counts.reduce((sum, { bad }) => sum + bad, 0),
});

/** Bad events per trial; undefined without trials. */
export const rateOf = ({ trials, bad }: Counts): number | undefined =>
  trials === 0 ? undefined : bad / trials;

/** Whether the stratum says anything about the hypothesis. */
export function informs({ canary, baseline }: Stratum, law: Law): boolean {
  if (law === 'canary-rate') return canary.trials > 0;
  return canary.trials > 0 && baseline.trials > 0 && canary.bad + baseline.bad > 0;
}

/** The probability that a bad event falls on the canary, when it fails `ratio` times as often and has `share` of the trials. */
export const canaryShare = (share: number, ratio: number): number =>
  (share * ratio) / (1 - share + share * ratio);

/** The canary's count of bad events in an informative stratum, under the hypothesis. */
export function distributionOf({ canary, baseline }: Stratum, { law, value }: Hypothesis): Distribution {
  const bad = canary.bad + baseline.bad;
  switch (law) {
    case 'rate-ratio':
      return binomial(bad, canaryShare(canary.trials / (canary.trials + baseline.trials), value));
    case 'odds-ratio':
      return hypergeometric(canary.trials, baseline.trials, bad, value);
    case 'canary-rate':
      return binomial(canary.trials, value);
  }
}

/** Whether what was seen, taken as it is, lies below the hypothesis; true where nothing bad was seen on the canary. */
export function liesBelow(
  { canary, baseline }: { readonly canary: Counts; readonly baseline: Counts },
  { law, value }: Hypothesis,
): boolean {
  const [mine, theirs] = [rateOf(canary) ?? 0, rateOf(baseline) ?? 0];
  switch (law) {
    case 'canary-rate':
      return mine < value;
    case 'rate-ratio':
      return mine === 0 || mine < theirs * value;
    case 'odds-ratio':
      return mine === 0 || mine * (1 - theirs) < theirs * (1 - mine) * value;
  }
}
