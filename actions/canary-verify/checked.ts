import type { Milliseconds } from '../../shared/text/duration.ts';
import type { Provider } from './provider.ts';
import type { Arm } from './sample.ts';

const NOTHING: Arm = { requests: 0, failures: {} };

/**
 * Asks what runs as the canary before the run and at every look; another version ends the run. `ask` resolves to what was seen instead, or
 * to undefined when it is the one under test or did not answer: a dead canary must be able to fail.
 */
export function checked(
  provider: Provider,
  ask: () => Promise<string | undefined>,
  close: () => void,
): Provider {
  let last = 0;
  return {
    next: async (elapsed, signal) => {
      const before = last === 0 ? await ask() : undefined;
      if (before !== undefined) {
        return { elapsed: 1 as Milliseconds, canary: NOTHING, baseline: NOTHING, foreign: before };
      }
      const sample = await provider.next(elapsed, signal);
      last = elapsed;
      if (sample === undefined || sample.foreign !== undefined) return sample;
      const foreign = await ask();
      return foreign === undefined ? sample : { ...sample, foreign };
    },
    close: () => {
      provider.close();
      close();
    },
  };
}
