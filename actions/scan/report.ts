import type { Finding } from '../../shared/advisories/match.ts';
import { SEVERITIES } from '../../shared/advisories/severity.ts';
import type { AdvisorySnapshot } from '../../shared/advisories/snapshot.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { AttachedEvidence } from './evidence.ts';
import { type Gate, type Verdict, distinctKey } from './gate.ts';

/** Paths of what was written. */
export interface ScanFiles {
  readonly sarif: string;
  readonly sboms: readonly string[];
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
    findings: findingsOf(verdict).map(({ finding, platforms }) => ({ ...finding, platforms })),
    files,
    evidence,
    signer,
    milliseconds,
  };
}

/** Distinct findings, worst first, with the platforms that have them. */
export function findingsOf(
  verdict: Verdict,
): readonly { readonly finding: Finding; readonly platforms: readonly string[] }[] {
  const found = new Map<string, { finding: Finding; platforms: string[] }>();
  for (const { scanned } of verdict.platforms) {
    for (const finding of scanned.matched.findings) {
      const key = distinctKey(finding);
      const known = found.get(key) ?? { finding, platforms: [] };
      known.platforms.push(scanned.label);
      found.set(key, known);
    }
  }
  const rank = ({ finding }: { readonly finding: Finding }): number => SEVERITIES.indexOf(finding.severity);
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
}
