import { type ContainersTarget, editContainers } from './containers.ts';
import type { Edit, ImageValue } from './edit.ts';
import { type HelmTarget, editHelmValues } from './helm.ts';
import { type KustomizeTarget, editKustomization } from './kustomize.ts';

/** A place in a deployment file that names an image. */
export type ManifestTarget = KustomizeTarget | ContainersTarget | HelmTarget;

/**
 * Makes the target name `image`, and changes nothing else: every other byte of the text stays.
 * @throws UserError when the place is not there, is there twice, or cannot be changed alone.
 */
export function editImage(text: string, target: ManifestTarget, image: ImageValue): Edit {
  switch (target.kind) {
    case 'kustomize':
      return editKustomization(text, target, image);
    case 'helm':
      return editHelmValues(text, target, image);
    case 'kubernetes':
    case 'ecs':
    case 'compose':
      return editContainers(text, target, image);
  }
}
