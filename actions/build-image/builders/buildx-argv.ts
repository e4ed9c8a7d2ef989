import path from 'node:path';
import { formatPlatform } from '../../../shared/oci/platform.ts';
import { repositoryName } from '../../../shared/oci/reference.ts';
import { attestationOptions } from './attestation-request.ts';
import { planCache } from './cache.ts';
import { contextLocation, namedContexts } from './context.ts';
import { csv, each, eachPair, some } from './option.ts';
import type { BuildRequest } from './request.ts';

/** The files of one buildx run. */
export interface BuildxFiles {
  /** Where buildx writes what it built. */
  readonly metadata: string;
  /** The file of each secret, by id. */
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * The arguments after `docker`. Attestations are off unless they are asked for: BuildKit makes children of the index of them, which change its digest
 * with every run and show as `unknown/unknown`. Those that are asked for are read, and leave the index before it is stored.
 */
export function buildxArgv(request: BuildRequest, files: BuildxFiles, builder?: string): readonly string[] {
  const { platforms, network } = request;
  const cache = planCache(request);
  return [
    'buildx',
    'build',
    ...some('--builder', builder),
    ...['--progress', 'rawjson', '--metadata-file', files.metadata],
    ...attestationOptions(request.attestations),
    ...['--output', output(request)],
    ...['--file', request.file],
    ...some('--target', request.target),
    ...some('--platform', platforms.map(formatPlatform).join(',')),
    ...eachPair('--build-arg', request.buildArgs),
    ...eachPair('--label', request.labels),
    ...each(
      '--build-context',
      namedContexts(request).map((context) => `${context.name}=${contextLocation(context)}`),
    ),
    ...each('--secret', secretOptions({ ...files.secrets, ...request.secretFiles })),
    ...each('--ssh', request.ssh),
    ...each('--cache-from', cache.from),
    ...each('--cache-to', cache.to),
    ...(request.noCache ? ['--no-cache'] : []),
    ...(request.pull ? ['--pull'] : []),
    ...some('--network', network === 'default' ? undefined : network),
    request.context,
  ];
}

/** `rewrite-timestamp` sets the times of files to SOURCE_DATE_EPOCH: without it only those in the config are. */
function output({ output: to, workspace, annotations = {}, attestations = [] }: BuildRequest): string {
  const annotated = Object.entries(annotations).map(([name, value]) => `annotation.${name}=${value}`);
  if (to.kind === 'layout') {
    return csv([
      'type=oci',
      `dest=${path.resolve(workspace, to.path)}`,
      'tar=false',
      'rewrite-timestamp=true',
      ...annotated,
    ]);
  }
  if (attestations.length > 0) throw new Error('attestations are taken out of a layout, not of a registry');
  return csv([
    'type=image',
    `name=${repositoryName(to)}`,
    'push=true',
    'push-by-digest=true',
    'name-canonical=true',
    'oci-mediatypes=true',
    'rewrite-timestamp=true',
    ...annotated,
  ]);
}

/** Paths, never values: a command line is visible to every process of the machine. */
export const secretOptions = (files: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, file]) => csv([`id=${id}`, `src=${file}`]));
