import type { Milliseconds } from '../../shared/text/duration.ts';
import type { Sample } from './sample.ts';

/** Where samples come from. */
export interface Provider {
  /** Resolves when the run has lasted for `elapsed`, with what happened since the last call; undefined when there will be no more. */
  next(elapsed: Milliseconds, signal: AbortSignal): Promise<Sample | undefined>;
  /** Lets go of connections. */
  close(): void;
}
