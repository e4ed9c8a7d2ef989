import { SEVERITIES, type Severity } from '../../shared/advisories/severity.ts';
import type { Finding } from '../../shared/advisories/match.ts';
import { shortDigest } from '../../shared/oci/digest.ts';
import { formatDuration, formatTime } from '../../shared/text/duration.ts';
import { describeProblem } from '../../shared/text/error.ts';
import { cell, code, details, escape, table } from '../../shared/text/markdown.ts';
import { plural } from '../../shared/text/size.ts';
import { type Excess, distinctKey } from './gate.ts';
import { type ScanReport, findingsOf } from './report.ts';

/** The verdict in one line: `scan: refused, 1 fixable critical`. */
export function headline(report: ScanReport): string {
  const { verdict } = report;
  if (verdict.passed) {
    const known = SEVERITIES.reduce((sum, severity) => sum + verdict.counts[severity].found, 0);
    const below = known === 0 ? 'no findings' : `${plural(known, 'finding')} within the limits`;
    return `scan: passed, ${below}${verdict.incomplete.length > 0 ? ', incomplete' : ''}`;
  }
  const worst = worstExcess(report);
  if (worst === undefined) return 'scan: refused, incomplete';
  const all = verdict.platforms
    .flatMap(({ excess }) => excess)
    .filter(({ severity }) => severity === worst.severity)
    .flatMap(({ findings }) => findings);
  const count = new Set(all.map(distinctKey)).size;
  const fixable = all.every(({ fixed }) => fixed !== undefined) ? 'fixable ' : '';
  return `scan: refused, ${count} ${fixable}${worst.severity}`;
}

function worstExcess({ verdict }: ScanReport): Excess | undefined {
  const all = verdict.platforms.flatMap(({ excess }) => excess);
  return [...all].sort((a, b) => rank(a.severity) - rank(b.severity) || b.seen - a.seen)[0];
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** The job summary: verdict, the finding that decided, what to do, the subject, the counts, the findings. */
export function summarise(report: ScanReport): string {
  const { verdict } = report;
  const sign = !verdict.passed ? '⛔' : verdict.incomplete.length > 0 ? '⚠️' : '✅';
  return [
    `### ${sign} ${escape(headline(report))}`,
    '',
    ...why(report),
    '',
    [code(report.reference), ...verdict.platforms.map(({ scanned }) => cell(scanned.label))].join(' · '),
    '',
    countTable(report),
    '',
    ...incompleteTable(report),
    ...findingTable(report),
    details('Packages, advisories, evidence', facts(report)),
    '',
    footer(report),
    '',
  ].join('\n');
}

/** The deciding fact, and what to do about it. */
function why(report: ScanReport): readonly string[] {
  const { verdict, gate } = report;
  const worst = worstExcess(report);
  const [deciding] = worst?.findings.toSorted(fixableFirst) ?? [];
  if (worst !== undefined && deciding !== undefined) return whyRefused(report, worst, deciding);
  const [missing] = verdict.incomplete;
  if (missing === undefined) return ['Everything that is in the image could be read and compared.'];
  const { next, ...reason } = missing;
  const todo = next ?? 'make it readable, or accept it with incomplete: warn';
  const end =
    gate.incomplete === 'fail' ? 'what is not known cannot pass' : 'the limits hold for what is known';
  return [`${escape(describeProblem(reason))}; ${end}.  `, `**To do:** ${escape(todo)}`];
}

const fixableFirst = (a: Finding, b: Finding): number =>
  Number(a.fixed === undefined) - Number(b.fixed === undefined);

function whyRefused(
  report: ScanReport,
  worst: Excess,
  { id, severity, component, fixed }: Finding,
): readonly string[] {
  const remedy = fixed === undefined ? 'no fix is known' : `fixed in ${code(fixed)}`;
  const allowed = `${worst.allowed} ${worst.severity} allowed on ${cell(worst.platform)}`;
  const { name } = component.source ?? component;
  const closed = findingsOf(report.verdict).filter(
    ({ finding }) =>
      (finding.component.source ?? finding.component).name === name && finding.fixed !== undefined,
  );
  const upgrade = `upgrade ${code(name)} to ${code(fixed ?? '')} or newer, which mends ${plural(closed.length, 'finding')}`;
  const todo = fixed === undefined ? 'replace the package, or raise the limit with a reason' : upgrade;
  return [
    `${code(`${component.name} ${component.version}`)} brings ${cell(id)} (${severity}, ${remedy}); ${allowed}.  `,
    `**To pass:** ${todo}.`,
  ];
}

function countTable({ verdict, gate }: ScanReport): string {
  const limit = (severity: Severity): string => {
    if (severity === 'unknown') return 'as medium';
    const allowed = gate.limits[severity];
    return Number.isFinite(allowed) ? String(allowed) : 'any';
  };
  const exceeded = new Set(verdict.platforms.flatMap(({ excess }) => excess.map(({ severity }) => severity)));
  const rows = SEVERITIES.map((severity) => {
    const { found, fixable } = verdict.counts[severity];
    const bold = severity !== 'unknown' && exceeded.has(severity);
    return [severity, bold ? `**${found}**` : String(found), String(fixable), limit(severity)];
  });
  const allowed = gate.fixableOnly ? 'fixable allowed on a platform' : 'allowed on a platform';
  return table(['', 'found', 'fixable', allowed], rows);
}

function incompleteTable({ verdict }: ScanReport): readonly string[] {
  if (verdict.incomplete.length === 0) return [];
  const rows = verdict.incomplete.map(({ what, rule, seen, next }) =>
    [what, rule ?? '–', seen ?? '–', next ?? '–'].map(cell),
  );
  return ['**Incomplete**', '', table(['what is missing', 'rule', 'seen', 'what to do'], rows), ''];
}

function findingTable({ verdict }: ScanReport): readonly string[] {
  const rows = findingsOf(verdict).map(({ finding, platforms }) => {
    const { id, severity, component, fixed, vendored, summary } = finding;
    const where = platforms.length === verdict.platforms.length ? 'all' : platforms.join(', ');
    return [
      vendored ? `${severity}, not counted` : severity,
      cell(id),
      code(`${component.name} ${component.version}`),
      fixed === undefined ? '–' : code(fixed),
      cell(where),
      cell(summary),
    ];
  });
  if (rows.length === 0) return [];
  return [table(['severity', 'advisory', 'package', 'fixed in', 'platforms', 'what it is'], rows), ''];
}

function facts(report: ScanReport): string {
  const { verdict, snapshot, evidence } = report;
  const platforms = verdict.platforms.map(({ scanned: { label, inventory, matched } }) => [
    cell(label),
    cell(inventory.os?.name ?? 'no operating system'),
    String(inventory.components.length),
    cell(matched.ecosystems.join(', ') || 'nothing'),
  ]);
  const newest = snapshot.newest === undefined ? 'none' : formatTime(snapshot.newest);
  return [
    table(['platform', 'system', 'packages', 'compared as'], platforms),
    '',
    `Advisories: ${plural(snapshot.records, 'record')}, the newest of ${cell(newest)}.`,
    '',
    evidenceText(report),
    ...(evidence.length === 0
      ? []
      : [
          '',
          table(
            ['evidence', 'on', 'bundle', ''],
            evidence.map(({ label, predicateType, bundleDigest, status }) => [
              cell(predicateType),
              cell(label),
              bundleDigest === undefined ? '–' : code(shortDigest(bundleDigest)),
              status,
            ]),
          ),
        ]),
  ].join('\n');
}

function evidenceText({ signer, attachable, dryRun }: ScanReport): string {
  if (!attachable) return 'An SBOM was scanned: there is no image to attach the result to.';
  if (signer === undefined)
    return 'Nothing was signed, so nothing is attached; a gate that wants a scan will refuse this image.';
  return dryRun ? 'A dry run: nothing was attached.' : `Signed by ${code(signer)}.`;
}

function footer({ policyDigest, snapshot, milliseconds }: ScanReport): string {
  const parts = [
    `limits ${code(shortDigest(policyDigest))}`,
    `advisories ${code(shortDigest(snapshot.digest))}`,
    escape(formatDuration(milliseconds)),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}
