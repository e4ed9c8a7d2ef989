import type { Dockerfile } from '../../../shared/dockerfile/dockerfile.ts';
import { leftovers } from '../../../shared/dockerfile/leftover.ts';
import type { BuildArguments } from '../../../shared/dockerfile/scope.ts';
import { secretVariables } from '../../../shared/dockerfile/secret-name.ts';
import type { Finding } from '../../../shared/image/checks/check.ts';
import type { PinnedImage } from './pin.ts';

/** What a Dockerfile itself shows before anything is built: images by tag, variables that look like credentials, and what would be left behind. */
export const dockerfileFindings = (
  dockerfile: Dockerfile,
  build: BuildArguments,
  images: readonly PinnedImage[],
): readonly Finding[] => [
  ...images.flatMap((image) => unpinned(image)),
  ...secretVariables(dockerfile).map(({ keyword, name, at }): Finding => ({
    check: 'secret-values',
    what: `${keyword} ${name} looks like a credential`,
    seen:
      keyword === 'ARG'
        ? 'its value would stay in the history of the image'
        : 'its value would be in the image',
    next: `use RUN --mount=type=secret,id=${name.toLowerCase()}, and secrets of this action`,
    at,
  })),
  ...leftovers(dockerfile, build).map(({ what, next, at }): Finding => ({
    check: 'leftovers',
    what,
    next,
    at,
  })),
];

function unpinned({ use, pinned }: PinnedImage): readonly Finding[] {
  if (use.pinned) return [];
  const { reference, argument, context, trigger, at } = use;
  const finding: Finding = {
    check: 'base-images',
    what: `the image '${reference}' is not named by digest`,
    seen: 'a tag can be moved',
    next: whereToPin(use, pinned),
    at,
  };
  // A layout of this job is what the job made of it.
  if (reference.startsWith('oci-layout:')) return [];
  if (trigger !== undefined)
    return [
      { ...finding, what: `${finding.what}, in the ONBUILD trigger ${JSON.stringify(trigger)} of the base` },
    ];
  if (context !== undefined)
    return [{ ...finding, what: `${finding.what}, in the build context '${context}'` }];
  return argument === undefined
    ? [finding]
    : [{ ...finding, what: `${finding.what}, in ARG ${argument.name}` }];
}

/** The text to paste, and the place for it. */
function whereToPin(
  { kind, reference, argument, context, place, trigger }: PinnedImage['use'],
  pinned: string,
): string {
  if (trigger !== undefined) return `write  ${reference}=docker-image://${pinned}  in build-contexts`;
  if (context !== undefined) return `write  ${context}=docker-image://${pinned}  in build-contexts`;
  if (argument?.given === true) return `write  ${argument.name}=${pinned}  in build-args`;
  if (argument !== undefined && place !== undefined) return `write  ARG ${argument.name}=${pinned}`;
  switch (kind) {
    case 'from':
      return `write  FROM ${pinned}`;
    case 'copy':
      return `write  --from=${pinned}`;
    case 'mount':
      return `write  from=${pinned}`;
    case 'syntax':
      return `write  # syntax=${pinned}`;
  }
}
