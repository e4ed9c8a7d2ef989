import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeBytes } from '../../../shared/oci/blob.ts';
import { copyImage } from '../../../shared/oci/copy.ts';
import type { Descriptor } from '../../../shared/oci/descriptor.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { readImage } from '../../../shared/oci/image.ts';
import { layoutStore } from '../../../shared/oci/layout.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import { limiter, parallel } from '../../../shared/oci/parallel.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { testClock } from '../../kit/clock.ts';
import { startFixture as start, stopFixtures } from '../../kit/registry/fixture.ts';
import { AMD64, ARM64, testReferrer, writeTestImage } from '../../kit/registry/image.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'fixity-copy-'));
});
afterEach(async () => {
  await stopFixtures();
  await rm(directory, { recursive: true });
});

const putIndex = (
  store: ImageStore,
  manifests: readonly Descriptor[],
  mediaType: string = MEDIA_TYPE.index,
) =>
  store.putManifest(Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests })), { mediaType });

describe('a copy', () => {
  it('holds every kind of content: nested indexes, zstd, artifacts, attestations, Docker types', async () => {
    const [from, to] = [await start(), await start({ referrers: false })];
    const platform = { ...(await writeTestImage(from.store)), platform: AMD64 };
    const inner = await putIndex(from.store, [platform], MEDIA_TYPE.dockerManifestList);
    const zstd = await writeBytes(from.store, randomBytes(1_000), MEDIA_TYPE.layerZstd);
    const config = await writeBytes(from.store, Buffer.from(JSON.stringify(ARM64)), MEDIA_TYPE.dockerConfig);
    const docker = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.dockerManifest, config, layers: [zstd] }),
    );
    const dockerImage = await from.store.putManifest(docker, { mediaType: MEDIA_TYPE.dockerManifest });
    const unknown = { os: 'unknown', architecture: 'unknown' };
    const attestation = {
      ...(await writeTestImage(from.store, { layers: ['attestation'] })),
      platform: unknown,
    };
    const top = await putIndex(from.store, [inner, { ...dockerImage, platform: ARM64 }, attestation]);

    const report = await copyImage(from.store, to.store, top.digest, { referrers: true });
    expect(report.manifests.written).toBe(5);
    const { platforms } = await readImage(to.store, top.digest);
    expect(platforms.map(({ manifest }) => manifest.descriptor.digest)).toEqual([
      platform.digest,
      dockerImage.digest,
    ]);
    const [source, copied] = [from, to].map(({ registry }) => registry.repository('acme/shop'));
    expect([...(copied?.manifests.keys() ?? [])].sort()).toEqual(
      [...(source?.manifests.keys() ?? [])].sort(),
    );
    expect(copied?.manifests.get(dockerImage.digest)?.mediaType).toBe(MEDIA_TYPE.dockerManifest);
    expect([...(copied?.blobs.keys() ?? [])].sort()).toEqual([...(source?.blobs.keys() ?? [])].sort());
    expect(copied?.tags.size).toBe(0);
  });

  it.each([
    [
      'an artifact with its type and an empty config',
      { artifactType: 'a/b' },
      MEDIA_TYPE.empty,
      [['text/plain', 'x']],
    ],
    [
      'an artifact whose config names its type',
      {},
      'application/vnd.example.config+json',
      [['text/plain', 'x']],
    ],
    ['an artifact without layers', { artifactType: 'a/b' }, MEDIA_TYPE.empty, []],
    [
      'a chart',
      {},
      'application/vnd.cncf.helm.config.v1+json',
      [['application/vnd.cncf.helm.chart.content.v1.tar+gzip', 'x']],
    ],
    ['an attestation manifest', {}, MEDIA_TYPE.config, [['application/vnd.in-toto+json', '{}']]],
    ['a zstd image', {}, MEDIA_TYPE.config, [[MEDIA_TYPE.layerZstd, 'z']]],
    ['an uncompressed image', {}, MEDIA_TYPE.config, [[MEDIA_TYPE.layer, 't']]],
    [
      'a Docker image',
      { mediaType: MEDIA_TYPE.dockerManifest },
      MEDIA_TYPE.dockerConfig,
      [[MEDIA_TYPE.dockerLayerGzip, 'g']],
    ],
  ] as const)(
    'takes %s through a layout to another registry, byte for byte',
    async (_, fields, configType, contents) => {
      const [from, to] = [await start(), await start({ referrers: false })];
      const layout = layoutStore(directory, 'oci-layout:between', testClock());
      const layers: Descriptor[] = [];
      for (const [mediaType, content] of contents)
        layers.push(await writeBytes(from.store, Buffer.from(content), mediaType));
      const config = await writeBytes(from.store, Buffer.from('{}'), configType);
      const manifest = { schemaVersion: 2, mediaType: MEDIA_TYPE.manifest, ...fields, config, layers };
      const bytes = Buffer.from(JSON.stringify(manifest, null, 2));
      const put = await from.store.putManifest(bytes, { mediaType: manifest.mediaType });
      await copyImage(from.store, layout, put.digest, { referrers: true });
      await copyImage(layout, to.store, put.digest, { referrers: true });
      const arrived = await to.store.readManifest(put.digest);
      expect(Buffer.from(arrived.bytes).equals(bytes)).toBe(true);
      expect(arrived.descriptor.mediaType).toBe(manifest.mediaType);
      const [had, has] = [from, to].map(({ registry }) =>
        [...registry.repository('acme/shop').blobs.keys()].sort(),
      );
      expect(has).toEqual(had);
    },
  );

  it.each([
    ['schema 1', 'application/vnd.docker.distribution.manifest.v1+json', /schema 1 .* push the image again/],
    [
      'signed schema 1',
      'application/vnd.docker.distribution.manifest.v1+prettyjws',
      /schema 1 .* push the image again/,
    ],
    ['an OCI artifact manifest of before 1.1', 'application/vnd.oci.artifact.manifest.v1+json', /malformed/],
  ])('of %s is refused, and nothing arrives', async (_, mediaType, message) => {
    const [from, to] = [await start(), await start()];
    const schemaVersion = mediaType.includes('docker') ? 1 : 2;
    const bytes = Buffer.from(JSON.stringify({ schemaVersion, mediaType, fsLayers: [], blobs: [] }));
    from.registry.repository('acme/shop').manifests.set(digestOf(bytes), { mediaType, bytes });
    await expect(copyImage(from.store, to.store, digestOf(bytes), { referrers: true })).rejects.toThrow(
      message,
    );
    expect(to.registry.repository('acme/shop').manifests.size).toBe(0);
  });

  it('sends each blob once, although every platform has it', async () => {
    const [from, to] = [await start(), await start()];
    const image = await writeTestImage(from.store, {
      platforms: [AMD64, ARM64],
      layers: ['shared', 'shared', 'other'],
    });
    const report = await copyImage(from.store, to.store, image.digest, { referrers: false });
    expect(report.blobs).toEqual({ present: 0, mounted: 0, written: 4 });
    expect(to.requests().filter((request) => request === 'PUT blobs/uploads')).toHaveLength(4);
    expect(from.requests().filter((request) => request === 'GET blobs')).toHaveLength(4);
  });

  it('leaves foreign layers where they are', async () => {
    const [from, to] = [await start(), await start()];
    const config = await writeBytes(from.store, Buffer.from(JSON.stringify(AMD64)), MEDIA_TYPE.config);
    const foreign = {
      mediaType: MEDIA_TYPE.dockerForeignLayer,
      digest: digestOf('elsewhere'),
      size: 9,
      urls: ['https://elsewhere.example/layer'],
    };
    const bytes = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.manifest, config, layers: [foreign] }),
    );
    const image = await from.store.putManifest(bytes, { mediaType: MEDIA_TYPE.manifest });
    expect((await copyImage(from.store, to.store, image.digest, { referrers: false })).blobs.written).toBe(1);
    expect((await to.store.readManifest(image.digest)).bytes).toEqual(bytes);
  });

  it('takes referrers of children, and referrers of referrers', async () => {
    const [from, to] = [await start(), await start({ referrers: false })];
    const image = await writeTestImage(from.store, { platforms: [AMD64, ARM64] });
    const [child] = (await readImage(from.store, image.digest)).platforms;
    if (child === undefined) throw new Error('no platform');
    const onChild = await from.store.attach(
      await testReferrer(from.store, child.manifest.descriptor, 'on the child'),
    );
    const onReferrer = await from.store.attach(await testReferrer(from.store, onChild, 'on the referrer'));
    for (let index = 0; index < 10; index += 1) {
      await from.store.attach(await testReferrer(from.store, image, `on the index ${index}`));
    }
    const report = await copyImage(from.store, to.store, image.digest, { referrers: true });
    expect(report.referrers).toEqual({ present: 0, attached: 12, unreadable: 0 });
    expect(await to.store.listReferrers(image.digest)).toHaveLength(10);
    expect(await to.store.listReferrers(child.manifest.descriptor.digest)).toEqual([onChild]);
    expect(await to.store.listReferrers(onChild.digest)).toEqual([onReferrer]);
  });

  it('adds a referrer that came after the image was copied', async () => {
    const [from, to] = [await start(), await start()];
    const image = await writeTestImage(from.store);
    await copyImage(from.store, to.store, image.digest, { referrers: true });
    await from.store.attach(await testReferrer(from.store, image, 'later'));
    const report = await copyImage(from.store, to.store, image.digest, { referrers: true });
    expect(report.referrers).toEqual({ present: 0, attached: 1, unreadable: 0 });
    expect(report.manifests).toEqual({ present: 1, written: 0 });
  });

  it.each([
    [
      'a blob is damaged',
      { method: 'GET', path: '/blobs/', action: { kind: 'corrupt' } },
      /not what its descriptor says/,
    ],
    [
      'a manifest is damaged',
      { method: 'GET', path: '/manifests/', skip: 1, action: { kind: 'corrupt' } },
      /asked for|malformed/,
    ],
    [
      'a blob is gone',
      { method: 'GET', path: '/blobs/', action: { kind: 'status', status: 404 } },
      /has no blob/,
    ],
  ] as const)('stops when %s, and a second run completes it', async (_, fault, message) => {
    const [from, to] = [await start(), await start()];
    const image = await writeTestImage(from.store, {
      platforms: [AMD64, ARM64],
      layers: [randomBytes(100_000), 'b'],
    });
    from.registry.faults.add(fault);
    await expect(copyImage(from.store, to.store, image.digest, { referrers: true })).rejects.toThrow(message);
    expect(await to.store.resolve(image.digest)).toBeUndefined();
    expect(to.registry.repository('acme/shop').tags.size).toBe(0);
    const report = await copyImage(from.store, to.store, image.digest, { referrers: true });
    expect(report.manifests.written + report.manifests.present).toBe(3);
    expect(await to.store.resolve(image.digest)).toBeDefined();
  });

  it('comes through cuts, resets and 503 on both sides', async () => {
    const [from, to] = [await start(), await start()];
    const layers = Array.from({ length: 6 }, () => randomBytes(300_000));
    const image = await writeTestImage(from.store, { layers });
    from.registry.faults.add({
      method: 'GET',
      path: '/blobs/',
      times: 3,
      action: { kind: 'cut', after: 70_000 },
    });
    from.registry.faults.add({ method: 'GET', times: 2, action: { kind: 'reset' } });
    to.registry.faults.add({
      method: 'PUT',
      path: 'uploads',
      times: 3,
      action: { kind: 'cut-upload', after: 90_000 },
    });
    to.registry.faults.add({ times: 3, action: { kind: 'status', status: 503 } });
    const report = await copyImage(from.store, to.store, image.digest, { referrers: false });
    expect(report.blobs.written).toBe(7);
    const blobs = to.registry.repository('acme/shop').blobs;
    expect(layers.every((layer) => blobs.get(digestOf(layer))?.equals(layer))).toBe(true);
  });
});

describe('work in parallel', () => {
  it('is never more than the limit, and begins in order', async () => {
    for (const run of ['parallel', 'limiter'] as const) {
      let [now, most] = [0, 0];
      const begun: number[] = [];
      const work = async (item: number): Promise<void> => {
        begun.push(item);
        now += 1;
        most = Math.max(most, now);
        for (let turn = 0; turn < item % 3; turn += 1) await Promise.resolve();
        now -= 1;
      };
      const items = Array.from({ length: 20 }, (_, index) => index);
      const slots = limiter(3);
      if (run === 'parallel') await parallel(items, 3, work);
      else await Promise.all(items.map((item) => slots(() => work(item))));
      expect(most).toBeLessThanOrEqual(3);
      expect(begun).toEqual(items);
    }
  });

  it('ends before its first failure is thrown, and begins nothing after it', async () => {
    const ended: number[] = [];
    const work = async (item: number): Promise<void> => {
      await Promise.resolve();
      if (item === 1) throw new Error('one failed');
      await Promise.resolve();
      ended.push(item);
    };
    await expect(parallel([0, 1, 2, 3, 4, 5], 2, work)).rejects.toThrow('one failed');
    expect(ended).toEqual([0]);
  });
});
