import type { BuildArguments } from '../../../shared/dockerfile/scope.ts';
import { namedContexts } from './context.ts';
import { contextLocation } from './context.ts';
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
