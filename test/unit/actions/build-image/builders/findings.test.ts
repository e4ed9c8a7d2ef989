import { describe, expect, it } from '@jest/globals';
import { dockerfileFindings } from '../../../../../actions/build-image/builders/findings.ts';
import { parseDockerfile } from '../../../../../shared/dockerfile/dockerfile.ts';
import { imageUses } from '../../../../../shared/dockerfile/image-use.ts';
import type { BuildArguments } from '../../../../../shared/dockerfile/scope.ts';
import { parseDigest } from '../../../../../shared/oci/digest.ts';

const DIGEST = parseDigest(`sha256:${'ab'.repeat(32)}`);

function findings(lines: readonly string[], build: BuildArguments = {}) {
  const dockerfile = parseDockerfile(lines.join('\n'), 'Dockerfile');
  const images = imageUses(dockerfile, build).map((use) => ({
    use,
    digest: DIGEST,
    pinned: use.pinned ? use.reference : `${use.reference}@${DIGEST}`,
  }));
  return dockerfileFindings(dockerfile, build, images);
}

describe('dockerfileFindings', () => {
  it.each<[string, string[], BuildArguments, number, string]>([
    ['FROM', ['FROM node:24'], {}, 1, `write  FROM node:24@${DIGEST}`],
    ['a variable with its default', ['ARG B=node:24', 'FROM $B'], {}, 2, `write  ARG B=node:24@${DIGEST}`],
    [
      'a variable that the build gives',
      ['ARG B=a', 'FROM $B'],
      { args: { B: 'node:24' } },
      2,
      `write  B=node:24@${DIGEST}  in build-args`,
    ],
    ['a part that is a variable', ['ARG V=24', 'FROM node:$V'], {}, 2, `write  FROM node:24@${DIGEST}`],
    [
      'a context',
      ['FROM base'],
      { contexts: { base: 'docker-image://node:24' } },
      1,
      `write  base=docker-image://node:24@${DIGEST}  in build-contexts`,
    ],
    ['COPY', ['FROM scratch', 'COPY --from=node:24 a b'], {}, 2, `write  --from=node:24@${DIGEST}`],
    [
      'a mount',
      ['FROM scratch', 'RUN --mount=from=node:24,target=/x y'],
      {},
      2,
      `write  from=node:24@${DIGEST}`,
    ],
    [
      'the frontend',
      ['# syntax=docker/dockerfile:1', 'FROM scratch'],
      {},
      1,
      `write  # syntax=docker/dockerfile:1@${DIGEST}`,
    ],
  ])('says what to write for an image by tag in %s', (_, lines, build, line, next) => {
    expect(findings(lines, build)).toMatchObject([{ check: 'base-images', next, at: { line } }]);
  });

  it.each<[string, string[], BuildArguments]>([
    ['a digest', [`FROM node:24@${DIGEST}`], {}],
    ['scratch', ['FROM scratch'], {}],
    ['a layout of this job', ['FROM base'], { contexts: { base: 'oci-layout://base:v1' } }],
  ])('finds nothing in %s', (_, lines, build) => {
    expect(findings(lines, build)).toEqual([]);
  });

  it('finds credentials and leftovers, each at its line', () => {
    const found = findings(['FROM scratch', 'ARG NPM_TOKEN', 'ENV API_KEY=x', 'RUN apt-get install -y curl']);
    expect(found.map(({ check, at, next }) => [check, at?.line, next?.slice(0, 45)])).toEqual([
      ['secret-values', 2, 'use RUN --mount=type=secret,id=npm_token, and'],
      ['secret-values', 3, 'use RUN --mount=type=secret,id=api_key, and s'],
      ['leftovers', 4, 'end the same RUN with && rm -rf /var/lib/apt/'],
    ]);
  });
});
