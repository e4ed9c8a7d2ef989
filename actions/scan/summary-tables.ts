import { SEVERITIES, type Severity } from '../../shared/advisories/severity.ts';
import { predicateName } from '../../shared/evidence/predicates/known.ts';
import { shortDigest } from '../../shared/oci/digest.ts';
import { formatDuration, formatTime } from '../../shared/text/duration.ts';
import { cell, code, escape, table } from '../../shared/text/markdown.ts';
import { plural } from '../../shared/text/size.ts';
import type { Gate } from './gate.ts';
import { type ScanReport, findingsOf, secretsOf } from './report.ts';
import type { Standing } from './standing.ts';

const STANDING_TEXT: Readonly<Record<Standing, string>> = {
  new: 'new',
  due: 'inherited, due',
  'in grace': 'inherited, in grace',
  excepted: 'excepted',
  vendored: 'not counted: a copy in another package',
};

/** How many there are of each severity, how they stand, and what is allowed. */
export function countTable(report: ScanReport): string {
  const { verdict, gate, baseline } = report;
  const found = findingsOf(verdict);
  const columns: readonly Standing[] =
    baseline === undefined ? ['new', 'excepted'] : ['new', 'in grace', 'due', 'excepted'];
  const exceeded = new Set<Severity>(
    verdict.platforms.flatMap(({ excess }) => excess.map(({ severity }) => severity)),
  );
  const rows = SEVERITIES.map((severity) => {
    const counts = columns.map((column) => {
      const count = found.filter(
        ({ finding, standing }) => finding.severity === severity && standing === column,
      ).length;
      const bold = count > 0 && exceeded.has(severity) && (column === 'new' || column === 'due');
      return bold ? `**${count}**` : String(count);
    });
    return [severity, ...counts, String(verdict.counts[severity].fixable), allowedText(gate, severity)];
  });
  const names = columns.map((column) =>
    baseline === undefined && column === 'new' ? 'found' : STANDING_TEXT[column],
  );
  const allowed = gate.fixableOnly ? 'fixable allowed on a platform' : 'allowed on a platform';
  return table(['severity', ...names, 'fixable', allowed], rows);
}

function allowedText({ limits }: Gate, severity: Severity): string {
  if (severity === 'unknown') return 'as medium';
  const allowed = limits[severity];
  return Number.isFinite(allowed) ? String(allowed) : 'any';
}

/** Every exception of the policy with what it did here. */
export function exceptionTable({ verdict }: ScanReport): readonly string[] {
  if (verdict.exceptions.length === 0) return [];
  const rows = verdict.exceptions.map(({ exception: { id, advisory, owner, reason, expires }, state }) =>
    [id, advisory, owner, reason, formatTime(expires), state].map(cell),
  );
  return [table(['exception', 'advisory', 'owner', 'reason', 'until', 'state'], rows), ''];
}

/** Why the inventory or the comparison is not whole. */
export function incompleteTable({ verdict }: ScanReport): readonly string[] {
  if (verdict.incomplete.length === 0) return [];
  const rows = verdict.incomplete.map(({ what, rule, seen, next }) =>
    [what, rule ?? '–', seen ?? '–', next ?? '–'].map(cell),
  );
  return ['**Incomplete**', '', table(['what is missing', 'rule', 'seen', 'what to do'], rows), ''];
}

/** What looks like a credential, and where; never the credential. */
export function secretTable({ verdict }: ScanReport): readonly string[] {
  const rows = secretsOf(verdict).map(({ what, place }) => [cell(what), cell(place)]);
  return rows.length === 0 ? [] : [table(['looks like a credential', 'where'], rows), ''];
}

/** One row a finding, whatever number of platforms have it. */
export function findingTable({ verdict, baseline }: ScanReport): readonly string[] {
  const rows = findingsOf(verdict).map(({ finding, platforms, standing, until, exception }) => {
    const { id, severity, component, fixed, summary } = finding;
    const where = platforms.length === verdict.platforms.length ? 'all' : platforms.join(', ');
    const known = baseline === undefined && standing === 'new' ? '' : STANDING_TEXT[standing];
    const end = until === undefined ? (exception?.id ?? '') : `until ${formatTime(until)}`;
    return [
      cell([severity, known, end].filter((part) => part !== '').join(', ')),
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

/** What was compared with what, and the evidence that was attached. */
export function facts(report: ScanReport): string {
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
    secretsText(report),
    '',
    evidenceText(report),
    ...(evidence.length === 0
      ? []
      : [
          '',
          table(
            ['evidence', 'on', 'bundle', 'done'],
            evidence.map(({ label, predicateType, bundleDigest, status }) => [
              cell(predicateName(predicateType)),
              cell(label),
              bundleDigest === undefined ? '–' : code(shortDigest(bundleDigest)),
              status,
            ]),
          ),
        ]),
  ].join('\n');
}

function secretsText({ verdict }: ScanReport): string {
  const looked = verdict.platforms.filter(({ scanned }) => scanned.secrets !== undefined);
  if (looked.length === 0) return 'Nobody looked for secrets.';
  const layers = new Set(looked.flatMap(({ scanned }) => scanned.inventory.layers)).size;
  const { length } = secretsOf(verdict);
  return `Secrets: ${length === 0 ? 'none' : length} in ${plural(layers, 'layer')} and the config.`;
}

function evidenceText({ signer, attachable, dryRun }: ScanReport): string {
  if (!attachable) return 'An SBOM was scanned: there is no image to attach the result to.';
  if (signer === undefined)
    return 'Nothing was signed, so nothing is attached; a gate that wants a scan will refuse this image.';
  return dryRun ? 'A dry run: nothing was attached.' : `Signed by ${code(signer)}.`;
}

/** The digests of limits and advisories, and how long it took. */
export function footer({ policyDigest, snapshot, milliseconds }: ScanReport): string {
  const parts = [
    `limits ${code(shortDigest(policyDigest))}`,
    `advisories ${code(shortDigest(snapshot.digest))}`,
    escape(formatDuration(milliseconds)),
  ];
  return `<sub>${parts.join(' · ')}</sub>`;
}
