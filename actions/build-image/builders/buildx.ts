import path from 'node:path';
import { openStore } from '../../../shared/oci/open.ts';
import { isImageIndex } from '../../../shared/oci/manifest.ts';
import { withDigest } from '../../../shared/oci/reference.ts';
import type { Problem } from '../../../shared/text/error.ts';
import { describeEnd, runProgram } from '../../../shared/tools/run.ts';
import { withSecretFiles } from '../../../shared/tools/secret-file.ts';
import { readStatements } from './attestations.ts';
import { buildxArgv } from './buildx-argv.ts';
import { buildxFailure } from './buildx-failure.ts';
import { planCache } from './cache.ts';
import { watchCaches } from './cache-watch.ts';
import { type Patience, runWithCaches } from './cached-run.ts';
import { withDockerLogins } from './docker-config.ts';
import { buildError } from './failure.ts';
import type { FoundBuildx } from './found.ts';
import { readMetadata } from './metadata.ts';
import { type BuildKitWarning, type ProgressOutcome, buildkitProgress } from './progress.ts';
import type { BuildRequest, BuilderPorts, BuiltImage } from './request.ts';
import { stepLog } from './step.ts';
import { readWritten } from './written.ts';

/**
 * Builds with `docker buildx` and the BuildKit behind it: in docker, in a container, rootless or remote.
 * @throws UserError with the failing step, its line in the Dockerfile and its last lines; UnavailableError when a service did not answer.
 */
export async function buildWithBuildx(
  request: BuildRequest,
  found: FoundBuildx,
  ports: BuilderPorts,
): Promise<BuiltImage> {
  const metadata = path.join(ports.temp, 'buildx-metadata.json');
  const outcome = await withDockerLogins(request, ports, (env) =>
    withSecretFiles(request.secrets, ports.temp, (secrets) =>
      runWithCaches(request, ports, (each, patience) => {
        const argv = buildxArgv(each, { metadata, secrets }, found.builder);
        return run(each, found, { ...ports, env }, argv, patience);
      }),
    ),
  );
  const { digest, materials } = await readMetadata(metadata);
  const reference = withDigest(request.output, digest);
  const store = openStore(reference, ports.stores);
  const image = await readWritten('docker buildx', store, digest);
  const platforms = image.platforms.map(({ platform, manifest }) => ({
    platform,
    digest: manifest.descriptor.digest,
  }));
  return {
    builder: 'buildkit',
    version: found.buildkit ?? `buildx ${found.version}`,
    reference,
    digest,
    kind: isImageIndex(image.top.content) ? 'index' : 'manifest',
    platforms,
    materials,
    statements: await readStatements(store, digest, platforms, request.attestations ?? []),
    warnings: [
      ...planCache(request).notes.map((what) => ({ what })),
      ...outcome.caches,
      ...outcome.warnings.map((warning) => lintProblem(warning, request)),
    ],
  };
}

async function run(
  request: BuildRequest,
  found: FoundBuildx,
  { stores, env, log }: BuilderPorts,
  argv: readonly string[],
  patience: Patience,
): Promise<ProgressOutcome> {
  const steps = stepLog(log, stores.clock);
  const progress = buildkitProgress(steps);
  const waitsFor = (): readonly string[] | undefined => {
    const caches = progress.waitsFor();
    return patience === 'caches' && caches?.length === 0 ? undefined : caches;
  };
  const watch = watchCaches(waitsFor, stores.clock, stores.signal);
  const result = await runProgram({
    program: found.docker,
    argv,
    env: { ...env, SOURCE_DATE_EPOCH: String(request.epoch), BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
    cwd: request.context,
    onLine: (line) => {
      watch.alive();
      progress.line(line);
    },
    signal: watch.signal,
  }).finally(watch.stop);
  await steps.settled();
  const outcome = progress.outcome();
  if (result.exitCode === 0) return outcome;
  throw buildError(buildxFailure(request.dockerfile, outcome, describeEnd(result)));
}

const lintProblem = ({ text, line }: BuildKitWarning, { dockerfile }: BuildRequest): Problem => ({
  what: text,
  rule: 'a check of BuildKit',
  ...(line === undefined ? {} : { at: { file: dockerfile.source.file, line } }),
});
