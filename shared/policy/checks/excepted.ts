import type {
  RecordedException,
  RecordedFinding,
  VulnerabilityScan,
} from '../../evidence/predicates/vulnerabilities.ts';
import { formatTime } from '../../text/duration.ts';
import { type PolicyException, hasBegun, isInForce } from '../exception.ts';

/** What the exceptions of a scan are worth now. */
export interface Excepted {
  /** Findings that were not counted, and count again: their exception is over, or is not what it was. */
  readonly lapsed: readonly RecordedFinding[];
  /** For people: why, once for each exception. */
  readonly reasons: readonly string[];
  readonly tolerated: readonly Tolerated[];
}

/** A finding, and what lets it pass. */
export interface Tolerated {
  readonly finding: string;
  readonly exception: PolicyException;
}

/** Looks every exception that a scan used up in the policy of today: a scan's own word is not enough to tolerate a finding. */
export function reviewExcepted(
  scan: VulnerabilityScan,
  exceptions: readonly PolicyException[],
  now: Date,
): Excepted {
  const lapsed: RecordedFinding[] = [];
  const reasons = new Set<string>();
  const tolerated: Tolerated[] = [];
  for (const finding of scan.findings) {
    const { exception: id } = finding;
    if (id === undefined) continue;
    const used = scan.exceptions?.find((each) => each.id === id);
    const current = exceptions.find((each) => each.id === id);
    const why = current === undefined ? 'is not in the policy' : whyNot(finding, used, current, now);
    if (current !== undefined && why === undefined)
      tolerated.push({ finding: finding.id, exception: current });
    else {
      lapsed.push(finding);
      reasons.add(`exception ${id} ${why ?? ''}`);
    }
  }
  return { lapsed, reasons: [...reasons], tolerated };
}

/** What each exception tolerates: whoever reads the verdict sees it beside what is met. */
export const describeTolerated = (
  tolerated: readonly Tolerated[],
): readonly { readonly requirement: string; readonly wanted: string; readonly seen: string }[] =>
  [...Map.groupBy(tolerated, ({ exception }) => exception)].map(([exception, covered]) => ({
    requirement: `exception ${exception.id}`,
    wanted: `in force, until ${formatTime(exception.expires)}`,
    seen: `${exception.owner} tolerates ${[...new Set(covered.map(({ finding }) => finding))].join(', ')}: ${exception.reason}`,
  }));

function whyNot(
  { id, aliases }: RecordedFinding,
  used: RecordedException | undefined,
  current: PolicyException,
  now: Date,
): string | undefined {
  const { match } = current;
  const isSame = used?.advisory === match.advisory && used.package === match.package;
  if (!isSame || ![id, ...aliases].includes(match.advisory)) return 'covers something else by now';
  if (isInForce(current, now)) return undefined;
  return hasBegun(current, now) ? `ended ${formatTime(current.expires)}` : 'has not begun';
}
