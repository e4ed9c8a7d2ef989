import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../shared/action/system-clock.ts';
import { writeBytes } from '../../../shared/oci/blob.ts';
import { copyImage } from '../../../shared/oci/copy.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import { startFixture as start, stopFixtures } from '../../kit/registry/fixture.ts';
import { testReferrer, writeTestImage } from '../../kit/registry/image.ts';

afterEach(stopFixtures);

describe('a manifest', () => {
  it('is read with one request, and resolved with one', async () => {
    const { store, requests } = await start();
    const image = await writeTestImage(store, { tag: 'v1' });
    requests();
    await store.readManifest('v1');
    await store.resolve(image.digest);
    expect(requests()).toEqual(['GET manifests', 'HEAD manifests']);
  });

  it.each(['tag', 'digest'])('that arrives changed, asked for by %s, is refused', async (by) => {
    const { registry, store } = await start();
    const image = await writeTestImage(store, { tag: 'v1' });
    registry.faults.add({ method: 'GET', path: 'manifests', action: { kind: 'corrupt' } });
    await expect(store.readManifest(by === 'tag' ? 'v1' : image.digest)).rejects.toThrow(
      /not the one that was asked for|malformed/,
    );
  });

  it('larger than 4 MiB is not read, and not written', async () => {
    const { registry, store, requests } = await start();
    const body = ' '.repeat(5 * 1024 * 1024);
    for (const headers of [{ 'transfer-encoding': 'chunked' }, { 'content-length': String(body.length) }]) {
      registry.faults.add({ path: 'manifests', action: { kind: 'status', status: 200, body, headers } });
      await expect(store.readManifest('v1')).rejects.toThrow(
        'sent more than expected – at most 4194304 bytes',
      );
    }
    requests();
    const put = store.putManifest(Buffer.from(body), { mediaType: MEDIA_TYPE.manifest, tag: 'v1' });
    await expect(put).rejects.toThrow('the manifest is too large – 4194304 bytes – saw 5242880 bytes');
    expect(requests()).toEqual([]);
  });

  it.each([408, 429, 500, 502, 503, 504])('put is tried again after %i', async (status) => {
    const { registry, store } = await start();
    registry.faults.add({ method: 'PUT', path: 'manifests', times: 3, action: { kind: 'status', status } });
    const image = await writeTestImage(store, { tag: 'v1' });
    expect((await store.resolve('v1'))?.digest).toBe(image.digest);
  });

  it('whose blobs are missing is refused with what the registry says', async () => {
    const { store } = await start();
    const config = { mediaType: MEDIA_TYPE.config, digest: digestOf('absent'), size: 6 };
    const bytes = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.manifest, config, layers: [] }),
    );
    await expect(store.putManifest(bytes, { mediaType: MEDIA_TYPE.manifest, tag: 'v1' })).rejects.toThrow(
      /store v1 .* MANIFEST_BLOB_UNKNOWN/,
    );
  });

  it('with an immutable tag is stored once, and again without complaint', async () => {
    const { store } = await start({ immutableTags: true });
    await writeTestImage(store, { tag: 'v1' });
    await writeTestImage(store, { tag: 'v1' });
    const other = writeTestImage(store, { tag: 'v1', layers: ['other'] });
    await expect(other).rejects.toThrow(/the tag v1 .* is never moved/);
    await expect(other).rejects.toMatchObject({ result: 'refused' });
  });

  it.each([
    ['that takes every write', {}],
    ['that honours If-None-Match', { conditional: true }],
    ['with immutable tags', { immutableTags: true }],
  ])(
    'of a version pushed twice at once to a registry %s wins once, and the other says so',
    async (_, options) => {
      const { registry, store, sibling } = await start(options, { clock: systemClock });
      const images = await Promise.all(
        ['one', 'other', 'third'].map((layer) => writeTestImage(store, { layers: [layer] })),
      );
      const outcomes = await Promise.allSettled(
        images.map(async ({ digest, mediaType }) => {
          const { bytes } = await store.readManifest(digest);
          return sibling('acme/shop').putManifest(bytes, { mediaType, tag: 'v1', expect: null });
        }),
      );
      const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(won.map(({ value }) => value.digest)).toEqual([registry.repository('acme/shop').tags.get('v1')]);
      expect(lost).toHaveLength(2);
      for (const { reason } of lost) {
        expect(reason).toMatchObject({ name: 'UserError', result: 'refused' });
        expect((reason as Error).message).toMatch(
          /the tag v1 .* is not what it must be (before|after) the write/,
        );
      }
    },
  );

  it('whose tag another writer moves meanwhile is said to have lost', async () => {
    const { registry, store } = await start();
    const image = await writeTestImage(store);
    const other = await writeTestImage(store, { layers: ['other'] });
    const { bytes, descriptor } = await store.readManifest(image.digest);
    const { tags } = registry.repository('acme/shop');
    const set = tags.set.bind(tags);
    tags.set = (tag) => set(tag, other.digest);
    const put = store.putManifest(bytes, { mediaType: descriptor.mediaType, tag: 'v1', expect: null });
    await expect(put).rejects.toThrow(/tag v1 .* after the write/);
    await expect(put).rejects.toMatchObject({ result: 'refused' });
  });
});

describe('a list', () => {
  it.each([1, 2, 7, 100])('of tags is whole, %i to a page', async (pageSize) => {
    const { registry, store } = await start({ pageSize });
    const names = Array.from({ length: 7 }, (_, index) => `v${index}`);
    for (const name of names) registry.repository('acme/shop').tags.set(name, digestOf(name));
    expect(await store.listTags()).toEqual(names);
    expect(registry.requests).toHaveLength(Math.ceil(7 / pageSize));
  });

  it('of referrers is whole, two to a page', async () => {
    const { store } = await start({ pageSize: 2 });
    const image = await writeTestImage(store);
    for (const note of ['a', 'b', 'c', 'd', 'e']) await store.attach(await testReferrer(store, image, note));
    expect(await store.listReferrers(image.digest)).toHaveLength(5);
  });

  it('that goes on at another host is refused', async () => {
    const { registry, store } = await start();
    const headers = { link: '<https://elsewhere.example/v2/acme/shop/tags/list>; rel="next"' };
    registry.faults.add({
      path: 'tags',
      action: { kind: 'status', status: 200, headers, body: '{"tags":[]}' },
    });
    await expect(store.listTags()).rejects.toThrow('on another host');
  });

  it.each(['{"tags":"v1"}', '{"tags":[1]}', 'nonsense'])('%s of tags is refused', async (body) => {
    const { registry, store } = await start();
    registry.faults.add({ path: 'tags', action: { kind: 'status', status: 200, body } });
    await expect(store.listTags()).rejects.toThrow('did not answer with a list of tags');
  });
});

describe('waiting', () => {
  it('is as long as the registry asks, in seconds or until a date', async () => {
    const { registry, store, clock } = await start();
    const date = new Date(clock.now().getTime() + 12_000).toUTCString();
    registry.faults.add({ action: { kind: 'status', status: 429, headers: { 'retry-after': '7' } } });
    registry.faults.add({
      action: { kind: 'status', status: 503, headers: { 'retry-after': date } },
    });
    await store.listTags();
    expect(clock.slept).toEqual([7_000, 5_000]);
  });

  it('is not done when the registry asks for more than a minute', async () => {
    const { registry, store, clock } = await start();
    registry.faults.add({ action: { kind: 'status', status: 429, headers: { 'retry-after': '3600' } } });
    await expect(store.listTags()).rejects.toThrow(/does not answer .* status 429.* after 1 try/);
    expect(clock.slept).toEqual([]);
  });

  it('is not done for a used-up pull quota', async () => {
    const { registry, store } = await start();
    const headers = { 'ratelimit-remaining': '0;w=21600' };
    registry.faults.add({ times: Infinity, action: { kind: 'status', status: 429, headers } });
    await expect(store.readManifest('v1')).rejects.toThrow('the pull quota');
    expect(registry.requests).toHaveLength(1);
  });

  it('ends after five tries, and names the registry', async () => {
    const { registry, store } = await start();
    registry.faults.add({ times: Infinity, action: { kind: 'reset' } });
    await expect(store.listTags()).rejects.toMatchObject({ name: 'UnavailableError' });
    expect(registry.requests).toHaveLength(5);
  });

  it('ends at once when the job is cancelled', async () => {
    const controller = new AbortController();
    const { registry, store } = await start({}, { signal: controller.signal });
    registry.faults.add({ times: Infinity, action: { kind: 'slow', milliseconds: 200 } });
    const listing = store.listTags();
    controller.abort(new Error('cancelled'));
    await expect(listing).rejects.toThrow('cancelled');
  });

  it('for a registry that says nothing ends too', async () => {
    const { registry, store } = await start(
      {},
      { idleMilliseconds: 30, budget: { tries: 2, milliseconds: 10_000 } },
    );
    registry.faults.add({ times: Infinity, action: { kind: 'slow', milliseconds: 300 } });
    await expect(store.listTags()).rejects.toThrow(/silent for 30 ms, after 2 tries/);
  });
});

describe('requests', () => {
  it('of a copy are three for each fresh blob, two when it is small, one for each mounted one, and two for a manifest', async () => {
    const [source, destination] = [await start({ referrers: true }), await start({ referrers: true })];
    const layers = Array.from({ length: 20 }, (_, index) => 'x'.repeat(index * 5_000 + index));
    const image = await writeTestImage(source.store, { layers });
    destination.requests();
    const report = await copyImage(source.store, destination.store, image.digest, { referrers: false });
    expect(report.blobs).toEqual({ present: 0, mounted: 0, written: 21 });
    expect(destination.requests()).toHaveLength(3 * 6 + 2 * 15 + 2);

    const sibling = source.sibling('acme/other');
    source.requests();
    const mounted = await copyImage(source.store, sibling, image.digest, { referrers: false });
    expect(mounted.blobs).toEqual({ present: 0, mounted: 21, written: 0 });
    expect(mounted.bytes).toBe(0);
    expect(source.requests()).toHaveLength(21 + 3);
  });

  it('use few connections', async () => {
    const { registry, store } = await start();
    const ports = new Set<number>();
    for (let index = 0; index < 20; index += 1) await writeBytes(store, Buffer.from(`blob ${index}`), 'x/y');
    for (const { port } of registry.requests) ports.add(port);
    expect(ports.size).toBeLessThanOrEqual(2);
  });
});
