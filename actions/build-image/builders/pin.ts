import { type ImageUse, imageUses } from '../../../shared/dockerfile/image-use.ts';
import type { Digest } from '../../../shared/oci/digest.ts';
import { hexOf } from '../../../shared/oci/digest.ts';
import { type StorePorts, openStore } from '../../../shared/oci/open.ts';
import { formatPlatform } from '../../../shared/oci/platform.ts';
import { formatReference, parseReference, withDigest } from '../../../shared/oci/reference.ts';
import { type Problem, UserError } from '../../../shared/text/error.ts';
import { buildArgumentsOf } from './build-arguments.ts';
import type { BuildMaterial, BuildRequest } from './request.ts';

/** An image that a build reads, with the digest that it has now. */
export interface PinnedImage {
  readonly use: ImageUse;
  readonly digest: Digest;
  /** As it is written, with the digest: the text for the place of `use`. */
  readonly pinned: string;
}

export interface PinnedRequest {
  /** The same request, in which no tag decides anything any more. */
  readonly request: BuildRequest;
  readonly images: readonly PinnedImage[];
  readonly materials: readonly BuildMaterial[];
}

/**
 * Resolves every image from outside that the target needs, once, and makes the build use just these: through named contexts, and through
 * BUILDKIT_SYNTAX for the frontend. The Dockerfile stays as it is.
 * @throws UserError with every image that does not exist or depends on a variable without a value.
 */
export async function pinImages(request: BuildRequest, ports: StorePorts): Promise<PinnedRequest> {
  const uses = distinctUses(request);
  const problems = uses.flatMap(unsetProblem);
  if (problems.length > 0) throw new UserError(problems);
  const found = await Promise.all(uses.map((use) => pin(use, ports)));
  const missing = found.flatMap((each) => ('what' in each ? [each] : []));
  if (missing.length > 0) throw new UserError(missing);
  const images = found.flatMap((each) => ('what' in each ? [] : [each]));
  const syntax = images.find(({ use }) => use.kind === 'syntax');
  const contexts = images
    .filter(({ use }) => use.kind !== 'syntax' && use.context === undefined && !use.pinned)
    .map(({ use, digest }) => [use.reference, imageContext(use.reference, digest)] as const);
  return {
    images,
    materials: images.map(materialOf),
    request: {
      ...request,
      buildContexts: { ...request.buildContexts, ...Object.fromEntries(contexts) },
      buildArgs:
        syntax === undefined || Object.hasOwn(request.buildArgs, 'BUILDKIT_SYNTAX')
          ? request.buildArgs
          : { ...request.buildArgs, BUILDKIT_SYNTAX: bare(syntax.use.reference, syntax.digest) },
    },
  };
}

/** Of all platforms, each reference once. */
function distinctUses(request: BuildRequest): readonly ImageUse[] {
  const platforms = request.platforms.length === 0 ? [undefined] : request.platforms.map(formatPlatform);
  const uses = platforms
    .flatMap((platform) => imageUses(request.dockerfile, buildArgumentsOf(request, platform)))
    .filter(({ needed }) => needed);
  return [
    ...new Map(
      uses.map((use) => [`${use.kind === 'syntax' ? 'syntax ' : ''}${use.reference}`, use]),
    ).values(),
  ];
}

const unsetProblem = ({ unset, reference, at }: ImageUse): readonly Problem[] =>
  unset.length === 0
    ? []
    : [
        {
          what: `the image '${reference}' depends on ${unset.join(', ')}, which has no value`,
          rule: 'an ARG before the first FROM, with a default, or a value in build-args',
          at,
        },
      ];

async function pin(use: ImageUse, ports: StorePorts): Promise<PinnedImage | Problem> {
  const reference = parseReference(use.reference);
  const store = openStore(reference, ports);
  const digest = reference.digest ?? (await store.resolve(reference.tag ?? 'latest'))?.digest;
  if (digest === undefined) {
    return {
      what: `the image '${use.reference}' does not exist`,
      rule: `looked for in ${store.name}`,
      at: use.at,
    };
  }
  return { use, digest, pinned: use.pinned ? use.reference : `${use.reference}@${digest}` };
}

const bare = (text: string, digest: Digest): string =>
  formatReference(withDigest(parseReference(text), digest));

const imageContext = (text: string, digest: Digest): string => `docker-image://${bare(text, digest)}`;

function materialOf({ use, digest }: PinnedImage): BuildMaterial {
  const reference = bare(use.reference, digest);
  return {
    uri: parseReference(use.reference).kind === 'registry' ? `docker://${reference}` : reference,
    digest: { sha256: hexOf(digest) },
  };
}
