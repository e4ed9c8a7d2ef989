import type { Run } from '../../shared/action/context.ts';
import {
  type ProvenancePredicate,
  type ResourceDescriptor,
  provenancePredicate,
} from '../../shared/evidence/predicates/provenance.ts';
import type { AssembledImage } from '../../shared/image/assemble.ts';
import { ASSEMBLER_VERSION } from '../../shared/image/gzip.ts';
import { hexOf } from '../../shared/oci/digest.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { formatReference, repositoryName } from '../../shared/oci/reference.ts';
import type { ResolvedBase } from './base.ts';
import type { BuildPlan } from './plan.ts';
import type { TreeState } from './git.ts';

const LOCAL_BUILDER = 'https://fixity-actions.github.io/builders/outside-of-a-workflow';

export interface BuildFacts {
  readonly plan: BuildPlan;
  readonly run: Run;
  readonly base: ResolvedBase | undefined;
  readonly image: AssembledImage;
  readonly tree: TreeState | undefined;
  readonly startedOn: Date;
  readonly finishedOn: Date;
}

/** How the image came to be, in SLSA's words (docs/predicates describes the parameters of this build type). */
export function buildProvenance(facts: BuildFacts): ProvenancePredicate {
  const { plan, run, image, tree } = facts;
  return provenancePredicate({
    buildType: 'assemble/v1',
    externalParameters: {
      ...workflowOf(run),
      file: { path: plan.filePath, digest: { sha256: hexOf(plan.fileDigest) } },
      platforms: image.platforms.map((each) => formatPlatform(each.platform)),
      image: repositoryName(plan.inputs.image),
      inputs: given(plan),
    },
    internalParameters: {
      assemblerVersion: ASSEMBLER_VERSION,
      sourceDateEpoch: plan.epoch,
      version: plan.tags.version,
      github: {
        event_name: run.eventName,
        repository_id: run.repositoryId,
        repository_owner_id: run.ownerId,
        runner_environment: run.runnerEnvironment,
      },
      ...(tree === undefined
        ? {}
        : { cleanTree: { changed: tree.changed, unknown: tree.unknown, generated: tree.generated } }),
    },
    dependencies: dependencies(facts),
    builderId: run.workflowRef === '' ? LOCAL_BUILDER : `${run.serverUrl}/${run.workflowRef}`,
    builderVersion: { node: process.versions.node, zlib: process.versions.zlib },
    invocationId:
      run.runId === ''
        ? undefined
        : `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}/attempts/${run.runAttempt || '1'}`,
    startedOn: facts.startedOn,
    finishedOn: facts.finishedOn,
    byproducts: layerByproducts(image),
  });
}

/** `acme/shop/.github/workflows/deliver.yml@refs/tags/v1` by its parts. */
function workflowOf({ workflowRef, serverUrl, repository, ref }: Run): object {
  if (workflowRef === '') return {};
  const path = workflowRef.replace(/@.*$/s, '').split('/').slice(2).join('/');
  return { workflow: { ref, repository: `${serverUrl}/${repository}`, path } };
}

/** What the user wrote, without credentials. */
function given({ inputs }: BuildPlan): object {
  const { tags, flavor, labels, annotations, sourceDateEpoch } = inputs;
  return { tags, flavor, labels, annotations, sourceDateEpoch };
}

function dependencies({ plan, run, base }: BuildFacts): readonly ResourceDescriptor[] {
  const { commit } = plan;
  const source = `git+${run.serverUrl}/${run.repository}`;
  const list: ResourceDescriptor[] = [];
  if (commit !== undefined) {
    const uri = run.repository === '' ? {} : { uri: run.ref === '' ? source : `${source}@${run.ref}` };
    list.push({ name: 'source', ...uri, digest: { gitCommit: commit.sha, gitTree: commit.tree } });
  }
  list.push({ name: plan.filePath, digest: { sha256: hexOf(plan.fileDigest) } });
  if (base !== undefined) list.push(...baseDependencies(base));
  return list;
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
