import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  contextIgnores,
  contextPaths,
  dockerfileTree,
} from '../../../../actions/build-image/context-paths.ts';
import { checkTree } from '../../../../actions/build-image/checks.ts';
import { readCommit } from '../../../../actions/build-image/git.ts';
import { DEFAULT_LEVELS } from '../../../../shared/image/checks/check.ts';
import { parseDockerfile } from '../../../../shared/dockerfile/dockerfile.ts';
import { directory, removeDirectories, repository, write } from './repository.ts';

afterEach(removeDirectories);

const pathsOf = (line: string, context = '.'): readonly string[] =>
  contextPaths(parseDockerfile(`FROM scratch\n${line}\n`, 'Dockerfile'), context);

describe('what a Dockerfile takes out of its context', () => {
  it.each([
    ['COPY . /app', ['.']],
    ['COPY src/ package.json /app/', ['src', 'package.json']],
    ['COPY ["a b", "/c/", "/app/"]', ['a b', 'c']],
    ['ADD --chown=1:1 x.tar /', ['x.tar']],
    ['COPY src/*.js lib/[a-z]/x $NAME dist/$NAME/y /app/', ['src', 'lib', '.', 'dist']],
    ['COPY ../../etc/passwd /', ['.']],
    ['COPY --from=build /out /', []],
    ['ADD https://example.com/x git@github.com:a/b.git /', []],
    ['COPY <<EOF here /app/\ntext\nEOF', ['here']],
    ['RUN --mount=type=bind,source=tools,target=/t --mount=target=/src make', ['tools', '.']],
    ['RUN --mount=type=cache,target=/c --mount=type=bind,from=base,target=/b make', []],
    ['COPY a /\nCOPY a /b', ['a']],
  ])('%j: %j', (line, expected) => {
    expect(pathsOf(line)).toEqual(expected);
  });

  it('stands below the context', () => {
    expect(pathsOf('COPY src/ . /', 'services/shop')).toEqual(['services/shop/src', 'services/shop']);
  });
});

describe('what the ignore file of a context leaves out', () => {
  it('is what .dockerignore says, unless the Dockerfile has its own', () => {
    const workspace = directory();
    write(workspace, { 'app/.dockerignore': 'reports\n!reports/keep\n', 'app/Dockerfile': '' });
    const leftOut = (name: string): boolean =>
      contextIgnores(workspace, 'app/Dockerfile', 'app')(path.join(workspace, name));
    const seen = (): readonly boolean[] => ['app/reports/a', 'app/reports/keep', 'app/x'].map(leftOut);
    expect(seen()).toEqual([true, false, false]);
    write(workspace, { 'app/Dockerfile.dockerignore': 'x\n' });
    expect(seen()).toEqual([false, false, true]);
  });

  it('is nothing without one', () => {
    const workspace = directory();
    expect(contextIgnores(workspace, 'Dockerfile', '.')(path.join(workspace, 'x'))).toBe(false);
  });
});

describe('the tree of a Dockerfile', () => {
  const FILES = {
    Dockerfile: 'FROM scratch\nCOPY src/ /app/\n',
    '.dockerignore': 'Dockerfile\n*.log\nsrc/*.log\n',
    'src/a.js': '',
  };

  const unknownIn = async (workspace: string): Promise<readonly string[]> => {
    const dockerfile = parseDockerfile(FILES.Dockerfile, 'Dockerfile');
    const question = dockerfileTree(dockerfile, { file: 'Dockerfile', context: '.' }, workspace);
    const commit = await readCommit(workspace);
    const { findings } = await checkTree({ levels: DEFAULT_LEVELS, commit, ...question }, workspace);
    return findings.map(({ what }) => what);
  };

  it('is what its steps take, as far as the ignore file lets them', async () => {
    const workspace = repository(FILES);
    write(workspace, { 'src/x.log': '', 'reports/a': '' });
    expect(await unknownIn(workspace)).toEqual([]);
    write(workspace, { 'src/b.js': '' });
    expect(await unknownIn(workspace)).toEqual(["'src/b.js' is read by the build, and git does not know it"]);
  });

  it('has the Dockerfile itself, ignored or not', async () => {
    const workspace = repository({ '.dockerignore': 'Dockerfile\n', 'src/a.js': '' });
    write(workspace, { Dockerfile: FILES.Dockerfile });
    expect(await unknownIn(workspace)).toEqual([
      "'Dockerfile' is read by the build, and git does not know it",
    ]);
  });

  it('ends where the checkout ends', () => {
    const dockerfile = parseDockerfile(FILES.Dockerfile, 'Dockerfile');
    const question = dockerfileTree(dockerfile, { file: 'Dockerfile', context: '../other' }, directory());
    expect(question.inputs).toEqual(['Dockerfile']);
  });
});
