import type { BuildArguments } from '../../../shared/dockerfile/scope.ts';
import type { Platform } from '../../../shared/oci/descriptor.ts';
import { formatPlatform } from '../../../shared/oci/platform.ts';
import { contextLocation, namedContexts } from './context.ts';
import type { BuildRequest } from './request.ts';

/** What the request gives to its Dockerfile, for reading it. */
export function buildArgumentsOf(request: BuildRequest, platform?: string): BuildArguments {
  const { buildArgs, target } = request;
  return {
    args: buildArgs,
    contexts: Object.fromEntries(namedContexts(request).map((each) => [each.name, contextLocation(each)])),
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform }),
  };
}

/** What is built for where neither the request nor the builder says: this machine's own. */
export const HOST: Platform = { os: 'linux', architecture: process.arch === 'arm64' ? 'arm64' : 'amd64' };

/** The same for each platform that is built, `native` where the request names none, with the ONBUILD triggers of bases. */
export function argumentsByPlatform(
  request: BuildRequest,
  native: Platform,
  triggers: Readonly<Record<string, readonly string[]>>,
): readonly BuildArguments[] {
  const platforms = request.platforms.length === 0 ? [native] : request.platforms;
  return platforms.map((platform) => ({
    ...buildArgumentsOf(request, formatPlatform(platform)),
    buildPlatform: formatPlatform(native),
    triggers,
  }));
}
