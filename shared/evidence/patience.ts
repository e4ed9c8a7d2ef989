import type { Clock } from '../ports/clock.ts';

/** How long a service is asked again that fails or does not answer. */
export interface Patience {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** What a failed try was told, for whoever has to say it. */
export interface Tries {
  readonly count: number;
  readonly milliseconds: number;
}

/** Outages of minutes are common among certificate authorities and logs; a job that waits for them is cheaper than one that is lost. */
const BUDGET_MILLISECONDS = 5 * 60_000;
const FIRST_PAUSE_MILLISECONDS = 1_000;
const LONGEST_PAUSE_MILLISECONDS = 30_000;

/**
 * Does `work`, again and again with growing pauses while `mayPass` says that its failure may pass, for five minutes at most.
 * @throws what `giveUp` makes of the last failure; at once of one that cannot pass.
 */
export async function patiently<T>(
  work: () => Promise<T>,
  { clock, signal }: Patience,
  mayPass: (error: unknown) => boolean,
  giveUp: (error: unknown, tries: Tries) => unknown,
): Promise<T> {
  const start = clock.now().getTime();
  for (let count = 1; ; count += 1) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const milliseconds = clock.now().getTime() - start;
      const pause = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** (count - 1), LONGEST_PAUSE_MILLISECONDS);
      if (!mayPass(error) || milliseconds + pause > BUDGET_MILLISECONDS) {
        throw giveUp(error, { count, milliseconds });
      }
      await clock.sleep(pause, signal);
    }
  }
}
