import type { Run } from '../../shared/action/context.ts';
import { publicUrl } from '../../shared/dockerfile/remote-address.ts';
import { looksSecret } from '../../shared/dockerfile/secret-name.ts';
import {
  type ProvenancePredicate,
  type ResourceDescriptor,
  provenancePredicate,
} from '../../shared/evidence/predicates/provenance.ts';
import type { AssembledImage } from '../../shared/image/assemble.ts';
import { ASSEMBLER_VERSION } from '../../shared/image/compression.ts';
import type { ImageSource } from '../../shared/image/import-image.ts';
import { hexOf } from '../../shared/oci/digest.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { formatReference, repositoryName } from '../../shared/oci/reference.ts';
import type { ResolvedBase } from './base.ts';
import type { BuilderStatement } from './builders/attestations.ts';
import { parseBuildKitProvenance } from './builders/buildkit-provenance.ts';
import type { MadeImage, PreparedBuild } from './dockerfile-image.ts';
import type { BuildPlan, ImagePlan } from './plan.ts';
import type { TreeState } from './git.ts';

const LOCAL_BUILDER = 'https://fixity-actions.github.io/builders/outside-of-a-workflow';

interface Facts {
  readonly run: Run;
  readonly image: AssembledImage;
  readonly startedOn: Date;
  readonly finishedOn: Date;
}

export interface BuildFacts extends Facts {
  readonly plan: BuildPlan;
  readonly base: ResolvedBase | undefined;
  readonly tree: TreeState | undefined;
}

export interface MergeFacts extends Facts {
  readonly plan: ImagePlan;
  readonly sources: readonly ImageSource[];
}

/** How an image came to be from files, in SLSA's words (docs/predicates describes the parameters of each build type). */
export function buildProvenance(facts: BuildFacts): ProvenancePredicate {
  const { plan, image, base, tree } = facts;
  const { path, digest } = plan.origin;
  return predicateOf(facts, {
    buildType: 'assemble/v1',
    external: { file: { path, digest: { sha256: hexOf(digest) } } },
    internal: {
      assemblerVersion: ASSEMBLER_VERSION,
      ...(tree === undefined ? {} : { cleanTree: { ...tree } }),
    },
    dependencies: [
      { name: path, digest: { sha256: hexOf(digest) } },
      ...(base === undefined ? [] : baseDependencies(base)),
    ],
    byproducts: layerByproducts(image),
  });
}

/** How an index came to be from images. */
export function mergeProvenance(facts: MergeFacts): ProvenancePredicate {
  return predicateOf(facts, {
    buildType: 'merge/v1',
    external: { sources: facts.sources.map(({ name }) => name) },
    internal: {},
    dependencies: facts.sources.map(({ name, digest }) => ({
      name: 'image',
      uri: name,
      digest: { sha256: hexOf(digest) },
    })),
    byproducts: [],
  });
}

export interface DockerfileFacts {
  readonly prepared: PreparedBuild;
  readonly made: MadeImage;
  readonly startedOn: Date;
  readonly finishedOn: Date;
}

/**
 * How an image came to be from a Dockerfile. Values of secrets are not known here; build arguments are, since the image shows them too, but for those
 * that are named like a credential.
 */
export function dockerfileProvenance({
  prepared,
  made,
  startedOn,
  finishedOn,
}: DockerfileFacts): ProvenancePredicate {
  const { plan, asked, tree } = prepared;
  const { built, image, materials } = made;
  const { path, digest } = plan.origin;
  const { target, noCache, pull, network, secrets, secretFiles } = asked;
  const facts = { run: prepared.context.run, image, plan, startedOn, finishedOn };
  return predicateOf(facts, {
    buildType: `${built.builder}/v1`,
    external: {
      file: { path, digest: { sha256: hexOf(digest) } },
      context: plan.inputs.context,
      ...(target === undefined ? {} : { target }),
      ...argumentsOf(asked.buildArgs),
      buildContexts: mapped(asked.buildContexts, publicUrl),
      secretIds: [...Object.keys(secrets), ...Object.keys(secretFiles)].sort(),
    },
    internal: {
      builder: { name: built.builder, version: built.version },
      options: { noCache, pull, network },
      pins: pinsOf(prepared),
      ...(tree === undefined ? {} : { cleanTree: { changed: tree.changed, unknown: tree.unknown } }),
    },
    dependencies: [{ name: path, digest: { sha256: hexOf(digest) } }, ...materials.dependencies],
    byproducts: (built.statements ?? []).map(statementByproduct),
  });
}

/** Arguments that are named like credentials are named, and no more. */
function argumentsOf(given: Readonly<Record<string, string>>): object {
  const pairs = Object.entries(given);
  const hidden = pairs.map(([name]) => name).filter(looksSecret);
  return {
    buildArgs: Object.fromEntries(pairs.filter(([name]) => !looksSecret(name))),
    ...(hidden.length === 0 ? {} : { hiddenBuildArgs: hidden.sort() }),
  };
}

const mapped = (
  pairs: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(pairs).map(([name, value]) => [name, change(value)]));

/** What each name that is no digest meant when it was built: with it the same can be built after a tag was moved. */
function pinsOf({ pinned }: PreparedBuild): object {
  const named = pinned.images.filter(({ use }) => !use.pinned);
  const digests = (images: typeof named): object =>
    Object.fromEntries(images.map(({ use, digest }) => [use.context ?? use.reference, digest]));
  const [frontend] = named.filter(({ use }) => use.kind === 'syntax');
  const stages = named.filter(({ use }) => use.kind !== 'syntax');
  return {
    images: digests(stages.filter(({ use }) => use.context === undefined)),
    contexts: digests(stages.filter(({ use }) => use.context !== undefined)),
    ...(frontend === undefined ? {} : { frontend: frontend.pinned }),
  };
}

/** What the builder says of itself is its word, and stays apart from what this workflow says. */
function statementByproduct({
  kind,
  platform,
  subject,
  predicate,
  digest,
}: BuilderStatement): ResourceDescriptor {
  const { buildType, builderId, invocationId } = parseBuildKitProvenance(predicate);
  const claims = kind === 'provenance' ? { buildType, builderId, invocationId } : {};
  return {
    name: `BuildKit's ${kind} of ${formatPlatform(platform)}`,
    digest: { sha256: hexOf(digest) },
    annotations: { subject, ...claims },
  };
}

interface Particulars {
  readonly buildType: string;
  readonly external: object;
  readonly internal: object;
  readonly dependencies: readonly ResourceDescriptor[];
  readonly byproducts: readonly ResourceDescriptor[];
}

function predicateOf(facts: Facts & { readonly plan: ImagePlan }, own: Particulars): ProvenancePredicate {
  const { plan, run, image, startedOn, finishedOn } = facts;
  return provenancePredicate({
    buildType: own.buildType,
    externalParameters: {
      ...workflowOf(run),
      ...own.external,
      platforms: image.platforms.map((each) => formatPlatform(each.platform)),
      image: repositoryName(plan.inputs.image),
      inputs: given(plan),
    },
    internalParameters: {
      ...own.internal,
      sourceDateEpoch: plan.epoch,
      version: plan.tags.version,
      github: {
        event_name: run.eventName,
        repository_id: run.repositoryId,
        repository_owner_id: run.ownerId,
        runner_environment: run.runnerEnvironment,
      },
    },
    dependencies: [...sourceDependency(plan, run), ...own.dependencies],
    builderId: run.workflowRef === '' ? LOCAL_BUILDER : `${run.serverUrl}/${run.workflowRef}`,
    builderVersion: { node: process.versions.node, zlib: process.versions.zlib },
    invocationId:
      run.runId === ''
        ? undefined
        : `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}/attempts/${run.runAttempt || '1'}`,
    startedOn,
    finishedOn,
    byproducts: own.byproducts,
  });
}

/** `acme/shop/.github/workflows/deliver.yml@refs/tags/v1` by its parts. */
function workflowOf({ workflowRef, serverUrl, repository, ref }: Run): object {
  if (workflowRef === '') return {};
  const path = workflowRef.replace(/@.*$/s, '').split('/').slice(2).join('/');
  return { workflow: { ref, repository: `${serverUrl}/${repository}`, path } };
}

/** What the user wrote, without credentials. */
function given({ inputs }: ImagePlan): object {
  const { tags, flavor, labels, annotations, sourceDateEpoch } = inputs;
  return { tags, flavor, labels, annotations, sourceDateEpoch };
}

/** The commit that is checked out; of a pull request that is the merge commit, since its files were used. */
function sourceDependency({ commit }: ImagePlan, run: Run): readonly ResourceDescriptor[] {
  if (commit === undefined) return [];
  const source = `git+${run.serverUrl}/${run.repository}`;
  const uri = run.repository === '' ? {} : { uri: run.ref === '' ? source : `${source}@${run.ref}` };
  return [{ name: 'source', ...uri, digest: { gitCommit: commit.sha, gitTree: commit.tree } }];
}

/** The base as it was named, and what its platforms are. */
function baseDependencies({ reference, digest, platforms }: ResolvedBase): readonly ResourceDescriptor[] {
  const uri =
    reference.kind === 'registry'
      ? `docker://${formatReference({ ...reference, digest })}`
      : `${repositoryName(reference)}@${digest}`;
  const children = platforms
    .filter(({ manifest }) => manifest.descriptor.digest !== digest)
    .map(({ platform, manifest }) => ({
      name: `base ${formatPlatform(platform)}`,
      digest: { sha256: hexOf(manifest.descriptor.digest) },
    }));
  return [{ name: 'base', uri, digest: { sha256: hexOf(digest) } }, ...children];
}

/** The layers that this build made, unpacked: their digests say what files went in, whatever compressed them. */
function layerByproducts(image: AssembledImage): readonly ResourceDescriptor[] {
  const layers = image.platforms.flatMap((platform) => platform.layers);
  return [...new Map(layers.map((layer) => [layer.diffId, layer])).values()].map((layer) => ({
    name: `files of layer ${layer.name}`,
    digest: { sha256: hexOf(layer.diffId) },
  }));
}
