import { describe, expect, it } from '@jest/globals';
import type { PinnedImage } from '../../../../actions/build-image/builders/pin.ts';
import type { BuildMaterial } from '../../../../actions/build-image/builders/request.ts';
import { type Origins, joinMaterials } from '../../../../actions/build-image/materials.ts';
import { parseDockerfile } from '../../../../shared/dockerfile/dockerfile.ts';
import { imageUses } from '../../../../shared/dockerfile/image-use.ts';
import { remoteSources } from '../../../../shared/dockerfile/remote-source.ts';
import { parseDigest } from '../../../../shared/oci/digest.ts';

const [A, B] = ['ab'.repeat(32), 'cd'.repeat(32)];
const COMMIT = 'ef'.repeat(20);

/** What is known of a Dockerfile whose images are all `A`. */
function origins(lines: readonly string[], recorded: readonly BuildMaterial[] = []): Origins {
  const dockerfile = parseDockerfile(lines.join('\n'), 'Dockerfile');
  const digest = parseDigest(`sha256:${A}`);
  const images = imageUses(dockerfile).map((use): PinnedImage => ({
    use,
    digest,
    pinned: `${use.reference}@${digest}`,
  }));
  const resolved = images.map(({ use }) => ({
    uri: `docker://${use.reference}@${digest}`,
    digest: { sha256: A },
  }));
  return { images, resolved, remotes: remoteSources(dockerfile), contexts: [], recorded };
}

const join = (...given: Parameters<typeof origins>) => joinMaterials(origins(...given));

describe('joinMaterials', () => {
  it('has each thing once, and says what only the builder said', () => {
    const lines = ['FROM node:24', 'ADD https://x.example/lib.git#main:src /', 'USER 1'];
    const { dependencies, contradictions } = join(lines, [
      { uri: 'pkg:docker/node@24?platform=linux%2Famd64', digest: { sha256: A } },
      { uri: 'pkg:docker/acme/scanner?digest=x&platform=linux%2Famd64', digest: { sha256: B } },
      { uri: 'pkg:docker/acme/scanner?digest=x&platform=linux%2F386', digest: { sha256: B } },
      { uri: 'https://me:hunter2@x.example/lib.git#main', digest: { sha1: COMMIT } },
    ]);
    expect(dependencies).toEqual([
      { name: 'image', uri: `docker://node:24@sha256:${A}`, digest: { sha256: A } },
      {
        uri: 'pkg:docker/acme/scanner?digest=x&platform=linux%2F386',
        digest: { sha256: B },
        annotations: { recordedBy: 'buildkit' },
      },
      {
        uri: 'git+https://x.example/lib.git#main',
        digest: { gitCommit: COMMIT },
        annotations: { recordedBy: 'buildkit' },
      },
    ]);
    expect(contradictions).toEqual([]);
  });

  it.each<[string, string[], BuildMaterial[], string, string]>([
    [
      'a file',
      ['ADD https://x.example/a /'],
      [],
      'whatever stands there when it is built',
      'look at it, take its sum (curl -fsSL https://x.example/a | sha256sum), and write  ADD --checksum=sha256:<sum> https://x.example/a',
    ],
    [
      'a file that was recorded',
      ['ADD https://x.example/a /'],
      [{ uri: 'https://x.example/a', digest: { sha256: B } }],
      `this time it was ${B}`,
      `write  ADD --checksum=sha256:${B} https://x.example/a`,
    ],
    [
      'a branch',
      ['ADD https://x.example/a.git#main:src /'],
      [{ uri: 'https://x.example/a.git#main', digest: { sha1: COMMIT } }],
      `this time it was ${COMMIT}`,
      `write  ADD https://x.example/a.git#${COMMIT}:src`,
    ],
    [
      'no branch',
      ['ADD git@h:a.git /'],
      [],
      'whatever stands there when it is built',
      'write  ADD git@h:a.git#<commit>',
    ],
  ])(
    'finds %s that is not named by what it holds, with the line to paste',
    (_, lines, recorded, seen, next) => {
      expect(join(['FROM scratch', ...lines], recorded).findings).toEqual([
        expect.objectContaining({
          check: 'remote-sources',
          seen,
          next,
          at: expect.objectContaining({ line: 2 }) as unknown,
        }),
      ]);
    },
  );

  it('finds nothing in what is named by what it holds, and records it', () => {
    const lines = [
      'FROM scratch',
      `ADD --checksum=sha256:${B} https://x.example/a /`,
      `ADD git@h:a.git#${COMMIT} /`,
    ];
    const { findings, dependencies } = join(lines);
    expect(findings).toEqual([]);
    expect(dependencies).toEqual([
      { name: 'file', uri: 'https://x.example/a', digest: { sha256: B } },
      { name: 'git', uri: `git+ssh://git@h/a.git#${COMMIT}`, digest: { gitCommit: COMMIT } },
    ]);
  });

  it('says that nothing is known of what depends on the base', () => {
    expect(join(['FROM scratch', 'ADD https://x.example/$VERSION /']).findings).toMatchObject([
      { what: expect.stringContaining('depends on the environment of its base') as unknown },
    ]);
  });

  it('finds an image by tag that the Dockerfile does not show', () => {
    const recorded = [{ uri: 'pkg:docker/acme/hidden@2?platform=linux%2Famd64', digest: { sha256: B } }];
    expect(join(['FROM node:24'], recorded).findings).toMatchObject([
      {
        check: 'base-images',
        what: "BuildKit read the image 'acme/hidden:2', which the Dockerfile does not show",
        next: `write  acme/hidden:2=docker-image://acme/hidden@sha256:${B}  in build-contexts`,
      },
    ]);
  });

  it.each<[string, string[], BuildMaterial[], RegExp]>([
    [
      'an image',
      ['FROM docker.io/library/node:24'],
      [{ uri: 'pkg:docker/node@24?platform=linux%2Famd64', digest: { sha256: B } }],
      /another image 'docker.io\/library\/node:24' than was resolved/,
    ],
    [
      'an image without a tag',
      ['FROM node'],
      [{ uri: 'pkg:docker/node@latest', digest: { sha256: B } }],
      /another image 'node'/,
    ],
    [
      'a commit',
      ['FROM scratch', `ADD https://x.example/a.git#${COMMIT} /`],
      [{ uri: `https://x.example/a.git#${COMMIT}`, digest: { sha1: 'f'.repeat(40) } }],
      /something else from/,
    ],
  ])('contradicts where the builder used something else: %s', (_, lines, recorded, what) => {
    expect(join(lines, recorded).contradictions).toEqual([
      expect.objectContaining({ what: expect.stringMatching(what) as unknown }),
    ]);
  });

  it('takes what is no package URL for what it is', () => {
    const recorded = [{ uri: 'pkg:docker/%zz', digest: { sha256: B } }];
    expect(join(['FROM scratch'], recorded).findings).toEqual([]);
  });
});
