import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { buildWithBuildx } from '../../actions/build-image/builders/buildx.ts';
import { chooseBuilder } from '../../actions/build-image/builders/choose.ts';
import { type FoundBuildx, findBuilders } from '../../actions/build-image/builders/found.ts';
import type { BuiltImage } from '../../actions/build-image/builders/request.ts';
import { openStore } from '../../shared/oci/open.ts';
import { askProgram } from '../../shared/tools/run.ts';
import { buildRequest, builderPorts } from '../kit/building.ts';
import { busyboxLayout } from '../kit/busybox.ts';
import { startDistribution } from '../kit/distribution.ts';
import { findProgram, interop } from '../kit/parts.ts';
import {
  buildImage,
  contextFor,
  outputOf,
  removeDirectories,
  repository,
} from '../unit/actions/build-image/repository.ts';
import { startBuildKit, startRootlessBuildKit } from './buildkit-daemon.ts';
import { type DockerEngine, type EngineKind, startEngine } from './docker-engine.ts';

const BUILDKIT = ['docker', 'buildkitd', 'runc', 'busybox', 'tar'];
const ENGINE = [...BUILDKIT, 'dockerd', 'containerd', 'docker-registry', 'buildctl', 'ldd'];

let directory = '';
const engines: DockerEngine[] = [];
const images = new Map<string, BuiltImage>();

beforeAll(() => {
  // Short: the path of a socket has at most 107 characters.
  directory = mkdtempSync(path.join(tmpdir(), 'drv-'));
  if (BUILDKIT.every((part) => findProgram(part) !== undefined)) busyboxLayout(directory);
});
afterAll(async () => {
  for (const engine of engines) await engine.stop();
  await removeDirectories();
  rmSync(directory, { recursive: true, force: true });
});

type Environment = Readonly<Record<string, string>>;

async function engine(store: EngineKind): Promise<DockerEngine> {
  const started = await startEngine(directory, store);
  engines.push(started);
  return started;
}

async function found(env: Environment, builder?: string): Promise<FoundBuildx> {
  const { buildx } = await findBuilders(builderPorts(directory, env), builder);
  if ('missing' in buildx) throw new Error(buildx.missing);
  return buildx;
}

/** The same Dockerfile for every driver, with a step that runs, a secret, and files of the context. */
async function build(
  name: string,
  env: Environment,
  tool: FoundBuildx,
  network: 'default' | 'host' = 'default',
): Promise<BuiltImage> {
  const lines = [
    'FROM base AS build',
    'COPY greeting.txt /tmp/',
    'RUN --mount=type=secret,id=npm echo "$(cat /tmp/greeting.txt /run/secrets/npm)" > /out.txt',
    'FROM base',
    'COPY --from=build /out.txt /',
    'RUN mkdir /data && id -u > /data/who',
    'USER 65532',
  ];
  const given = {
    buildContexts: { base: 'oci-layout://busybox:v1' },
    files: { 'greeting.txt': 'hello\n' },
    secrets: { npm: 'hunter2' },
    network,
  };
  const ports = builderPorts(directory, env);
  const image = await buildWithBuildx(buildRequest(directory, name, lines, given), tool, ports);
  expect(ports.lines.join('\n')).not.toContain('hunter2');
  images.set(name, image);
  return image;
}

/** It names the uncompressed layers. */
async function configDigest(image: BuiltImage | undefined): Promise<string> {
  if (image === undefined) throw new Error('not built');
  const store = openStore(image.reference, builderPorts(directory, {}).stores);
  const { content } = await store.readManifest(image.digest);
  if (!('config' in content)) throw new Error('an index');
  return content.config.digest;
}

/** BuildKit with what it needs, as a directory to make an image of. */
function stage(workspace: string): void {
  const root = path.join(workspace, 'root');
  const take = (file: string, to: string): void => {
    mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
    copyFileSync(file, path.join(root, to));
  };
  for (const name of ['buildkitd', 'buildctl', 'runc', 'busybox']) {
    take(findProgram(name) ?? name, `usr/bin/${name}`);
  }
  mkdirSync(path.join(root, 'tmp'));
  const libraries = execFileSync('ldd', [findProgram('runc') ?? 'runc'], { encoding: 'utf8' });
  for (const [file] of libraries.matchAll(/\/lib\S+/g)) take(file, file);
}

/** Assembles that image into a registry. */
async function buildkitImage(host: string): Promise<string> {
  const yaml = `from: scratch
layers: [{copy: {root/: /}, mode: preserve}]
config: {entrypoint: [/usr/bin/buildkitd], env: {PATH: /usr/bin}, user: '0:0'}
`;
  const workspace = repository({ 'image.yml': yaml });
  stage(workspace);
  const inputs = { image: `${host}/buildkit`, 'clean-tree': 'off', tags: 'v1' };
  return outputOf(await buildImage(inputs, contextFor(workspace)), 'image');
}

describe('docker buildx with each of its drivers', () => {
  interop('builds with a remote BuildKit', BUILDKIT, async () => {
    const buildkit = await startBuildKit(directory);
    try {
      const tool = await found(buildkit.env, buildkit.builder);
      expect((await build('remote', buildkit.env, tool)).kind).toBe('manifest');
    } finally {
      await buildkit.stop();
    }
  });

  interop(
    'builds with a rootless BuildKit, to the same digest',
    [...BUILDKIT, 'rootlesskit', 'newuidmap'],
    async () => {
      const place = mkdtempSync(path.join(directory, 'rootless-'));
      const buildkit = await startRootlessBuildKit(place);
      try {
        const tool = await found(buildkit.env, buildkit.builder);
        const { digest } = await build('rootless', buildkit.env, tool);
        expect(digest).toBe(images.get('remote')?.digest);
      } finally {
        await buildkit.stop();
      }
    },
  );

  interop(
    'builds with a BuildKit in a container, whose image our assembler made, to the same digest',
    ENGINE,
    async () => {
      const { env } = await engine('graph');
      const distribution = await startDistribution();
      try {
        const image = await buildkitImage(distribution.host);
        const options = ['--driver', 'docker-container', '--driver-opt', `image=${image},network=host`];
        const argv = ['buildx', 'create', '--name', 'contained', ...options, '--bootstrap'];
        const docker = findProgram('docker') ?? 'docker';
        expect(await askProgram({ program: docker, argv, env, cwd: directory })).toBe('contained');
        const tool = await found(env, 'contained');
        expect(tool).toMatchObject({ driver: 'docker-container', writesLayouts: true });
        const { digest } = await build('container', env, tool);
        expect(digest).toBe(images.get('remote')?.digest);
        await askProgram({ program: docker, argv: ['buildx', 'rm', 'contained'], env, cwd: directory });
      } finally {
        await distribution.close();
      }
    },
    180_000,
  );

  interop('says that the engine does not run', BUILDKIT, async () => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: directory, DOCKER_HOST: 'unix:///nowhere' };
    const { buildx } = await findBuilders(builderPorts(directory, env));
    expect(buildx).toEqual({
      missing: expect.stringMatching(
        /^the builder default does not answer: Cannot connect to the Docker daemon/,
      ),
    });
  });

  interop("says that docker's own store writes no layout, and what to add", ENGINE, async () => {
    const env = engines[0]?.env ?? (await engine('graph')).env;
    const tool = await found(env);
    expect(tool).toMatchObject({ driver: 'docker', writesLayouts: false });
    const { dockerfile } = buildRequest(directory, 'refused', ['FROM scratch']);
    const needs = { wanted: 'buildkit', dockerfile, platforms: [], output: 'layout' } as const;
    expect(
      chooseBuilder(needs, { buildx: tool, buildah: { missing: 'buildah is not installed' } }),
    ).toMatchObject({
      seen: 'the builder default (driver docker) cannot write an image to a file',
      next: expect.stringContaining('setup-buildx-action') as unknown,
    });
  });

  interop(
    'builds the same content with the engine itself, whose compressor may be another, when containerd keeps its images',
    ENGINE,
    async () => {
      const { env } = await engine('containerd');
      const tool = await found(env);
      expect(tool).toMatchObject({ driver: 'docker', writesLayouts: true });
      const image = await build('engine', env, tool, 'host');
      expect(await configDigest(image)).toBe(await configDigest(images.get('remote')));
    },
  );
});
