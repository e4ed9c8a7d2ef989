import { SEVERITIES } from '../../shared/advisories/severity.ts';
import type { AdvisorySnapshot } from '../../shared/advisories/snapshot.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { AttachedEvidence } from './evidence.ts';
import { type Gate, type Verdict, distinctKey } from './gate.ts';
import { placeOf } from './secrets.ts';
import type { Standing, Stood } from './standing.ts';

/** Paths of what was written. */
export interface ScanFiles {
  readonly sarif: string;
  readonly sboms: readonly string[];
  readonly spdx: readonly string[];
}

/** Everything that summary, report and outputs are made of. */
export interface ScanReport {
  /** The image, or the SBOM's file. */
  readonly reference: string;
  readonly gate: Gate;
  readonly verdict: Verdict;
  readonly snapshot: AdvisorySnapshot;
  readonly policyDigest: Digest;
  readonly files: ScanFiles;
  readonly evidence: readonly AttachedEvidence[];
  /** Undefined when nothing was signed. */
  readonly signer: string | undefined;
  readonly dryRun: boolean;
  /** The image that was compared with. */
  readonly baseline: string | undefined;
  /** False for an SBOM: there is nothing to attach to. */
  readonly attachable: boolean;
  readonly milliseconds: number;
}

/** The report for tools. */
export function reportJson(report: ScanReport): unknown {
  const { reference, gate, verdict, snapshot, policyDigest, files, evidence, signer, milliseconds } = report;
  return {
    reference,
    verdict: verdict.passed ? 'pass' : 'fail',
    counts: verdict.counts,
    complete: verdict.incomplete.length === 0,
    incomplete: verdict.incomplete,
    gate: {
      ...gate,
      limits: Object.fromEntries(
        Object.entries(gate.limits).map(([severity, limit]) => [
          severity,
          Number.isFinite(limit) ? limit : 'unlimited',
        ]),
      ),
    },
    policyDigest,
    snapshot: {
      digest: snapshot.digest,
      newest: snapshot.newest,
      records: snapshot.records,
      ecosystems: [...snapshot.ecosystems],
    },
    platforms: verdict.platforms.map(({ scanned, passed, counts, incomplete }) => ({
      platform: scanned.label,
      digest: scanned.digest,
      verdict: passed ? 'pass' : 'fail',
      os: scanned.inventory.os,
      packages: scanned.inventory.components.length,
      ecosystems: scanned.matched.ecosystems,
      counts,
      incomplete,
    })),
    baseline: report.baseline,
    exceptions: verdict.exceptions,
    secrets: secretsOf(verdict),
    findings: findingsOf(verdict).map(({ finding, ...others }) => ({ ...finding, ...others })),
    files,
    evidence,
    signer,
    milliseconds,
  };
}

/** A finding with how it counts, and the platforms that have it. */
export interface Found extends Stood {
  readonly platforms: readonly string[];
}

/** Distinct findings, what counts first, then worst first. */
export function findingsOf(verdict: Verdict): readonly Found[] {
  const found = new Map<string, { stood: Stood; platforms: string[] }>();
  for (const { scanned, stood } of verdict.platforms) {
    for (const each of stood) {
      const key = `${distinctKey(each.finding)}\n${each.standing}`;
      const known = found.get(key) ?? { stood: each, platforms: [] };
      known.platforms.push(scanned.label);
      found.set(key, known);
    }
  }
  const rank = ({ finding, standing }: Found): number =>
    SEVERITIES.indexOf(finding.severity) + ORDER.indexOf(standing) * SEVERITIES.length;
  return [...found.values()]
    .map(({ stood, platforms }) => ({ ...stood, platforms }))
    .sort((a, b) => rank(a) - rank(b));
}

const ORDER: readonly Standing[] = ['new', 'due', 'in grace', 'excepted', 'vendored'];

/** What looks like a credential, and where; one of several platforms that share it is named. */
export function secretsOf(verdict: Verdict): readonly { readonly what: string; readonly place: string }[] {
  const found = new Map<string, { what: string; place: string }>();
  for (const { scanned } of verdict.platforms) {
    for (const secret of scanned.secrets ?? []) {
      const place = `${placeOf(secret, scanned.inventory.layers)}, ${scanned.label}`;
      const key = [secret.what, secret.path, secret.line].join('\n');
      if (!found.has(key)) found.set(key, { what: secret.what, place });
    }
  }
  return [...found.values()];
}
