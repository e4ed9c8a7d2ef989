import { describe, expect, it } from '@jest/globals';
import { parseDockerfile } from '../../../shared/dockerfile/dockerfile.ts';
import { parseRemote, publicUrl } from '../../../shared/dockerfile/remote-address.ts';
import { remoteSources } from '../../../shared/dockerfile/remote-source.ts';
import type { BuildArguments } from '../../../shared/dockerfile/scope.ts';

const SHA256 = 'ab'.repeat(32);
const COMMIT = 'cd'.repeat(20);

const sources = (lines: readonly string[], build: BuildArguments = {}) =>
  remoteSources(parseDockerfile(lines.join('\n'), 'Dockerfile'), build);

describe('what an ADD fetches', () => {
  it.each<[string, string[], BuildArguments, object[]]>([
    ['a file', ['ADD https://x.example/a.tgz /'], {}, [{ kind: 'http', url: 'https://x.example/a.tgz' }]],
    [
      'a file with its checksum',
      [`ADD --checksum=sha256:${SHA256} https://x.example/a.tgz /`],
      {},
      [{ digest: { sha256: SHA256 } }],
    ],
    [
      'what an ARG of the stage says',
      ['ARG V=1', `ARG SUM=sha256:${SHA256}`, 'ADD --checksum=$SUM https://x.example/$V.tgz /'],
      { args: { V: '2' } },
      [{ url: 'https://x.example/2.tgz', digest: { sha256: SHA256 } }],
    ],
    [
      'what an ENV says, over an ARG',
      ['ARG V=1', 'ENV V=3', 'ADD https://x.example/$V.tgz /'],
      { args: { V: '2' } },
      [{ url: 'https://x.example/3.tgz' }],
    ],
    [
      'what only the base knows',
      ['ADD https://x.example/$VERSION.tgz /'],
      {},
      [{ url: 'https://x.example/.tgz', unset: ['VERSION'] }],
    ],
    [
      'what depends on what only the base knows',
      ['ENV A=$BASE', 'ADD https://x.example/$A /'],
      {},
      [{ unset: ['A'] }],
    ],
    [
      'several, in a list',
      ['ADD ["https://x.example/a", "b", "https://x.example/c", "/d/"]'],
      {},
      [{ url: 'https://x.example/a' }, { url: 'https://x.example/c' }],
    ],
    ['no path, text or COPY', ['ADD a b /', 'ADD <<E /x', 'y', 'E', 'COPY a /b'], {}, []],
    [
      'a repository at a branch',
      ['ADD https://x.example/a.git#main:dir /'],
      {},
      [{ kind: 'git', url: 'https://x.example/a.git#main:dir' }],
    ],
    [
      'a repository at a commit',
      [`ADD https://x.example/a.git#${COMMIT} /`],
      {},
      [{ kind: 'git', digest: { gitCommit: COMMIT } }],
    ],
  ])('is told of %s', (_, lines, build, expected) => {
    const found = sources(['FROM scratch', ...lines], build);
    expect(found).toHaveLength(expected.length);
    expect(found).toMatchObject(expected);
  });

  it('is told with its line, and only of stages that the target needs', () => {
    const lines = [
      'FROM scratch AS unused',
      'ADD https://x.example/no /',
      'FROM scratch AS build',
      '',
      'ADD https://x.example/yes /',
      'FROM scratch',
      'COPY --from=build /yes /',
    ];
    expect(sources(lines).map(({ url, at }) => [url, at.line])).toEqual([['https://x.example/yes', 5]]);
  });

  it('is told of the triggers of a base, at its FROM', () => {
    const triggers = { 'node:24': ['ADD https://x.example/t /', 'COPY x /'] };
    expect(sources(['', 'FROM node:24', 'ADD https://x.example/own /'], { triggers })).toMatchObject([
      { url: 'https://x.example/t', at: { line: 2 } },
      { url: 'https://x.example/own', at: { line: 3 } },
    ]);
  });

  it('knows the ARG before the first FROM, and what stages below set', () => {
    const lines = [
      'ARG V=7',
      'FROM scratch AS a',
      'ARG V',
      'ENV NAME=x',
      'FROM a',
      'ADD http://h/$V/$NAME /',
    ];
    expect(sources(lines)).toMatchObject([{ url: 'http://h/7/x', unset: [] }]);
  });
});

describe('parseRemote', () => {
  it.each<[string, string | undefined, string, string | undefined]>([
    ['git://h/a', undefined, 'git', undefined],
    ['ssh://git@h/a#v1', undefined, 'git', undefined],
    ['git@github.com:acme/lib.git', COMMIT, 'git', COMMIT],
    [`https://h/a.git?commit=${COMMIT}&subdir=x`, undefined, 'git', COMMIT],
    [`https://h/a.git?tag=v1&checksum=${COMMIT}`, undefined, 'git', COMMIT],
    [`https://h/a.git#${COMMIT.slice(0, 12)}`, undefined, 'git', undefined],
    ['https://h/a.git/file', 'sha256:short', 'http', undefined],
  ])('reads %s', (text, checksum, kind, commit) => {
    const found = parseRemote(text, checksum);
    expect([found?.kind, found?.digest?.['gitCommit']]).toEqual([kind, commit]);
  });

  it.each(['a/b', './https://x', 'C:/x', 'ftp://h/x', 'file.git', 'oci-layout://x'])(
    'takes %s for none',
    (text) => {
      expect(parseRemote(text)).toBeUndefined();
    },
  );

  it.each([
    ['https://me:hunter2@h/a.git#main', 'https://h/a.git#main'],
    ['https://h/a?X-Amz-Signature=hunter2&x=1#y', 'https://h/a#y'],
    ['https://h/a?access_token=hunter2', 'https://h/a'],
    ['https://h/a?sig=hunter2', 'https://h/a'],
    ['https://user:hun@ter2@h/a', 'https://h/a'],
    ['ssh://git:hun@ter2@h/a.git', 'ssh://h/a.git'],
    ['https://h/a?accessToken=hunter2', 'https://h/a'],
    ['https://h/a?version=1;token=hunter2', 'https://h/a'],
    ['https://h/a?user=me&pwd=hunter2#b', 'https://h/a#b'],
    ['https://h/a?version=1', 'https://h/a?version=1'],
    ['git@h:a/b.git', 'git@h:a/b.git'],
  ])('shows %s without a credential', (text, shown) => {
    expect(publicUrl(text)).toBe(shown);
    expect(parseRemote(text)?.url).toBe(shown);
  });
});
