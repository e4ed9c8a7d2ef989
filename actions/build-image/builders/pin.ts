import path from 'node:path';
import { FRONTEND_ARGUMENT, type ImageUse, imageUses } from '../../../shared/dockerfile/image-use.ts';
import type { Platform } from '../../../shared/oci/descriptor.ts';
import type { Digest } from '../../../shared/oci/digest.ts';
import { hexOf } from '../../../shared/oci/digest.ts';
import { type StorePorts, openStore } from '../../../shared/oci/open.ts';
import {
  type ImageReference,
  formatReference,
  parseReference,
  withDigest,
} from '../../../shared/oci/reference.ts';
import { type Problem, UnavailableError, UserError, messageOf } from '../../../shared/text/error.ts';
import { HOST, argumentsByPlatform } from './build-arguments.ts';
import { onBuildTriggers } from './on-build.ts';
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
  /** The ONBUILD triggers of bases, by the reference that the Dockerfile uses. */
  readonly triggers: Readonly<Record<string, readonly string[]>>;
  readonly warnings: readonly Problem[];
}

export interface PinOptions {
  /** False for a builder that reads Dockerfiles itself, whatever frontend they name. */
  readonly frontends?: boolean;
  /** What the builder builds for where the request does not say. */
  readonly native?: Platform | undefined;
}

/**
 * Resolves every image from outside that the target needs, once, and makes the build use just these: through named contexts, and through
 * BUILDKIT_SYNTAX for the frontend. The Dockerfile stays as it is. Images that the ONBUILD triggers of a base use are among them.
 * @throws UserError with every image that does not exist or depends on a variable without a value.
 */
export async function pinImages(
  request: BuildRequest,
  ports: StorePorts,
  options: PinOptions = {},
): Promise<PinnedRequest> {
  const native = options.native ?? HOST;
  const images = new Map<string, PinnedImage>();
  const warnings: Problem[] = [];
  let triggers: Readonly<Record<string, readonly string[]>> = {};
  // What a trigger copies from may be a stage that nothing else needs, with a base of its own: no more rounds than there are stages.
  for (let round = 0; round <= request.dockerfile.stages.length; round += 1) {
    const uses = distinctUses(request, native, triggers, options.frontends ?? true);
    const added = await pinAll(
      uses.filter((use) => !images.has(keyOf(use))),
      ports,
    );
    if (added.length === 0) break;
    for (const image of added) images.set(keyOf(image.use), image);
    const brought = await triggersIn(added, { request, native, ports, warnings });
    if (Object.keys(brought).length === 0) break;
    triggers = { ...triggers, ...brought };
  }
  const list = [...images.values()];
  return {
    images: list,
    materials: list.map((image) => materialOf(image, request.workspace)),
    triggers,
    warnings,
    request: pinned(request, list),
  };
}

function pinned(request: BuildRequest, images: readonly PinnedImage[]): BuildRequest {
  const syntax = images.find(({ use }) => use.kind === 'syntax');
  const contexts = images
    .filter(({ use }) => use.kind !== 'syntax' && use.context === undefined && !use.pinned)
    .map(({ use, digest }) => [use.reference, imageContext(use.reference, digest)] as const);
  return {
    ...request,
    buildContexts: { ...request.buildContexts, ...Object.fromEntries(contexts) },
    buildArgs:
      syntax === undefined
        ? request.buildArgs
        : { ...request.buildArgs, [FRONTEND_ARGUMENT]: bare(syntax.use.reference, syntax.digest) },
  };
}

/** A frontend is not a stage's image of the same name. */
const keyOf = ({ kind, reference }: ImageUse): string => `${kind === 'syntax' ? 'syntax ' : ''}${reference}`;

/** Of all platforms, each reference once. */
function distinctUses(
  request: BuildRequest,
  native: Platform,
  triggers: Readonly<Record<string, readonly string[]>>,
  frontends: boolean,
): readonly ImageUse[] {
  const uses = argumentsByPlatform(request, native, triggers)
    .flatMap((build) => imageUses(request.dockerfile, build))
    .filter(({ needed, kind }) => needed && (frontends || kind !== 'syntax'));
  return [...new Map(uses.map((use) => [keyOf(use), use])).values()];
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

/** @throws UserError with all that cannot be resolved. */
async function pinAll(uses: readonly ImageUse[], ports: StorePorts): Promise<readonly PinnedImage[]> {
  const problems = uses.flatMap(unsetProblem);
  if (problems.length > 0) throw new UserError(problems);
  const found = await Promise.all(uses.map((use) => pin(use, ports)));
  const missing = found.flatMap((each) => ('what' in each ? [each] : []));
  if (missing.length > 0) throw new UserError(missing);
  return found.flatMap((each) => ('what' in each ? [] : [each]));
}

interface TriggerQuestion {
  readonly request: BuildRequest;
  readonly native: Platform;
  readonly ports: StorePorts;
  readonly warnings: Problem[];
}

/** A base whose digest stands in the Dockerfile may be out of our reach and still in the builder's: that only leaves its triggers unknown. */
async function triggersIn(
  images: readonly PinnedImage[],
  { request, native, ports, warnings }: TriggerQuestion,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const platforms = request.platforms.length === 0 ? [native] : [...request.platforms, native];
  const read = await Promise.all(
    images
      .filter(({ use }) => use.kind === 'from')
      .map(async ({ use, digest }) => {
        try {
          const store = openStore(parseReference(use.reference), ports);
          return [[use.reference, await onBuildTriggers(store, digest, platforms)] as const];
        } catch (error) {
          if (!(error instanceof UserError || error instanceof UnavailableError)) throw error;
          warnings.push(unknownTriggers(use, messageOf(error)));
          return [];
        }
      }),
  );
  return Object.fromEntries(read.flat().filter(([, triggers]) => triggers.length > 0));
}

const unknownTriggers = ({ reference, at }: ImageUse, seen: string): Problem => ({
  what: `whether '${reference}' brings ONBUILD triggers is not known`,
  rule: 'what they copy goes into the image, and is looked at like everything else',
  seen,
  at,
});

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

/** A layout is named by its place in the workspace: where that is on this machine is nobody's business. */
function materialOf({ use, digest }: PinnedImage, workspace: string): BuildMaterial {
  const reference = parseReference(use.reference);
  const uri = formatReference(withDigest(placed(reference, workspace), digest));
  return {
    uri: reference.kind === 'registry' ? `docker://${uri}` : uri,
    digest: { sha256: hexOf(digest) },
  };
}

function placed(reference: ImageReference, workspace: string): ImageReference {
  if (reference.kind === 'registry') return reference;
  const relative = path.relative(workspace, reference.path);
  return {
    kind: 'layout',
    path: relative.startsWith('..') ? path.basename(reference.path) : relative || '.',
  };
}
