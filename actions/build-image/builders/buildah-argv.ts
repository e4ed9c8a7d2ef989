import type { Platform } from '../../../shared/oci/descriptor.ts';
import { formatPlatform } from '../../../shared/oci/platform.ts';
import { secretOptions } from './buildx-argv.ts';
import { each, eachPair, some } from './option.ts';
import type { BuildRequest } from './request.ts';

/** What one buildah run needs besides the request. */
export interface BuildahRun {
  /** Options before the command, such as `--storage-driver vfs`. */
  readonly storage: readonly string[];
  readonly platform: Platform | undefined;
  /** The Dockerfile with full names, and its own ignore file when it has one. */
  readonly file: string;
  readonly ignoreFile: string | undefined;
  /** Named contexts that are directories. */
  readonly contexts: Readonly<Record<string, string>>;
  /** The file of each secret, by id. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The layout and the tag in it that get the image. */
  readonly layout: string;
  readonly tag: string;
}

/**
 * The arguments after `buildah`. `chroot` isolation needs no runtime and works for root and others alike; the label that names buildah's
 * version is off, and `--timestamp` sets all times, so that another day and another machine give the same image.
 */
export function buildahArgv(request: BuildRequest, run: BuildahRun): readonly string[] {
  return [
    ...run.storage,
    'build',
    ...['--isolation', 'chroot', '--format', 'oci', '--identity-label=false'],
    ...['--timestamp', String(request.epoch)],
    '--layers=false',
    ...['--tag', `oci:${run.layout}:${run.tag}`],
    ...['--file', run.file],
    ...some('--ignorefile', run.ignoreFile),
    ...some('--target', request.target),
    ...some('--platform', run.platform && formatPlatform(run.platform)),
    ...eachPair('--build-arg', ownArguments(request)),
    ...eachPair('--label', request.labels),
    ...eachPair('--build-context', run.contexts),
    ...each('--secret', secretOptions({ ...run.secrets, ...request.secretFiles })),
    ...each('--ssh', request.ssh),
    ...(request.noCache ? ['--no-cache'] : []),
    ...(request.pull ? ['--pull=always'] : []),
    ...some('--network', request.network === 'default' ? undefined : request.network),
    request.context,
  ];
}

/** Those that only BuildKit's frontend reads are left out: buildah warns of each. */
const ownArguments = ({ buildArgs }: BuildRequest): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(buildArgs).filter(([name]) => !name.startsWith('BUILDKIT_')));

/**
 * What the request asks for and buildah does not have; each is said, none fails the build. Its own caches are not used: it fails when one cannot be written,
 * and 1.28 cannot write one at all when the image goes into a layout.
 */
export function buildahGaps({ cacheFrom, cacheTo, dockerfile }: BuildRequest): readonly string[] {
  const checked = dockerfile.stages.flatMap(({ instructions }) =>
    instructions.filter(({ keyword }) => keyword === 'HEALTHCHECK'),
  );
  return [
    ...(cacheFrom.length + cacheTo.length > 0
      ? ['cache-from and cache-to are passed over: with buildah every step runs, only BuildKit has caches']
      : []),
    ...(checked.length > 0 ? ['buildah leaves HEALTHCHECK out of OCI images'] : []),
  ];
}
