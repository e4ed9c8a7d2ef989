import { atLeast, binomial } from './distribution.ts';
import { type Arm, type Sample, failuresOf } from './sample.ts';
import type { Counts } from './strata.ts';

/** A multiple of the error budget's even use that empties a 30 days' budget in two days (Beyer et al. 2018, "The Site Reliability Workbook", chapter 5). */
const BURN = 14.4;

const WINDOW = 300_000;

const MIN_REQUESTS = 50;

/** How sure the guard must be that the limit is passed; a canary that keeps its objective is nowhere near. */
const LEVEL = 0.01;

const countsOf = (arms: readonly Arm[]): Counts => ({
  trials: arms.reduce((sum, { requests }) => sum + requests, 0),
  bad: arms.reduce((sum, arm) => sum + failuresOf(arm), 0),
});

/**
 * How many times its error budget the canary burned over the last five minutes, when that is surely more than 14.4; undefined otherwise,
 * and before five minutes. The baseline does not matter here: a canary that is as bad as a baseline which is down is down too.
 */
export function burnRate(samples: readonly Sample[], objective: number): number | undefined {
  const now = samples.at(-1)?.elapsed ?? 0;
  if (now < WINDOW) return undefined;
  const { trials, bad } = countsOf(
    samples.filter(({ elapsed }) => elapsed > now - WINDOW).map(({ canary }) => canary),
  );
  const budget = 1 - objective;
  const limit = Math.min(0.999, BURN * budget);
  if (trials < MIN_REQUESTS || bad <= trials * limit) return undefined;
  return atLeast(binomial(trials, limit), bad) <= LEVEL ? bad / trials / budget : undefined;
}

/**
 * The canary's part of all requests, when it is off the configured one by more than a factor of two; undefined when it is not. Then the
 * traffic is not what the verdict would be taken to be about.
 */
export function misrouted(
  { canary, baseline }: { canary: Counts; baseline: Counts },
  wanted: number,
): number | undefined {
  const all = canary.trials + baseline.trials;
  if (all === 0) return undefined;
  const seen = canary.trials / all;
  return seen > wanted * 2 || seen < wanted / 2 ? seen : undefined;
}
