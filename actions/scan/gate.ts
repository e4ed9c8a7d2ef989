import {
  type Exception,
  type ReviewedException,
  reviewExceptions,
} from '../../shared/advisories/exception.ts';
import type { Finding, Matched } from '../../shared/advisories/match.ts';
import { SEVERITIES, type Severity } from '../../shared/advisories/severity.ts';
import type { AdvisorySnapshot } from '../../shared/advisories/snapshot.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { Inventory } from '../../shared/sbom/inventory.ts';
import type { Problem } from '../../shared/text/error.ts';
import type { SecretFinding } from './secrets.ts';
import { type Grace, type Stood, isCounted, stand } from './standing.ts';
import { formatDuration, formatTime } from '../../shared/text/duration.ts';

/** What may pass. Limits are per platform, so that no platform hides behind another. */
export interface Gate {
  readonly limits: Readonly<Record<'critical' | 'high' | 'medium' | 'low', number>>;
  readonly fixableOnly: boolean;
  readonly grace: Grace;
  readonly secrets: 'fail' | 'warn' | 'off';
  readonly incomplete: 'fail' | 'warn';
  /** Milliseconds. */
  readonly maxSnapshotAge: number;
}

/** One platform, as far as it is known before the gate. */
export interface Scanned {
  /** `linux/amd64`, or the name of the SBOM. */
  readonly label: string;
  readonly digest: Digest | undefined;
  readonly inventory: Inventory;
  readonly matched: Matched;
  /** Undefined when nobody looked. */
  readonly secrets: readonly SecretFinding[] | undefined;
}

export interface Count {
  readonly found: number;
  readonly fixable: number;
}

export type Counts = Readonly<Record<Severity, Count>>;

/** A limit that a platform exceeds, and the findings that do it. */
export interface Excess {
  readonly platform: string;
  readonly severity: keyof Gate['limits'];
  readonly seen: number;
  readonly allowed: number;
  readonly findings: readonly Finding[];
}

export interface PlatformVerdict {
  readonly scanned: Scanned;
  readonly stood: readonly Stood[];
  readonly passed: boolean;
  /** Without what is vendored or excepted: that is reported, and never counted. */
  readonly counts: Counts;
  readonly excess: readonly Excess[];
  readonly incomplete: readonly Problem[];
}

export interface Verdict {
  readonly passed: boolean;
  readonly platforms: readonly PlatformVerdict[];
  /** Distinct findings over all platforms. */
  readonly counts: Counts;
  readonly exceptions: readonly ReviewedException[];
  /** Without repetitions. */
  readonly incomplete: readonly Problem[];
}

/** What the verdict depends on beside the platforms. */
export interface JudgeContext {
  readonly snapshot: AdvisorySnapshot;
  readonly gate: Gate;
  readonly now: Date;
  readonly exceptions: readonly Exception[];
  /** Keys of the baseline's findings by platform; undefined without a baseline. */
  readonly baseline: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

/** The verdict on all platforms; the same arguments give the same verdict. */
export function judge(scanned: readonly Scanned[], context: JudgeContext): Verdict {
  const stale = staleness(context.snapshot, context.gate, context.now);
  const platforms = scanned.map((each) => judgePlatform(each, stale, context));
  const stood = new Map(
    platforms.flatMap((platform) => platform.stood.map((each) => [distinctKey(each.finding), each] as const)),
  );
  const incomplete = platforms.flatMap((platform) => platform.incomplete);
  const findings = scanned.flatMap(({ matched }) => matched.findings);
  return {
    passed: platforms.length > 0 && platforms.every(({ passed }) => passed),
    platforms,
    counts: count([...stood.values()]),
    exceptions: reviewExceptions(findings, context.exceptions, context.now),
    incomplete: [...new Map(incomplete.map((problem) => [JSON.stringify(problem), problem])).values()],
  };
}

/** The same package of the same version on another architecture is no other finding. */
export const distinctKey = ({ id, component: { type, name, version } }: Finding): string =>
  [id, type, name, version].join('\n');

function judgePlatform(scanned: Scanned, stale: readonly Problem[], context: JudgeContext): PlatformVerdict {
  const { label, inventory, matched } = scanned;
  const { gate, exceptions, now } = context;
  const incomplete = [...inventory.problems, ...emptiness(inventory), ...matched.problems, ...stale];
  // A platform that the baseline does not have is new as a whole.
  const baseline = context.baseline && (context.baseline.get(label) ?? new Set<string>());
  const stood = matched.findings.map((finding) =>
    stand(finding, { baseline, grace: gate.grace, exceptions, now }),
  );
  const excess = SEVERITIES.flatMap((severity) => excessOf(severity, label, stood, gate));
  return {
    scanned,
    stood,
    passed:
      excess.length === 0 &&
      (incomplete.length === 0 || gate.incomplete === 'warn') &&
      (gate.secrets !== 'fail' || (scanned.secrets ?? []).length === 0),
    counts: count(stood),
    excess,
    incomplete,
  };
}

function excessOf(
  severity: Severity,
  platform: string,
  stood: readonly Stood[],
  gate: Gate,
): readonly Excess[] {
  if (severity === 'unknown') return [];
  const allowed = gate.limits[severity];
  const counted = stood
    .filter(isCounted)
    .map(({ finding }) => finding)
    .filter((finding) => gatedAs(finding) === severity && (finding.fixed !== undefined || !gate.fixableOnly));
  if (counted.length <= allowed) return [];
  return [{ platform, severity, seen: counted.length, allowed, findings: counted }];
}

/** What nobody has rated is not taken for harmless. */
const gatedAs = ({ severity }: Finding): keyof Gate['limits'] =>
  severity === 'unknown' ? 'medium' : severity;

/** What is in grace counts here: it is there, whoever brought it. */
function count(stood: readonly Stood[]): Counts {
  const counted = stood
    .filter(({ standing }) => standing !== 'vendored' && standing !== 'excepted')
    .map(({ finding }) => finding);
  const entries = SEVERITIES.map((severity) => {
    const ofSeverity = counted.filter((finding) => finding.severity === severity);
    const fixable = ofSeverity.filter(({ fixed }) => fixed !== undefined).length;
    return [severity, { found: ofSeverity.length, fixable }] as const;
  });
  return Object.fromEntries(entries) as Record<Severity, Count>;
}

/** An image without an operating system may hold no package at all; an SBOM without one says nothing. */
const emptiness = ({ components, layers }: Inventory): readonly Problem[] =>
  components.length === 0 && layers.length === 0
    ? [{ what: 'an SBOM without a package', rule: 'it lists what is there' }]
    : [];

/** More than this in the future is no difference between clocks. */
const SKEW = 60 * 60 * 1000;

function staleness(snapshot: AdvisorySnapshot, { maxSnapshotAge }: Gate, now: Date): readonly Problem[] {
  if (snapshot.newest === undefined) return [{ what: 'the advisories have no record that can be read' }];
  const age = now.getTime() - snapshot.newest.getTime();
  if (age < -SKEW) {
    const seen = formatTime(snapshot.newest);
    return [
      { what: 'an advisory is dated in the future, so that nobody can tell how old the others are', seen },
    ];
  }
  if (age <= maxSnapshotAge) return [];
  return [
    {
      what: 'the advisories are too old',
      rule: `the newest may be at most ${formatDuration(maxSnapshotAge)} old (max-snapshot-age)`,
      seen: `it is of ${formatTime(snapshot.newest)}, ${formatDuration(age)} old`,
      next: 'fetch them again, or say in max-snapshot-age how old they may be',
    },
  ];
}
