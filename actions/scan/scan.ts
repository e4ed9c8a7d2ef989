import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import type { Values } from '../../shared/action/contract.ts';
import type { Outcome } from '../../shared/action/run.ts';
import { signerPorts } from '../../shared/action/signing.ts';
import { storePorts } from '../../shared/action/stores.ts';
import type { Exception } from '../../shared/advisories/exception.ts';
import { matchInventory } from '../../shared/advisories/match.ts';
import { type AdvisorySnapshot, loadAdvisories } from '../../shared/advisories/snapshot.ts';
import { digestOfJson } from '../../shared/evidence/canonical.ts';
import { type Signer, loadSigner } from '../../shared/evidence/signer.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import { type Digest, hexOf } from '../../shared/oci/digest.ts';
import { openStore } from '../../shared/oci/open.ts';
import { formatReference, repositoryName } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { cycloneDxText, toCycloneDx } from '../../shared/sbom/cyclonedx.ts';
import { toSpdx } from '../../shared/sbom/spdx.ts';
import { plural } from '../../shared/text/size.ts';
import type { contract } from './contract.ts';
import { type AttachedEvidence, type EvidenceContext, attachScan } from './evidence.ts';
import { type Gate, type JudgeContext, type Scanned, type Verdict, judge } from './gate.ts';
import { loadExceptions } from './exceptions.ts';
import { toOutcome } from './outcome.ts';
import type { ScanFiles } from './report.ts';
import { inheritedKey } from './standing.ts';
import { toSarif } from './sarif.ts';
import { type Target, readImageTarget, readSbomTarget } from './target.ts';

type Inputs = Values<(typeof contract)['inputs']>;

/** What is scanned: an image in a store, or an SBOM alone, to which nothing can be attached. */
interface Subject {
  readonly name: string;
  /** As people copy it. */
  readonly reference: string;
  readonly image?: { readonly store: ImageStore; readonly top: Descriptor };
  readonly targets: readonly Target[];
}

/** Advisories and key are loaded before the registry is asked anything; evidence is attached whatever the verdict is. */
export async function run(
  inputs: Inputs,
  context: ActionContext,
  given?: readonly Exception[],
): Promise<Outcome> {
  const { clock, workspace, log } = context;
  const startedAt = clock.now();
  const snapshot = await loadAdvisories(path.resolve(workspace, inputs.advisories));
  log.info(`Advisories: ${plural(snapshot.records, 'record')}, ${snapshot.digest}`);
  const exceptions = given ?? (await loadExceptions(inputs, context));
  const signer = inputs.image === undefined ? undefined : await loadSigner(inputs, signerPorts(context));
  const subject = await readSubject(inputs, context);
  const gate = gateOf(inputs);
  const scanned = scanTargets(subject.targets, snapshot);
  const baseline = await readBaseline(inputs, snapshot, context);
  const verdict = judge(scanned, { snapshot, gate, now: clock.now(), exceptions, baseline });
  const files = await writeFiles(subject, verdict, inputs.sourceFile, context);
  const policyDigest = policyDigestOf(gate, exceptions);
  const evidence = await attachEvidence(signer, subject, verdict, inputs.dryRun, {
    snapshot,
    policyDigest,
    baseline: inputs.baseline?.digest,
    policyUri: `${context.run.serverUrl}/${context.run.workflowRef}`,
    resourceUri: subject.name,
    invocation: invocationOf(context),
    startedAt,
    finishedAt: clock.now(),
  });
  return toOutcome({
    reference: subject.reference,
    gate,
    verdict,
    snapshot,
    policyDigest,
    files,
    evidence,
    signer: signer?.description,
    dryRun: inputs.dryRun,
    baseline: inputs.baseline === undefined ? undefined : formatReference(inputs.baseline),
    attachable: subject.image !== undefined,
    milliseconds: clock.now().getTime() - startedAt.getTime(),
  });
}

const gateOf = (inputs: Inputs): Gate => ({
  limits: {
    critical: inputs.maxCritical,
    high: inputs.maxHigh,
    medium: inputs.maxMedium,
    low: inputs.maxLow,
  },
  fixableOnly: inputs.fixableOnly,
  secrets: inputs.secrets,
  grace: { critical: inputs.graceCritical, others: inputs.graceHigh },
  incomplete: inputs.incomplete,
  maxSnapshotAge: inputs.maxSnapshotAge,
});

/** Infinity has no JSON. */
const policyDigestOf = ({ limits, ...others }: Gate, exceptions: readonly Exception[]): Digest =>
  digestOfJson({
    ...others,
    ...(exceptions.length === 0 ? {} : { exceptions }),
    limits: Object.fromEntries(
      Object.entries(limits).map(([severity, limit]) => [
        severity,
        Number.isFinite(limit) ? limit : 'unlimited',
      ]),
    ),
  });

const scanTargets = (targets: readonly Target[], snapshot: AdvisorySnapshot): readonly Scanned[] =>
  targets.map(({ label, descriptor, inventory, secrets }) => ({
    label,
    secrets,
    digest: descriptor?.digest,
    inventory,
    matched: matchInventory(inventory, snapshot),
  }));

/** What the baseline's findings are today: a verdict of another day would make everything that was published since look new. */
async function readBaseline(
  inputs: Inputs,
  snapshot: AdvisorySnapshot,
  context: ActionContext,
): Promise<JudgeContext['baseline']> {
  const { baseline } = inputs;
  if (baseline === undefined) return undefined;
  const store = openStore(baseline, storePorts(inputs, context, baseline));
  const { targets } = await readImageTarget(store, baseline.digest, context);
  return new Map(
    scanTargets(targets, snapshot).map(({ label, matched }) => [
      label,
      new Set(matched.findings.filter(({ vendored }) => !vendored).map(inheritedKey)),
    ]),
  );
}

async function readSubject(inputs: Inputs, context: ActionContext): Promise<Subject> {
  const { image, sbom = '' } = inputs;
  if (image === undefined) {
    const target = await readSbomTarget(sbom, context.workspace);
    return { name: target.label, reference: sbom, targets: [target] };
  }
  const store = openStore(image, storePorts(inputs, context, image));
  const ignoreSecrets = inputs.secrets === 'off' ? undefined : (inputs.ignoreSecrets ?? []);
  const { log, signal } = context;
  const { top, targets } = await readImageTarget(store, image.digest, { log, signal, ignoreSecrets });
  return { name: repositoryName(image), reference: formatReference(image), image: { store, top }, targets };
}

function invocationOf({ run }: ActionContext): EvidenceContext['invocation'] {
  return {
    uri: `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}/attempts/${run.runAttempt}`,
    builder: `${run.serverUrl}/${run.workflowRef}`,
    run: run.runId,
  };
}

/** SBOMs and SARIF, in a directory that the runner empties. */
async function writeFiles(
  { name, targets }: Subject,
  verdict: Verdict,
  sourceFile: string,
  { temp, clock }: ActionContext,
): Promise<ScanFiles> {
  const directory = path.join(temp, 'fixity', 'scan');
  await mkdir(directory, { recursive: true });
  const [sboms, spdx]: [string[], string[]] = [[], []];
  for (const { label, descriptor, platform, inventory } of targets) {
    if (descriptor === undefined) continue;
    const { digest } = descriptor;
    const about = {
      subject: { name, digest, ...(platform === undefined ? {} : { platform }) },
      timestamp: clock.now(),
    };
    const base = path.join(
      directory,
      `sbom-${label.replace(/[^a-z0-9]+/gi, '-')}-${hexOf(digest).slice(0, 12)}`,
    );
    await writeFile(`${base}.cdx.json`, cycloneDxText(toCycloneDx(inventory, about)));
    await writeFile(`${base}.spdx.json`, `${JSON.stringify(toSpdx(inventory, about), null, 2)}\n`);
    sboms.push(`${base}.cdx.json`);
    spdx.push(`${base}.spdx.json`);
  }
  const sarif = path.join(directory, 'scan.sarif');
  await writeFile(
    sarif,
    `${JSON.stringify(toSarif(verdict.platforms, { image: name, sourceFile }), null, 2)}\n`,
  );
  return { sarif, sboms, spdx };
}

async function attachEvidence(
  signer: Signer | undefined,
  { image, targets }: Subject,
  verdict: Verdict,
  dryRun: boolean,
  context: EvidenceContext,
): Promise<readonly AttachedEvidence[]> {
  if (signer === undefined || image === undefined) return [];
  const platforms = targets.flatMap(({ descriptor }, index) => {
    const platform = verdict.platforms[index];
    return descriptor === undefined || platform === undefined ? [] : [{ descriptor, verdict: platform }];
  });
  return attachScan(image.store, signer, image.top, platforms, context, { passed: verdict.passed, dryRun });
}
