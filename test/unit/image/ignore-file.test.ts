import { afterEach, describe, expect, it } from '@jest/globals';
import { assembleImage } from '../../../shared/image/assemble.ts';
import { dockerignoreRules } from '../../../shared/image/ignore.ts';
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
    ['a\r\nb\r', ['a', 'b'], []],
  ])('reads %j as BuildKit does', (text, ignored, taken) => {
    const rules = dockerignoreRules(text);
    expect(ignored.filter((path) => rules(path, false) !== true)).toEqual([]);
    expect(taken.filter((path) => rules(path, false) !== false)).toEqual([]);
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
