import { imageUses } from '../../../shared/dockerfile/image-use.ts';
import { formatPlatform } from '../../../shared/oci/platform.ts';
import {
  type ImageReference,
  type RegistryReference,
  parseReference,
  repositoryName,
} from '../../../shared/oci/reference.ts';
import { buildArgumentsOf } from './build-arguments.ts';
import { cacheRepository } from './cache.ts';
import { namedContexts } from './context.ts';
import type { BuildRequest } from './request.ts';

/**
 * The repositories in registries that a build reads or writes, each once: images of the Dockerfile and of its named contexts, the frontend, caches, the
 * scanner of an SBOM, and the destination.
 * @throws UserError for a text that is no reference.
 */
export function usedRepositories(request: BuildRequest): readonly RegistryReference[] {
  const caches = [...request.cacheFrom, ...request.cacheTo].flatMap((text) => cacheRepository(text) ?? []);
  const scanners = (request.attestations ?? []).flatMap((each) => ('scanner' in each ? [each.scanner] : []));
  // Some of them are used by ONBUILD triggers alone, which stand in no Dockerfile.
  const contexts = namedContexts(request).flatMap((each) => (each.kind === 'image' ? [each.reference] : []));
  const references = [...usedImages(request), ...contexts, ...caches, ...scanners].map(parseReference);
  const repositories = [...references, request.output].filter(isInRegistry);
  return [...new Map(repositories.map((each) => [repositoryName(each), each])).values()];
}

function usedImages(request: BuildRequest): readonly string[] {
  const platforms = request.platforms.length === 0 ? [undefined] : request.platforms.map(formatPlatform);
  return platforms
    .flatMap((platform) => imageUses(request.dockerfile, buildArgumentsOf(request, platform)))
    .filter(({ needed, unset }) => needed && unset.length === 0)
    .map(({ reference }) => reference);
}

const isInRegistry = (reference: ImageReference): reference is RegistryReference =>
  reference.kind === 'registry';
