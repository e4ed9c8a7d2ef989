import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import type { Outcome } from '../../shared/action/run.ts';
import { signerPorts } from '../../shared/action/signing.ts';
import { storePorts } from '../../shared/action/stores.ts';
import { type Signer, loadSigner } from '../../shared/evidence/signer.ts';
import type { CanaryPredicate } from '../../shared/evidence/predicates/canary.ts';
import { openStore } from '../../shared/oci/open.ts';
import { formatReference, withDigest } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { UserError, messageOf } from '../../shared/text/error.ts';
import type { contract } from './contract.ts';
import { attachVerdict } from './evidence.ts';
import { progressLine } from './progress.ts';
import { predicateOf, reportOf } from './report.ts';
import { prometheusApi } from './prometheus-api.ts';
import { createSender } from './request.ts';
import { type CanaryInputs, describeProvider, planOf } from './settings.ts';
import { type SourcePorts, learn, openProvider } from './source.ts';
import { type Subjects, readSubjects } from './subjects.ts';
import { type Signing, headline, summarise } from './summary.ts';
import type { Decision, Judgement } from './verdict.ts';
import { watch } from './watch.ts';

/** What a run takes from the outside. */
export interface CanaryPorts extends SourcePorts {
  readonly store: ImageStore;
  readonly signer: Signer | undefined;
}

type CanaryOutcome = Outcome<keyof typeof contract.outputs>;

/** The program of the action: opens the store and the key before the run, so that neither is missed after half an hour. */
export async function run(inputs: CanaryInputs, context: ActionContext): Promise<CanaryOutcome> {
  const readFile = (file: string): string => readText(path.resolve(context.workspace, file), file);
  const signer = inputs.dryRun ? undefined : await loadSigner(inputs, signerPorts(context));
  return verifyCanary(
    inputs,
    {
      store: openStore(inputs.image, storePorts(inputs, context, inputs.image)),
      signer,
      clock: context.clock,
      stopwatch: () => performance.now(),
      signal: context.signal,
      log: context.log,
      createSender,
      prometheus: prometheusApi,
      readFile,
    },
    runOf(context),
  );
}

function readText(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(
      { what: `${name} cannot be read`, rule: 'a file below the workspace' },
      { cause: error },
    );
  }
}

function runOf({ run }: ActionContext): CanaryPredicate['run'] {
  if (run.repository === '' || run.runId === '') return {};
  return { url: `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}`, attempt: run.runAttempt };
}

/** Runs the comparison, signs the verdict, and reports. */
export async function verifyCanary(
  inputs: CanaryInputs,
  ports: CanaryPorts,
  run: CanaryPredicate['run'],
): Promise<CanaryOutcome> {
  const { image } = inputs;
  const subjects = await readSubjects(ports.store, image.digest, inputs.platform);
  const startedAt = ports.clock.now();
  const judgement = await compare(inputs, ports, subjects);
  const predicate = predicateOf(judgement, {
    environment: inputs.environment,
    platform: subjects.platform,
    provider: describeProvider(inputs),
    binding: bindingOf(inputs),
    startedAt,
    finishedAt: ports.clock.now(),
    run,
  });
  ports.log.info(`${headline(predicate)}: ${predicate.reason.text}`);
  const signing = await sign(inputs, ports, predicate, subjects);
  return outcomeOf(predicate, judgement, {
    image: formatReference(withDigest(image, image.digest)),
    signing,
  });
}

async function compare(
  inputs: CanaryInputs,
  ports: CanaryPorts,
  subjects: Subjects,
): Promise<Judgement & { readonly decision: Decision }> {
  const plan = planOf(inputs, await learn(inputs, ports));
  const digests = subjects.all.map(({ digest }) => digest);
  return watch(plan, openProvider(inputs, plan, ports, digests), ports.signal, (judgement) => {
    ports.log.info(progressLine(judgement));
  });
}

function bindingOf({ versionHeader, versionPath, version }: CanaryInputs): CanaryPredicate['binding'] {
  if (versionHeader === undefined && versionPath === undefined) return { by: 'asserted' };
  return {
    by: versionHeader === undefined ? 'page' : 'header',
    ...(versionHeader === undefined ? {} : { header: versionHeader }),
    ...(versionPath === undefined ? {} : { page: versionPath.replace(/\?.*/, '') }),
    ...(version === undefined ? {} : { version }),
  };
}

/** A cancelled job has seconds left: nothing is begun that could be half done. */
async function sign(
  inputs: CanaryInputs,
  { store, signer, signal }: CanaryPorts,
  predicate: CanaryPredicate,
  subjects: Subjects,
): Promise<Signing> {
  if (inputs.dryRun) return { status: 'not signed', why: 'dry-run writes nothing' };
  if (signal.aborted) return { status: 'not signed', why: 'the job was cancelled' };
  if (signer === undefined)
    return { status: 'not signed', why: 'no signer was asked for; no gate will find this verdict' };
  try {
    const bundles = await attachVerdict(store, signer, predicate, subjects);
    return { status: 'signed', by: signer.description, bundles };
  } catch (error) {
    // A PASS that no gate will find must not look done; what is not a PASS must be told whatever the registry does.
    if (predicate.verdict === 'pass') throw error;
    return { status: 'not signed', why: messageOf(error) };
  }
}

const RESULT = { pass: 'done', fail: 'refused', inconclusive: 'inconclusive' } as const;

function outcomeOf(
  predicate: CanaryPredicate,
  judgement: Judgement,
  { image, signing }: { readonly image: string; readonly signing: Signing },
): CanaryOutcome {
  const { verdict, reason, metrics, decidedAfterSeconds } = predicate;
  return {
    result: RESULT[verdict],
    headline: headline(predicate),
    outputs: {
      verdict,
      reason: reason.text,
      decidedAfter: decidedAfterSeconds,
      effects: metrics.map(({ name, verdict, canary, baseline, effect }) => ({
        name,
        verdict,
        canary,
        baseline,
        ...effect,
      })),
      bundleDigests: signing.status === 'signed' ? signing.bundles.join('\n') : '',
    },
    summary: summarise({ predicate, samples: judgement.samples, image, signing }),
    report: reportOf(predicate, judgement),
    problems: verdict === 'pass' ? [] : [{ what: headline(predicate), rule: reason.text }],
  };
}
