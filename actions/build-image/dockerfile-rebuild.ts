import type { ActionContext } from '../../shared/action/context.ts';
import type { Outcome } from '../../shared/action/run.ts';
import { UserError } from '../../shared/text/error.ts';
import { refuseErrors } from './checks.ts';
import type { contract } from './contract.ts';
import { makeImage, prepareBuild } from './dockerfile-image.ts';
import { loadDockerfilePlan } from './dockerfile-plan.ts';
import { unconfirmed } from './dockerfile-recipe.ts';
import { phases } from './phases.ts';
import type { BuildInputs } from './plan.ts';
import { type Published, asItWas, compareWithPublished, rebuildOutcome } from './rebuild.ts';

/**
 * Builds the Dockerfile of what was published once more, without any cache, with every image that it was built on, and compares; nothing is stored.
 * `inputs` are those of its provenance, `given` those of the step.
 * @throws UserError when the step does not confirm what a provenance must not decide.
 */
export async function rebuildDockerfile(
  published: Published,
  { inputs, given }: { readonly inputs: BuildInputs; readonly given: BuildInputs },
  context: ActionContext,
  temp: string,
): Promise<Outcome<keyof (typeof contract)['outputs']>> {
  for (const { value } of given.secrets ?? []) context.mask(value);
  const recipe = published.recipe?.dockerfile;
  const problems = recipe === undefined ? [] : unconfirmed(recipe, given);
  if (problems.length > 0) throw new UserError(problems);
  const plan = asItWas(await loadDockerfilePlan(inputs, context), published);
  const prepared = await prepareBuild(plan, context, temp, recipe?.pins);
  refuseErrors(
    prepared.findings.filter(({ check }) => check === 'clean-tree'),
    plan,
  );
  const timed = phases(context);
  const { image, built } = await timed.run('Build', () =>
    makeImage(prepared, { noCache: true, cacheFrom: [], cacheTo: [], attestations: [] }),
  );
  const comparison = await timed.run('Compare', () => compareWithPublished(published, { image }));
  if (comparison.verdict !== 'identical' && recipe !== undefined && recipe.builderVersion !== built.version) {
    context.log.warn(
      `it was built by ${built.builder} ${recipe.builderVersion}, and is built again by ${built.version}: what they write may differ`,
    );
  }
  return rebuildOutcome(published, comparison, { image });
}
