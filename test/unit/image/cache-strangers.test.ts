import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { emptyTree } from '../../../shared/image/file-tree.ts';
import { readImageFile } from '../../../shared/image/file/read-image-file.ts';
import { layerCache } from '../../../shared/image/layer-cache.ts';
import { layerEntries } from '../../../shared/image/layer-entries.ts';
import { spoolLayer } from '../../../shared/image/layer.ts';
import { testClock } from '../../kit/clock.ts';
import { removeWorkspaces, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

const SECRET = 'a secret of the repository';
const [SPEC] = readImageFile('image.yml', 'from: scratch\nlayers: [{copy: {app/: /app/}}]').layers;

async function build(cache: string, secret?: string) {
  if (SPEC === undefined) throw new Error('one layer');
  const entries = layerEntries(SPEC, {
    workspace: workspace({ 'app/x': 'content' }),
    tree: emptyTree(),
    epoch: 0,
  });
  const clock = testClock();
  const sources = [layerCache(cache, secret === undefined ? { clock } : { clock, secret })];
  return spoolLayer(entries, { spool: workspace(), sources });
}

const pipe = (file: string): void => {
  execFileSync('mkfifo', [file]);
};

type Put = (file: string, moved: string) => void;

/** What whoever can write a cache may put in place of one of its files. */
const STRANGERS: readonly (readonly [name: string, put: Put])[] = [
  ['a pipe that nobody writes', pipe],
  [
    'a directory',
    (file) => {
      mkdirSync(file);
    },
  ],
  [
    'a link to itself',
    (file) => {
      symlinkSync(file, file);
    },
  ],
  [
    'a link to what stood there',
    (file, moved) => {
      symlinkSync(moved, file);
    },
  ],
  [
    'a link to a device without end',
    (file) => {
      symlinkSync('/dev/zero', file);
    },
  ],
  [
    'a link to a pipe',
    (file, moved) => {
      pipe(`${moved}.pipe`);
      symlinkSync(`${moved}.pipe`, file);
    },
  ],
];

function replace(cache: string, isMeant: (name: string) => boolean, put: Put): void {
  const folder = path.join(cache, 'v1');
  const name = readdirSync(folder).find(isMeant) ?? 'none';
  const moved = path.join(workspace(), 'moved');
  renameSync(path.join(folder, name), moved);
  put(path.join(folder, name), moved);
}

const isSeal = (name: string): boolean => name.endsWith('.seal');

describe('a cache that others write', () => {
  it.each(STRANGERS)('gives no layer where %s stands in its place', async (_, put) => {
    for (const secret of [undefined, SECRET]) {
      const cache = workspace();
      const { descriptor } = await build(cache, secret);
      replace(cache, (name) => !isSeal(name), put);
      const layer = await build(cache, secret);
      expect([layer.reused, layer.descriptor]).toEqual([undefined, descriptor]);
    }
  });

  it.each(STRANGERS)('has no seal where %s stands in its place', async (_, put) => {
    const cache = workspace();
    const { descriptor } = await build(cache, SECRET);
    replace(cache, isSeal, put);
    const layer = await build(cache, SECRET);
    expect([layer.reused, layer.descriptor]).toEqual([undefined, descriptor]);
  });

  it('is used all the same when an old directory lies in it', async () => {
    const cache = workspace();
    await build(cache);
    const stranger = path.join(cache, 'v1', 'stranger');
    mkdirSync(stranger);
    utimesSync(stranger, new Date(0), new Date(0));
    expect((await build(cache)).reused).toBe('cache');
    rmSync(stranger, { recursive: true });
  });
});
