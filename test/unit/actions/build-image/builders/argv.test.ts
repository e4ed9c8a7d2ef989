import { describe, expect, it } from '@jest/globals';
import {
  type BuildahRun,
  buildahArgv,
  buildahGaps,
} from '../../../../../actions/build-image/builders/buildah-argv.ts';
import { buildahDockerfile } from '../../../../../actions/build-image/builders/buildah-dockerfile.ts';
import { buildxArgv } from '../../../../../actions/build-image/builders/buildx-argv.ts';
import { planCache } from '../../../../../actions/build-image/builders/cache.ts';
import type { BuildRequest } from '../../../../../actions/build-image/builders/request.ts';
import { parseDockerfile } from '../../../../../shared/dockerfile/dockerfile.ts';
import { parseReference } from '../../../../../shared/oci/reference.ts';

const DIGEST = `sha256:${'ab'.repeat(32)}`;

const request = (given: Partial<BuildRequest> = {}, ...lines: string[]): BuildRequest => ({
  context: '/srv/shop',
  file: '/srv/shop/docker/Dockerfile',
  dockerfile: parseDockerfile(
    (lines.length === 0 ? ['FROM scratch'] : lines).join('\n'),
    'docker/Dockerfile',
  ),
  platforms: [],
  buildArgs: {},
  labels: {},
  buildContexts: {},
  workspace: '/srv',
  secrets: {},
  secretFiles: {},
  ssh: [],
  cacheFrom: [],
  cacheTo: [],
  trusted: true,
  noCache: false,
  pull: false,
  network: 'default',
  epoch: 1_700_000_000,
  output: { kind: 'layout', path: 'out' },
  ...given,
});

const EVERYTHING: Partial<BuildRequest> = {
  target: 'shop',
  platforms: [
    { os: 'linux', architecture: 'amd64' },
    { os: 'linux', architecture: 'arm', variant: 'v7' },
  ],
  buildArgs: { VERSION: '1.2', A: 'x y, "z" $HOME' },
  labels: { team: 'shop' },
  buildContexts: {
    docs: './docs',
    node: `docker-image://node@${DIGEST}`,
    base: `oci-layout://base:v1@${DIGEST}`,
  },
  secrets: { npm: 'hunter2' },
  secretFiles: { aws: '/run/a, b' },
  ssh: ['default'],
  cacheFrom: ['type=gha', 'ghcr.io/acme/shop:cache'],
  cacheTo: [
    'type=gha,mode=max,ignore-error=false',
    'type=registry,ref=ghcr.io/acme/shop:cache',
    'type=inline',
  ],
  noCache: true,
  pull: true,
  network: 'none',
};

describe('buildxArgv', () => {
  const files = { metadata: '/tmp/meta.json', secrets: {} };

  it('asks for an image with the times of the epoch, and for no attestations', () => {
    expect(buildxArgv(request(), files)).toEqual([
      ...['buildx', 'build', '--progress', 'rawjson', '--metadata-file', '/tmp/meta.json'],
      ...['--provenance=false', '--sbom=false'],
      ...['--output', 'type=oci,dest=/srv/out,tar=false,rewrite-timestamp=true'],
      ...['--file', '/srv/shop/docker/Dockerfile', '/srv/shop'],
    ]);
  });

  it('has an argument for everything that can be asked', () => {
    const argv = buildxArgv(request(EVERYTHING), { ...files, secrets: { npm: '/tmp/s/0' } }, 'remote');
    expect(argv.slice(0, 4)).toEqual(['buildx', 'build', '--builder', 'remote']);
    expect(argv.slice(argv.indexOf('--file'))).toEqual([
      ...[
        '--file',
        '/srv/shop/docker/Dockerfile',
        '--target',
        'shop',
        '--platform',
        'linux/amd64,linux/arm/v7',
      ],
      ...['--build-arg', 'A=x y, "z" $HOME', '--build-arg', 'VERSION=1.2', '--label', 'team=shop'],
      ...['--build-context', `base=oci-layout:///srv/base:v1@${DIGEST}`],
      ...['--build-context', 'docs=/srv/docs', '--build-context', `node=docker-image://node@${DIGEST}`],
      ...['--secret', 'id=aws,"src=/run/a, b"', '--secret', 'id=npm,src=/tmp/s/0', '--ssh', 'default'],
      ...['--cache-from', 'type=gha,timeout=2m', '--cache-from', 'type=registry,ref=ghcr.io/acme/shop:cache'],
      ...['--cache-to', 'type=gha,mode=max,timeout=2m,ignore-error=true'],
      ...[
        '--cache-to',
        'type=registry,ref=ghcr.io/acme/shop:cache,ignore-error=true',
        '--cache-to',
        'type=inline',
      ],
      ...['--no-cache', '--pull', '--network', 'none', '/srv/shop'],
    ]);
    expect(argv.join(' ')).not.toContain('hunter2');
  });

  it('pushes by digest, so that nothing is tagged before it is checked', () => {
    const argv = buildxArgv(request({ output: parseReference('ghcr.io/acme/shop') }), files);
    expect(argv[argv.indexOf('--output') + 1]).toBe(
      'type=image,name=ghcr.io/acme/shop,push=true,push-by-digest=true,name-canonical=true,oci-mediatypes=true,rewrite-timestamp=true',
    );
  });

  it('writes no cache for a pull request, and says so', () => {
    const untrusted = request({ ...EVERYTHING, trusted: false });
    expect(buildxArgv(untrusted, files)).not.toContain('--cache-to');
    expect(buildxArgv(untrusted, files)).toContain('--cache-from');
    expect(planCache(untrusted).notes).toEqual([expect.stringContaining('this is a pull request')]);
    expect(planCache(request({ trusted: false })).notes).toEqual([]);
  });
});

describe('buildahArgv', () => {
  const run: BuildahRun = {
    storage: ['--storage-driver', 'vfs'],
    platform: undefined,
    file: '/tmp/Dockerfile',
    ignoreFile: undefined,
    contexts: {},
    secrets: {},
    layout: '/srv/out',
    tag: 'image',
  };

  it('asks for an OCI image with the times of the epoch', () => {
    expect(buildahArgv(request(), run)).toEqual([
      ...[
        '--storage-driver',
        'vfs',
        'build',
        '--isolation',
        'chroot',
        '--format',
        'oci',
        '--identity-label=false',
      ],
      ...['--timestamp', '1700000000', '--layers=false', '--tag', 'oci:/srv/out:image'],
      ...['--file', '/tmp/Dockerfile', '/srv/shop'],
    ]);
  });

  it('has an argument for everything that buildah has', () => {
    const argv = buildahArgv(
      request({ ...EVERYTHING, buildArgs: { ...EVERYTHING.buildArgs, BUILDKIT_SYNTAX: 'x' } }),
      {
        ...run,
        platform: { os: 'linux', architecture: 'arm64' },
        ignoreFile: '/srv/shop/docker/Dockerfile.dockerignore',
        contexts: { docs: '/srv/docs' },
        secrets: { npm: '/tmp/s/0' },
      },
    );
    expect(argv.slice(argv.indexOf('--layers=false'))).toEqual([
      ...['--layers=false', '--tag', 'oci:/srv/out:image', '--file', '/tmp/Dockerfile'],
      ...[
        '--ignorefile',
        '/srv/shop/docker/Dockerfile.dockerignore',
        '--target',
        'shop',
        '--platform',
        'linux/arm64',
      ],
      ...['--build-arg', 'A=x y, "z" $HOME', '--build-arg', 'VERSION=1.2', '--label', 'team=shop'],
      ...[
        '--build-context',
        'docs=/srv/docs',
        '--secret',
        'id=aws,"src=/run/a, b"',
        '--secret',
        'id=npm,src=/tmp/s/0',
      ],
      ...['--ssh', 'default'],
      ...['--no-cache', '--pull=always', '--network', 'none', '/srv/shop'],
    ]);
    expect(argv.join(' ')).not.toContain('hunter2');
  });

  it('says what buildah leaves out', () => {
    expect(buildahGaps(request({ cacheTo: ['type=gha'] }, 'FROM a', 'HEALTHCHECK CMD x'))).toEqual([
      'cache-from and cache-to are passed over: with buildah every step runs, only BuildKit has caches',
      'buildah leaves HEALTHCHECK out of OCI images',
    ]);
    expect(buildahGaps(request())).toEqual([]);
  });
});

describe('buildahDockerfile', () => {
  it('names every image in full, on the line where it stands', () => {
    const lines = [
      'ARG V=24',
      'ARG BASE=gcr.io/distroless/static:nonroot',
      'FROM node:$V AS build',
      'COPY --from=busybox:1.36@' + DIGEST + ' /bin/x /x',
      'RUN --mount=from=tools,target=/t \\',
      '    --mount=type=bind,from=ghcr.io/acme/certs,target=/c true',
      'FROM ${BASE}',
      'COPY --from=build /x /x',
      'FROM ubuntu-$TARGETARCH',
      'FROM $UNSET',
    ];
    const given = request(
      { buildContexts: { tools: 'oci-layout://tools:v1', docs: './docs' }, target: '2' },
      ...lines,
    );
    const platform = { os: 'linux', architecture: 'arm64' };
    expect(buildahDockerfile(given, platform, { tools: 'localhost/fixity-context:abc' }).split('\n')).toEqual(
      [
        ...lines.slice(0, 2),
        'FROM docker.io/library/node:24 AS build',
        `COPY --from=docker.io/library/busybox@${DIGEST} /bin/x /x`,
        'RUN --mount=from=localhost/fixity-context:abc,target=/t \\',
        '    --mount=type=bind,from=ghcr.io/acme/certs,target=/c true',
        'FROM gcr.io/distroless/static:nonroot',
        'COPY --from=build /x /x',
        'FROM docker.io/library/ubuntu-arm64',
        'FROM $UNSET',
      ],
    );
  });
});
