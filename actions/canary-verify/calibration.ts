import type { Milliseconds } from '../../shared/text/duration.ts';
import { measureDispersion } from './dispersion.ts';
import type { Provider } from './provider.ts';
import { type Sample, failuresOf } from './sample.ts';
import type { Calibration } from './settings.ts';
import { total } from './strata.ts';
import { errorsOf } from './verdict.ts';

/** Nothing was measured: the level is not known, and the dispersion has to be estimated from the run itself. */
export const uncalibrated: Calibration = {
  baselineLevel: { rate: undefined, source: 'unknown' },
  dispersion: { value: 1, source: 'residuals' },
};

/** A level that rests on fewer failures than this could be off by half, and counts as not known. */
const MIN_FAILURES = 10;

/** Learns the baseline's error rate and the dispersion from samples of the baseline against itself. */
export function calibrate(samples: readonly Sample[]): Calibration {
  const arms = samples.flatMap(({ canary, baseline }) => [canary, baseline]);
  const { trials, bad } = total(arms.map((arm) => ({ trials: arm.requests, bad: failuresOf(arm) })));
  const dispersion = measureDispersion(samples.map(errorsOf));
  return {
    baselineLevel:
      bad < MIN_FAILURES ? uncalibrated.baselineLevel : { rate: bad / trials, source: 'measured' },
    dispersion: dispersion === undefined ? uncalibrated.dispersion : { value: dispersion, source: 'a-a' },
  };
}

/** Takes samples of a provider whose both sides are the baseline, for `length`. */
export async function sampleBaseline(
  provider: Provider,
  length: Milliseconds,
  interval: Milliseconds,
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  try {
    for (let index = 1; (samples.at(-1)?.elapsed ?? 0) < length; index++) {
      const elapsed = Math.min(length, index * interval) as Milliseconds;
      const sample = await provider.next(elapsed, signal);
      if (sample === undefined) break;
      samples.push(sample);
    }
  } finally {
    provider.close();
  }
  return samples;
}
