import type { Outcome } from '../../shared/action/run.ts';
import {
  type ComparedImage,
  type ImageComparison,
  compareImages,
} from '../../shared/image/compare-images.ts';
import { joinImages } from '../../shared/image/import-image.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { type ImageReference, formatReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { code, escape } from '../../shared/text/markdown.ts';
import { type Problem, UserError } from '../../shared/text/error.ts';
import type { contract } from './contract.ts';
import type { ImagePlan } from './plan.ts';
import type { Recipe } from './recipe.ts';

/** An image that exists, by digest, to which a build of now is compared. */
export interface Published {
  readonly reference: ImageReference & { readonly digest: Digest };
  readonly store: ImageStore;
  /** How it was built, when a provenance of it was found. */
  readonly recipe: Recipe | undefined;
}

/** @throws UserError when the checkout is not the commit that the image was built from. */
export function asItWas<Plan extends ImagePlan>(plan: Plan, { recipe }: Published): Plan {
  if (recipe === undefined) return plan;
  const { commit, version } = recipe;
  if (plan.commit?.sha !== commit) {
    throw new UserError({
      what: 'the checkout is not the commit of the image',
      rule: `its provenance names ${commit}`,
      seen: plan.commit?.sha ?? 'no commit',
      next: `check out ${commit} before this step`,
    });
  }
  return { ...plan, revision: commit, tags: { ...plan.tags, tags: [], version } };
}

/** Compares what was built now with what was published. */
export async function compareWithPublished(
  { store, reference }: Published,
  rebuilt: ComparedImage,
): Promise<ImageComparison> {
  const name = formatReference(reference);
  return compareImages({ image: await joinedAs(store, reference.digest, name) }, rebuilt);
}

/** The published image with its own index: joining alone would write a new one. */
async function joinedAs(store: ImageStore, digest: Digest, name: string): Promise<ComparedImage['image']> {
  const index = await store.readManifest(digest);
  const { platforms } = await joinImages([{ name, store, digest }], {});
  return { index, platforms };
}

const NEXT = 'find out who built it, and from what, before it is used any further';

const WORDS: Readonly<Record<ImageComparison['verdict'], string>> = {
  identical: 'identical',
  'same-content': 'same content, other compression',
  different: 'different',
};

/** Outputs, report and summary of a comparison; only an image of other content is refused. */
export function rebuildOutcome(
  { reference, recipe }: Published,
  comparison: ImageComparison,
  { image }: ComparedImage,
): Outcome<keyof (typeof contract)['outputs']> {
  const { verdict } = comparison;
  const { digest } = image.index.descriptor;
  const difference = verdict === 'identical' ? undefined : comparison.difference;
  const where =
    difference === undefined
      ? undefined
      : [difference.platform, difference.what, difference.path].filter(Boolean).join(': ');
  const headline = `build-image: a rebuild is ${WORDS[verdict]}`;
  const mark = verdict === 'different' ? '⛔' : '✅';
  const recipeText =
    recipe === undefined
      ? 'No provenance was found: the inputs of this step were used.'
      : `Built again as its provenance says, from ${code(recipe.commit)}.`;
  const lines = [
    `### ${mark} ${escape(headline)}`,
    where === undefined ? '' : `First difference: ${escape(where)}`,
    verdict === 'different' ? `**To do:** ${escape(NEXT)}` : '',
    `published ${code(formatReference(reference))} · rebuilt ${code(digest)}`,
    recipeText,
  ];
  return {
    result: verdict === 'different' ? 'refused' : 'done',
    headline,
    outputs: {
      image: formatReference(reference),
      digest: reference.digest,
      comparison: verdict,
      reproducible: verdict === 'identical' ? 'true' : 'false',
    },
    summary: `${lines.filter((line) => line !== '').join('\n\n')}\n`,
    report: {
      published: formatReference(reference),
      rebuilt: digest,
      platforms: image.platforms.map(({ platform }) => formatPlatform(platform)),
      comparison,
      recipe: recipe ?? null,
    },
    ...(verdict === 'different' ? { problems: [refusal(where ?? '')] } : {}),
  };
}

const refusal = (where: string): Problem => ({
  what: 'the published image is not what its sources give',
  rule: 'verify-against: a rebuild has the same content',
  seen: where,
  next: NEXT,
});
