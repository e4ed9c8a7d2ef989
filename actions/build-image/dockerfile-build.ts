import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import { storePorts } from '../../shared/action/stores.ts';
import type { AssembledImage, PlatformImage } from '../../shared/image/assemble.ts';
import type { Finding, JudgedFinding } from '../../shared/image/checks/check.ts';
import { checkConfig } from '../../shared/image/checks/config-checks.ts';
import { checkFiles } from '../../shared/image/checks/file-checks.ts';
import { secretScan } from '../../shared/image/checks/secret-files.ts';
import { annotateImage, joinImages } from '../../shared/image/import-image.ts';
import { inspectLayers } from '../../shared/image/inspect-image.ts';
import { stagedStore } from '../../shared/image/staged-store.ts';
import { isImageIndex } from '../../shared/oci/manifest.ts';
import { openStore } from '../../shared/oci/open.ts';
import { UserError } from '../../shared/text/error.ts';
import { basesOf } from './bases.ts';
import { standardAnnotations, standardLabels } from './annotations.ts';
import { buildWithBuildah } from './builders/buildah.ts';
import { buildWithBuildx } from './builders/buildx.ts';
import { type Chosen, chooseBuilder } from './builders/choose.ts';
import { builderEnvironment } from './builders/environment.ts';
import { findBuilders } from './builders/found.ts';
import type { BuildRequest, BuilderPorts, BuiltImage } from './builders/request.ts';
import { type TargetBase, targetBaseImages } from './builders/target-base.ts';
import { checkTree, refuseErrors } from './checks.ts';
import { deliver } from './deliver.ts';
import {
  type DockerfilePlan,
  buildRequest,
  dockerfileFindings,
  loadDockerfilePlan,
  record,
} from './dockerfile-plan.ts';
import { phases } from './phases.ts';
import type { BuildInputs } from './plan.ts';
import { dockerfileProvenance } from './provenance.ts';
import { firstDifference, notReproducible } from './reproduce.ts';
import type { BuildResult } from './result.ts';

/** Builds what a Dockerfile says with BuildKit or buildah, then treats the image as every other. `temp` is this build's own. */
export async function buildDockerfile(
  inputs: BuildInputs,
  context: ActionContext,
  temp: string,
): Promise<BuildResult> {
  for (const { value } of inputs.secrets ?? []) context.mask(value);
  const plan = await loadDockerfilePlan(inputs, context);
  const startedOn = context.clock.now();
  const ports = portsOf(inputs, context, temp);
  const labels = standardLabels(factsOf(plan, context));
  const asked = buildRequest(plan, context, path.join(temp, 'image'));
  const request: BuildRequest = { ...asked, labels: { ...labels, ...asked.labels } };
  const { findings, tree } = await checkTree({ ...plan, inputs: [inputs.file] }, context.workspace);
  const before = [...findings, ...(await dockerfileFindings(request, ports.stores))];
  refuseErrors(before, plan);
  const chosen = await choose(plan, request, ports);
  context.log.info(`builder: ${chosen.builder} (${chosen.why})`);
  const timed = phases(context);
  const built = await timed.run('Build', () => runBuilder(chosen, request, ports));
  const image = await read(built, plan, context, ports);
  const base = await targetBaseImages(request, ports.stores);
  const after = await timed.run('Checks', () => imageFindings(image, base));
  const warnings = [...refuseErrors([...before, ...after], plan), ...ofBuilder(built)];
  for (const { what } of warnings) context.log.warn(what);
  const reproducible = await verify(plan, context, chosen, request, ports, image);
  const provenance = (finishedOn: Date): object =>
    dockerfileProvenance({ plan, run: context.run, image, tree, startedOn, finishedOn, built, request });
  const store = stagedStore(image, undefined);
  const bases = await basesOf(built, base, ports.stores);
  const result = await deliver(
    { plan, image, base: undefined, bases, store, provenance, startedOn, phases: timed },
    context,
  );
  return { ...result, warnings: [...warnings, ...result.warnings], reproducible };
}

function portsOf(inputs: BuildInputs, context: ActionContext, temp: string): BuilderPorts {
  const scratch = path.join(temp, 'builder');
  mkdirSync(scratch, { recursive: true });
  return {
    stores: storePorts(inputs, context, inputs.image),
    env: builderEnvironment((name) => context.variable(name), context.dockerConfig),
    temp: scratch,
    log: context.log,
  };
}

const factsOf = (plan: DockerfilePlan, { run }: ActionContext) => ({
  run,
  destination: plan.inputs.image,
  epoch: plan.epoch,
  revision: plan.revision,
  version: plan.tags.version,
  base: undefined,
});

async function choose(plan: DockerfilePlan, request: BuildRequest, ports: BuilderPorts): Promise<Chosen> {
  const { builder: wanted } = plan.inputs;
  const found = await findBuilders(ports);
  const chosen = chooseBuilder(
    { wanted, dockerfile: request.dockerfile, platforms: request.platforms, output: 'layout' },
    found,
  );
  if ('what' in chosen) throw new UserError(chosen);
  return chosen;
}

async function runBuilder(chosen: Chosen, request: BuildRequest, ports: BuilderPorts): Promise<BuiltImage> {
  switch (chosen.builder) {
    case 'buildkit':
      return buildWithBuildx(request, chosen.found, ports);
    case 'buildah':
      return buildWithBuildah(request, chosen.found, ports);
    case 'assemble':
      throw new Error('a Dockerfile is not assembled');
  }
}

async function read(
  built: BuiltImage,
  plan: DockerfilePlan,
  context: ActionContext,
  ports: BuilderPorts,
): Promise<AssembledImage> {
  const store = openStore(built.reference, ports.stores);
  const annotations = { ...standardAnnotations(factsOf(plan, context)), ...record(plan.inputs.annotations) };
  return annotateImage(
    await joinImages([{ name: built.builder, store, digest: built.digest }], annotations),
    annotations,
  );
}

/** Layers of the base are not this build's to judge. */
async function imageFindings(
  image: AssembledImage,
  base: TargetBase | undefined,
): Promise<readonly Finding[]> {
  const secrets = secretScan();
  const findings: Finding[] = [];
  for (const each of image.platforms) {
    findings.push(...checkConfig(each.config.config ?? {}));
    findings.push(...checkFiles(await inspectLayers(ownLayers(each, base), secrets)));
  }
  const all = [
    ...findings,
    ...secrets
      .findings()
      .map(({ at, ...finding }) => ({ ...finding, ...(at && { seen: `line ${at.line}` }) })),
  ];
  return [...new Map(all.map((finding) => [JSON.stringify(finding), finding])).values()];
}

function ownLayers(
  { platform, layers }: PlatformImage,
  base: TargetBase | undefined,
): PlatformImage['layers'] {
  const below = base?.forPlatform(platform)?.manifest.content;
  if (below === undefined || isImageIndex(below)) return layers;
  const known = new Set(below.layers.map(({ digest }) => digest));
  return layers.filter(({ descriptor }) => !known.has(descriptor.digest));
}

const ofBuilder = ({ warnings }: BuiltImage): readonly JudgedFinding[] =>
  warnings.map((warning) => ({ ...warning, check: 'builder', level: 'warn' }));

/** Builds again without any cache, and compares. */
async function verify(
  plan: DockerfilePlan,
  context: ActionContext,
  chosen: Chosen,
  request: BuildRequest,
  ports: BuilderPorts,
  first: AssembledImage,
): Promise<'true' | 'unknown'> {
  if (!plan.inputs.verifyReproducible) return 'unknown';
  const temp = path.join(ports.temp, 'again');
  mkdirSync(temp);
  const output = { kind: 'layout' as const, path: path.join(temp, 'image') };
  const again = await runBuilder(
    chosen,
    { ...request, output, noCache: true, cacheTo: [] },
    { ...ports, temp },
  );
  const difference = await firstDifference(first, await read(again, plan, context, ports));
  if (difference !== undefined) throw notReproducible(difference);
  return 'true';
}
