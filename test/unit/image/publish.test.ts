import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cachingStore } from '../../../shared/image/blob-cache.ts';
import { publishImage } from '../../../shared/image/publish.ts';
import { stagedStore } from '../../../shared/image/staged-store.ts';
import { readSmallBlob, writeBytes } from '../../../shared/oci/blob.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { readImage } from '../../../shared/oci/image.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { buildOn, cleanUp, layoutStore, registryStore } from './base-image.ts';
import { workspace } from './workspace.ts';

afterEach(cleanUp);

describe('publishing', () => {
  it('stores blobs, then manifests, then the index, then tags', async () => {
    const { image, base } = await buildOn(layoutStore());
    const { registry, store } = await registryStore('shop');
    const report = await publishImage(image, store, {
      tags: [{ tag: '1.0.0', expect: null }, { tag: 'latest' }],
      base: base.store,
    });
    expect(report).toMatchObject({
      blobs: { present: 0, mounted: 0, written: 6 },
      tagsWritten: ['1.0.0', 'latest'],
    });
    const puts = registry.requests
      .filter(({ method }) => method === 'PUT')
      .map(({ url }) => url.replace(/\?.*/, ''));
    const manifests = puts.filter((url) => url.includes('/manifests/')).map((url) => url.split('/').at(-1));
    expect(puts.slice(-5).every((url) => url.includes('/manifests/'))).toBe(true);
    expect(manifests).toEqual([
      ...image.platforms.map(({ manifest }) => manifest.descriptor.digest),
      image.index.descriptor.digest,
      '1.0.0',
      'latest',
    ]);
    expect((await store.resolve('1.0.0'))?.digest).toBe(image.index.descriptor.digest);
  });

  it('sends nothing a second time', async () => {
    const { image, base } = await buildOn(layoutStore());
    const { registry, store } = await registryStore('shop');
    const options = { tags: [{ tag: '1' }], base: base.store };
    await publishImage(image, store, options);
    const before = registry.requests.length;
    const again = await publishImage(image, store, options);
    expect(again).toMatchObject({
      blobs: { present: 6, mounted: 0, written: 0 },
      bytesWritten: 0,
      tagsWritten: [],
    });
    const later = registry.requests.slice(before);
    expect(later.filter(({ url, bytes }) => url.includes('/blobs/') && bytes > 0)).toEqual([]);
  });

  it('mounts the layers of a base in the same registry', async () => {
    const { registry, store: baseStore } = await registryStore('base');
    const { image, base } = await buildOn(baseStore);
    const { store } = await registryStore('shop', registry);
    const report = await publishImage(image, store, { tags: [], base: base.store });
    expect(report.blobs).toEqual({ present: 0, mounted: 2, written: 4 });
  });

  it('tags nothing when a blob cannot be stored, and completes when it runs again', async () => {
    const { image, base } = await buildOn(layoutStore());
    const store = layoutStore();
    let failing = true;
    const flaky: ImageStore = {
      ...store,
      writeBlob: (descriptor, open, options) =>
        failing && descriptor.digest === image.platforms[0]?.layers[1]?.descriptor.digest
          ? Promise.reject(new Error('disk full'))
          : store.writeBlob(descriptor, open, options),
    };
    const options = { tags: [{ tag: '1' }], base: base.store };
    await expect(publishImage(image, flaky, options)).rejects.toThrow('disk full');
    expect(await store.listTags()).toEqual([]);
    expect(await store.resolve(image.index.descriptor.digest)).toBeUndefined();
    failing = false;
    await publishImage(image, flaky, options);
    expect(await store.listTags()).toEqual(['1']);
  });

  it('gives a layout whose layers the system’s tar stacks to the files', async () => {
    const { image, base } = await buildOn(layoutStore());
    const store = layoutStore();
    await publishImage(image, store, { tags: [{ tag: '1' }], base: base.store });
    const target = workspace();
    for (const layer of image.platforms[0]?.manifest.content.layers ?? []) {
      if (layer.mediaType !== MEDIA_TYPE.layerGzip) continue;
      const archive = path.join(workspace(), 'layer.tar.gz');
      writeFileSync(archive, await readSmallBlob(store, layer, 1e6));
      execFileSync('tar', ['-xzf', archive, '-C', target]);
    }
    const found = execFileSync('find', ['.', '-mindepth', '1', '-printf', '%P %y\n'], { cwd: target });
    expect(found.toString().trim().split('\n').sort()).toEqual([
      'app d',
      'app/a.js f',
      'app/b d',
      'app/b/c.js f',
      'bin l',
      'usr d',
      'usr/bin d',
      'usr/bin/sh f',
      'usr/bin/tool f',
    ]);
  });
});

describe('reading what was just made', () => {
  it('serves own layers from the spool and the base’s from the base', async () => {
    const { image, base } = await buildOn(layoutStore());
    const staged = stagedStore(image, base.store);
    const read = await readImage(staged, image.index.descriptor.digest);
    expect(read.platforms).toHaveLength(2);
    for (const layer of image.platforms[0]?.manifest.content.layers ?? []) {
      expect(digestOf(await readSmallBlob(staged, layer, 1e6))).toBe(layer.digest);
    }
    await expect(staged.readManifest('none')).rejects.toThrow(/not part of the image/);
  });

  it('fetches a blob once', async () => {
    const { registry, store } = await registryStore('base');
    const blob = await writeBytes(store, Buffer.from('some bytes'), MEDIA_TYPE.layer);
    const cached = cachingStore(store, workspace());
    const before = registry.requests.length;
    for (let time = 0; time < 3; time += 1)
      expect((await readSmallBlob(cached, blob, 100)).toString()).toBe('some bytes');
    expect(registry.requests.length - before).toBe(1);
  });

  it('keeps no blob whose bytes are wrong', async () => {
    const store = layoutStore();
    const blob = await writeBytes(store, Buffer.from('some bytes'), MEDIA_TYPE.layer);
    const directory = workspace();
    const cached = cachingStore(store, directory);
    await expect(cached.readBlob({ ...blob, digest: digestOf('other') })).rejects.toThrow();
    expect(readdirSync(directory).filter((name) => !name.includes('.'))).toEqual([]);
  });
});
