import type { ActionContext } from '../../shared/action/context.ts';
import { storePorts } from '../../shared/action/stores.ts';
import type { AssembledImage } from '../../shared/image/assemble.ts';
import { type PublishReport, publishImage } from '../../shared/image/publish.ts';
import { openStore } from '../../shared/oci/open.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { UnavailableError, UserError } from '../../shared/text/error.ts';
import type { ResolvedBase } from './base.ts';
import type { BuilderStatement } from './builders/attestations.ts';
import { refuseErrors, tell } from './checks.ts';
import { type TagPlan, planTags, settleForward } from './destination.ts';
import { type EvidenceFiles, writeEvidence } from './evidence.ts';
import type { ImagePlan } from './plan.ts';
import type { Phases } from './phases.ts';
import { type PreviousImage, compareWithPrevious, findPrevious } from './previous.ts';
import type { BaseImage, BuildResult } from './result.ts';
import { type Secret, refuseSecrets } from './secret-values.ts';
import { budgetFindings, growthFinding } from './size.ts';

/** An image that is whole, and has not been stored yet. */
export interface ReadyImage {
  readonly plan: ImagePlan;
  readonly image: AssembledImage;
  readonly base: ResolvedBase | undefined;
  /** What it was built on, as far as that is known. */
  readonly bases: readonly BaseImage[];
  /** What the destination had before, when it was looked at already. */
  readonly previous?: PreviousImage | undefined;
  readonly phases: Phases;
  /** Where all its blobs can be read. */
  readonly store: ImageStore;
  readonly provenance: (finishedOn: Date) => object;
  /** What must stand in nothing that is stored. */
  readonly secrets: readonly Secret[];
  /** What the builder attests itself. */
  readonly statements?: readonly BuilderStatement[];
  readonly startedOn: Date;
  /** Runs before the image is stored, when it is to be. */
  readonly prepare?: (destination: ImageStore) => Promise<void>;
}

/**
 * What every way of building ends with: tags are compared with the destination, the image with its predecessor; its evidence is written, since a
 * tag must not name what cannot be signed; then it is stored, and tags come last.
 * @throws UserError ('refused') for a version tag that names another digest, and for a growth that is not allowed.
 */
export async function deliver(ready: ReadyImage, context: ActionContext): Promise<BuildResult> {
  const { plan, image, base, bases, startedOn, phases } = ready;
  const { inputs } = plan;
  const destination = openStore(inputs.image, storePorts(inputs, context, inputs.image));
  const planned = await planTags(destination, plan.tags.tags, image.index.descriptor.digest);
  const before = 'previous' in ready ? ready.previous : await findPrevious(destination, plan.tags);
  const previous = await phases.run('Compare', () => compareWithPrevious(before, image));
  const sizes = [...budgetFindings(image, inputs.maxSize), ...growthFinding(previous, inputs.maxSizeGrowth)];
  const warnings = refuseErrors(sizes, plan);
  tell(warnings, context.log);
  const stores = inputs.push && !inputs.dryRun;
  const evidence = await phases.run('Evidence', () => evidenceOf(ready, context));
  const published = stores ? await publish(ready, destination, planned.write, context) : undefined;
  const tags = stores ? await settled(ready, destination, planned, context) : planned;
  return {
    plan,
    base,
    bases,
    image,
    warnings,
    reproducible: 'unknown',
    tags,
    previous,
    published: published && { ...published, tagsWritten: stillThere(published, tags) },
    evidence,
    builtAt: startedOn,
    phases: phases.list(),
    milliseconds: context.clock.now().getTime() - startedOn.getTime(),
  };
}

async function evidenceOf(
  { plan, image, store, provenance, secrets, statements = [] }: ReadyImage,
  context: ActionContext,
): Promise<EvidenceFiles> {
  const written = provenance(context.clock.now());
  const configs = image.platforms.map(({ config }) => config);
  const manifests = [image.index, ...image.platforms.map(({ manifest }) => manifest)];
  const contents = manifests.map(({ content }) => content);
  const attested = statements.map(({ predicate }) => predicate);
  refuseSecrets({ written, configs, contents, attested }, secrets);
  return writeEvidence(
    {
      image,
      destination: plan.inputs.image,
      store,
      provenance: written,
      statements,
      epoch: plan.epoch,
    },
    context,
  );
}

const publish = async (
  { image, base, prepare, phases }: ReadyImage,
  destination: ImageStore,
  tags: Parameters<typeof publishImage>[2]['tags'],
  context: ActionContext,
) =>
  phases.run('Publish', async () => {
    await prepare?.(destination);
    const options = { tags, signal: context.signal, ...(base === undefined ? {} : { base: base.store }) };
    return publishImage(image, destination, options);
  });

/** Everything is there already: who cannot be asked whether a newer release came meanwhile fails nothing. */
async function settled(
  { plan }: ReadyImage,
  destination: ImageStore,
  planned: TagPlan,
  { log }: ActionContext,
): Promise<TagPlan> {
  try {
    return await settleForward(destination, plan.tags.tags, planned);
  } catch (error) {
    if (!(error instanceof UnavailableError || error instanceof UserError)) throw error;
    log.warn(`whether a newer release was made meanwhile is not known: ${error.message}`);
    return planned;
  }
}

const stillThere = ({ tagsWritten }: PublishReport, { heldBack }: TagPlan): readonly string[] =>
  tagsWritten.filter((tag) => !heldBack.some((each) => each.tag === tag));
