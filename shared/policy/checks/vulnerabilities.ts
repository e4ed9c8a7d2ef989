import type { Evidence } from '../../evidence/evidence.ts';
import { at } from '../../evidence/predicates/fields.ts';
import type { VulnerabilityRequirement } from '../schema.ts';
import type { Finding, JudgedPlatform } from '../verdict.ts';
import { type Case, agoText, evidenceFor, finding, tooOld, withinText } from './case.ts';

const VULNERABILITIES_TYPE = 'https://cosign.sigstore.dev/attestation/vuln/v1';
const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
type Severity = (typeof SEVERITIES)[number];

/** Every platform was scanned, recently enough, and no scan found more than the policy allows. */
export function checkVulnerabilities(of: Case): readonly Finding[] {
  const wanted = of.stated.requirements.vulnerabilities;
  if (wanted === undefined) return [];
  const platforms = of.subject.platforms.map((platform) => judgePlatform(of, platform, wanted));
  const without = platforms.filter(({ scans }) => scans.length === 0).map(({ name }) => name);
  const wrong = platforms.flatMap(({ name, reasons }) => reasons.map((reason) => `${name}: ${reason}`));
  const scans = platforms.flatMap((platform) => platform.scans);
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
  ];
}

interface JudgedScan {
  readonly name: string;
  readonly scans: readonly Evidence[];
  readonly reasons: readonly string[];
}

/** All scanners of one platform count: none hides what another found. */
function judgePlatform(
  of: Case,
  { name, digest }: JudgedPlatform,
  wanted: VulnerabilityRequirement,
): JudgedScan {
  const scans = evidenceFor(of, [VULNERABILITIES_TYPE], digest, wanted.by);
  const reasons = scans.flatMap((scan) => {
    const old = tooOld(scan, wanted.scannedWithin, of.now);
    return [...(old === undefined ? [] : [`the scan does not count, ${old}`]), ...excess(scan, wanted)];
  });
  return { name, scans, reasons: [...new Set(reasons)] };
}

function excess(scan: Evidence, wanted: VulnerabilityRequirement): readonly string[] {
  const kind = wanted.fixableOnly === true ? 'fixable' : 'counts';
  return SEVERITIES.flatMap((severity) => {
    const allowed = wanted[severity];
    if (allowed === undefined) return [];
    const seen = countOf(scan, kind, severity);
    if (seen === undefined) return [`the scan does not say how many ${severity}`];
    return seen > allowed
      ? [`${seen} ${severity}${kind === 'fixable' ? ' with a fix' : ''}, ${allowed} allowed`]
      : [];
  });
}

function countOf(
  { statement }: Evidence,
  kind: 'counts' | 'fixable',
  severity: Severity,
): number | undefined {
  const value = at(statement.predicate, `scanner.result.${kind}.${severity}`);
  return typeof value === 'number' && value >= 0 ? value : undefined;
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
