import type { ActionContext } from '../../shared/action/context.ts';
import { storePorts } from '../../shared/action/stores.ts';
import { type ImageSource, joinImages } from '../../shared/image/import-image.ts';
import { stagedStore } from '../../shared/image/staged-store.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import { openStore } from '../../shared/oci/open.ts';
import { formatReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import type { AssembledImage } from '../../shared/image/assemble.ts';
import { type Problem, UserError } from '../../shared/text/error.ts';
import { standardAnnotations } from './annotations.ts';
import { deliver } from './deliver.ts';
import { phases } from './phases.ts';
import { type BuildInputs, loadImagePlan } from './plan.ts';
import { mergeProvenance } from './provenance.ts';
import type { BuildResult } from './result.ts';
import { secretsOf } from './secret-values.ts';

/**
 * Joins images that other jobs pushed, one or more platforms each, into one index. Their manifests stay as they are: what was signed of them
 * stays true, and where they come from another repository it comes along.
 */
export async function merge(inputs: BuildInputs, context: ActionContext): Promise<BuildResult> {
  const plan = await loadImagePlan(inputs, context);
  const startedOn = context.clock.now();
  const ports = storePorts(inputs, context, inputs.image);
  const sources = (inputs.sources ?? []).map((reference): ImageSource => {
    return { name: formatReference(reference), store: openStore(reference, ports), digest: reference.digest };
  });
  if (sources.length === 0) throw new Error('the contract asks for sources');
  const facts = {
    run: context.run,
    destination: inputs.image,
    epoch: plan.epoch,
    revision: plan.revision,
    version: plan.tags.version,
    base: undefined,
  };
  const given = Object.fromEntries((inputs.annotations ?? []).map(({ name, value }) => [name, value]));
  const timed = phases(context);
  const image = await timed.run('Join', () =>
    joinImages(sources, { ...standardAnnotations(facts), ...given }),
  );
  refuseLies(image);
  const provenance = (finishedOn: Date): object =>
    mergeProvenance({ plan, run: context.run, image, sources, startedOn, finishedOn });
  const store = stagedStore(image, undefined);
  return deliver(
    {
      plan,
      image,
      base: undefined,
      bases: [],
      store,
      provenance,
      secrets: secretsOf(inputs, context.workspace),
      startedOn,
      phases: timed,
      prepare: bringAlong(sources),
    },
    context,
  );
}

/** An index may call a platform what its config is not; whoever pulls it would get another machine's programs. */
function refuseLies({ platforms }: AssembledImage): void {
  const problems = platforms.flatMap(({ platform, config, manifest }): Problem[] => {
    const { os, architecture } = config;
    if (os === platform.os && architecture === platform.architecture) return [];
    return [
      {
        what: `${manifest.descriptor.digest} is not for ${formatPlatform(platform)}, as its index says`,
        rule: 'a platform is what the config of its image names',
        seen: `${os}/${architecture}`,
        next: 'build that platform again',
      },
    ];
  });
  if (problems.length > 0) throw new UserError(problems);
}

/** Copies the platforms of other repositories with what refers to them: signatures, SBOMs, provenance of each platform. */
function bringAlong(sources: readonly ImageSource[]): (destination: ImageStore) => Promise<void> {
  return async (destination) => {
    for (const { store, digest, name } of sources) {
      if (store.name === destination.name) continue;
      try {
        await copyImage(store, destination, digest, { referrers: true });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        throw new UserError(
          error.problems.map((problem) => ({ ...problem, what: `${name}: ${problem.what}` })),
          { cause: error },
        );
      }
    }
  };
}
