/** One series of a counter, as a metrics system keeps it: milliseconds since 1970, and the count. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [time: number, value: number])[];
}

/** How much a counter grew, seen at a time. */
export interface Increment {
  readonly time: number;
  readonly value: number;
  readonly labels: Series['labels'];
}

/** The labels that name the process behind a series, as far as it has them. */
const PROCESS = ['job', 'namespace', 'pod', 'instance'] as const;

/** What tells one process from another; series of one process are born and die together. */
export const processOf = (labels: Series['labels']): string =>
  JSON.stringify(PROCESS.map((label) => labels[label] ?? null));

/** When each process was first seen, in any of its series. */
export function births(series: readonly Series[]): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  for (const { labels, points } of series) {
    const time = points[0]?.[0];
    if (time === undefined) continue;
    const key = processOf(labels);
    first.set(key, Math.min(time, first.get(key) ?? Infinity));
  }
  return first;
}

/**
 * What counters grew by, from raw samples:
 * - a drop is a restart, and the count after it is all new;
 * - a process that appears gives no increment at its first sample, which may hold its whole past;
 * - a series that appears in a process that was there already (the first error) counts from zero.
 * Each series is differenced by itself: a sum over series would hide a restart.
 */
export function increments(
  series: readonly Series[],
  born: ReadonlyMap<string, number>,
): readonly Increment[] {
  return series.flatMap(({ labels, points }) => {
    const start = born.get(processOf(labels)) ?? -Infinity;
    let previous: number | undefined;
    return points.flatMap(([time, value]) => {
      const before = previous ?? (time > start ? 0 : undefined);
      previous = value;
      if (before === undefined) return [];
      return [{ time, value: value >= before ? value - before : value, labels }];
    });
  });
}

/** The sum over increments later than `from`, up to and with `to`, as a whole number. */
export const grown = (list: readonly Increment[], from: number, to: number): number =>
  Math.round(list.reduce((sum, { time, value }) => sum + (time > from && time <= to ? value : 0), 0));
