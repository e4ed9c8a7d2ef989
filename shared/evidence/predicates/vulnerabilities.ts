import { type Digest, isDigest } from '../../oci/digest.ts';
import { UserError } from '../../text/error.ts';
import { at, textAt, timeAt } from './fields.ts';

/** cosign's vulnerability scan record (sigstore/cosign, specs/COSIGN_VULN_ATTESTATION_SPEC.md). */
export const VULNERABILITIES_TYPE = 'https://cosign.sigstore.dev/attestation/vuln/v1';

/** What scans by Fixity name as their scanner; it tells them apart from other scanners' about the same image. */
export const SCANNER_URI = 'https://fixity-actions.github.io/scan';

export type CountedSeverity = 'critical' | 'high' | 'medium' | 'low' | 'unknown';
export const COUNTED_SEVERITIES: readonly CountedSeverity[] = [
  'critical',
  'high',
  'medium',
  'low',
  'unknown',
];

/** Findings that no exception covers, and how many of them a newer version mends. */
export interface SeverityCount {
  readonly found: number;
  readonly fixable: number;
}

export interface RecordedFinding {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly severity: CountedSeverity;
  readonly purl: string;
  readonly fixed?: string;
  /** The id of the exception that covers it. */
  readonly exception?: string;
}

/** An exception that a finding was covered by, as it was then. */
export interface RecordedException {
  readonly id: string;
  readonly advisory: string;
  readonly package?: string;
}

/** What a scan found in one platform manifest. */
export interface VulnerabilityScan {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly version: string;
  readonly verdict: 'pass' | 'fail';
  readonly counts: Readonly<Record<CountedSeverity, SeverityCount>>;
  /** Everything that the catalogues and advisories know was seen; `incomplete` says what was not. */
  readonly complete: boolean;
  readonly incomplete: readonly string[];
  readonly packages: number;
  readonly ecosystems: readonly string[];
  readonly snapshot: { readonly digest: Digest; readonly newest: Date | undefined; readonly records: number };
  readonly policyDigest: Digest;
  /** The image that it was compared with; findings of that image too may have been given time. */
  readonly baseline?: Digest;
  /** Places with something that looks like a credential; undefined when nobody looked. */
  readonly secrets?: number;
  /** Of the inventory, without the time it was made at. */
  readonly sbom: string;
  /** Those that cover a finding; absent when there is none. */
  readonly exceptions?: readonly RecordedException[];
  readonly findings: readonly RecordedFinding[];
  /** How many findings there are; fewer may be listed. */
  readonly findingsTotal: number;
}

/** Where the run can be seen: `invocation` of the specification. */
export interface Invocation {
  readonly uri: string;
  readonly builder: string;
  readonly run: string;
}

export interface VulnerabilitiesPredicate {
  readonly invocation: {
    readonly uri: string;
    readonly event_id: string;
    readonly 'builder.id': string;
  };
  readonly scanner: {
    readonly uri: string;
    readonly version: string;
    readonly db: { readonly uri: string; readonly version: string; readonly lastUpdate?: string };
    /** cosign's struct keeps this as it is and drops unknown fields elsewhere. */
    readonly result: Readonly<Record<string, unknown>>;
  };
  readonly metadata: { readonly scanStartedOn: string; readonly scanFinishedOn: string };
}

/** The predicate; findings past `MAX_FINDINGS` are counted and not listed. */
export function vulnerabilitiesPredicate(
  scan: VulnerabilityScan,
  invocation: Invocation,
): VulnerabilitiesPredicate {
  const { startedAt, finishedAt, version, snapshot, findings, ...facts } = scan;
  const newest = snapshot.newest?.toISOString();
  return {
    invocation: { uri: invocation.uri, event_id: invocation.run, 'builder.id': invocation.builder },
    scanner: {
      uri: SCANNER_URI,
      version,
      db: {
        uri: 'https://ossf.github.io/osv-schema/',
        version: snapshot.digest,
        ...(newest === undefined ? {} : { lastUpdate: newest }),
      },
      result: {
        ...facts,
        snapshot: {
          digest: snapshot.digest,
          records: snapshot.records,
          ...(newest === undefined ? {} : { newest }),
        },
        findings: findings.slice(0, MAX_FINDINGS),
      },
    },
    metadata: { scanStartedOn: startedAt.toISOString(), scanFinishedOn: finishedAt.toISOString() },
  };
}

export const MAX_FINDINGS = 2_000;

/**
 * Reads what a scan of ours recorded; unknown fields are passed over.
 * @throws UserError that names the field, also for another scanner's record: its result has no shape that we know.
 */
export function parseVulnerabilities(value: unknown): VulnerabilityScan {
  const result = at(value, 'scanner.result');
  const [startedAt, finishedAt] = [
    timeAt(value, 'metadata.scanStartedOn'),
    timeAt(value, 'metadata.scanFinishedOn'),
  ];
  if (finishedAt === undefined) throw malformed('metadata.scanFinishedOn', 'a time with its zone');
  const verdict = textAt(result, 'verdict');
  if (verdict !== 'pass' && verdict !== 'fail') throw malformed('scanner.result.verdict', 'pass or fail');
  const complete = at(result, 'complete');
  if (typeof complete !== 'boolean') throw malformed('scanner.result.complete', 'true or false');
  const baseline = at(result, 'baseline') === undefined ? undefined : digestAt(result, 'baseline');
  const findings = listOf(at(result, 'findings')).map(parseFinding);
  const exceptions = listOf(at(result, 'exceptions')).map(parseException);
  return {
    startedAt: startedAt ?? finishedAt,
    finishedAt,
    version: textAt(value, 'scanner.version') ?? '',
    verdict,
    counts: parseCounts(at(result, 'counts')),
    complete,
    incomplete: texts(at(result, 'incomplete')),
    packages: countAt(result, 'packages'),
    ecosystems: texts(at(result, 'ecosystems')),
    snapshot: {
      digest: digestAt(result, 'snapshot.digest'),
      newest: timeAt(result, 'snapshot.newest'),
      records: countAt(result, 'snapshot.records'),
    },
    policyDigest: digestAt(result, 'policyDigest'),
    ...(baseline === undefined ? {} : { baseline }),
    ...(at(result, 'secrets') === undefined ? {} : { secrets: countAt(result, 'secrets') }),
    sbom: textAt(result, 'sbom') ?? '',
    ...(exceptions.length === 0 ? {} : { exceptions }),
    findings,
    findingsTotal: countAt(result, 'findingsTotal'),
  };
}

function parseCounts(value: unknown): VulnerabilityScan['counts'] {
  const entries = COUNTED_SEVERITIES.map((severity) => {
    const count = {
      found: countAt(value, `${severity}.found`),
      fixable: countAt(value, `${severity}.fixable`),
    };
    return [severity, count] as const;
  });
  return Object.fromEntries(entries) as Record<CountedSeverity, SeverityCount>;
}

function parseFinding(value: unknown): RecordedFinding {
  const [id, purl, fixed] = [textAt(value, 'id'), textAt(value, 'purl'), textAt(value, 'fixed')];
  const severity = COUNTED_SEVERITIES.find((each) => each === textAt(value, 'severity'));
  const exception = textAt(value, 'exception');
  if (id === undefined || purl === undefined || severity === undefined) {
    throw malformed('scanner.result.findings', 'each has id, purl and severity');
  }
  return {
    id,
    aliases: texts(at(value, 'aliases')),
    severity,
    purl,
    ...(fixed === undefined ? {} : { fixed }),
    ...(exception === undefined ? {} : { exception }),
  };
}

function parseException(value: unknown): RecordedException {
  const [id, advisory, name] = [textAt(value, 'id'), textAt(value, 'advisory'), textAt(value, 'package')];
  if (id === undefined || advisory === undefined) {
    throw malformed('scanner.result.exceptions', 'each has id and advisory');
  }
  return { id, advisory, ...(name === undefined ? {} : { package: name }) };
}

function countAt(value: unknown, path: string): number {
  const count = at(value, path);
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  throw malformed(`scanner.result … ${path}`, 'a whole number');
}

function digestAt(value: unknown, path: string): Digest {
  const text = textAt(value, path) ?? '';
  if (!isDigest(text)) throw malformed(`scanner.result.${path}`, 'a digest');
  return text;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const texts = (value: unknown): readonly string[] =>
  listOf(value).filter((each): each is string => typeof each === 'string');

const malformed = (field: string, rule: string): UserError =>
  new UserError({ what: `malformed vulnerability scan at ${field}`, rule });
