import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import { storePorts } from '../../shared/action/stores.ts';
import type { RemoteSource } from '../../shared/dockerfile/remote-source.ts';
import type { ResourceDescriptor } from '../../shared/evidence/predicates/provenance.ts';
import type { AssembledImage } from '../../shared/image/assemble.ts';
import type { Finding } from '../../shared/image/checks/check.ts';
import { annotateImage, joinImages } from '../../shared/image/import-image.ts';
import type { Platform } from '../../shared/oci/descriptor.ts';
import { openStore } from '../../shared/oci/open.ts';
import { type Problem, UserError } from '../../shared/text/error.ts';
import { standardAnnotations, standardLabels } from './annotations.ts';
import { checkStored } from './builders/attestations.ts';
import { HOST } from './builders/build-arguments.ts';
import { buildWithBuildah } from './builders/buildah.ts';
import { parseBuildKitProvenance } from './builders/buildkit-provenance.ts';
import { buildWithBuildx } from './builders/buildx.ts';
import { type Chosen, chooseBuilder } from './builders/choose.ts';
import { namedContexts } from './builders/context.ts';
import { builderEnvironment } from './builders/environment.ts';
import { findBuilders } from './builders/found.ts';
import { type PinnedRequest, pinImages } from './builders/pin.ts';
import type { BuildRequest, BuilderPorts, BuiltImage } from './builders/request.ts';
import { checkTree } from './checks.ts';
import { contextMaterials } from './context-digest.ts';
import { dockerfileTree } from './context-paths.ts';
import {
  type DockerfilePlan,
  buildRequest,
  dockerfileFindings,
  record,
  remotesOf,
} from './dockerfile-plan.ts';
import type { TreeState } from './git.ts';
import { type Materials, joinMaterials } from './materials.ts';
import { NO_PINS, type Pins, withPins } from './pins.ts';

/** All that is known of a build before a builder starts. */
export interface PreparedBuild {
  readonly plan: DockerfilePlan;
  readonly context: ActionContext;
  readonly ports: BuilderPorts;
  readonly chosen: Chosen | Problem;
  /** As it was asked for; in `pinned` no tag decides anything any more. */
  readonly asked: BuildRequest;
  readonly pinned: PinnedRequest;
  readonly remotes: readonly RemoteSource[];
  readonly contexts: readonly ResourceDescriptor[];
  readonly findings: readonly Finding[];
  readonly tree: TreeState | undefined;
}

/** Reads what can be read without building: nothing is written but below `temp`. @throws UserError for an image that does not exist. */
export async function prepareBuild(
  plan: DockerfilePlan,
  context: ActionContext,
  temp: string,
  pins: Pins = NO_PINS,
): Promise<PreparedBuild> {
  const ports = portsOf(plan, context, temp);
  const asked = requestOf(plan, context, temp);
  const chosen = await choose(plan, asked, ports);
  const native = nativeOf(chosen);
  const frontends = !('builder' in chosen) || chosen.builder === 'buildkit';
  const request = withPins(asked, pins);
  const pinned = await pinImages(request, ports.stores, { frontends, native });
  const question = { ...plan, ...dockerfileTree(plan.dockerfile, plan.inputs, context.workspace) };
  const { findings, tree } = await checkTree(question, context.workspace);
  return {
    plan,
    context,
    ports,
    chosen,
    asked,
    pinned,
    remotes: remotesOf(request, native, pinned.triggers),
    contexts: await contextMaterials(asked, plan.inputs, context.signal),
    findings: [...findings, ...dockerfileFindings(asked, pinned.images)],
    tree,
  };
}

/** The first of BuildKit's platforms is its own. */
const nativeOf = (chosen: Chosen | Problem): Platform =>
  ('builder' in chosen && chosen.builder === 'buildkit' ? chosen.found.platforms[0] : undefined) ?? HOST;

function requestOf(plan: DockerfilePlan, context: ActionContext, temp: string): BuildRequest {
  const asked = buildRequest(plan, context, path.join(temp, 'image'));
  const labels = { ...standardLabels(factsOf(plan, context)), ...asked.labels };
  return { ...asked, labels, annotations: annotationsOf(plan, context) };
}

function portsOf(plan: DockerfilePlan, context: ActionContext, temp: string): BuilderPorts {
  const { inputs } = plan;
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

const annotationsOf = (plan: DockerfilePlan, context: ActionContext): Readonly<Record<string, string>> => ({
  ...standardAnnotations(factsOf(plan, context)),
  ...record(plan.inputs.annotations),
});

/** A problem is only told when nothing else was found: whoever mends the Dockerfile needs no builder for it. */
async function choose(
  plan: DockerfilePlan,
  request: BuildRequest,
  ports: BuilderPorts,
): Promise<Chosen | Problem> {
  const found = await findBuilders(ports);
  const { builder: wanted, buildkitAttestations: attestations = [] } = plan.inputs;
  const chosen = chooseBuilder(
    { wanted, dockerfile: request.dockerfile, platforms: request.platforms, output: 'layout' },
    found,
  );
  if ('what' in chosen || chosen.builder === 'buildkit' || attestations.length === 0) return chosen;
  return {
    what: 'only BuildKit attests what it builds',
    rule: 'buildkit-attestations',
    seen: `${chosen.builder}: ${chosen.why}`,
    next: 'add docker/setup-buildx-action in a step before, or leave buildkit-attestations out: our own provenance and SBOM are written in any case',
  };
}

/** An image that was built and not stored, with what is known of its making. */
export interface MadeImage {
  readonly built: BuiltImage;
  readonly image: AssembledImage;
  readonly materials: Materials;
}

/**
 * Runs the builder, and reads what it made.
 * @throws UserError when there is no builder, when it fails, or when it used another image than was resolved.
 */
export async function makeImage(
  prepared: PreparedBuild,
  given: Partial<BuildRequest> = {},
): Promise<MadeImage> {
  const { plan, context, ports, chosen, pinned, remotes, contexts } = prepared;
  if ('what' in chosen) throw new UserError(chosen);
  if (chosen.builder === 'buildah') refuseForBuildah(prepared);
  const built = await runBuilder(chosen, { ...pinned.request, ...given }, ports);
  const materials = joinMaterials({
    images: pinned.images,
    resolved: pinned.materials,
    remotes,
    contexts,
    recorded: recordedBy(built),
  });
  if (materials.contradictions.length > 0) {
    throw new UserError(materials.contradictions, { result: 'refused' });
  }
  const store = openStore(built.reference, ports.stores);
  const annotations = annotationsOf(plan, context);
  const joined = await joinImages([{ name: built.builder, store, digest: built.digest }], annotations);
  const image = annotateImage(joined, annotations);
  checkStored(
    built.statements ?? [],
    image.platforms.map(({ manifest }) => manifest.descriptor.digest),
  );
  return { built, image, materials };
}

/**
 * buildah resolves what triggers name by itself, at another moment than we do; it takes no repository for a context, and of one that ADD names it may
 * fetch the page instead (1.28).
 */
function refuseForBuildah({ pinned: { images, request }, remotes }: PreparedBuild): void {
  const triggers = images
    .filter(({ use }) => use.trigger !== undefined && !use.pinned)
    .map(({ use, pinned }) => ({
      what: `buildah cannot be told which '${use.reference}' an ONBUILD trigger means`,
      rule: 'every image is resolved once',
      seen: use.trigger ?? '',
      next: `use builder: buildkit, or a base whose trigger names ${pinned}`,
      at: use.at,
    }));
  const repositories = namedContexts(request)
    .filter(({ kind }) => kind === 'git')
    .map(({ name }) => ({
      what: `buildah takes no repository for the build context '${name}'`,
      next: 'use builder: buildkit, or check it out in a step before and name the directory',
    }));
  const fetched = remotes
    .filter(({ kind }) => kind === 'git')
    .map(({ url, at }) => ({
      what: `buildah cannot be held to a commit of '${url}'`,
      next: 'use builder: buildkit, or check it out in a step before and COPY it',
      at,
    }));
  const problems = [...triggers, ...repositories, ...fetched];
  if (problems.length > 0) throw new UserError(problems);
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

/** buildah records nothing of its own: what it calls its materials is what we resolved for it. */
const recordedBy = ({ builder, materials, statements = [] }: BuiltImage) =>
  builder === 'buildkit'
    ? [
        ...materials,
        ...statements
          .filter(({ kind }) => kind === 'provenance')
          .flatMap(({ predicate }) => parseBuildKitProvenance(predicate).materials),
      ]
    : [];
