import type { Milliseconds } from '../../shared/text/duration.ts';

/** What one side answered between two looks. */
export interface Arm {
  readonly requests: number;
  /** How often each kind of failure was seen: a status (`503`), `timeout`, a connection error (`ECONNREFUSED`). */
  readonly failures: Readonly<Record<string, number>>;
  /** Good answers slower than each bound, by the bound in milliseconds as text; absent where latency is not recorded. */
  readonly slow?: Readonly<Record<string, number>>;
}

/** What happened between two looks: everything that a verdict is made of. `elapsed` is its end, since the start of the run. */
export interface Sample {
  readonly elapsed: Milliseconds;
  readonly canary: Arm;
  readonly baseline: Arm;
  /** What answered as the canary was not the digest under test. */
  readonly foreign?: string;
}

export const failuresOf = (arm: Arm): number =>
  Object.values(arm.failures).reduce((sum, count) => sum + count, 0);

/** All kinds of failure of many samples, the most frequent first. */
export function failureKinds(arms: readonly Arm[]): readonly (readonly [kind: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { failures } of arms) {
    for (const [kind, count] of Object.entries(failures)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}
