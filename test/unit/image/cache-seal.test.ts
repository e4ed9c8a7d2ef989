import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cacheSeal } from '../../../shared/image/cache-seal.ts';
import { emptyTree } from '../../../shared/image/file-tree.ts';
import { readImageFile } from '../../../shared/image/file/read-image-file.ts';
import { layerCache } from '../../../shared/image/layer-cache.ts';
import { layerEntries } from '../../../shared/image/layer-entries.ts';
import { spoolLayer } from '../../../shared/image/layer.ts';
import { digestOf, hexOf } from '../../../shared/oci/digest.ts';
import { testClock } from '../../kit/clock.ts';
import { removeWorkspaces, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

const SECRET = 'a secret of the repository';
const [SPEC] = readImageFile('image.yml', 'from: scratch\nlayers: [{copy: {app/: /app/}}]').layers;

async function build(cache: string, secret?: string, content = 'content') {
  if (SPEC === undefined) throw new Error('one layer');
  const directory = workspace({ 'app/x': content });
  const entries = layerEntries(SPEC, { workspace: directory, tree: emptyTree(), epoch: 0 });
  const clock = testClock();
  const sources = [layerCache(cache, secret === undefined ? { clock } : { clock, secret })];
  return spoolLayer(entries, { spool: workspace(), sources });
}

/** The blob and the seal of a cache that holds one layer. */
function filesOf(cache: string): { readonly blob: string; readonly seal: string } {
  const folder = path.join(cache, 'v1');
  const blob = readdirSync(folder).find((name) => name.endsWith('.tar.gz')) ?? 'none';
  return { blob: path.join(folder, blob), seal: path.join(folder, `${blob}.seal`) };
}

/** The same content in the hand of another program: every check of the content alone is passed. */
function packedByAnother(cache: string): void {
  const { blob, seal } = filesOf(cache);
  const forged = gzipSync(gunzipSync(readFileSync(blob)), { level: 1 });
  const name = path.basename(blob);
  const renamed = name.replace(/-[0-9a-f]{64}-/, `-${hexOf(digestOf(forged))}-`);
  rmSync(blob);
  writeFileSync(path.join(path.dirname(blob), renamed), forged);
  renameSync(seal, path.join(path.dirname(blob), `${renamed}.seal`));
}

async function cacheOf(secret: string | undefined = SECRET, content = 'content'): Promise<string> {
  const cache = workspace();
  await build(cache, secret, content);
  return cache;
}

describe('a cache with a secret', () => {
  it('gives back what was sealed with it, and does not unpack it', async () => {
    const cache = await cacheOf();
    const first = await build(workspace());
    const again = await build(cache, SECRET);
    expect([again.reused, again.descriptor, again.diffId, again.unpackedSize]).toEqual([
      'cache',
      first.descriptor,
      first.diffId,
      first.unpackedSize,
    ]);
  });

  it.each<[string, (cache: string) => void | Promise<void>]>([
    [
      'has no seal',
      (cache) => {
        rmSync(filesOf(cache).seal);
      },
    ],
    [
      'has an empty seal',
      (cache) => {
        writeFileSync(filesOf(cache).seal, '');
      },
    ],
    [
      'has a seal of zeros',
      (cache) => {
        writeFileSync(filesOf(cache).seal, '0'.repeat(64));
      },
    ],
    [
      'has a seal that is no text of hexadecimal digits',
      (cache) => {
        writeFileSync(filesOf(cache).seal, 'é'.repeat(64));
      },
    ],
    [
      'has half of its seal',
      (cache) => {
        writeFileSync(filesOf(cache).seal, readFileSync(filesOf(cache).seal).subarray(0, 32));
      },
    ],
    [
      'has the seal of another layer',
      async (cache) => {
        copyFileSync(filesOf(await cacheOf(SECRET, 'another')).seal, filesOf(cache).seal);
      },
    ],
    [
      'has a seal of another secret',
      async (cache) => {
        copyFileSync(filesOf(await cacheOf('the secret of last year')).seal, filesOf(cache).seal);
      },
    ],
    [
      'was swapped for the blob of another layer',
      async (cache) => {
        copyFileSync(filesOf(await cacheOf(SECRET, 'another')).blob, filesOf(cache).blob);
      },
    ],
    ['was packed by another program', packedByAnother],
    [
      'has a flipped bit',
      (cache) => {
        writeFileSync(filesOf(cache).blob, readFileSync(filesOf(cache).blob).fill(7, 30, 31));
      },
    ],
    [
      'lost its end',
      (cache) => {
        writeFileSync(filesOf(cache).blob, readFileSync(filesOf(cache).blob).subarray(0, -1));
      },
    ],
    [
      'was written without a secret',
      async (cache) => {
        rmSync(path.join(cache, 'v1'), { recursive: true });
        await build(cache);
      },
    ],
  ])('takes nothing that %s, packs anew, and mends itself', async (_, forge) => {
    const honest = await build(workspace());
    const cache = await cacheOf();
    await forge(cache);
    const layer = await build(cache, SECRET);
    expect([layer.reused, layer.descriptor]).toEqual([undefined, honest.descriptor]);
    expect((await build(cache, SECRET)).reused).toBe('cache');
  });

  it('is of use to a job without the secret, which unpacks what it takes', async () => {
    const cache = await cacheOf();
    expect((await build(cache)).reused).toBe('cache');
  });

  it('writes the secret nowhere', async () => {
    const cache = await cacheOf();
    const folder = path.join(cache, 'v1');
    const names = readdirSync(folder);
    const all = names.map((name) => readFileSync(path.join(folder, name), 'latin1')).join('');
    expect(all + names.join('')).not.toContain(SECRET);
    expect(names).toHaveLength(2);
  });

  it('lets a seal stay and go with its layer', async () => {
    const cache = await cacheOf();
    const { blob, seal } = filesOf(cache);
    const now = testClock().now();
    const age = (days: number): void => {
      for (const file of [blob, seal]) utimesSync(file, now, new Date(now.getTime() - days * 86_400_000));
    };
    age(13);
    await build(cache, SECRET);
    expect([blob, seal].map((file) => statSync(file).mtime)).toEqual([now, now]);
    age(15);
    await build(cache, SECRET, 'another');
    expect([blob, seal].map((file) => existsSync(file))).toEqual([false, false]);
  });
});

describe('a seal', () => {
  const layer = {
    diffId: digestOf('unpacked'),
    compression: 'gzip',
    digest: digestOf('packed'),
    size: 7,
  } as const;

  it('is the one that Python’s hmac computes', () => {
    expect(cacheSeal(SECRET).make(layer)).toBe(
      '60ee0826f2e57c992df2850a6a4c9b0bb3759380834e6806fce0b275e3bad73e',
    );
  });

  it.each([
    ['content', { diffId: digestOf('other') }],
    ['compression', { compression: 'zstd' }],
    ['digest', { digest: digestOf('other') }],
    ['size', { size: 8 }],
  ] as const)('holds for no other %s', (_, change) => {
    const seal = cacheSeal(SECRET);
    expect(seal.holds(layer, seal.make(layer))).toBe(true);
    expect(seal.holds({ ...layer, ...change }, seal.make(layer))).toBe(false);
  });
});
