import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type DirectoryNode,
  type LayerMember,
  applyLayer,
  emptyTree,
  followLinks,
  nodeAt,
} from '../../../shared/image/file-tree.ts';
import { ignoreRules } from '../../../shared/image/ignore.ts';
import { layerEntries } from '../../../shared/image/layer-entries.ts';
import type { Copy, LayerSpec } from '../../../shared/image/layer-spec.ts';
import { UserError } from '../../../shared/text/error.ts';
import { type Files, removeWorkspaces, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

/** A tree of `path`, `path/` and `path->target`. */
function treeOf(...layers: readonly (readonly string[])[]): DirectoryNode {
  const tree = emptyTree();
  for (const layer of layers) applyLayer(tree, layer.map(memberOf));
  return tree;
}

function memberOf(text: string): LayerMember {
  const [path = '', target] = text.split('->');
  if (target !== undefined) return { path, type: 'symlink', target };
  return path.endsWith('/') ? { path: path.slice(0, -1), type: 'directory' } : { path, type: 'file' };
}

const DEBIAN = treeOf([
  'usr/',
  'usr/bin/',
  'usr/bin/sh',
  'bin->usr/bin',
  'etc/',
  'etc/passwd',
  'var/',
  'run/',
  'var/run->/run',
  'opt/',
  'opt/current->releases/1',
  'opt/releases/',
  'opt/releases/1/',
  'loop->loop2',
  'loop2->loop',
  'up->../../../etc',
]);

describe('a tree of layers', () => {
  it.each([
    ['bin/sh', 'usr/bin/sh'],
    ['var/run/app.pid', 'run/app.pid'],
    ['opt/current/app', 'opt/releases/1/app'],
    ['up/passwd', 'etc/passwd'],
    ['new/place', 'new/place'],
    ['loop/x', undefined],
  ])('follows links: %s is %s', (path, expected) => {
    expect(followLinks(DEBIAN, path)).toBe(expected);
  });

  it('hides by whiteout what lower layers have, and nothing of its own layer', () => {
    const tree = treeOf(['a/', 'a/x', 'a/y'], ['a/.wh.x', 'a/.wh.new', 'a/new']);
    expect(['a/x', 'a/y', 'a/new'].map((path) => nodeAt(tree, path)?.type)).toEqual([
      undefined,
      'file',
      'file',
    ]);
  });

  it('empties an opaque directory of what lower layers have', () => {
    const tree = treeOf(['a/', 'a/x', 'a/b/y'], ['a/', 'a/.wh..wh..opq', 'a/z']);
    expect(['a/x', 'a/b', 'a/z'].map((path) => nodeAt(tree, path)?.type)).toEqual([
      undefined,
      undefined,
      'file',
    ]);
  });

  it('lets a file replace a directory and all below it', () => {
    expect(nodeAt(treeOf(['a/b/c'], ['a']), 'a/b')).toBeUndefined();
  });
});

describe('ignore patterns', () => {
  it.each([
    ['*.test.js', 'a/b.test.js', false, true],
    ['/*.js', 'a/b.js', false, false],
    ['/*.js', 'b.js', false, true],
    ['a/*.js', 'a/b.js', false, true],
    ['a/*.js', 'x/a/b.js', false, false],
    ['**/fixtures', 'x/y/fixtures', true, true],
    ['a/**/z', 'a/z', false, true],
    ['a/**/z', 'a/b/c/z', false, true],
    ['a/**', 'a/b/c', false, true],
    ['tmp/', 'tmp', true, true],
    ['tmp/', 'tmp', false, false],
    ['[ab].txt', 'a.txt', false, true],
    ['[!ab].txt', 'a.txt', false, false],
    ['a?c', 'abc', false, true],
    ['a?c', 'a/c', false, false],
    ['\\*', '*', false, true],
    ['\\*', 'x', false, false],
    ['a.b', 'axb', false, false],
    ['(x', '(x', false, true],
  ])('%s on %s (directory: %s) is %s', (pattern, path, isDirectory, ignored) => {
    expect(ignoreRules([pattern])(path, isDirectory)).toBe(ignored);
  });

  it('lets the last match decide, and passes over comments', () => {
    const ignore = ignoreRules(['# all', '*.log', '', '!keep.log']);
    expect(ignore('a.log', false)).toBe(true);
    expect(ignore('keep.log', false)).toBe(false);
  });

  it('stays linear on a hostile pattern', () => {
    const ignore = ignoreRules(['*a*a*a*a*a*a*b']);
    expect(ignore('a'.repeat(60), false)).toBe(false);
  });
});

const SPEC: LayerSpec = {
  name: 'x',
  copies: [],
  ignore: [],
  mode: 'normalize',
  uid: 0,
  gid: 0,
  modified: 'fixed',
  remove: [],
};

function copy(from: string, to: string): Copy {
  return {
    from,
    to: to.replace(/^\/|\/$/g, ''),
    intoDirectory: to.endsWith('/'),
    at: { file: 'image.yml', line: 3 },
  };
}

function paths(
  files: Files,
  copies: readonly (readonly [string, string])[],
  rest: Partial<LayerSpec> = {},
  tree = DEBIAN,
): string[] {
  const spec = { ...SPEC, copies: copies.map(([from, to]) => copy(from, to)), ...rest };
  return layerEntries(spec, { workspace: workspace(files), tree, epoch: 0 }).map((entry) =>
    entry.type === 'directory' ? `${entry.path}/` : entry.path,
  );
}

describe('the entries of a layer', () => {
  it.each<[string, Files, readonly (readonly [string, string])[], string[]]>([
    [
      'the content of a directory',
      { 'src/a': '', 'src/b/c': '' },
      [['src/', '/app/']],
      ['app/', 'app/a', 'app/b/', 'app/b/c'],
    ],
    ['a directory without slashes just so', { 'src/a': '' }, [['src', '/app']], ['app/', 'app/a']],
    ['a file into a directory', { 'x.js': '' }, [['x.js', '/app/']], ['app/', 'app/x.js']],
    ['a file to a name', { 'x.js': '' }, [['x.js', '/app/main.js']], ['app/', 'app/main.js']],
    ['everything to the root', { 'etc/app.conf': '' }, [['.', '/']], ['etc/app.conf']],
    [
      'missing parents, root-owned',
      { x: '' },
      [['x', '/srv/a/b/x']],
      ['srv/', 'srv/a/', 'srv/a/b/', 'srv/a/b/x'],
    ],
    ['through a link of the base', { tool: '' }, [['tool', '/bin/tool']], ['usr/bin/tool']],
    ['a directory over a link of the base', { 'bin/tool': '' }, [['.', '/']], ['usr/bin/tool']],
    [
      'into a linked directory that is linked again',
      { x: '' },
      [['x', '/opt/current/x']],
      ['opt/releases/1/x'],
    ],
    ['in place of a file of the base', { passwd: '' }, [['passwd', '/etc/passwd']], ['etc/passwd']],
    ['a link as a link', { 'd/l': '->/etc/shadow' }, [['d', '/d']], ['d/', 'd/l']],
  ])('places %s', (_, files, copies, expected) => {
    expect(paths(files, copies)).toEqual(expected);
  });

  it('stands in byte order, parents first', () => {
    const files = { 's/b': '', 's/a-b': '', 's/a/x': '', 's/Z': '', 's/é': '' };
    expect(paths(files, [['s', '/']], {}, emptyTree())).toEqual(['Z', 'a/', 'a-b', 'a/x', 'b', 'é']);
  });

  it('hides what remove: names, through the links of the base', () => {
    const remove = [{ path: 'bin/sh' }, { path: 'etc' }];
    expect(paths({}, [], { remove })).toEqual(['.wh.etc', 'usr/bin/.wh.sh']);
  });

  it.each<[string, Files, readonly (readonly [string, string])[], Partial<LayerSpec>, RegExp]>([
    ['a whiteout name', { 'd/.wh.etc': '' }, [['d', '/']], {}, /begins with \.wh\./],
    ['a source outside', { x: '->/etc' }, [['x', '/x']], {}, /outside of the workspace/],
    [
      'a source that is not there',
      {},
      [['dist', '/x']],
      {},
      /'dist' is not in the workspace.*build it before/,
    ],
    [
      'two sources for one path',
      { a: '', b: '' },
      [
        ['a', '/x'],
        ['b', '/x'],
      ],
      {},
      /two sources go to '\/x'/,
    ],
    [
      'names that differ in case',
      { 'd/Read.me': '', 'd/read.ME': '' },
      [['d', '/d']],
      {},
      /differ only in case/,
    ],
    [
      'a file in place of a directory',
      { usr: '' },
      [['usr', '/usr']],
      {},
      /'\/usr' is a directory of a lower layer/,
    ],
    [
      'a directory in place of a file',
      { 'passwd/x': '' },
      [['passwd', '/etc/passwd']],
      {},
      /would replace the file '\/etc\/passwd'/,
    ],
    [
      'a parent that is a file',
      { x: '' },
      [['x', '/etc/passwd/x']],
      {},
      /would replace the file '\/etc\/passwd'/,
    ],
    [
      'a path below a link of the same layer',
      { 'd/l': '->/etc', x: '' },
      [
        ['d', '/d'],
        ['x', '/d/l/x'],
      ],
      {},
      /goes below '\/d\/l', which is a symlink/,
    ],
    ['links in circles', { x: '' }, [['x', '/loop/x']], {}, /go in circles/],
    ['nothing to remove', {}, [], { remove: [{ path: 'etc/none' }] }, /no '\/etc\/none' to remove/],
    [
      'removing what it writes',
      { x: '' },
      [['x', '/etc/passwd']],
      { remove: [{ path: 'etc' }] },
      /removed and written in one layer/,
    ],
  ])('refuses %s', (_, files, copies, rest, message) => {
    expect(() => paths(files, copies, rest)).toThrow(message);
  });

  it('reports everything that is wrong at once, at the line that asks for it', () => {
    const attempt = (): unknown =>
      paths({ a: '', usr: '' }, [
        ['gone', '/x'],
        ['usr', '/usr'],
        ['a', '/loop/y'],
      ]);
    expect(attempt).toThrow(UserError);
    try {
      attempt();
    } catch (error) {
      const { problems } = error as UserError;
      expect(problems).toHaveLength(3);
      expect(problems.filter(({ at }) => at?.line === 3)).toHaveLength(2);
    }
  });
});
