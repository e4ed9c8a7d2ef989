import { createHash } from 'node:crypto';
import type { Finding } from '../../shared/advisories/match.ts';
import type { Severity } from '../../shared/advisories/severity.ts';
import { parsePurl, formatPurl } from '../../shared/sbom/purl.ts';
import { code, escape } from '../../shared/text/markdown.ts';
import type { PlatformVerdict } from './gate.ts';
import type { Stood } from './standing.ts';

export interface SarifOptions {
  /** The repository's name: it keeps the alerts of two images apart. */
  readonly image: string;
  /** The file of the repository that the findings are shown at. */
  readonly sourceFile: string;
}

type Json = Readonly<Record<string, unknown>>;

/** GitHub keeps this many results of a run. */
const MAX_RESULTS = 5_000;

const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  unknown: 'warning',
};

/** What GitHub sorts by, where no CVSS score is known: the middle of each severity's range. */
const SCORE: Readonly<Record<Severity, number>> = {
  critical: 9.5,
  high: 8,
  medium: 5.5,
  low: 2,
  unknown: 5.5,
};

/** The findings as SARIF 2.1.0 within GitHub's limits: one run a platform, one location a result, the worst first. */
export function toSarif(platforms: readonly PlatformVerdict[], options: SarifOptions): Json {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: platforms.map((platform) => toRun(platform, options)),
  };
}

function toRun({ scanned: { label }, stood }: PlatformVerdict, options: SarifOptions): Json {
  const kept = stood.slice(0, MAX_RESULTS);
  const findings = kept.map(({ finding }) => finding);
  const rules = [...new Map(findings.map((finding) => [finding.id, finding])).values()];
  const places = new Map(rules.map(({ id }, index) => [id, index]));
  const ruleIndex = (id: string): number => places.get(id) ?? -1;
  return {
    tool: {
      driver: {
        name: 'Fixity scan',
        informationUri: 'https://github.com/fixity-actions/fixity',
        rules: rules.map(toRule),
      },
    },
    automationDetails: { id: `scan/${options.image}/${label}/` },
    columnKind: 'utf16CodeUnits',
    results: kept.map((each) => toResult(each, ruleIndex(each.finding.id), label, options)),
  };
}

function toRule(finding: Finding): Json {
  const summary = finding.summary === '' ? finding.id : finding.summary;
  const names = [finding.id, ...finding.aliases];
  return {
    id: finding.id,
    name: finding.id,
    shortDescription: { text: summary },
    fullDescription: { text: `${summary} (${names.join(', ')})` },
    helpUri: `https://osv.dev/vulnerability/${encodeURIComponent(finding.id)}`,
    help: {
      text: `${summary}. Known as ${names.join(', ')}.`,
      markdown: `${escape(summary)}\n\nKnown as ${names.map(code).join(', ')}.`,
    },
    defaultConfiguration: { level: LEVEL[finding.severity] },
    properties: {
      tags: ['security', 'vulnerability', finding.severity],
      'security-severity': (finding.score ?? SCORE[finding.severity]).toFixed(1),
    },
  };
}

function toResult(
  { finding, exception, standing }: Stood,
  ruleIndex: number,
  label: string,
  { sourceFile }: SarifOptions,
): Json {
  const { component, fixed, paths } = finding;
  const remedy = fixed === undefined ? 'no fixed version is known' : `fixed in ${fixed}`;
  return {
    ruleId: finding.id,
    ruleIndex,
    level: standing === 'vendored' ? 'note' : LEVEL[finding.severity],
    message: {
      text: `${component.name} ${component.version} on ${label}: ${finding.id} (${finding.severity}), ${remedy}`,
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: sourceFile, uriBaseId: '%SRCROOT%' },
          region: { startLine: 1 },
        },
        logicalLocations: [
          { fullyQualifiedName: component.purl, kind: 'package' },
          ...(component.layer === undefined ? [] : [{ fullyQualifiedName: component.layer, kind: 'layer' }]),
        ],
      },
    ],
    ...(exception === undefined
      ? {}
      : {
          suppressions: [
            { kind: 'external', status: 'accepted', justification: `${exception.id}: ${exception.reason}` },
          ],
        }),
    partialFingerprints: { 'fixity/v1': fingerprint(finding, paths[0] ?? '') },
  };
}

/** Without the version, so that an upgrade that does not help keeps its alert. */
function fingerprint({ id, component }: Finding, path: string): string {
  const { type, namespace, name } = parsePurl(component.purl);
  const purl = formatPurl({ type, name, ...(namespace === undefined ? {} : { namespace }) });
  return createHash('sha256').update([id, purl, path].join('\n')).digest('hex').slice(0, 32);
}
