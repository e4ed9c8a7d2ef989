import type { Clock } from '../../../shared/ports/clock.ts';

/** Looks whether a build waits for nothing but a cache that does not answer. */
export interface CacheWatch {
  /** Aborts the build with a `Stall` when it does, and when the job is cancelled. */
  readonly signal: AbortSignal;
  /** The builder has told something. */
  readonly alive: () => void;
  readonly stop: () => void;
}

/** Why a build was stopped: what it waited for. */
export interface Stall {
  readonly stalled: readonly string[];
}

/** BuildKit sets no time limit to a service that accepts and never answers; its limit for one that sends it away is shorter than this. */
export const STALL_SECONDS = 180;
const BEAT_MILLISECONDS = 1_000;

/** `waitsFor` tells what is waited for in vain; undefined while a step is at work. */
export function watchCaches(
  waitsFor: () => readonly string[] | undefined,
  clock: Clock,
  cancelled: AbortSignal | undefined,
): CacheWatch {
  const stop = new AbortController();
  let last = clock.now().getTime();
  const timer = setInterval(() => {
    if (clock.now().getTime() - last < STALL_SECONDS * 1_000) return;
    const stalled = waitsFor();
    if (stalled !== undefined) stop.abort({ stalled } satisfies Stall);
  }, BEAT_MILLISECONDS);
  return {
    signal: cancelled === undefined ? stop.signal : AbortSignal.any([cancelled, stop.signal]),
    alive: () => {
      last = clock.now().getTime();
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}

export const isStall = (thrown: unknown): thrown is Stall =>
  typeof thrown === 'object' && thrown !== null && 'stalled' in thrown;
