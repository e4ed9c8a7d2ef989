import type { Outcome } from '../../shared/action/run.ts';
import { SEVERITIES } from '../../shared/advisories/severity.ts';
import type { Problem } from '../../shared/text/error.ts';
import { plural } from '../../shared/text/size.ts';
import type { Excess } from './gate.ts';
import { type ScanReport, findingsOf, reportJson, secretsOf } from './report.ts';
import { headline, summarise } from './summary.ts';

/** A refusal fails the step, after everything was written. */
export function toOutcome(report: ScanReport): Outcome {
  const { verdict, evidence, files, snapshot } = report;
  const { counts } = verdict;
  const found = Object.fromEntries(SEVERITIES.map((severity) => [severity, counts[severity].found]));
  const bundles = [...new Set(evidence.flatMap(({ bundleDigest }) => bundleDigest ?? []))];
  return {
    result: resultOf(report),
    headline: headline(report),
    outputs: {
      verdict: verdict.passed ? 'pass' : 'fail',
      ...found,
      newFindings: findingsOf(verdict).filter(({ standing }) => standing === 'new').length,
      secrets: secretsOf(verdict).length,
      fixable: SEVERITIES.reduce((sum, severity) => sum + counts[severity].fixable, 0),
      sarifPath: files.sarif,
      sbomPaths: files.sboms.join('\n'),
      spdxPaths: files.spdx.join('\n'),
      snapshotDigest: snapshot.digest,
      complete: verdict.incomplete.length === 0,
      ...(bundles.length === 0 ? {} : { bundleDigests: bundles.join('\n') }),
    },
    summary: summarise(report),
    report: reportJson(report),
    problems: verdict.passed ? [] : problemsOf(report),
  };
}

function resultOf({ verdict, evidence }: ScanReport): 'done' | 'unchanged' | 'refused' {
  if (!verdict.passed) return 'refused';
  const unchanged = evidence.length > 0 && evidence.every(({ status }) => status === 'unchanged');
  return unchanged ? 'unchanged' : 'done';
}

function problemsOf({ verdict, gate }: ScanReport): readonly Problem[] {
  const excess = verdict.platforms.flatMap((platform) => platform.excess.map(describeExcess));
  const secrets = secretsOf(verdict).map(({ what, place }) => ({
    what,
    seen: place,
    next: 'build the image without it, and replace the credential: whoever can pull the image has it',
  }));
  return [
    ...excess,
    ...(gate.secrets === 'fail' ? secrets : []),
    ...(gate.incomplete === 'fail' ? verdict.incomplete : []),
  ];
}

function describeExcess({ platform, severity, seen, allowed, findings }: Excess): Problem {
  const named = findings
    .slice(0, 3)
    .map(({ id, component: { name, version } }) => `${id} in ${name} ${version}`);
  const more = findings.length > named.length ? ` and ${findings.length - named.length} more` : '';
  const [first] = findings;
  return {
    what: `${platform}: ${plural(seen, `${severity} finding`)}`,
    rule: `at most ${allowed}`,
    seen: `${named.join(', ')}${more}`,
    ...(first?.fixed === undefined ? {} : { next: `upgrade ${first.component.name} to ${first.fixed}` }),
  };
}
