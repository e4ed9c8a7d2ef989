import { describe, expect, it } from '@jest/globals';
import {
  type DockerConfig,
  type Login,
  configWithLogins,
  loginsFor,
} from '../../../../../actions/build-image/builders/login.ts';
import { usedRepositories } from '../../../../../actions/build-image/builders/repositories.ts';
import type { BuildRequest } from '../../../../../actions/build-image/builders/request.ts';
import { parseDockerfile } from '../../../../../shared/dockerfile/dockerfile.ts';
import { repositoryName } from '../../../../../shared/oci/reference.ts';

const TEXT = `# syntax=registry.example/frontend:1
ARG BASE=node:24
FROM $BASE AS build
FROM unused.example/tool AS other
FROM directory
COPY --from=build /x /x
COPY --from=ghcr.io/acme/tools /t /t
RUN --mount=from=image true
`;

const REQUEST: BuildRequest = {
  context: '/w',
  file: '/w/Dockerfile',
  dockerfile: parseDockerfile(TEXT, 'Dockerfile'),
  platforms: [],
  buildArgs: {},
  labels: {},
  buildContexts: {
    directory: './other',
    image: 'docker-image://quay.io/acme/image:1',
    layout: 'oci-layout://x',
    'trigger.example/tools:1': `docker-image://trigger.example/tools@sha256:${'0'.repeat(64)}`,
  },
  workspace: '/w',
  secrets: {},
  secretFiles: {},
  ssh: [],
  cacheFrom: ['type=registry,ref=cache.example/acme/cache:main', 'type=gha', 'ghcr.io/acme/tools:cache'],
  cacheTo: ['type=local,dest=/tmp/cache', 'type=registry,ref=cache.example/acme/written,mode=max'],
  trusted: true,
  noCache: false,
  pull: false,
  network: 'default',
  epoch: 0,
  attestations: [
    { kind: 'provenance' },
    { kind: 'sbom', scanner: `scan.example/scanner@sha256:${'0'.repeat(64)}` },
  ],
  output: { kind: 'registry', registry: 'ghcr.io', repository: 'acme/shop' },
};

const USED = [
  'cache.example/acme/cache',
  'cache.example/acme/written',
  'docker.io/library/node',
  'ghcr.io/acme/shop',
  'ghcr.io/acme/tools',
  'quay.io/acme/image',
  'registry.example/frontend',
  'scan.example/scanner',
  'trigger.example/tools',
];

describe('usedRepositories', () => {
  it('are those of needed images, contexts, the frontend, caches and the destination, each once', () => {
    expect(usedRepositories(REQUEST).map(repositoryName).sort()).toEqual(USED);
  });

  it('are none for a build from layouts into a layout', () => {
    const request: BuildRequest = {
      ...REQUEST,
      dockerfile: parseDockerfile('FROM base\n', 'Dockerfile'),
      buildContexts: { base: 'oci-layout://x:1' },
      cacheFrom: [],
      cacheTo: [],
      attestations: [],
      output: { kind: 'layout', path: 'out' },
    };
    expect(usedRepositories(request)).toEqual([]);
  });
});

describe('loginsFor', () => {
  it('asks for every repository, and leaves out those without a credential', async () => {
    const asked: string[] = [];
    const logins = await loginsFor(REQUEST, {
      for: (registry, repository) => {
        asked.push(`${registry}/${repository}`);
        return Promise.resolve(registry === 'quay.io' ? { username: 'u', password: 'p' } : undefined);
      },
    });
    expect(asked.sort()).toEqual(USED);
    expect(logins).toEqual([{ registry: 'quay.io', credential: { username: 'u', password: 'p' } }]);
  });
});

const login = (registry: string): Login => ({ registry, credential: { username: 'u', password: 'p:1' } });
const AUTH = { auth: Buffer.from('u:p:1').toString('base64') };
const OLD = { auth: 'b2xkOm9sZA==' };

describe('configWithLogins', () => {
  it.each<[string, DockerConfig, string, object]>([
    ['adds to an empty one', {}, 'ghcr.io', { auths: { 'ghcr.io': AUTH }, credHelpers: {} }],
    [
      "keeps other registries and other fields, among them plugins and docker's context",
      { auths: { 'quay.io': OLD }, currentContext: 'x', cliPluginsExtraDirs: ['/p'] },
      'ghcr.io',
      {
        auths: { 'quay.io': OLD, 'ghcr.io': AUTH },
        credHelpers: {},
        currentContext: 'x',
        cliPluginsExtraDirs: ['/p'],
      },
    ],
    [
      'replaces every way in which the registry stands there',
      {
        auths: { 'ghcr.io': OLD, 'https://ghcr.io': OLD, 'ghcr.io/acme': OLD, 'ghcr.io.example': OLD },
        credHelpers: { 'ghcr.io': 'gh', 'quay.io': 'quay' },
      },
      'ghcr.io',
      { auths: { 'ghcr.io.example': OLD, 'ghcr.io': AUTH }, credHelpers: { 'quay.io': 'quay' } },
    ],
    [
      'goes before a store that holds all credentials',
      { credsStore: 'desktop' },
      'ghcr.io',
      { auths: { 'ghcr.io': AUTH }, credHelpers: { 'ghcr.io': '' }, credsStore: 'desktop' },
    ],
    [
      "calls Docker Hub by docker's own name",
      { auths: { 'https://index.docker.io/v1/': OLD, 'docker.io': OLD } },
      'docker.io',
      { auths: { 'https://index.docker.io/v1/': AUTH }, credHelpers: {} },
    ],
    [
      'tells ports apart',
      { auths: { '127.0.0.1:5000': OLD } },
      '127.0.0.1:5001',
      { auths: { '127.0.0.1:5000': OLD, '127.0.0.1:5001': AUTH }, credHelpers: {} },
    ],
  ])('%s', (_, config, registry, expected) => {
    expect(configWithLogins(config, [login(registry)])).toEqual(expected);
  });

  it('writes an identity token beside the name that stands for one', () => {
    const credential = { identityToken: 'refresh' };
    expect(configWithLogins({}, [{ registry: 'x.example', credential }]).auths).toEqual({
      'x.example': { auth: Buffer.from('<token>:').toString('base64'), identitytoken: 'refresh' },
    });
  });
});
