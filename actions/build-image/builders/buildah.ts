import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Platform } from '../../../shared/oci/descriptor.ts';
import { type Digest } from '../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import { openStore } from '../../../shared/oci/open.ts';
import { formatPlatform } from '../../../shared/oci/platform.ts';
import { copyImage } from '../../../shared/oci/copy.ts';
import { type LayoutReference, withDigest } from '../../../shared/oci/reference.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { type Problem, UnavailableError } from '../../../shared/text/error.ts';
import { describeEnd, runProgram } from '../../../shared/tools/run.ts';
import { withSecretFiles } from '../../../shared/tools/secret-file.ts';
import { restoreLayers } from './base-layers.ts';
import { buildahArgv, buildahGaps } from './buildah-argv.ts';
import { buildahFailure, buildahOutput } from './buildah-output.ts';
import { directoryContexts, pullLayouts } from './buildah-context.ts';
import { buildahDockerfile } from './buildah-dockerfile.ts';
import { withPlainRegistries } from './buildah-registries.ts';
import { withBuildahLogins } from './docker-config.ts';
import { buildError } from './failure.ts';
import type { FoundBuildah } from './found.ts';
import type { BuildRequest, BuilderPorts, BuiltImage } from './request.ts';
import { stepLog } from './step.ts';
import { type TargetBase, targetBaseImages } from './target-base.ts';
import { readWritten } from './written.ts';

/** One platform's image in the layout. */
interface BuiltPlatform {
  readonly platform: Platform;
  readonly digest: Digest;
  readonly size: number;
  readonly warnings: readonly Problem[];
}

/**
 * Builds with buildah, one platform after another, without a daemon. Layers of the base are its own blobs afterwards, and new ones are
 * compressed as the assembler does it.
 * @throws UserError with the failing step, its line in the Dockerfile and its last lines; UnavailableError when a service did not answer.
 */
export async function buildWithBuildah(
  request: BuildRequest,
  found: FoundBuildah,
  ports: BuilderPorts,
): Promise<BuiltImage> {
  const { output } = request;
  if (output.kind === 'layout') return buildLayout(request, found, ports, output);
  const directory = await mkdtemp(path.join(ports.temp, 'layout-'));
  try {
    const layout: LayoutReference = { kind: 'layout', path: directory };
    const image = await buildLayout(request, found, ports, layout);
    const from = openStore(layout, ports.stores);
    await copyImage(from, openStore(output, ports.stores), image.digest, { referrers: false });
    return { ...image, reference: withDigest(output, image.digest) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function buildLayout(
  request: BuildRequest,
  found: FoundBuildah,
  ports: BuilderPorts,
  layout: LayoutReference,
): Promise<BuiltImage> {
  const store = openStore(layout, ports.stores);
  const base = await targetBaseImages(request, ports.stores);
  const wanted = request.platforms.length === 0 ? [undefined] : request.platforms;
  const built: BuiltPlatform[] = [];
  for (const platform of wanted) {
    built.push(await buildPlatform(request, found, ports, { store, layout, base, platform }));
  }
  const top = await topOf(store, built);
  return {
    builder: 'buildah',
    version: found.version,
    reference: withDigest(layout, top.digest),
    ...top,
    platforms: built.map(({ platform, digest }) => ({ platform, digest })),
    materials: base === undefined ? [] : [base.material],
    warnings: [
      ...buildahGaps(request).map((what) => ({ what })),
      ...built.flatMap(({ warnings }) => warnings),
    ],
  };
}

interface PlatformRun {
  readonly store: ImageStore;
  readonly layout: LayoutReference;
  readonly base: TargetBase | undefined;
  readonly platform: Platform | undefined;
}

async function buildPlatform(
  request: BuildRequest,
  found: FoundBuildah,
  ports: BuilderPorts,
  { store, layout, base, platform }: PlatformRun,
): Promise<BuiltPlatform> {
  const tag = platform === undefined ? 'image' : formatPlatform(platform).replace(/\//g, '-');
  const root = path.resolve(request.workspace, layout.path);
  const layouts = await pullLayouts(request, found, ports, platform);
  const file = path.join(ports.temp, `Dockerfile.${tag}`);
  await writeFile(file, buildahDockerfile(request, platform, layouts));
  try {
    await withFiles(request, ports, (secrets, env) => {
      const files = { file, ignoreFile: ignoreFileOf(request), secrets, layout: root };
      const argv = buildahArgv(request, {
        ...files,
        storage: found.storage,
        platform,
        tag,
        contexts: directoryContexts(request),
      });
      return run(request, found, { ...ports, env }, argv);
    });
  } finally {
    await rm(file, { force: true });
  }
  const { digest: written } = await required(store, tag);
  const [image] = (await readWritten('buildah', store, written)).platforms;
  if (image === undefined) throw noImage(store, tag);
  const own = base?.forPlatform(image.platform);
  const { manifest, restored, ofBase } = await restoreLayers(store, written, own, ports.temp);
  const { descriptor } = await store.readManifest(manifest);
  const warnings: Problem[] = [];
  if (restored < ofBase) {
    warnings.push({
      what: `${ofBase - restored} of ${ofBase} layers of the base are written anew for ${formatPlatform(image.platform)}`,
      rule: 'a layer of the base keeps its digest, so that registries share it',
      next: 'use builder: buildkit, which keeps them',
    });
  }
  return { platform: image.platform, digest: manifest, size: descriptor.size, warnings };
}

/** What one run reads, and nobody may read afterwards: the files of its secrets, and those that its environment names. */
const withFiles = (
  request: BuildRequest,
  ports: BuilderPorts,
  work: (secrets: Readonly<Record<string, string>>, env: BuilderPorts['env']) => Promise<void>,
): Promise<void> =>
  withBuildahLogins(request, ports, (withLogins) =>
    withPlainRegistries(request, { ...ports, env: withLogins }, (env) =>
      withSecretFiles(request.secrets, ports.temp, (secrets) => work(secrets, env)),
    ),
  );

/** The Dockerfile's own ignore file: buildah looks for it beside the file that it is given. */
function ignoreFileOf({ file }: BuildRequest): string | undefined {
  const own = `${file}.dockerignore`;
  return existsSync(own) ? own : undefined;
}

async function required(store: ImageStore, tag: string): Promise<{ readonly digest: Digest }> {
  const descriptor = await store.resolve(tag);
  if (descriptor !== undefined) return descriptor;
  throw noImage(store, tag);
}

const noImage = (store: ImageStore, tag: string): UnavailableError =>
  new UnavailableError({
    what: 'buildah left no image',
    rule: `tag ${tag} in ${store.name}`,
    next: 'run the job again; if it stays, look at the space on the disk',
  });

async function run(
  request: BuildRequest,
  found: FoundBuildah,
  { stores, env, log }: BuilderPorts,
  argv: readonly string[],
): Promise<void> {
  const steps = stepLog(log, stores.clock);
  const output = buildahOutput(steps);
  const result = await runProgram({
    program: found.program,
    argv,
    env,
    cwd: request.context,
    onLine: output.line,
    ...(stores.signal === undefined ? {} : { signal: stores.signal }),
  });
  output.end();
  await steps.settled();
  if (result.exitCode === 0) return;
  throw buildError(buildahFailure(request.dockerfile, output.outcome(), describeEnd(result)));
}

/** One platform is its own manifest; of several an index is made, sorted, so that the order of the request does not matter. */
async function topOf(
  store: ImageStore,
  built: readonly BuiltPlatform[],
): Promise<{ readonly digest: Digest; readonly kind: 'index' | 'manifest' }> {
  const [first, ...others] = built;
  if (first !== undefined && others.length === 0) return { digest: first.digest, kind: 'manifest' };
  const manifests = built
    .map(({ digest, size, platform }) => ({ mediaType: MEDIA_TYPE.manifest, digest, size, platform }))
    .sort((a, b) => (formatPlatform(a.platform) < formatPlatform(b.platform) ? -1 : 1));
  const index = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests };
  const { digest } = await store.putManifest(Buffer.from(JSON.stringify(index)), {
    mediaType: MEDIA_TYPE.index,
  });
  return { digest, kind: 'index' };
}
