import { describe, expect, it } from '@jest/globals';
import type { TarEntry } from '../../../shared/image/tar-reader.ts';
import { createFileTree } from '../../../shared/sbom/file-tree.ts';

/** An entry in short: `a/b` a file, `a/` a directory, `a -> b` a symbolic link. */
type Short = string;

/** Lays layers over each other and lists what is left, as `path: layer`. */
function overlay(...layers: readonly (readonly Short[])[]): readonly string[] {
  const tree = createFileTree<string>();
  for (const [index, entries] of layers.entries()) {
    tree.beginLayer(index);
    for (const entry of entries.map(toEntry)) {
      tree.see(entry);
      if (entry.type === 'file' && !entry.path.includes('.wh.')) tree.keep(entry.path, () => entry.path);
    }
  }
  return [...tree.files()].map(([path, { layer }]) => `${path}: ${layer}`).sort();
}

function toEntry(short: Short): TarEntry {
  const facts = { size: 0, mode: 0o644, uid: 0, gid: 0, mtime: 0 };
  const [path = '', linkTarget] = short.split(' -> ');
  if (linkTarget !== undefined) return { ...facts, path, type: 'symlink', linkTarget };
  return path.endsWith('/')
    ? { ...facts, path: path.slice(0, -1), type: 'directory' }
    : { ...facts, path, type: 'file' };
}

describe('layers over each other', () => {
  it.each<[string, Short[][], string[]]>([
    ['a file of a higher layer replaces the lower one', [['a/x'], ['a/x']], ['a/x: 1']],
    ['a directory entry keeps what is in it', [['a/x'], ['a/']], ['a/x: 0']],
    ['a whiteout hides a file', [['a/x', 'a/y'], ['a/.wh.x']], ['a/y: 0']],
    ['a whiteout hides a directory and all below', [['a/b/x', 'a/b/c/y', 'a/bb'], ['a/.wh.b']], ['a/bb: 0']],
    [
      'a whiteout does not hide its own layer, whichever comes first',
      [['a/x'], ['a/x', 'a/.wh.x'], ['b/.wh.y', 'b/y']],
      ['a/x: 1', 'b/y: 2'],
    ],
    [
      'an opaque directory hides the lower layers only',
      [
        ['a/x', 'a/b/y'],
        ['a/z', 'a/.wh..wh..opq'],
      ],
      ['a/z: 1'],
    ],
    [
      'an opaque root hides everything below',
      [
        ['a/x', 'y'],
        ['.wh..wh..opq', 'z'],
      ],
      ['z: 1'],
    ],
    ['a file in place of a directory hides all below', [['a/b/x', 'c'], ['a']], ['a: 1', 'c: 0']],
    ['a directory in place of a file hides the file', [['a', 'b'], ['a/']], ['b: 0']],
    ['a link in place of a directory hides all below', [['a/x', 'b/y'], ['a -> b']], ['b/y: 0']],
    ['a whiteout of the last file leaves nothing', [['a/x'], ['a/.wh.x'], ['.wh.a']], []],
    ['a hidden file may come back', [['a/x'], ['.wh.a'], ['a/x']], ['a/x: 2']],
    [
      'a path through a linked directory is the same file',
      [['lib -> usr/lib', 'usr/lib/x'], ['lib/x']],
      ['usr/lib/x: 1'],
    ],
    [
      'a whiteout through a linked directory finds the file',
      [['lib -> /usr/lib', 'usr/lib/x'], ['lib/.wh.x']],
      [],
    ],
    [
      'an opaque mark through a linked directory finds the files',
      [['lib -> usr/lib', 'usr/lib/x'], ['lib/.wh..wh..opq']],
      [],
    ],
    ['links out of the root stay in it', [['a -> ../../b', 'b/x'], ['a/x']], ['b/x: 1']],
    [
      'a directory that replaces a link is its own',
      [
        ['a -> b', 'b/x'],
        ['a/', 'a/x'],
      ],
      ['a/x: 1', 'b/x: 0'],
    ],
    ['a whiteout of a link leaves its target', [['a -> b', 'b/x'], ['.wh.a'], ['a/x']], ['a/x: 2', 'b/x: 0']],
    [
      'a whiteout of a directory forgets the links in it',
      [['d/a -> ../b', 'b/x'], ['.wh.d'], ['d/a/x']],
      ['b/x: 0', 'd/a/x: 2'],
    ],
    ['links that loop end, and the path stays as it stands', [['a -> b', 'b -> a'], ['a/x']], ['a/x: 1']],
    ['a link to itself ends', [['a -> a/a'], ['a/x']], ['a/x: 1']],
  ])('%s', (_, layers, expected) => {
    expect(overlay(...layers)).toEqual(expected);
  });

  it('shows the value of the layers below to the one that replaces it, also after a whiteout in the same layer', () => {
    const tree = createFileTree<string>();
    const file = (path: string): TarEntry => toEntry(path);
    tree.beginLayer(0);
    tree.see(file('db'));
    tree.keep('db', () => 'first');
    tree.beginLayer(1);
    tree.see(file('.wh.db'));
    tree.see(file('db'));
    tree.keep('db', (before) => `after ${before?.value ?? 'nothing'}`);
    expect(tree.files().get('db')).toEqual({ value: 'after first', layer: 1 });
  });

  it('empties a large directory many times without looking at it each time', () => {
    const lower = Array.from({ length: 20_000 }, (_, index) => `d/${index % 100}/${index}`);
    const higher = Array.from({ length: 20_000 }, () => 'd/.wh..wh..opq');
    expect(overlay(lower, [...lower.map((path) => `${path}-new`), ...higher])).toHaveLength(20_000);
  });
});
