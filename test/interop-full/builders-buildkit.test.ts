import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { buildWithBuildah } from '../../actions/build-image/builders/buildah.ts';
import { buildWithBuildx } from '../../actions/build-image/builders/buildx.ts';
import { chooseBuilder } from '../../actions/build-image/builders/choose.ts';
import { type FoundBuildx, findBuilders } from '../../actions/build-image/builders/found.ts';
import { pinImages } from '../../actions/build-image/builders/pin.ts';
import type { BuildRequest, BuiltImage } from '../../actions/build-image/builders/request.ts';
import { digestOf, hexOf } from '../../shared/oci/digest.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { UserError } from '../../shared/text/error.ts';
import { type TestBuilderPorts, buildRequest, builderPorts } from '../kit/building.ts';
import { type BusyboxLayout, busyboxLayout } from '../kit/busybox.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { writeTestImage } from '../kit/registry/image.ts';
import { startRegistry } from '../kit/registry/registry.ts';
import { type BuildKit, startBuildKit } from './buildkit-daemon.ts';

const PARTS = ['docker', 'buildkitd', 'runc', 'busybox', 'tar'];

let directory = '';
let base: BusyboxLayout | undefined;
let buildkit: BuildKit | undefined;
let ports: TestBuilderPorts;
let found: FoundBuildx | undefined;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'buildkit-'));
  ports = builderPorts(directory, { PATH: process.env['PATH'] ?? '', HOME: directory });
  if (PARTS.some((part) => findProgram(part) === undefined)) return;
  base = busyboxLayout(directory);
  buildkit = await startBuildKit(directory);
  ports = builderPorts(directory, buildkit.env);
  const { buildx } = await findBuilders(ports, buildkit.builder);
  if ('missing' in buildx) throw new Error(buildx.missing);
  found = buildx;
}, 60_000);
afterAll(async () => {
  await buildkit?.stop();
  rmSync(directory, { recursive: true, force: true });
});

function build(request: BuildRequest, own = ports): Promise<BuiltImage> {
  if (found === undefined) throw new Error('no BuildKit');
  return buildWithBuildx(request, found, own);
}

const CONTEXTS = { base: 'oci-layout://busybox:v1' };
const LINES = [
  'ARG BASE=base',
  'FROM $BASE AS build',
  'ARG NAME=nobody',
  'COPY greeting.txt /tmp/',
  'RUN <<SCRIPT',
  'echo "$(cat /tmp/greeting.txt) $NAME" > /tmp/out.txt',
  'SCRIPT',
  '',
  'FROM base AS shop',
  'COPY --from=build /tmp/out.txt /greeting.txt',
  'RUN echo built',
  'USER 65532',
];
const FILES = { 'greeting.txt': 'hello\n' };

describe('docker buildx with BuildKit', () => {
  interop('is found, with its driver and platforms, and chosen', PARTS, () => {
    expect(found).toMatchObject({ builder: 'fixity', driver: 'remote', writesLayouts: true });
    expect(found?.platforms).toContainEqual({
      os: 'linux',
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    });
    const { dockerfile } = buildRequest(directory, 'chosen', LINES);
    const needs = { wanted: 'auto', dockerfile, platforms: [], output: 'layout' } as const;
    const choice = chooseBuilder(needs, { buildx: found ?? { missing: '' }, buildah: { missing: 'x' } });
    expect(choice).toMatchObject({
      builder: 'buildkit',
      why: expect.stringMatching(/^docker buildx .*\(remote/) as unknown,
    });
    return Promise.resolve();
  });

  interop('builds a digest that does not depend on directory, file times or the moment', PARTS, async () => {
    const given = { buildContexts: CONTEXTS, files: FILES, buildArgs: { NAME: 'world' }, noCache: true };
    const one = await build(buildRequest(directory, 'one', LINES, given));
    const second = buildRequest(directory, 'two', LINES, given);
    utimesSync(path.join(second.context, 'greeting.txt'), 1, 1);
    const two = await build(second);
    expect(two.digest).toBe(one.digest);
    expect(one).toMatchObject({
      builder: 'buildkit',
      kind: 'manifest',
      reference: { kind: 'layout', path: 'one' },
    });
    expect(one.platforms.map(({ digest }) => digest)).toEqual([one.digest]);
    const store = openStore(one.reference, ports.stores);
    const { content } = await store.readManifest(one.digest);
    expect('layers' in content && content.layers[0]?.digest).toBe(base?.layer);
    expect(one.materials.map(({ digest }) => digest['sha256'])).toEqual([base?.digest.slice(7)]);
    expect(ports.lines).toContainEqual(expect.stringMatching(/^> \[shop \d\/\d\] RUN echo built · /));
    expect(ports.lines).toContain('built');
  });

  interop('builds an index of images alone for several platforms', PARTS, async () => {
    const platforms = [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: '386' },
    ];
    const lines = ['FROM scratch', 'ARG TARGETARCH', 'COPY greeting.txt /$TARGETARCH.txt'];
    const image = await build(buildRequest(directory, 'several', lines, { platforms, files: FILES }));
    expect(image.kind).toBe('index');
    expect(image.platforms.map(({ platform }) => platform.architecture).sort()).toEqual(['386', 'amd64']);
    const index = await openStore(image.reference, ports.stores).readManifest(image.digest);
    expect('manifests' in index.content && index.content.manifests.length).toBe(2);
  });

  interop('pushes by digest to a registry, without a tag', PARTS, async () => {
    const registry = await startRegistry();
    try {
      const output = parseReference(`${registry.host}/acme/shop`);
      const image = await build(
        buildRequest(directory, 'pushed', ['FROM scratch', 'COPY greeting.txt /'], { files: FILES, output }),
      );
      const store = openStore(output, ports.stores);
      expect((await store.resolve(image.digest))?.digest).toBe(image.digest);
      expect(await store.listTags()).toEqual([]);
    } finally {
      await registry.close();
    }
  });

  interop('builds on what a tag named at the start, wherever it is moved afterwards', PARTS, async () => {
    const registry = await startRegistry();
    try {
      const name = parseReference(`${registry.host}/acme/base`);
      const store = openStore(name, ports.stores);
      const from = openStore(parseReference('oci-layout:busybox'), ports.stores);
      const { bytes, descriptor } = await from.readManifest('v1');
      await copyImage(from, store, descriptor.digest, { referrers: false });
      await store.putManifest(bytes, { mediaType: descriptor.mediaType, tag: 'v1' });
      const asked = buildRequest(directory, 'pinned', [
        `FROM ${registry.host}/acme/base:v1`,
        'RUN echo x > /x',
      ]);
      const { request, materials } = await pinImages(asked, ports.stores);
      await writeTestImage(store, { tag: 'v1', layers: ['another base'] });
      const image = await build(request);
      const { content } = await openStore(image.reference, ports.stores).readManifest(image.digest);
      expect('layers' in content && content.layers[0]?.digest).toBe(base?.layer);
      expect(materials.map(({ digest }) => digest['sha256'])).toEqual([hexOf(descriptor.digest)]);
    } finally {
      await registry.close();
    }
  });

  interop('tells the line of the step that fails, and what it printed last', PARTS, async () => {
    const lines = [
      ...LINES.slice(0, 10),
      'RUN echo before && \\',
      '    echo broken >&2; \\',
      '    test -e /nowhere',
    ];
    const failing = build(buildRequest(directory, 'fails', lines, { buildContexts: CONTEXTS, files: FILES }));
    const error: unknown = await failing.catch((thrown: unknown) => thrown);
    if (!(error instanceof UserError)) throw error;
    expect(error.problems).toMatchObject([
      {
        what: 'RUN echo before && echo broken >&2; test -e /nowhere failed',
        rule: 'exit code: 1',
        at: { file: 'Dockerfile', line: 11 },
      },
    ]);
    expect(error.problems[0]?.seen?.trim().split('\n').sort()).toEqual(['before', 'broken']);
  });

  interop('tells the line of a COPY whose source is missing', PARTS, async () => {
    const failing = build(buildRequest(directory, 'lacks', ['FROM scratch', '', 'COPY absent /x']));
    await expect(failing).rejects.toMatchObject({
      problems: [
        {
          what: 'COPY absent /x failed',
          rule: expect.stringContaining('"/absent": not found') as unknown,
          at: { line: 3 },
        },
      ],
    });
  });

  interop('gives secrets to the step that mounts them, and to nothing else', PARTS, async () => {
    const secret = 'hunter2-with-$(echo) and, commas';
    const file = path.join(directory, 'a, file');
    writeFileSync(file, 'from a file');
    const lines = [
      'FROM base',
      'RUN --mount=type=secret,id=npm --mount=type=secret,id=file busybox sha256sum /run/secrets/npm /run/secrets/file',
      'RUN test ! -s /run/secrets/npm',
    ];
    await build(
      buildRequest(directory, 'secret', lines, {
        buildContexts: CONTEXTS,
        secrets: { npm: secret },
        secretFiles: { file },
      }),
    );
    const blobs = path.join(directory, 'secret', 'blobs', 'sha256');
    expect(
      readdirSync(blobs).some((name) => readFileSync(path.join(blobs, name), 'latin1').includes('hunter2')),
    ).toBe(false);
    const log = ports.lines.join('\n');
    expect(log).toContain(hexOf(digestOf(secret)));
    expect(log).toContain(hexOf(digestOf('from a file')));
    expect(log).not.toContain('hunter2');
  });

  interop('goes on when a cache cannot be written', PARTS, async () => {
    const cacheTo = ['type=registry,ref=127.0.0.1:1/acme/cache'];
    const image = await build(
      buildRequest(directory, 'cached', ['FROM scratch', 'COPY greeting.txt /'], { files: FILES, cacheTo }),
    );
    expect(image.kind).toBe('manifest');
  });

  interop('has the files that buildah has', [...PARTS, 'buildah'], async () => {
    const { buildah } = await findBuilders(ports, buildkit?.builder);
    if ('missing' in buildah) throw new Error(buildah.missing);
    const storage = [
      '--storage-driver',
      'vfs',
      '--root',
      path.join(directory, 'storage'),
      '--runroot',
      path.join(directory, 'run'),
    ];
    const lines = ['FROM base', 'COPY greeting.txt /greeting.txt', 'USER 1'];
    const given = { buildContexts: CONTEXTS, files: FILES };
    const theirs = await build(buildRequest(directory, 'by-buildkit', lines, given));
    const other = await buildWithBuildah(
      buildRequest(directory, 'by-buildah', lines, given),
      { ...buildah, storage },
      ports,
    );
    const layers = await Promise.all(
      [theirs, other].map(async ({ reference, digest }) => {
        const { content } = await openStore(reference, ports.stores).readManifest(digest);
        return 'layers' in content ? content.layers.map((layer) => layer.digest) : [];
      }),
    );
    expect(layers.map((list) => list.length)).toEqual([2, 2]);
    expect(layers[0]?.[0]).toBe(layers[1]?.[0]);
  });

  interop('stops when the job is cancelled', PARTS, async () => {
    const controller = new AbortController();
    const stopping = builderPorts(directory, ports.env);
    const stores = { ...stopping.stores, signal: controller.signal };
    const request = buildRequest(
      directory,
      'stopped',
      ['FROM base', 'RUN echo x', 'RUN while true; do :; done'],
      { buildContexts: CONTEXTS },
    );
    const log = {
      ...stopping.log,
      group: () => {
        controller.abort(new UserError({ what: 'the job was cancelled' }));
        return new Promise<never>(() => undefined);
      },
    };
    await expect(build(request, { ...stopping, stores, log })).rejects.toThrow('the job was cancelled');
  });

  interop('says that the builder did not answer when it is killed at work', PARTS, async () => {
    const own = await startBuildKit(mkdtempSync(path.join(directory, 'killed-')));
    const dying = builderPorts(directory, own.env);
    const { buildx } = await findBuilders(dying, own.builder);
    if ('missing' in buildx) throw new Error(buildx.missing);
    const log = {
      ...dying.log,
      group: async <T>(_title: string, work: () => Promise<T>): Promise<T> => {
        await own.kill();
        return work();
      },
    };
    const lines = ['FROM base', 'RUN echo x', 'RUN while true; do :; done'];
    const building = buildWithBuildx(
      buildRequest(directory, 'killed', lines, { buildContexts: CONTEXTS }),
      buildx,
      { ...dying, log },
    );
    const error: unknown = await building.catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/^UnavailableError: /);
  });
});
