import { attachStatement, presentStatements } from '../../shared/evidence/attach.ts';
import { digestOfJson } from '../../shared/evidence/canonical.ts';
import {
  type RecordedException,
  type RecordedFinding,
  SCANNER_URI,
  VULNERABILITIES_TYPE,
  type Invocation,
  type VulnerabilityScan,
  parseVulnerabilities,
  vulnerabilitiesPredicate,
} from '../../shared/evidence/predicates/vulnerabilities.ts';
import {
  SCAN_VERIFIER_ID,
  VERIFICATION_SUMMARY_TYPE,
  verificationSummaryPredicate,
} from '../../shared/evidence/predicates/verification-summary.ts';
import { textAt } from '../../shared/evidence/predicates/fields.ts';
import type { Signer } from '../../shared/evidence/signer.ts';
import { type Statement, contentDigest, statementAbout } from '../../shared/evidence/statement.ts';
import { loadEvidence } from '../../shared/evidence/verify.ts';
import type { AdvisorySnapshot } from '../../shared/advisories/snapshot.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { UserError } from '../../shared/text/error.ts';
import type { PlatformVerdict, Verdict } from './gate.ts';
import type { Stood } from './standing.ts';

/** The version of what is read and how it is compared: another one may find other things in the same bytes. */
const SCANNER_VERSION = '1';

/** A scan that says the same as one of the last hour, by the same signer, is not written again. */
const REUSE_MILLISECONDS = 60 * 60 * 1000;

export interface EvidenceContext {
  readonly snapshot: AdvisorySnapshot;
  readonly policyDigest: Digest;
  /** The image that was compared with. */
  readonly baseline: Digest | undefined;
  readonly policyUri: string;
  readonly resourceUri: string;
  readonly invocation: Invocation;
  readonly startedAt: Date;
  readonly finishedAt: Date;
}

export interface AttachedEvidence {
  readonly label: string;
  readonly subject: Digest;
  readonly predicateType: string;
  readonly status: 'written' | 'unchanged' | 'would write';
  readonly bundleDigest?: Digest;
}

/** What a scan recorded about one platform. */
function toScan(
  { scanned, stood, passed, counts, incomplete }: PlatformVerdict,
  context: EvidenceContext,
): VulnerabilityScan {
  const { inventory, matched } = scanned;
  const { snapshot, startedAt, finishedAt, policyDigest, baseline } = context;
  const told = stood.filter(({ standing }) => standing !== 'vendored');
  // First what exceptions cover: a list that is cut must not hide them.
  const recorded = told
    .toSorted((a, b) => Number(b.exception !== undefined) - Number(a.exception !== undefined))
    .map(toRecorded);
  const exceptions = recordedExceptions(told);
  return {
    startedAt,
    finishedAt,
    version: SCANNER_VERSION,
    verdict: passed ? 'pass' : 'fail',
    counts,
    complete: incomplete.length === 0,
    incomplete: incomplete.map(({ what, seen }) => (seen === undefined ? what : `${what}: ${seen}`)),
    packages: inventory.components.length,
    ecosystems: matched.ecosystems,
    snapshot: { digest: snapshot.digest, newest: snapshot.newest, records: snapshot.records },
    policyDigest,
    sbom: digestOfJson(inventory.components),
    ...(baseline === undefined ? {} : { baseline }),
    ...(scanned.secrets === undefined ? {} : { secrets: scanned.secrets.length }),
    ...(exceptions.length === 0 ? {} : { exceptions }),
    findings: recorded,
    findingsTotal: recorded.length,
  };
}

const recordedExceptions = (stood: readonly Stood[]): readonly RecordedException[] => {
  const used = new Map(
    stood.flatMap(({ exception }) => (exception === undefined ? [] : [[exception.id, exception]])),
  );
  return [...used.values()].map(({ id, advisory, package: name }) => ({
    id,
    advisory,
    ...(name === undefined ? {} : { package: name }),
  }));
};

const toRecorded = ({
  finding: { id, aliases, severity, component, fixed },
  exception,
}: Stood): RecordedFinding => ({
  id,
  aliases,
  severity,
  purl: component.purl,
  ...(fixed === undefined ? {} : { fixed }),
  ...(exception === undefined ? {} : { exception: exception.id }),
});

/** Attaches a record to each platform manifest, and a summary of all of them to the image. A refusal is attached like a pass. */
export async function attachScan(
  store: ImageStore,
  signer: Signer,
  top: Descriptor,
  platforms: readonly { readonly descriptor: Descriptor; readonly verdict: PlatformVerdict }[],
  context: EvidenceContext,
  options: { readonly passed: Verdict['passed']; readonly dryRun: boolean },
): Promise<readonly AttachedEvidence[]> {
  const entries: AttachedEvidence[] = [];
  const times: number[] = [];
  for (const { descriptor, verdict } of platforms) {
    const scan = toScan(verdict, context);
    const known = await recentScan(store, signer, descriptor, scan);
    const statement =
      known ??
      statementAbout([descriptor], VULNERABILITIES_TYPE, vulnerabilitiesPredicate(scan, context.invocation));
    const { finishedAt } = known === undefined ? scan : parseVulnerabilities(known.predicate);
    times.push(finishedAt.getTime());
    entries.push(
      await attach(store, signer, { label: verdict.scanned.label, descriptor, statement }, options.dryRun),
    );
  }
  const summary = statementAbout(
    [top],
    VERIFICATION_SUMMARY_TYPE,
    summaryPredicate(platforms, entries, context, new Date(Math.max(...times)), options.passed),
  );
  entries.push(
    await attach(store, signer, { label: 'image', descriptor: top, statement: summary }, options.dryRun),
  );
  return entries;
}

const summaryPredicate = (
  platforms: readonly { readonly descriptor: Descriptor; readonly verdict: PlatformVerdict }[],
  entries: readonly AttachedEvidence[],
  context: EvidenceContext,
  verifiedAt: Date,
  passed: boolean,
) =>
  verificationSummaryPredicate({
    verifierId: SCAN_VERIFIER_ID,
    verifiedAt,
    resourceUri: context.resourceUri,
    policy: { uri: context.policyUri, digest: context.policyDigest },
    inputs: entries.flatMap(({ bundleDigest }) => (bundleDigest === undefined ? [] : [bundleDigest])),
    passed,
    platforms: platforms.map(({ descriptor, verdict }) => ({
      digest: descriptor.digest,
      platform: verdict.scanned.label,
      passed: verdict.passed,
    })),
  });

interface Attachment {
  readonly label: string;
  readonly descriptor: Descriptor;
  readonly statement: Statement;
}

async function attach(
  store: ImageStore,
  signer: Signer,
  { label, descriptor, statement }: Attachment,
  dryRun: boolean,
): Promise<AttachedEvidence> {
  const facts = { label, subject: descriptor.digest, predicateType: statement.predicateType };
  if (dryRun) {
    const present = await presentStatements(store, signer, [statement], descriptor);
    const known = present.get(contentDigest(statement));
    return known === undefined
      ? { ...facts, status: 'would write' }
      : { ...facts, status: 'unchanged', bundleDigest: known.bundleDigest };
  }
  const { status, bundleDigest } = await attachStatement(store, signer, statement, descriptor);
  return { ...facts, status, bundleDigest };
}

/** This signer's newest statement, if it is of the last hour and differs from `scan` in nothing but its times. */
async function recentScan(
  store: ImageStore,
  signer: Signer,
  { digest }: Descriptor,
  scan: VulnerabilityScan,
): Promise<Statement | undefined> {
  const { accepted } = await loadEvidence([store], digest, [signer.trust]);
  const mine = accepted
    .filter(({ predicateType }) => predicateType === VULNERABILITIES_TYPE)
    .flatMap(({ statement }) => {
      const read = readOwn(statement);
      return read === undefined ? [] : [{ statement, read }];
    })
    .sort((a, b) => b.read.finishedAt.getTime() - a.read.finishedAt.getTime());
  const [newest] = mine;
  if (newest === undefined || comparable(newest.read) !== comparable(scan)) return undefined;
  const age = scan.finishedAt.getTime() - newest.read.finishedAt.getTime();
  return age >= 0 && age < REUSE_MILLISECONDS ? newest.statement : undefined;
}

function readOwn({ predicate }: Statement): VulnerabilityScan | undefined {
  try {
    const own = textAt(predicate, 'scanner.uri') === SCANNER_URI;
    return own ? parseVulnerabilities(predicate) : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Everything but the times; the findings follow from the SBOM and the snapshot. */
const comparable = (scan: VulnerabilityScan): Digest =>
  digestOfJson({ ...scan, startedAt: '', finishedAt: '', findings: [] });
