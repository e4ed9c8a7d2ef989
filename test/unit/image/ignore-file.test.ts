import { afterEach, describe, expect, it } from '@jest/globals';
import { assembleImage } from '../../../shared/image/assemble.ts';
import { dockerignoreRules, ignoreRules } from '../../../shared/image/ignore.ts';
import { removeWorkspaces, requestFor, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

describe('a .dockerignore', () => {
  it.each([
    ['a', ['a', 'a/b'], ['b/a', 'ab']],
    ['/a/', ['a', 'a/b'], ['b/a']],
    ['*.md', ['x.md'], ['a/x.md']],
    ['**/*.md', ['x.md', 'a/b/x.md'], ['x.mdx']],
    ['*/tmp', ['a/tmp', 'a/tmp/x'], ['tmp', 'a/b/tmp']],
    ['a/**', ['a/b', 'a/b/c'], ['b']],
    ['t?p', ['tmp', 'tap/x'], ['tp', 't/p']],
    ['# no\n\n  \n a ', ['a'], ['# no', 'no']],
    ['*\n!keep', ['x', 'dir/x'], ['keep', 'keep/x']],
    ['a\n!a/b\na/b/c', ['a/x', 'a/b/c'], ['a/b', 'a/b/d']],
    ['! a\nb', ['b'], ['a']],
    ['.', [], ['a', '.']],
    ['../a', [], ['a']],
    ['[ab]c', ['ac', 'bc'], ['cc']],
    ['\\*', ['*'], ['a']],
    ['\ufeffa', ['a'], []],
    ['**x', ['x', 'ax', 'b/ax', 'ax/b'], ['xa', 'a/xa']],
    ['**b/c', ['b/c', 'ab/c', 'a/b/c/d'], ['b/cc', 'c']],
    ['**x?', ['xy', 'b/xy', 'xy/b'], ['axy', 'b/axy']],
    ['a**b', ['ab', 'a/b', 'axx/b', 'a/x/y/b', 'a/b/c'], ['axb', 'a/xb', 'b']],
    ['a**/b', ['ab', 'a/b', 'ax/b'], ['axb']],
    ['a**', ['a', 'ab', 'a/b'], ['ba']],
    ['a/**b', ['a/b', 'a/x/b'], ['a/xb', 'ab']],
    ['a/**b*/c**', ['a/b/c', 'a/x/bb/cd'], ['a/xb/c', 'a/b/dc']],
    ['***', ['a', 'a/b'], []],
    ['**', ['a', 'a/b'], []],
    ['[^a]x', ['bx'], ['ax']],
    ['a\r\nb\r', ['a', 'b'], []],
  ])('reads %j as BuildKit does', (text, ignored, taken) => {
    const rules = dockerignoreRules(text);
    expect(ignored.filter((path) => rules(path, false) !== true)).toEqual([]);
    expect(taken.filter((path) => rules(path, false) !== false)).toEqual([]);
  });

  it('names the line of every pattern that means nothing', () => {
    expect(() => dockerignoreRules('a\n[z-a]\nb[9-0]c', 'my.ignore')).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({
            what: 'the set [z-a] has a range that goes backwards',
            at: { file: 'my.ignore', line: 2 },
          }),
          expect.objectContaining({ seen: '9-0', at: { file: 'my.ignore', line: 3 } }),
        ],
      }),
    );
  });

  const FILES = {
    'src/a.js': '',
    'src/a.test.js': '',
    'src/docs/x': '',
    'src/docs/keep': '',
    'src/only/x': '',
  };
  const pathsWith = async (text: string, yaml: string): Promise<readonly string[]> => {
    const ignore = dockerignoreRules(text);
    const { platforms } = await assembleImage(requestFor(yaml, workspace(FILES), { ignore }));
    return platforms[0]?.layers.flatMap(({ entries }) => entries.map(({ path }) => path)) ?? [];
  };

  it('speaks of the checkout, whatever a layer copies, and goes together with the layer’s own patterns', async () => {
    const text = 'src/docs\nsrc/only\n!src/docs/keep\n*.test.js';
    const yaml = "from: scratch\nlayers: [{copy: {./src/: /}, ignore: '*.test.js'}]";
    expect(await pathsWith(text, yaml)).toEqual(['a.js', 'docs', 'docs/keep']);
  });

  it('leaves out the same when the whole checkout is copied', async () => {
    const yaml = 'from: scratch\nlayers: [{copy: {.: /app/}}]';
    expect(await pathsWith('**\n!src/a.js', yaml)).toEqual(['app', 'app/src', 'app/src/a.js']);
  });

  it.each(['src/docs/', 'src/a.js'])('refuses to copy %s by name when it is ignored', async (from) => {
    const yaml = `from: scratch\nlayers:\n  - copy: {${from}: /x}`;
    await expect(pathsWith('src/docs\nsrc/a.js\n!other', yaml)).rejects.toMatchObject({
      problems: [{ what: `'${from}' is left out by the ignore file`, at: { line: 3 } }],
    });
  });
});

describe('the patterns of a layer', () => {
  it.each([
    ['a', ['a', 'b/a'], ['ab', 'ba']],
    ['/a', ['a'], ['b/a']],
    ['a/b', ['a/b'], ['x/a/b', 'a/b/c']],
    ['*.md', ['x.md', 'a/x.md', '.md'], ['x.mdx']],
    ['*a*b*', ['ab', 'xaxbx', 'a/ab'], ['ba', 'a/b']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['a/xb', 'b']],
    ['**/b', ['b', 'a/b'], ['ab']],
    ['a/**', ['a/b', 'a/b/c'], ['a', 'b/a/c']],
    ['**', ['a', 'a/b'], []],
    ['a**b', ['ab', 'axb', 'd/axb'], ['a/b']],
    ['**x', ['x', 'ax', 'b/ax'], ['xa', 'a/xa']],
    ['a**/b', ['ax/b', 'a/b'], ['a/x/b']],
    ['[^a-c]x', ['dx'], ['ax']],
    ['t?p', ['tmp', 'tüp', 't😀p'], ['tp', 't/p']],
    ['[a-c]x', ['ax', 'bx'], ['dx', '-x']],
    ['[!a-c]x', ['dx'], ['ax', '/x']],
    ['[]-]x', [']x', '-x'], ['ax']],
    ['[a\\-c]x', ['ax', '-x', 'cx'], ['bx']],
    ['[a-]x', ['a' + 'x', '-x'], ['bx']],
    ['[ab', ['[ab'], ['a']],
    ['[a\\]', ['[a]'], ['a']],
    ['a\\', ['a\\'], ['a']],
    ['\\!a', ['!a'], ['a']],
    ['a.b+c', ['a.b+c'], ['axbbc']],
  ])('read %j as git does', (pattern, ignored, taken) => {
    const rules = ignoreRules([pattern]);
    expect(ignored.filter((path) => rules(path, false) !== true)).toEqual([]);
    expect(taken.filter((path) => rules(path, false) !== false)).toEqual([]);
  });

  it('take few steps for many stars of a .dockerignore too: more would never end', () => {
    expect(dockerignoreRules(`${'a**'.repeat(100)}z`)('a/'.repeat(2_000), false)).toBe(false);
  });

  // Each of them took longer than the age of the universe, or minutes, as a regular expression.
  it.each([
    ['stars in a name', `${'*a'.repeat(200)}b`, 'a'.repeat(4_000)],
    ['stars between names', `${'**/'.repeat(200)}zz`, `${'a/'.repeat(2_000)}b`],
    ['stars and names', `${'**/a/'.repeat(100)}zz`, `${'a/'.repeat(2_000)}b`],
    ['both', `${'**/*a*a/'.repeat(50)}zz`, `${'aaa/'.repeat(1_000)}b`],
    ['sets that nothing closes', '['.repeat(200_000), '['],
    ['sets that are escaped', '[\\]'.repeat(60_000), '['],
  ])('take few steps for many %s', (_, pattern, path) => {
    const start = performance.now();
    expect(ignoreRules([pattern])(path, false)).toBe(false);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
