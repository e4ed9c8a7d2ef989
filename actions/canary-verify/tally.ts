import type { Arm } from './sample.ts';

/** Counts what one side answers, until it is taken. */
export interface Tally {
  /** `failure` is the kind of failure, undefined for a good answer; `latency` in milliseconds since the request was due. */
  add(failure: string | undefined, latency: number): void;
  /** What was counted since the last call. */
  take(): Arm;
}

/** `bounds` are latencies in milliseconds; good answers slower than each are counted. */
export function createTally(bounds: readonly number[]): Tally {
  let requests = 0;
  let failures: Record<string, number> = {};
  let slow = bounds.map(() => 0);
  return {
    add: (failure, latency) => {
      requests += 1;
      if (failure !== undefined) failures[failure] = (failures[failure] ?? 0) + 1;
      else slow = slow.map((count, index) => count + (latency > (bounds[index] ?? Infinity) ? 1 : 0));
    },
    take: () => {
      const counted = slow.map((count, index) => [String(bounds[index]), count] as const);
      const arm: Arm = {
        requests,
        failures,
        ...(bounds.length === 0 ? {} : { slow: Object.fromEntries(counted) }),
      };
      [requests, failures, slow] = [0, {}, bounds.map(() => 0)];
      return arm;
    },
  };
}
