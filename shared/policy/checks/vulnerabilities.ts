import type { Evidence } from '../../evidence/evidence.ts';
import {
  COUNTED_SEVERITIES,
  type CountedSeverity,
  type RecordedFinding,
  type SeverityCount,
  VULNERABILITIES_TYPE,
  type VulnerabilityScan,
  parseVulnerabilities,
} from '../../evidence/predicates/vulnerabilities.ts';
import { UserError } from '../../text/error.ts';
import type { VulnerabilityRequirement } from '../schema.ts';
import type { Finding, JudgedPlatform } from '../verdict.ts';
import { type Tolerated, describeTolerated, reviewExcepted } from './excepted.ts';
import { type Case, agoText, evidenceFor, finding, lacking, tooOld, withinText } from './case.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

/** Every platform was scanned, recently enough, and no scan found more than the policy allows. */
export function checkVulnerabilities(of: Case): readonly Finding[] {
  const wanted = of.stated.requirements.vulnerabilities;
  if (wanted === undefined) return [];
  const platforms = of.subject.platforms.map((platform) => judgePlatform(of, platform, wanted));
  const without = lacking(platforms.map(({ name, scans }) => ({ name, found: scans })));
  const wrong = platforms.flatMap(({ name, reasons }) => reasons.map((reason) => `${name}: ${reason}`));
  const scans = platforms.flatMap((platform) => platform.scans);
  const tolerated = describeTolerated(platforms.flatMap((platform) => platform.tolerated));
  const common = { wanted: wantedText(wanted), evidence: scans };
  if (without.length > 0) {
    return [
      finding(of, 'vulnerabilities', {
        ...common,
        result: 'missing',
        seen: `no scan of ${without.join(', ')}`,
        next: "run action 'scan' on this digest, with the key that the policy trusts",
      }),
    ];
  }
  const [newest] = scans;
  return [
    finding(of, 'vulnerabilities', {
      ...common,
      result: wrong.length > 0 ? 'fail' : 'pass',
      seen:
        wrong.length > 0
          ? wrong.join('; ')
          : `within the limits${newest === undefined ? '' : agoText(newest, of.now)}`,
      next: "rebuild on a base that has the fixes, or run action 'scan' again when the scan is too old",
    }),
    ...tolerated.map(({ requirement, ...parts }) => finding(of, requirement, { ...parts, result: 'pass' })),
  ];
}

interface JudgedScan {
  readonly name: string;
  readonly scans: readonly Evidence[];
  readonly reasons: readonly string[];
  readonly tolerated: readonly Tolerated[];
}

/** All scanners of one platform count: none hides what another found. */
function judgePlatform(
  of: Case,
  { name, digest }: JudgedPlatform,
  wanted: VulnerabilityRequirement,
): JudgedScan {
  const scans = evidenceFor(of, [VULNERABILITIES_TYPE], digest, wanted.by);
  const judged = scans.map((scan) => {
    const old = tooOld(scan, wanted.scannedWithin, of.now);
    const read = readScan(scan);
    const { reasons, tolerated } = read === undefined ? UNKNOWN_FORM : judgeScan(of, read, wanted);
    return {
      tolerated,
      reasons: [...(old === undefined ? [] : [`the scan does not count, ${old}`]), ...reasons],
    };
  });
  return {
    name,
    scans,
    reasons: [...new Set(judged.flatMap(({ reasons }) => reasons))],
    tolerated: judged.flatMap(({ tolerated }) => tolerated),
  };
}

const UNKNOWN_FORM: Pick<JudgedScan, 'reasons' | 'tolerated'> = {
  reasons: ['a scan of a form that is not known'],
  tolerated: [],
};

function judgeScan(
  { policy, now }: Case,
  read: VulnerabilityScan,
  wanted: VulnerabilityRequirement,
): Pick<JudgedScan, 'reasons' | 'tolerated'> {
  const incomplete = read.complete
    ? []
    : [`the scan is incomplete: ${read.incomplete.join(', ') || 'it does not say why'}`];
  const excepted = reviewExcepted(read, policy.exceptions ?? [], now);
  const above = excess(countsWith(read, excepted.lapsed), wanted);
  return {
    reasons: [...incomplete, ...above, ...(above.length === 0 ? [] : excepted.reasons)],
    tolerated: excepted.tolerated,
  };
}

/** What was found, and what is no longer excepted. */
function countsWith(
  { counts }: VulnerabilityScan,
  lapsed: readonly RecordedFinding[],
): VulnerabilityScan['counts'] {
  const entries = COUNTED_SEVERITIES.map((severity) => {
    const again = lapsed.filter((each) => each.severity === severity);
    const { found, fixable } = counts[severity];
    const fixableAgain = again.filter(({ fixed }) => fixed !== undefined).length;
    return [severity, { found: found + again.length, fixable: fixable + fixableAgain }] as const;
  });
  return Object.fromEntries(entries) as Record<CountedSeverity, SeverityCount>;
}

function excess(counts: VulnerabilityScan['counts'], wanted: VulnerabilityRequirement): readonly string[] {
  const kind = wanted.fixableOnly === true ? 'fixable' : 'found';
  return SEVERITIES.flatMap((severity) => {
    const allowed = wanted[severity];
    // Nobody knows how bad they are; they are not counted as harmless.
    const unknown = severity === 'medium' ? counts.unknown[kind] : 0;
    const seen = counts[severity][kind] + unknown;
    if (allowed === undefined || seen <= allowed) return [];
    return [`${seen} ${severity}${kind === 'fixable' ? ' with a fix' : ''}, ${allowed} allowed`];
  });
}

function readScan({ statement }: Evidence): VulnerabilityScan | undefined {
  try {
    return parseVulnerabilities(statement.predicate);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function wantedText(wanted: VulnerabilityRequirement): string {
  const limits = SEVERITIES.flatMap((severity) => {
    const allowed = wanted[severity];
    return allowed === undefined ? [] : [`${allowed} ${severity}`];
  });
  const kind = wanted.fixableOnly === true ? ' with a fix' : '';
  const text = limits.length === 0 ? 'a scan of every platform' : `at most ${limits.join(', ')}${kind}`;
  return `${text}${withinText(wanted.scannedWithin)}`;
}
