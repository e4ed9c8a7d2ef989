import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { buildWithBuildah } from '../../actions/build-image/builders/buildah.ts';
import { type FoundBuildah, findBuilders } from '../../actions/build-image/builders/found.ts';
import type { BuildRequest, BuiltImage } from '../../actions/build-image/builders/request.ts';
import { parseImageConfig } from '../../shared/image/config.ts';
import { readSmallBlob } from '../../shared/oci/blob.ts';
import { digestOf, hexOf } from '../../shared/oci/digest.ts';
import { readImage } from '../../shared/oci/image.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { UserError } from '../../shared/text/error.ts';
import { type TestBuilderPorts, buildRequest, builderPorts } from '../kit/building.ts';
import { type BusyboxLayout, busyboxLayout } from '../kit/busybox.ts';
import { interop } from '../kit/parts.ts';
import { startRegistry } from '../kit/registry/registry.ts';

const PARTS = ['buildah', 'busybox', 'tar'];

let directory = '';
let made: BusyboxLayout | undefined;
let ports: TestBuilderPorts;

beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'buildah-'));
  ports = builderPorts(directory, { PATH: process.env['PATH'] ?? '', HOME: directory });
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const base = (): BusyboxLayout => (made ??= busyboxLayout(directory));

/** buildah with a storage of this test's own. */
async function found(): Promise<FoundBuildah> {
  const { buildah } = await findBuilders(ports);
  if ('missing' in buildah) throw new Error(buildah.missing);
  const storage = [
    '--storage-driver',
    'vfs',
    '--root',
    path.join(directory, 'storage'),
    '--runroot',
    path.join(directory, 'run'),
  ];
  return { ...buildah, storage };
}

const build = async (request: BuildRequest): Promise<BuiltImage> =>
  buildWithBuildah(request, await found(), ports);

const onBase = (): Partial<BuildRequest> => ({
  buildContexts: { base: `oci-layout://${path.basename(base().path)}:v1` },
});

const TWO_STAGES = [
  'ARG BASE=base',
  'FROM $BASE AS build',
  'ARG NAME=nobody',
  'COPY greeting.txt /tmp/',
  'RUN echo "$(cat /tmp/greeting.txt) $NAME" > /tmp/out.txt',
  '',
  'FROM base AS shop',
  'COPY --from=build /tmp/out.txt /greeting.txt',
  'RUN mkdir -p /data/cache && echo built',
  'USER 65532',
  'ENTRYPOINT ["/bin/cat", "/greeting.txt"]',
];

describe('buildah', () => {
  interop('builds a digest that does not depend on directory, file times or the moment', PARTS, async () => {
    const given = {
      ...onBase(),
      buildArgs: { NAME: 'world' },
      labels: { team: 'shop' },
      files: { 'greeting.txt': 'hello\n' },
    };
    const one = await build(buildRequest(directory, 'one', TWO_STAGES, given));
    const second = buildRequest(directory, 'two', TWO_STAGES, given);
    utimesSync(path.join(second.context, 'greeting.txt'), 1, 1);
    const two = await build(second);
    expect(two.digest).toBe(one.digest);
    expect(one).toMatchObject({ builder: 'buildah', kind: 'manifest', warnings: [] });
    expect(one.platforms.map(({ digest }) => digest)).toEqual([one.digest]);
    const store = openStore(one.reference, ports.stores);
    const { content } = await store.readManifest(one.digest);
    if (!('config' in content)) throw new Error('an index');
    const config = parseImageConfig(await readSmallBlob(store, content.config, 1e6), store.name);
    expect(config.config).toMatchObject({
      User: '65532',
      Entrypoint: ['/bin/cat', '/greeting.txt'],
      Labels: { team: 'shop' },
    });
    expect(config.created).toBe('2023-11-14T22:13:20Z');
  });

  interop('leaves the layers of the base as they are', PARTS, async () => {
    const image = await build(buildRequest(directory, 'kept', ['FROM base', 'RUN echo x > /x'], onBase()));
    const store = openStore(image.reference, ports.stores);
    const { content } = await store.readManifest(image.digest);
    const layers = 'layers' in content ? content.layers : [];
    expect(layers.map(({ digest, mediaType }) => [digest === base().layer, mediaType])).toEqual([
      [true, 'application/vnd.oci.image.layer.v1.tar+gzip'],
      [false, 'application/vnd.oci.image.layer.v1.tar+gzip'],
    ]);
    // Nothing else is left in the layout: two layers, a config, a manifest.
    expect(readdirSync(path.join(directory, 'kept', 'blobs', 'sha256'))).toHaveLength(4);
    expect(image.materials).toEqual([
      { uri: `oci-layout:${base().path}@${base().digest}`, digest: { sha256: base().digest.slice(7) } },
    ]);
    for (const layer of layers) expect(await store.hasBlob(layer)).toBe(true);
  });

  interop('tells the line of the step that fails, and what it printed last', PARTS, async () => {
    const lines = [
      ...TWO_STAGES.slice(0, 9),
      'RUN echo before && \\',
      '    echo broken >&2; \\',
      '    test -e /nowhere',
    ];
    const failing = build(
      buildRequest(directory, 'fails', lines, { ...onBase(), files: { 'greeting.txt': 'hi\n' } }),
    );
    const error: unknown = await failing.catch((thrown: unknown) => thrown);
    if (!(error instanceof UserError)) throw error;
    expect(error.problems).toMatchObject([
      {
        what: 'RUN echo before && echo broken >&2; test -e /nowhere failed',
        rule: 'exit status 1',
        at: { file: 'Dockerfile', line: 10 },
      },
    ]);
    expect(error.problems[0]?.seen?.trim().split('\n').sort()).toEqual(['before', 'broken']);
  });

  interop('tells the line of a COPY whose source is missing', PARTS, async () => {
    const failing = build(buildRequest(directory, 'lacks', ['FROM base', '', 'COPY absent /x'], onBase()));
    await expect(failing).rejects.toMatchObject({
      problems: [
        {
          what: 'COPY absent /x failed',
          at: { line: 3 },
          next: expect.stringContaining('.dockerignore') as unknown,
        },
      ],
    });
  });

  interop('gives secrets to the step that mounts them, and to nothing else', PARTS, async () => {
    const secret = 'hunter2-with-$(echo) and, commas';
    const lines = [
      'FROM base',
      'RUN --mount=type=secret,id=npm busybox sha256sum /run/secrets/npm',
      'RUN test ! -s /run/secrets/npm',
    ];
    const image = await build(
      buildRequest(directory, 'secret', lines, { ...onBase(), secrets: { npm: secret } }),
    );
    const blobs = path.join(directory, 'secret', 'blobs', 'sha256');
    const all = readdirSync(blobs).map((name) => readFileSync(path.join(blobs, name), 'latin1'));
    expect(all.some((text) => text.includes('hunter2'))).toBe(false);
    expect(ports.lines.join('\n')).toContain(hexOf(digestOf(secret)));
    expect(ports.lines.join('\n')).not.toContain('hunter2');
    expect(readdirSync(ports.temp)).toEqual([]);
    expect(image.kind).toBe('manifest');
  });

  interop(
    'builds an index of images alone for several platforms, and pushes it by digest',
    PARTS,
    async () => {
      const registry = await startRegistry();
      try {
        const platforms = ['arm64', 'amd64'].map((architecture) => ({ os: 'linux', architecture }));
        const lines = ['FROM scratch', 'ARG TARGETARCH', 'COPY greeting.txt /$TARGETARCH.txt'];
        const files = { 'greeting.txt': 'hi\n' };
        const layout = await build(buildRequest(directory, 'several', lines, { platforms, files }));
        const output = parseReference(`${registry.host}/acme/shop`);
        const pushed = await build(
          buildRequest(directory, 'pushed', lines, { platforms: platforms.toReversed(), files, output }),
        );
        expect(pushed.digest).toBe(layout.digest);
        expect(layout.kind).toBe('index');
        const store = openStore(pushed.reference, ports.stores);
        const { platforms: found } = await readImage(store, pushed.digest);
        expect(found.map(({ platform }) => platform.architecture)).toEqual(['amd64', 'arm64']);
        expect(await store.listTags()).toEqual([]);
      } finally {
        await registry.close();
      }
    },
  );

  interop('stops when the job is cancelled, and leaves no secret behind', PARTS, async () => {
    const tool = await found();
    const controller = new AbortController();
    const stopping = builderPorts(directory, ports.env);
    const request = buildRequest(directory, 'stopped', ['FROM base', 'RUN while true; do :; done'], {
      ...onBase(),
      secrets: { a: 'b' },
    });
    const log = {
      ...stopping.log,
      info: () => {
        controller.abort(new UserError({ what: 'the job was cancelled' }));
      },
    };
    const building = buildWithBuildah(request, tool, {
      ...stopping,
      log,
      stores: { ...stopping.stores, signal: controller.signal },
    });
    await expect(building).rejects.toThrow('the job was cancelled');
    expect(readdirSync(stopping.temp)).toEqual([]);
  });
});
