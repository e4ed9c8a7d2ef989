import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { assembleImage } from '../../../shared/image/assemble.ts';
import { writeBytes } from '../../../shared/oci/blob.ts';
import type { ImageIndex, ImageManifest } from '../../../shared/oci/descriptor.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import {
  BASE_TAR,
  FILES,
  YAML,
  buildOn,
  cleanUp,
  layoutStore,
  registryStore,
  writeBase,
} from './base-image.ts';
import { requestFor, workspace } from './workspace.ts';

afterEach(cleanUp);

describe('assembling', () => {
  it('gives the digest of the contract for an image from nothing', async () => {
    const yaml =
      'from: scratch\nplatforms: [linux/arm64, linux/amd64]\nlayers: [{copy: {src/: /app/}}]\nconfig: {entrypoint: [/app/a]}';
    const image = await assembleImage(requestFor(yaml, workspace(FILES)));
    expect(image.index.descriptor.digest).toBe(
      'sha256:1c538e3456ae7e757f942c77e4edd3afbbf910953a0313a4f1d7fe51880d19ed',
    );
  });

  it('puts an index on top, for one platform too, in the order of the platforms', async () => {
    const { image } = await buildOn(layoutStore());
    const { manifests } = image.index.content as ImageIndex;
    expect(manifests.map(({ platform }) => platform?.architecture)).toEqual(['amd64', 'arm64']);
    const one = await assembleImage(requestFor('from: scratch', workspace()));
    expect(one.index.descriptor.mediaType).toBe(MEDIA_TYPE.index);
    expect((one.index.content as ImageIndex).manifests).toHaveLength(1);
  });

  it('says the same of the image on the index and on every manifest', async () => {
    const { image } = await buildOn(layoutStore());
    const all = [image.index, ...image.platforms.map(({ manifest }) => manifest)];
    for (const { content } of all)
      expect(content.annotations).toEqual({ 'org.opencontainers.image.title': 'shop' });
  });

  it('keeps the layers of the base as they are, below its own', async () => {
    const { image, base } = await buildOn(layoutStore());
    const below = base.platforms[0]?.manifest.content as ImageManifest;
    const layers = image.platforms[0]?.manifest.content.layers ?? [];
    expect(layers.slice(0, 2).map(({ digest }) => digest)).toEqual(below.layers.map(({ digest }) => digest));
    expect(layers.map(({ mediaType }) => mediaType)).toEqual([
      MEDIA_TYPE.layerGzip,
      MEDIA_TYPE.layerZstd,
      MEDIA_TYPE.layerGzip,
      MEDIA_TYPE.layerGzip,
    ]);
  });

  it('does not destroy the links of the base, nor write its directories again', async () => {
    const { image } = await buildOn(layoutStore());
    const entries = image.platforms[0]?.layers.map((layer) => layer.entries.map((entry) => entry.path));
    expect(entries).toEqual([['usr/bin/tool'], ['app/a.js', 'app/b', 'app/b/c.js']]);
  });

  it('makes a layer once that two platforms share', async () => {
    const spool = workspace();
    const base = await writeBase(layoutStore());
    await assembleImage(requestFor(YAML, workspace(FILES), { base, spool }));
    expect(readdirSync(spool)).toHaveLength(2);
  });

  it('shows the files of each layer to a look of its own, one after the other', async () => {
    const large = Buffer.alloc(3_000_000, 'text\n');
    const directory = workspace({ 'a/x': large, 'a/y': large, 'b/x': large, 'b/y': large });
    const looks: string[][] = [];
    const inspect = () => {
      const seen: string[] = [];
      looks.push(seen);
      return ({ path }: { readonly path: string }) => {
        if (seen.at(-1) !== path) seen.push(path);
      };
    };
    const yaml = 'from: scratch\nlayers: [{copy: {a/: /a/}}, {copy: {b/: /b/}}]';
    await assembleImage(requestFor(yaml, directory, { inspect }));
    expect(looks.sort()).toEqual([
      ['a/x', 'a/y'],
      ['b/x', 'b/y'],
    ]);
  });

  it('reads each layer of the base once, and not at all when it is known', async () => {
    const { registry, store } = await registryStore('base');
    const base = await writeBase(store);
    const reads = (): number =>
      registry.requests.filter(({ method, url }) => method === 'GET' && url.includes('/blobs/')).length;
    const before = reads();
    const cache = workspace();
    await assembleImage(requestFor(YAML, workspace(FILES), { base, cache }));
    expect(reads() - before).toBe(4);
    await assembleImage(requestFor(YAML, workspace(FILES), { base, cache }));
    expect(reads() - before).toBe(6);
  });

  it('says which platforms the base has, once, when one is missing', async () => {
    const base = await writeBase(layoutStore());
    const request = requestFor('from: base\nplatforms: [linux/s390x]', workspace(), { base });
    await expect(assembleImage(request)).rejects.toThrow(
      /no image for linux\/s390x.*linux\/amd64, linux\/arm64/,
    );
  });

  it('refuses a base whose config and layers do not belong together', async () => {
    const base = await writeBase(layoutStore(), { diffIds: [digestOf('x')] });
    await expect(assembleImage(requestFor(YAML, workspace(FILES), { base }))).rejects.toThrow(
      /contradicts itself.*2 layers, 1 diff ID$/,
    );
  });

  it('refuses a base layer that does not unpack, before anything is placed on it', async () => {
    const store = layoutStore();
    const broken = await writeBytes(store, gzipSync(BASE_TAR).subarray(0, 60), MEDIA_TYPE.layerGzip);
    const good = await writeBase(store);
    const platforms = good.platforms.map((each) => ({
      ...each,
      manifest: { ...each.manifest, content: { ...each.manifest.content, layers: [broken, broken] } },
    }));
    await expect(
      assembleImage(requestFor(YAML, workspace(FILES), { base: { store, platforms } })),
    ).rejects.toThrow(new RegExp(`layer ${broken.digest} of the base does not unpack`));
  });

  it('reports the problems of all platforms, each once', async () => {
    const yaml =
      "from: scratch\nplatforms: [linux/amd64, linux/arm64]\nlayers: [{copy: {gone: /x, 'bin-{arch}': /y}}]";
    await expect(assembleImage(requestFor(yaml, workspace()))).rejects.toMatchObject({
      problems: [
        { what: "'gone' is not in the workspace" },
        { what: "'bin-amd64' is not in the workspace" },
        { what: "'bin-arm64' is not in the workspace" },
      ],
    });
  });
});
