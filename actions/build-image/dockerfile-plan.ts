import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import { type Dockerfile, parseDockerfile } from '../../shared/dockerfile/dockerfile.ts';
import { imageUses, unpinnedImages } from '../../shared/dockerfile/image-use.ts';
import { leftovers } from '../../shared/dockerfile/leftover.ts';
import { secretVariables } from '../../shared/dockerfile/secret-name.ts';
import type { Finding } from '../../shared/image/checks/check.ts';
import { digestOf } from '../../shared/oci/digest.ts';
import { type StorePorts, openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { messageOf } from '../../shared/text/error.ts';
import type { BuildRequest } from './builders/request.ts';
import { buildArgumentsOf } from './builders/build-arguments.ts';
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
  const isFork =
    context.run.eventName.startsWith('pull_request') &&
    headRepository(context.run.event) !== context.run.repository;
  return {
    context: path.resolve(workspace, inputs.context),
    file: path.resolve(workspace, inputs.file),
    dockerfile,
    ...(inputs.target === undefined ? {} : { target: inputs.target }),
    platforms: inputs.platforms ?? [],
    buildArgs: record(inputs.buildArgs),
    labels: record(inputs.labels),
    buildContexts: record(inputs.buildContexts),
    workspace,
    secrets: record(inputs.secrets),
    secretFiles: record(inputs.secretFiles),
    ssh: inputs.ssh ?? [],
    cacheFrom: inputs.cacheFrom ?? [],
    cacheTo: inputs.cacheTo ?? [],
    trusted: !isFork,
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

function headRepository(event: unknown): string | undefined {
  const { pull_request: pull } = (event ?? {}) as {
    pull_request?: { head?: { repo?: { full_name?: unknown } } };
  };
  const name = pull?.head?.repo?.full_name;
  return typeof name === 'string' ? name : undefined;
}

/** What the text of a Dockerfile shows: images by tag, with the reference to paste, variables that hold credentials, what its steps leave behind. */
export async function dockerfileFindings(
  request: BuildRequest,
  ports: StorePorts,
): Promise<readonly Finding[]> {
  const unpinned = unpinnedImages(imageUses(request.dockerfile, buildArgumentsOf(request)));
  const bases = await Promise.all(
    unpinned.map(async ({ reference, at }): Promise<Finding> => ({
      check: 'base-images',
      what: `the image '${reference}' is not named by digest`,
      at,
      ...(await replacement(reference, ports)),
    })),
  );
  const left = leftovers(request.dockerfile, buildArgumentsOf(request)).map((hint): Finding => ({
    check: 'leftovers',
    ...hint,
  }));
  const secrets = secretVariables(request.dockerfile).map(({ keyword, name, at }): Finding => ({
    check: 'secret-values',
    what: `${keyword} ${name} is named like a credential`,
    next: 'use RUN --mount=type=secret and the input secrets: an ARG or ENV stays in the image',
    at,
  }));
  return [...bases, ...secrets, ...left];
}

/** A registry that cannot be asked only costs the line to paste. */
async function replacement(reference: string, ports: StorePorts): Promise<Pick<Finding, 'next' | 'seen'>> {
  try {
    const parsed = parseReference(reference);
    const found = await openStore(parsed, ports).resolve(parsed.tag ?? 'latest');
    return found === undefined ? { seen: 'no such tag' } : { next: `write ${reference}@${found.digest}` };
  } catch (error) {
    return { seen: messageOf(error) };
  }
}
