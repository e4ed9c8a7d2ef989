import { mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Compression } from '../../../shared/image/compression.ts';
import { emptyTree } from '../../../shared/image/file-tree.ts';
import { layerCache } from '../../../shared/image/layer-cache.ts';
import { layerEntries } from '../../../shared/image/layer-entries.ts';
import { layerShape } from '../../../shared/image/layer-shape.ts';
import type { LayerSource } from '../../../shared/image/layer-source.ts';
import { spoolLayer } from '../../../shared/image/layer.ts';
import { readImageFile } from '../../../shared/image/file/read-image-file.ts';
import { digestOf, hexOf } from '../../../shared/oci/digest.ts';
import { testClock } from '../../kit/clock.ts';
import { type Files, removeWorkspaces, workspace } from './workspace.ts';

afterEach(removeWorkspaces);

const DAY = 86_400_000;
const [SPEC] = readImageFile('image.yml', 'from: scratch\nlayers: [{copy: {app/: /app/}}]').layers;

const entriesOf = (directory: string) => {
  if (SPEC === undefined) throw new Error('one layer');
  return layerEntries(SPEC, { workspace: directory, tree: emptyTree(), epoch: 0 });
};

interface Options {
  readonly cache: string;
  readonly files?: Files;
  readonly compression?: Compression;
  readonly clock?: ReturnType<typeof testClock>;
  readonly secret?: string;
}

async function spoolWith(options: Options) {
  const { cache, files = { 'app/x': 'content' }, clock = testClock(), secret, ...rest } = options;
  const sources = [layerCache(cache, secret === undefined ? { clock } : { clock, secret })];
  return spoolLayer(entriesOf(workspace(files)), { spool: workspace(), sources, ...rest });
}

const kept = (cache: string): readonly string[] => {
  const folder = path.join(cache, 'v1');
  return readdirSync(folder).map((name) => path.join(folder, name));
};

async function bytesOf(layer: Awaited<ReturnType<typeof spoolLayer>>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await layer.open()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('a directory of packed layers', () => {
  it.each(['gzip', 'zstd', 'none'] as const)(
    'gives back what it was given, packed with %s',
    async (compression) => {
      const cache = workspace();
      const first = await spoolWith({ cache, compression });
      const second = await spoolWith({ cache, compression });
      expect([first.reused, second.reused]).toEqual([undefined, 'cache']);
      expect(second.descriptor).toEqual(first.descriptor);
      expect([second.diffId, second.unpackedSize]).toEqual([first.diffId, first.unpackedSize]);
      expect(digestOf(await bytesOf(second))).toBe(first.descriptor.digest);
    },
  );

  it('keeps a layer for each content and each compression', async () => {
    const cache = workspace();
    await spoolWith({ cache });
    const others = [
      await spoolWith({ cache, files: { 'app/x': 'other' } }),
      await spoolWith({ cache, files: { 'app/y': 'content' } }),
      await spoolWith({ cache, compression: 'zstd' }),
    ];
    expect(others.map(({ reused }) => reused)).toEqual([undefined, undefined, undefined]);
    expect(kept(cache)).toHaveLength(4);
  });

  it('is not believed when its bytes are damaged, and mends itself', async () => {
    const cache = workspace();
    const { descriptor } = await spoolWith({ cache });
    for (const file of kept(cache)) writeFileSync(file, readFileSync(file).fill(0, 20, 30));
    const again = await spoolWith({ cache });
    expect([again.reused, again.descriptor.digest]).toEqual([undefined, descriptor.digest]);
    expect((await spoolWith({ cache })).reused).toBe('cache');
  });

  it('is not believed when a name claims what the bytes do not hold', async () => {
    const cache = workspace();
    const { diffId } = await spoolWith({ cache: workspace() });
    const forged = gzipSync('other files');
    mkdirSync(path.join(cache, 'v1'));
    const shape = layerShape(entriesOf(workspace({ 'app/x': 'content' })));
    const name = `${hexOf(diffId)}-gzip-${hexOf(digestOf(forged))}-${shape}.tar.gz`;
    writeFileSync(path.join(cache, 'v1', name), forged);
    writeFileSync(path.join(cache, 'v1', `${hexOf(diffId)}-gzip-x-${shape}.tar.gz`), 'no digest in the name');
    expect((await spoolWith({ cache })).reused).toBeUndefined();
  });

  it('is shared by jobs that run at once', async () => {
    const cache = workspace();
    const layers = await Promise.all(Array.from({ length: 6 }, () => spoolWith({ cache })));
    expect(new Set(layers.map(({ descriptor }) => descriptor.digest)).size).toBe(1);
    expect(kept(cache)).toHaveLength(1);
    expect((await spoolWith({ cache })).reused).toBe('cache');
  });

  it('gives up what was not used for two weeks, and what a killed job left', async () => {
    const cache = workspace();
    const clock = testClock();
    await spoolWith({ cache, clock });
    writeFileSync(path.join(cache, 'v1', '.partial'), 'half a layer');
    for (const file of kept(cache)) utimesSync(file, clock.now(), clock.now());
    clock.advance(13 * DAY);
    expect((await spoolWith({ cache, clock })).reused).toBe('cache');
    expect(kept(cache)).toHaveLength(1);
    clock.advance(13 * DAY);
    expect((await spoolWith({ cache, clock })).reused).toBe('cache');
    clock.advance(15 * DAY);
    expect((await spoolWith({ cache, clock })).reused).toBeUndefined();
  });
});

describe('reusing a layer', () => {
  const source = (find: LayerSource['find']): LayerSource => ({
    name: 'test',
    mayHave: () => true,
    find,
  });

  it('shows every file to the checks once, whether it is packed again or not', async () => {
    const cache = workspace();
    const seen: string[] = [];
    const options = () => ({
      spool: workspace(),
      sources: [layerCache(cache, { clock: testClock() })],
      inspect: ({ path: file }: { readonly path: string }) => seen.push(file),
    });
    await spoolLayer(entriesOf(workspace({ 'app/x': 'x' })), options());
    await spoolLayer(entriesOf(workspace({ 'app/x': 'x' })), options());
    await spoolLayer(entriesOf(workspace({ 'app/y': 'y' })), options());
    expect(seen).toEqual(['app/x', 'app/x', 'app/y']);
  });

  /** Changes a file after it was looked at, and before it is packed. */
  const changing = (directory: string): readonly LayerSource[] => [
    source(() => {
      const file = path.join(directory, 'app/x');
      writeFileSync(file, readFileSync(file).fill('!'));
      return [];
    }),
  ];

  it('packs a small layer as it was looked at, and does not read it again', async () => {
    const directory = workspace({ 'app/x': 'harmless' });
    const { diffId } = await spoolLayer(entriesOf(directory), { spool: workspace() });
    const options = { spool: workspace(), sources: changing(directory) };
    const layer = await spoolLayer(entriesOf(directory), options);
    expect(layer.diffId).toBe(diffId);
    expect(digestOf(gunzipSync(await bytesOf(layer)))).toBe(diffId);
  });

  it('refuses a file of a large layer that changes between the look at it and the packing', async () => {
    const directory = workspace({ 'app/x': Buffer.alloc(9_000_000) });
    const sources = changing(directory);
    await expect(spoolLayer(entriesOf(directory), { spool: workspace(), sources })).rejects.toThrow(
      /changed between two readings/,
    );
  });

  it('packs anew when a source cannot be reached', async () => {
    const descriptor = {
      mediaType: 'application/vnd.oci.image.layer.v1.tar',
      digest: digestOf('x'),
      size: 1,
    };
    const gone = Object.assign(new Error('gone'), { code: 'ENOENT', syscall: 'open' });
    const sources = [source(() => [{ descriptor, proof: 'content', fetch: () => Promise.reject(gone) }])];
    const layer = await spoolLayer(entriesOf(workspace({ 'app/x': '' })), { spool: workspace(), sources });
    expect(layer.reused).toBeUndefined();
  });
});
