import { imageUses } from '../../../shared/dockerfile/image-use.ts';
import { spliced } from '../../../shared/dockerfile/source.ts';
import type { Platform } from '../../../shared/oci/descriptor.ts';
import { formatPlatform } from '../../../shared/oci/platform.ts';
import { formatReference, parseReference, withDigest } from '../../../shared/oci/reference.ts';
import { buildArgumentsOf } from './build-arguments.ts';
import type { BuildRequest } from './request.ts';

/**
 * The Dockerfile as buildah has to read it: each image from outside by its full name. Left to itself it asks the machine's configuration what
 * `node:24` means, where every other builder takes Docker Hub, and knows no named context behind a variable. No line moves.
 * `layouts` says under which name in buildah's storage the image of a named context is.
 */
export function buildahDockerfile(
  request: BuildRequest,
  platform: Platform | undefined,
  layouts: Readonly<Record<string, string>>,
): string {
  const { dockerfile } = request;
  const given = buildArgumentsOf(request, platform === undefined ? undefined : formatPlatform(platform));
  const words = imageUses(dockerfile, given)
    .filter(({ kind, unset, trigger }) => kind !== 'syntax' && trigger === undefined && unset.length === 0)
    .map(({ span, reference, context }) => ({ span, word: layouts[context ?? ''] ?? fullName(reference) }));
  return spliced(dockerfile.source, words);
}

/** Beside a digest a tag says nothing, and buildah before 1.30 refuses the two together. */
function fullName(text: string): string {
  const reference = parseReference(text);
  return formatReference(
    reference.digest === undefined ? reference : withDigest(reference, reference.digest),
  );
}
