import type { Finding } from '../../shared/advisories/match.ts';
import { SEVERITIES, type Severity } from '../../shared/advisories/severity.ts';
import { describeProblem } from '../../shared/text/error.ts';
import { cell, code, details, escape } from '../../shared/text/markdown.ts';
import { plural } from '../../shared/text/size.ts';
import { type Excess, distinctKey } from './gate.ts';
import { type ScanReport, findingsOf, secretsOf } from './report.ts';
import {
  countTable,
  exceptionTable,
  facts,
  findingTable,
  footer,
  incompleteTable,
  secretTable,
} from './summary-tables.ts';

/** The verdict in one line: `scan: refused, 1 fixable critical`. */
export function headline(report: ScanReport): string {
  const { verdict } = report;
  if (verdict.passed) {
    const known = SEVERITIES.reduce((sum, severity) => sum + verdict.counts[severity].found, 0);
    const excepted = findingsOf(verdict).filter(({ standing }) => standing === 'excepted').length;
    const below = known === 0 ? 'no findings' : `${plural(known, 'finding')} within the limits`;
    const tolerated = excepted === 0 ? '' : `, ${excepted} excepted`;
    return `scan: passed, ${below}${tolerated}${verdict.incomplete.length > 0 ? ', incomplete' : ''}`;
  }
  const worst = worstExcess(report);
  if (worst === undefined) {
    const secrets = report.gate.secrets === 'fail' ? secretsOf(verdict) : [];
    return secrets.length > 0
      ? `scan: refused, ${plural(secrets.length, 'secret')}`
      : 'scan: refused, incomplete';
  }
  const all = verdict.platforms
    .flatMap(({ excess }) => excess)
    .filter(({ severity }) => severity === worst.severity)
    .flatMap(({ findings }) => findings);
  const count = new Set(all.map(distinctKey)).size;
  const fixable = all.every(({ fixed }) => fixed !== undefined) ? 'fixable ' : '';
  const fresh = report.baseline !== undefined && isNew(report, worst) ? 'new ' : '';
  return `scan: refused, ${count} ${fresh}${fixable}${worst.severity}`;
}

function isNew({ verdict }: ScanReport, { findings }: Excess): boolean {
  const fresh = new Set(
    findingsOf(verdict)
      .filter(({ standing }) => standing === 'new')
      .map(({ finding }) => distinctKey(finding)),
  );
  return findings.every((finding) => fresh.has(distinctKey(finding)));
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
    ...secretTable(report),
    ...findingTable(report),
    ...exceptionTable(report),
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
  const [secret] = secretsOf(verdict);
  if (secret !== undefined && gate.secrets === 'fail') return whySecret(secret);
  const [missing] = verdict.incomplete;
  if (missing === undefined)
    return ['Nothing exceeds the limits, and every package that was found could be compared.'];
  const { next, ...reason } = missing;
  const todo = next ?? 'make it readable, or accept it with incomplete: warn';
  const end =
    gate.incomplete === 'fail' ? 'what is not known cannot pass' : 'the limits hold for what is known';
  return [`${escape(describeProblem(reason))}; ${end}.  `, `**To do:** ${escape(todo)}`];
}

const whySecret = ({ what, place }: { readonly what: string; readonly place: string }): readonly string[] => [
  `${escape(what)} (${escape(place)}).  `,
  '**To do:** build the image without it, and replace the credential: whoever can pull the image has it. A later layer that deletes the file does not take it away.',
];

const fixableFirst = (a: Finding, b: Finding): number =>
  Number(a.fixed === undefined) - Number(b.fixed === undefined);

function whyRefused(
  report: ScanReport,
  worst: Excess,
  { id, severity, component, fixed }: Finding,
): readonly string[] {
  const remedy = fixed === undefined ? 'no fix is known' : `fixed in ${code(fixed)}`;
  const allowed = `${worst.allowed} ${worst.severity} allowed on ${cell(worst.platform)}`;
  const fresh = isNew(report, worst) ? ', which is not in' : ', which is, longer than it may, in';
  const origin = report.baseline === undefined ? '' : `${fresh} ${code(report.baseline)}`;
  const { name } = component.source ?? component;
  const closed = findingsOf(report.verdict).filter(
    ({ finding }) => (finding.component.source ?? finding.component).name === name && finding.fixed === fixed,
  );
  const upgrade = `upgrade ${code(name)} to ${code(fixed ?? '')} or newer, which mends ${plural(closed.length, 'finding')}`;
  const todo = fixed === undefined ? 'replace the package, or raise the limit with a reason' : upgrade;
  return [
    `${code(`${component.name} ${component.version}`)} brings ${cell(id)} (${severity}, ${remedy})${origin}; ${allowed}.  `,
    `**To pass:** ${todo}.`,
  ];
}
