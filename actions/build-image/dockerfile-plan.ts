import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import { type Dockerfile, parseDockerfile } from '../../shared/dockerfile/dockerfile.ts';
import { type RemoteSource, remoteSources } from '../../shared/dockerfile/remote-source.ts';
import { looksSecret } from '../../shared/dockerfile/secret-name.ts';
import type { Finding } from '../../shared/image/checks/check.ts';
import { findSecret } from '../../shared/image/checks/secret-patterns.ts';
import type { Platform } from '../../shared/oci/descriptor.ts';
import { digestOf } from '../../shared/oci/digest.ts';
import { contextDirectory } from './builders/context.ts';
import type { BuildRequest } from './builders/request.ts';
import { argumentsByPlatform, buildArgumentsOf } from './builders/build-arguments.ts';
import { dockerfileFindings as textFindings } from './builders/findings.ts';
import type { PinnedImage } from './builders/pin.ts';
import { type BuildInputs, type ImagePlan, loadImagePlan, readWorkspaceFile } from './plan.ts';

/** A build that runs a Dockerfile. */
export interface DockerfilePlan extends ImagePlan {
  readonly dockerfile: Dockerfile;
  readonly origin: NonNullable<ImagePlan['origin']>;
}

/** Whether `file` is run by a builder, rather than assembled. */
export const isDockerfile = (file: string): boolean => !/\.ya?ml$/i.test(file);

/** @throws UserError with every problem of the Dockerfile, the tags and the time. */
export async function loadDockerfilePlan(
  inputs: BuildInputs,
  context: ActionContext,
): Promise<DockerfilePlan> {
  const bytes = readWorkspaceFile(context.workspace, inputs.file);
  const dockerfile = parseDockerfile(bytes.toString('utf8'), inputs.file);
  const common = await loadImagePlan(inputs, context);
  return {
    ...common,
    dockerfile,
    // A RUN step installs what it likes: a base by tag is worth a word, and only what was asked for refuses.
    levels: { 'base-images': 'warn', ...common.levels },
    origin: { path: inputs.file, digest: digestOf(bytes) },
  };
}

/** What a builder is asked for; the image goes into a layout, so that it is looked at before anything is stored. */
export function buildRequest(plan: DockerfilePlan, context: ActionContext, layout: string): BuildRequest {
  const { inputs, dockerfile, epoch } = plan;
  const { workspace } = context;
  return {
    context: contextDirectory(inputs.context, workspace),
    file: path.resolve(workspace, inputs.file),
    dockerfile,
    ...(inputs.target === undefined ? {} : { target: inputs.target }),
    platforms: inputs.platforms ?? [],
    buildArgs: record(inputs.buildArgs),
    labels: record(inputs.labels),
    attestations: inputs.buildkitAttestations ?? [],
    buildContexts: record(inputs.buildContexts),
    workspace,
    secrets: record(inputs.secrets),
    secretFiles: record(inputs.secretFiles),
    ssh: inputs.ssh ?? [],
    cacheFrom: inputs.cacheFrom ?? [],
    cacheTo: inputs.cacheTo ?? [],
    trusted: !context.run.eventName.startsWith('pull_request'),
    noCache: inputs.noCache,
    pull: inputs.pull,
    network: inputs.network,
    epoch,
    output: { kind: 'layout', path: layout },
  };
}

export const record = (
  pairs: readonly { readonly name: string; readonly value: string }[] = [],
): Record<string, string> => Object.fromEntries(pairs.map(({ name, value }) => [name, value]));

/** What a Dockerfile and the build's arguments show before anything is built. */
export const dockerfileFindings = (
  request: BuildRequest,
  images: readonly PinnedImage[],
): readonly Finding[] => [
  ...textFindings(request.dockerfile, buildArgumentsOf(request), images),
  ...Object.entries(request.buildArgs).flatMap(([name, value]) => argumentFinding(name, value)),
];

/** A value that looks like a credential is one, whatever it is called. */
function argumentFinding(name: string, value: string): readonly Finding[] {
  const kind = findSecret(value)?.kind ?? (looksSecret(name) ? 'what its name says' : undefined);
  if (kind === undefined || value === '') return [];
  return [
    {
      check: 'secret-values',
      what: `the build argument ${name} holds a credential`,
      seen: kind,
      next: 'give it in secrets, and read it with RUN --mount=type=secret',
    },
  ];
}

/** Everything that ADD fetches, for any of the platforms. */
export const remotesOf = (
  request: BuildRequest,
  native: Platform,
  triggers: Readonly<Record<string, readonly string[]>>,
): readonly RemoteSource[] =>
  argumentsByPlatform(request, native, triggers).flatMap((build) => remoteSources(request.dockerfile, build));
