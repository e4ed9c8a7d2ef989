import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Dockerfile, parseDockerfile } from '../../../shared/dockerfile/dockerfile.ts';
import { imageUses } from '../../../shared/dockerfile/image-use.ts';
import { leftovers } from '../../../shared/dockerfile/leftover.ts';
import type { BuildArguments } from '../../../shared/dockerfile/scope.ts';
import { looksSecret, secretVariables } from '../../../shared/dockerfile/secret-name.ts';

const DIGEST = `sha256:${'4c1f3a2b'.repeat(8)}`;
const service = parseDockerfile(
  readFileSync(new URL('fixtures/service.Dockerfile', import.meta.url), 'utf8'),
  'service.Dockerfile',
);
const parse = (...lines: string[]): Dockerfile => parseDockerfile(lines.join('\n'), 'Dockerfile');
const references = (file: Dockerfile, build?: BuildArguments): string[] =>
  imageUses(file, build).map(({ reference }) => reference);

/** What stands at the place of each use. */
const places = (file: Dockerfile, build?: BuildArguments): (string | undefined)[] =>
  imageUses(file, build).map(({ place }) => place && file.source.text.slice(place.start, place.end));

describe('imageUses', () => {
  it('finds every image of a real file, with what its target needs', () => {
    const uses = imageUses(service, { target: 'shop' });
    expect(
      uses.map(({ kind, reference, pinned, needed, at }) => [
        kind,
        reference,
        pinned,
        needed,
        at.line,
        at.column,
      ]),
    ).toEqual([
      ['syntax', 'docker/dockerfile:1.9', false, true, 1, 10],
      ['from', 'docker.io/library/golang:1.26-bookworm', false, true, 9, 32],
      ['mount', 'ghcr.io/acme/certs:2026', false, true, 14, 28],
      ['from', 'ghcr.io/acme/tools:3', false, false, 25, 6],
      ['from', 'debian:bookworm-slim', false, false, 27, 6],
      ['copy', 'busybox:1.36', false, false, 30, 13],
      ['from', `gcr.io/distroless/static-debian12@${DIGEST}`, true, true, 33, 6],
    ]);
  });

  it('says where each reference is written, through the argument that holds it', () => {
    expect(places(service)).toEqual([
      'docker/dockerfile:1.9',
      undefined,
      'ghcr.io/acme/certs:2026',
      'ghcr.io/acme/tools:3',
      'debian:bookworm-slim',
      'busybox:1.36',
      `gcr.io/distroless/static-debian12@${DIGEST}`,
    ]);
  });

  it('takes what the build gives before the default, and then no place in the file holds it', () => {
    const file = parse('ARG BASE=a:1', 'FROM ${BASE}');
    expect(imageUses(file, { args: { BASE: 'b:2' } })).toMatchObject([
      { reference: 'b:2', place: undefined, argument: { name: 'BASE', given: true } },
    ]);
    expect(imageUses(file)).toMatchObject([{ reference: 'a:1', argument: { name: 'BASE', given: false } }]);
  });

  it.each<[string, string[], BuildArguments, string[]]>([
    ['a variable that is the name of a stage', ['ARG V=one', 'FROM a AS one', 'FROM $V'], {}, ['a']],
    ['stages in any case', ['FROM a AS one', 'FROM ONE', 'COPY --from=One x y'], {}, ['a']],
    ['scratch', ['FROM scratch', 'COPY --from=0 x y'], {}, ['0']],
    ['a number of an earlier stage', ['FROM a', 'FROM b', 'COPY --from=0 x y'], {}, ['a', 'b']],
    ['a stage that comes later is an image', ['FROM two AS one', 'FROM b AS two'], {}, ['two', 'b']],
    ['an argument after FROM does not count', ['FROM ${X:-a}', 'ARG X=b', 'FROM ${X:-c}'], {}, ['a', 'c']],
    ['an argument of an argument', ['ARG V=1', 'ARG I=node:$V', 'FROM $I-slim'], {}, ['node:1-slim']],
    ['a build argument that no ARG declares does not count', ['FROM ${X:-a}'], { args: { X: 'b' } }, ['a']],
    ['platform arguments', ['FROM base-$TARGETARCH'], { platform: 'linux/arm64' }, ['base-arm64']],
    ['quotes', ['FROM "node:24"'], {}, ['node:24']],
    [
      'a context in place of an image',
      ['FROM node'],
      { contexts: { 'docker.io/library/node:latest': 'docker-image://n@x' } },
      ['n@x'],
    ],
    [
      'a layout as a context',
      ['FROM base'],
      { contexts: { base: 'oci-layout://dir:v1' } },
      ['oci-layout:dir:v1'],
    ],
    ['a directory as a context', ['FROM base'], { contexts: { base: './dir' } }, []],
    [
      'a context in place of a stage',
      ['FROM a AS one', 'COPY --from=z x y', 'FROM one'],
      { contexts: { one: 'docker-image://o' } },
      ['o', 'o'],
    ],
  ])('%s', (_, lines, build, expected) => {
    expect(references(parse(...lines), build)).toEqual(expected);
  });

  it('names the variables that have no value', () => {
    expect(imageUses(parse('ARG V', 'FROM node:$V$W'))).toMatchObject([
      { reference: 'node:', unset: ['V', 'W'], place: undefined },
    ]);
  });

  it('refuses variables where the frontend has none, and says what to write', () => {
    expect(() => imageUses(parse('ARG I', 'FROM a', 'COPY --from=$I x y'))).toThrow(
      /--from has no variables.*FROM \$IMAGE AS/s,
    );
    expect(() => imageUses(parse('FROM a', 'RUN --mount=from=$I,target=/x y'))).toThrow(
      /--mount=from has no variables/,
    );
  });

  it('places what cannot be expanded', () => {
    expect(() => imageUses(parse('FROM a', 'FROM ${X:?which}'))).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ at: { file: 'Dockerfile', line: 2, column: 6 } })],
      }),
    );
  });
});

describe('secretVariables', () => {
  it('finds names of credentials in every stage, with their places', () => {
    const file = parse(
      'ARG NPM_TOKEN',
      'FROM a AS x',
      'ENV A=1 DB_PASSWORD=x',
      'FROM b',
      'ARG PUBLIC_KEY',
      'LABEL auth=no',
    );
    expect(secretVariables(file).map(({ keyword, name, at }) => [keyword, name, at.line, at.column])).toEqual(
      [
        ['ARG', 'NPM_TOKEN', 1, 5],
        ['ENV', 'DB_PASSWORD', 3, 9],
      ],
    );
    expect(secretVariables(service).map(({ name }) => name)).toEqual(['SHOP_TOKEN']);
  });

  it.each<[string, boolean]>([
    ['TOKEN', true],
    ['github_token', true],
    ['API_KEY', true],
    ['apikey', true],
    ['AUTH_HEADER', true],
    ['MONKEY', false],
    ['MYPASSWORD', false],
    ['PUBLIC_KEY', false],
    ['TOKENIZER', false],
    ['CREDENTIALS', true],
  ])('%s: %p', (name, expected) => {
    expect(looksSecret(name)).toBe(expected);
  });
});

describe('leftovers', () => {
  it.each<[string, string, string | undefined]>([
    [
      'package lists',
      'RUN apt-get update && apt-get install -y curl',
      'the package lists of apt stay in the image',
    ],
    [
      'package lists taken away',
      'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*',
      undefined,
    ],
    [
      'package lists in a cache mount',
      'RUN --mount=type=cache,target=/var/lib/apt apt-get install -y curl',
      undefined,
    ],
    ['an index of apk', 'RUN apk add curl', 'the package index of apk stays in the image'],
    ['apk without a cache', 'RUN apk add --no-cache curl', undefined],
    ['a pip cache', 'RUN pip install flask', 'the download cache of pip stays in the image'],
    ['a dnf cache', 'RUN dnf -y install curl && dnf clean all', undefined],
    ['a compiler', 'RUN apk add --no-cache gcc musl-dev', 'gcc stays in the image'],
    ['a compiler that is removed', 'RUN apk add --no-cache gcc && make && apk del gcc', undefined],
    ['a name that only begins like a compiler', 'RUN apk add --no-cache gcc-libs', undefined],
    ['a clone', 'RUN git clone https://x/y', 'the history of a git repository stays in the image'],
    [
      'a script in a here-document',
      'RUN <<E\nset -e\napk add curl\nE',
      'the package index of apk stays in the image',
    ],
  ])('%s', (_, line, what) => {
    expect(leftovers(parse('FROM a', line)).map((hint) => hint.what)).toEqual(
      what === undefined ? [] : [what],
    );
  });

  it('looks at the stages that the target is built on, not at those that it copies from', () => {
    const file = parse(
      'FROM a AS base',
      'RUN apk add curl',
      'FROM a AS tools',
      'RUN apk add jq',
      'FROM base',
      'COPY --from=tools x y',
    );
    expect(leftovers(file).map(({ at }) => at.line)).toEqual([2]);
    expect(leftovers(service, { target: 'debug' }).map(({ what }) => what)).toEqual([
      'the package lists of apt stay in the image',
      'gcc stays in the image',
    ]);
    expect(leftovers(service, { target: 'shop' })).toEqual([]);
  });
});

describe('the triggers of a base', () => {
  const triggers = {
    'node:24': ['COPY --from=tools:1 /x /x', 'RUN --mount=from=build,target=/b true', 'ADD $'],
  };

  it('use images and stages as if they stood behind the FROM', () => {
    const file = parse('FROM golang:1 AS build', 'RUN x', 'FROM node:24', 'USER 1');
    expect(
      imageUses(file, { triggers }).map(({ kind, reference, needed, at, place, trigger }) => [
        kind,
        reference,
        needed,
        at.line,
        place === undefined,
        trigger,
      ]),
    ).toEqual([
      ['from', 'golang:1', true, 1, false, undefined],
      ['from', 'node:24', true, 3, false, undefined],
      ['copy', 'tools:1', true, 3, true, 'COPY --from=tools:1 /x /x'],
    ]);
    expect(imageUses(file).map(({ needed }) => needed)).toEqual([false, true]);
  });

  it('come from stages of the file too', () => {
    const file = parse('FROM scratch AS a', 'ONBUILD COPY --from=tools:1 /x /x', 'FROM a', 'COPY y /y');
    expect(references(file)).toEqual(['tools:1']);
    expect(references(file, { contexts: { 'tools:1': 'docker-image://other:2' } })).toEqual(['other:2']);
  });

  it.each([[['FRM x']], [['COPY --from=$X a b']], [['FROM x']]])(
    'that nobody can read use nothing: %j',
    (texts) => {
      expect(references(parse('FROM node:24'), { triggers: { 'node:24': texts } })).toEqual(['node:24']);
    },
  );
});

describe('the frontend', () => {
  it('is the one that the build names, over that of the file', () => {
    const build = { args: { BUILDKIT_SYNTAX: 'acme/frontend:2' } };
    for (const file of [parse('# syntax=docker/dockerfile:1', 'FROM scratch'), parse('FROM scratch')]) {
      expect(imageUses(file, build)).toMatchObject([
        { kind: 'syntax', reference: 'acme/frontend:2', argument: { given: true } },
      ]);
    }
  });
});
