import type { CompareVersions } from './ecosystem.ts';
import type { Affected, Range, RangeEvent } from './record.ts';

export type Verdict =
  | { readonly affected: false }
  /** `fixed`: the oldest version that is not affected any more and is newer. */
  | { readonly affected: true; readonly fixed?: string }
  /** The version, or one of the record's, cannot be ordered. */
  | { readonly affected: 'unknown'; readonly version: string };

/**
 * Is a version among those that a record lists, or within one of its ranges (OSV schema, "Evaluation")? The list of versions and the
 * ranges add to each other.
 */
export function isAffected(version: string, affected: Affected, compare: CompareVersions): Verdict {
  const verdicts = affected.ranges.map((range) => inRange(version, range, compare));
  const within = verdicts.find(({ affected: is }) => is === true);
  if (within !== undefined) return within;
  if (affected.versions.includes(version)) return { affected: true };
  return verdicts.find(({ affected: is }) => is === 'unknown') ?? { affected: false };
}

function inRange(version: string, range: Range, compare: CompareVersions): Verdict {
  const order = (a: string, b: string): number | undefined =>
    a === '0' || b === '0' ? zero(a, b) : compare(a, b);
  const unordered = range.events.find(
    (event) => event.version !== '*' && order(version, event.version) === undefined,
  );
  if (unordered !== undefined) {
    const own = compare(version, version) === undefined;
    return { affected: 'unknown', version: own ? version : unordered.version };
  }
  const events = sorted(range.events, order);
  const against = (event: RangeEvent): number => order(version, event.version) ?? 0;
  const vulnerable = beforeLimits(version, range, order) && walk(events, against);
  if (!vulnerable) return { affected: false };
  const fixed = events.find((event) => event.kind === 'fixed' && against(event) < 0);
  return { affected: true, ...(fixed === undefined ? {} : { fixed: fixed.version }) };
}

/** Goes through the events in the order of their versions, as far as they lie at or before the version. */
function walk(events: readonly RangeEvent[], against: (event: RangeEvent) => number): boolean {
  let vulnerable = false;
  for (const event of events) {
    const difference = against(event);
    if (event.kind === 'introduced' && difference >= 0) vulnerable = true;
    if (event.kind === 'fixed' && difference >= 0) vulnerable = false;
    if (event.kind === 'last_affected' && difference > 0) vulnerable = false;
  }
  return vulnerable;
}

/** `0` stands before every version there is. */
const zero = (a: string, b: string): number => (a === b ? 0 : a === '0' ? -1 : 1);

function beforeLimits(version: string, range: Range, order: CompareVersions): boolean {
  const limits = range.events.filter(({ kind }) => kind === 'limit');
  return (
    limits.length === 0 ||
    limits.some((limit) => limit.version === '*' || (order(version, limit.version) ?? 0) < 0)
  );
}

const RANK = { introduced: 0, fixed: 1, last_affected: 2, limit: 3 } as const;

/** By version; a fix in the version that introduces it again comes first, as it is written. */
function sorted(events: readonly RangeEvent[], order: CompareVersions): readonly RangeEvent[] {
  const bounded = events.filter(({ kind }) => kind !== 'limit');
  return bounded.sort((a, b) => (order(a.version, b.version) ?? 0) || RANK[b.kind] - RANK[a.kind]);
}
