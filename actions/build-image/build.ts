import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import type { Outcome } from '../../shared/action/run.ts';
import { storePorts } from '../../shared/action/stores.ts';
import { type AssembleRequest, type AssembledImage, assembleImage } from '../../shared/image/assemble.ts';
import type { Finding, JudgedFinding } from '../../shared/image/checks/check.ts';
import { secretScan } from '../../shared/image/checks/secret-files.ts';
import { checkCompressor } from '../../shared/image/compression.ts';
import { layersFor } from '../../shared/image/image-file.ts';
import { layerCache } from '../../shared/image/layer-cache.ts';
import type { LayerSource } from '../../shared/image/layer-source.ts';
import { stagedStore } from '../../shared/image/staged-store.ts';
import { openStore } from '../../shared/oci/open.ts';
import { standardAnnotations, standardLabels } from './annotations.ts';
import { type ResolvedBase, resolveBase } from './base.ts';
import {
  checkImage,
  checkTree,
  describingFiles,
  inputPaths,
  refuseErrors,
  takenFiles,
  tell,
} from './checks.ts';
import type { contract } from './contract.ts';
import { deliver } from './deliver.ts';
import { buildDockerfile } from './dockerfile-build.ts';
import { isDockerfile, record } from './dockerfile-plan.ts';
import { rebuildDockerfile } from './dockerfile-rebuild.ts';
import { merge } from './merge.ts';
import { outcomeOf } from './outcome.ts';
import { type Phases, phases } from './phases.ts';
import { findPrevious } from './previous.ts';
import { type BuildInputs, type BuildPlan, loadPlan } from './plan.ts';
import { buildProvenance } from './provenance.ts';
import { notReproducible, reproduce } from './reproduce.ts';
import { type Published, asItWas, compareWithPublished, rebuildOutcome } from './rebuild.ts';
import { attachedRecipe, replay } from './recipe.ts';
import type { BuildResult } from './result.ts';
import { secretsOf } from './secret-values.ts';

type Outputs = keyof (typeof contract)['outputs'];

/** Builds one image from plain files, or joins images that other jobs built. */
export async function run(inputs: BuildInputs, context: ActionContext): Promise<Outcome<Outputs>> {
  if (inputs.mode === 'merge') return outcomeOf(await merge(inputs, context));
  const temp = mkdtempSync(path.join(context.temp, 'fixity-build-'));
  try {
    if (inputs.verifyAgainst !== undefined) return await rebuild(inputs.verifyAgainst, inputs, context, temp);
    if (isDockerfile(inputs.file)) return outcomeOf(await buildDockerfile(inputs, context, temp));
    const plan = await loadPlan(inputs, context);
    await checkCompressor(plan.file.compression);
    return outcomeOf(await build(plan, context, temp));
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

/** Builds what was published once more, and compares; nothing is stored. */
async function rebuild(
  reference: Published['reference'],
  given: BuildInputs,
  here: ActionContext,
  temp: string,
): Promise<Outcome<Outputs>> {
  const ports = storePorts(given, here, reference);
  const store = openStore(reference, ports);
  const recipe = await attachedRecipe(store, reference.digest);
  const published = { reference, store, recipe };
  const { inputs, context } =
    recipe === undefined ? { inputs: given, context: here } : replay(recipe, given, here);
  if (isDockerfile(inputs.file)) return rebuildDockerfile(published, { inputs, given }, context, temp);
  const plan = asItWas(await loadPlan(inputs, context), published);
  await checkCompressor(plan.file.compression);
  const { findings } = await checkTree(treeQuestion(plan, context), context.workspace);
  const timed = phases(context);
  const base = await timed.run('Base', () => resolveBase(plan.file, ports, blobsIn(context)));
  refuseErrors(findings, plan);
  const { image } = await assembled({ plan, context, temp, base, sources: [], timed, before: [] });
  const rebuilt = { image, base: base?.store };
  const comparison = await timed.run('Compare', () => compareWithPublished(published, rebuilt));
  return rebuildOutcome(published, comparison, rebuilt);
}

async function build(plan: BuildPlan, context: ActionContext, temp: string): Promise<BuildResult> {
  const startedOn = context.clock.now();
  const timed = phases(context);
  const ports = storePorts(plan.inputs, context, plan.inputs.image);
  const { findings, tree } = await checkTree(treeQuestion(plan, context), context.workspace);
  const base = await timed.run('Base', () => resolveBase(plan.file, ports, blobsIn(context)));
  const known = [...findings, ...(base?.finding === undefined ? [] : [base.finding])];
  const previous = await findPrevious(openStore(plan.inputs.image, ports), plan.tags);
  const sources = layerSources(plan, context);
  const work = {
    plan,
    context,
    temp,
    base,
    sources,
    timed,
    before: [...known, ...compressionFindings(plan)],
  };
  const { image, warnings, reproducible } = await assembled(work);
  const provenance = (finishedOn: Date): object =>
    buildProvenance({ plan, run: context.run, base, image, tree, startedOn, finishedOn });
  const store = stagedStore(image, base?.store);
  const bases = base === undefined ? [] : [base];
  const secrets = secretsOf(plan.inputs, context.workspace);
  const result = await deliver(
    { plan, image, base, bases, previous, store, provenance, secrets, startedOn, phases: timed },
    context,
  );
  return { ...result, warnings: [...warnings, ...result.warnings], reproducible };
}

/** Where blobs of bases are kept for the later steps of the job. */
const blobsIn = ({ temp }: ActionContext): string => path.join(temp, 'fixity', 'blobs');

const treeQuestion = (plan: BuildPlan, { workspace }: ActionContext) => ({
  ...plan,
  inputs: inputPaths(plan, workspace),
  taken: () => takenFiles(plan, workspace),
  read: new Set(describingFiles(plan).map((file) => path.resolve(realpathSync(workspace), file))),
});

/** Where layers may be found that need not be packed again. Never a registry: what another program packed would make another digest. */
function layerSources({ inputs }: BuildPlan, { workspace, clock }: ActionContext): readonly LayerSource[] {
  const { cacheDir, cacheSecret } = inputs;
  if (cacheDir === undefined) return [];
  const options = cacheSecret === undefined ? { clock } : { clock, secret: cacheSecret };
  return [layerCache(path.resolve(workspace, cacheDir), options)];
}

const compressionFindings = ({ file }: BuildPlan): readonly Finding[] =>
  file.compression === 'zstd'
    ? [
        {
          check: 'compression',
          what: 'not every runtime reads zstd layers',
          seen: 'Docker before 23 and some registries, scanners and agents stop at them',
          next: 'use gzip, or set checks.compression: off when all that pull it are known',
        },
      ]
    : [];

interface Work {
  readonly plan: BuildPlan;
  readonly context: ActionContext;
  readonly temp: string;
  readonly base: ResolvedBase | undefined;
  readonly sources: readonly LayerSource[];
  readonly timed: Phases;
  /** What was found before; it is judged with what the image itself shows, so that everything is told at once. */
  readonly before: readonly Finding[];
}

interface Assembled {
  readonly image: AssembledImage;
  readonly warnings: readonly JudgedFinding[];
  readonly reproducible: 'true' | 'unknown';
}

/** Makes the image and looks at it; nothing has left the machine when this returns or refuses. */
async function assembled(work: Work): Promise<Assembled> {
  const { plan, context, temp, base, timed } = work;
  const found = new Map<string, Finding>();
  const names = secretScan(found);
  const request: AssembleRequest = {
    ...requestOf(plan, context, base),
    spool: path.join(temp, 'layers'),
    cache: path.join(context.temp, 'fixity', 'layers'),
    inspect: () => {
      const secrets = secretScan(found);
      return ({ path: file, source }, chunk) => {
        secrets.inspect({ path: file, name: path.relative(context.workspace, source ?? '') }, chunk);
      };
    },
  };
  const image = await timed.run('Assemble', () => assembleImage({ ...request, sources: work.sources }));
  for (const entry of image.platforms.flatMap(({ layers }) => layers.flatMap(({ entries }) => entries))) {
    names.see({
      path: entry.path,
      name: entry.source === undefined ? plan.origin.path : path.relative(context.workspace, entry.source),
    });
  }
  const findings = [...work.before, ...checkImage(image, plan), ...names.findings()];
  const warnings = refuseErrors(findings, plan);
  tell(warnings, context.log);
  if (!plan.inputs.verifyReproducible) return { image, warnings, reproducible: 'unknown' };
  const difference = await timed.run('Assemble again', () =>
    reproduce(request, image, path.join(temp, 'again')),
  );
  if (difference !== undefined) throw notReproducible(difference);
  return { image, warnings, reproducible: 'true' };
}

function requestOf(
  plan: BuildPlan,
  context: ActionContext,
  base: ResolvedBase | undefined,
): Omit<AssembleRequest, 'spool' | 'cache'> {
  const { file, inputs, epoch } = plan;
  const facts = {
    run: context.run,
    destination: inputs.image,
    epoch,
    revision: plan.revision,
    version: plan.tags.version,
    base,
  };
  return {
    base,
    platforms: file.platforms.map((platform) => ({ platform, layers: layersFor(file, platform) })),
    run: { ...file.config, labels: { ...file.config.labels, ...record(inputs.labels) } },
    labels: standardLabels(facts),
    annotations: { ...standardAnnotations(facts), ...file.annotations, ...record(inputs.annotations) },
    workspace: context.workspace,
    epoch,
    compression: file.compression,
    ...(plan.ignore === undefined ? {} : { ignore: plan.ignore }),
  };
}
