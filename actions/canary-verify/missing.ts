import { atMost, binomial } from './distribution.ts';
import { type Counts, type Hypothesis, canaryShare } from './strata.ts';

/** More than this times the traffic is not worth waiting for. */
const MAX_FACTOR = 100;

interface Seen {
  readonly canary: Counts;
  readonly baseline: Counts;
}

/**
 * How many canary requests a PASS still lacks, if both sides go on as they did and the last look had the whole level: 0 or more.
 * Undefined when more traffic would not help, because the canary is too close to what PASS must exclude.
 */
export function missingRequests(seen: Seen, hypothesis: Hypothesis, level: number): number | undefined {
  if (seen.canary.trials === 0) return undefined;
  for (let factor = 1; factor <= MAX_FACTOR; factor *= 1.05) {
    if (wouldPass(seen, hypothesis, level, factor)) return Math.ceil(seen.canary.trials * (factor - 1));
  }
  return undefined;
}

function wouldPass(
  { canary, baseline }: Seen,
  { law, value }: Hypothesis,
  level: number,
  factor: number,
): boolean {
  const count = Math.ceil(canary.bad * factor);
  if (law === 'canary-rate')
    return atMost(binomial(Math.round(canary.trials * factor), value), count) <= level;
  const events = Math.round((canary.bad + baseline.bad) * factor);
  if (events === 0 || baseline.trials === 0) return false;
  const share = canary.trials / (canary.trials + baseline.trials);
  return atMost(binomial(events, canaryShare(share, value)), count) <= level;
}
