import type { Clock } from '../../shared/ports/clock.ts';

/** A clock that moves only when told to, or by the length of every sleep; `slept` lists the sleeps in milliseconds. */
export interface TestClock extends Clock {
  readonly slept: readonly number[];
  advance(milliseconds: number): void;
}

export function testClock(start = '2026-11-24T12:00:00Z'): TestClock {
  let time = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(time),
    advance: (milliseconds) => {
      time += milliseconds;
    },
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      time += milliseconds;
      await Promise.resolve();
    },
  };
}
