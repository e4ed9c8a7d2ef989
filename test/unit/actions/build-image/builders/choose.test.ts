import { describe, expect, it } from '@jest/globals';
import { type BuilderNeeds, chooseBuilder } from '../../../../../actions/build-image/builders/choose.ts';
import type { FoundBuildah, FoundBuildx } from '../../../../../actions/build-image/builders/found.ts';
import { parseDockerfile } from '../../../../../shared/dockerfile/dockerfile.ts';
import { parsePlatform } from '../../../../../shared/oci/platform.ts';

const file = (...lines: string[]) => parseDockerfile(['FROM a', ...lines].join('\n'), 'Dockerfile');
const needs = (given: Partial<BuilderNeeds> = {}): BuilderNeeds => ({
  wanted: 'auto',
  dockerfile: file(),
  platforms: [],
  output: 'layout',
  ...given,
});
const buildx = (given: Partial<FoundBuildx> = {}): FoundBuildx => ({
  docker: '/bin/docker',
  version: '0.29.1',
  buildkit: '0.26.0',
  builder: 'b0',
  driver: 'docker-container',
  platforms: ['linux/amd64', 'linux/arm64'].map(parsePlatform),
  writesLayouts: true,
  ...given,
});
const buildah: FoundBuildah = { program: '/bin/buildah', version: '1.33.7', storage: [] };
const none = { missing: 'it is not installed' };
const docker = buildx({ driver: 'docker', writesLayouts: false });

describe('chooseBuilder', () => {
  it.each<[string, BuilderNeeds, FoundBuildx | typeof none, FoundBuildah | typeof none, string, RegExp]>([
    [
      'an image.yml is assembled',
      needs({ dockerfile: undefined }),
      buildx(),
      buildah,
      'assemble',
      /nothing needs to run/,
    ],
    [
      'BuildKit goes first',
      needs(),
      buildx(),
      buildah,
      'buildkit',
      /^docker buildx 0\.29\.1, builder b0 \(docker-container, BuildKit 0\.26\.0\)$/,
    ],
    [
      'buildah without docker',
      needs(),
      none,
      buildah,
      'buildah',
      /^buildah 1\.33\.7, since it is not installed$/,
    ],
    ['buildah when asked', needs({ wanted: 'buildah' }), buildx(), buildah, 'buildah', /^buildah 1\.33\.7$/],
    [
      "buildah where docker's own store writes no layout",
      needs(),
      docker,
      buildah,
      'buildah',
      /driver docker\) cannot write/,
    ],
    ["docker's own store, to push", needs({ output: 'registry' }), docker, buildah, 'buildkit', /\(docker, /],
    [
      'buildah for an old buildx',
      needs(),
      buildx({ version: '0.12.1' }),
      buildah,
      'buildah',
      /0\.12\.1 is older than 0\.13\.0/,
    ],
    [
      'buildah for an old BuildKit',
      needs(),
      buildx({ buildkit: '0.11.6' }),
      buildah,
      'buildah',
      /0\.11\.6 is older/,
    ],
    [
      'BuildKit that does not say its version',
      needs(),
      { ...buildx(), buildkit: 'v0.0.0+unknown' },
      none,
      'buildkit',
      /BuildKit/,
    ],
    [
      'a builder that is not running yet',
      needs({ platforms: [parsePlatform('linux/s390x')] }),
      buildx({ platforms: [] }),
      none,
      'buildkit',
      /b0/,
    ],
    [
      'a variant that the builder does not name',
      needs({ platforms: [parsePlatform('linux/arm64/v8')] }),
      buildx(),
      none,
      'buildkit',
      /b0/,
    ],
    [
      'here-documents with a new buildah',
      needs({ dockerfile: file('RUN <<E', 'x', 'E') }),
      none,
      buildah,
      'buildah',
      /1\.33/,
    ],
    [
      'the stable frontend with buildah',
      needs({ dockerfile: parseDockerfile('# syntax=docker/dockerfile:1.7\nFROM a', 'x') }),
      none,
      buildah,
      'buildah',
      /1\.33/,
    ],
  ])('%s', (_, given, x, h, builder, why) => {
    const chosen = chooseBuilder(given, { buildx: x, buildah: h });
    expect(chosen).toMatchObject({ builder, why: expect.stringMatching(why) as unknown });
  });

  it.each<[string, BuilderNeeds, FoundBuildx | typeof none, FoundBuildah | typeof none, RegExp, RegExp]>([
    [
      'nothing is there',
      needs(),
      none,
      none,
      /it is not installed; it is not installed/,
      /setup-buildx-action .*; or run apt-get install buildah; an image\.yml needs neither/,
    ],
    [
      'the wanted one is not there',
      needs({ wanted: 'buildah' }),
      buildx(),
      none,
      /it is not installed/,
      /apt-get install buildah; or leave builder out: docker buildx 0\.29\.1, builder b0 .* is here/,
    ],
    [
      'the wanted one is not there, but buildah',
      needs({ wanted: 'buildkit' }),
      none,
      buildah,
      /^it is not installed$/,
      /setup-buildx-action .*; or leave builder out: buildah 1\.33\.7 is here/,
    ],
    [
      'no builder is for the platform',
      needs({ platforms: [parsePlatform('linux/s390x')] }),
      buildx(),
      none,
      /does not build linux\/s390x/,
      /qemu/,
    ],
    [
      'buildah is too old for here-documents',
      needs({ dockerfile: file('RUN <<E', 'E') }),
      none,
      { ...buildah, version: '1.28.2' },
      /does not know here-documents/,
      /buildx/,
    ],
    [
      'a flag is unknown to buildah',
      needs({ wanted: 'buildah', dockerfile: file('COPY --parents a b') }),
      none,
      buildah,
      /COPY --parents/,
      /buildx/,
    ],
    [
      'a frontend is unknown to buildah',
      needs({ dockerfile: parseDockerfile('# syntax=acme/other:1\nFROM a', 'x') }),
      none,
      buildah,
      /the frontend acme\/other:1/,
      /buildx/,
    ],
  ])('refuses when %s', (_, given, x, h, seen, next) => {
    const problem = chooseBuilder(given, { buildx: x, buildah: h });
    expect(problem).toMatchObject({
      seen: expect.stringMatching(seen) as unknown,
      next: expect.stringMatching(next) as unknown,
    });
  });

  it.each<[BuilderNeeds, RegExp]>([
    [needs({ wanted: 'buildkit', dockerfile: undefined }), /an image\.yml is assembled/],
    [needs({ wanted: 'assemble' }), /a Dockerfile needs a builder/],
  ])('refuses a builder that is for another kind of file', (given, rule) => {
    expect(chooseBuilder(given, { buildx: buildx(), buildah })).toMatchObject({
      rule: expect.stringMatching(rule) as unknown,
    });
  });
});
