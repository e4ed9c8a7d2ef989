import { afterEach, describe, expect, it } from '@jest/globals';
import type { Descriptor } from '../../../shared/oci/descriptor.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import { fallbackIndex, fallbackTag } from '../../../shared/oci/referrers.ts';
import { startFixture as start, stopFixtures } from '../../kit/registry/fixture.ts';
import { testReferrer, writeTestImage } from '../../kit/registry/image.ts';

afterEach(stopFixtures);

const digests = (list: readonly Descriptor[]): readonly string[] => list.map(({ digest }) => digest).sort();

describe('a list of referrers that others wrote to', () => {
  it.each([[true], [false]])(
    'says what it cannot understand of a list, and keeps it (API: %s)',
    async (referrers) => {
      const { registry, store } = await start({ referrers });
      const image = await writeTestImage(store);
      const older = await writeTestImage(store, { layers: ['older'] });
      const foreign = { ...older, digest: `sha512:${'a'.repeat(128)}` };
      const index = fallbackIndex([older], [JSON.stringify(foreign), '"text"']);
      const { manifests, tags } = registry.repository('acme/shop');
      manifests.set(digestOf(index), { mediaType: MEDIA_TYPE.index, bytes: Buffer.from(index) });
      tags.set(fallbackTag(image.digest), digestOf(index));
      const attached = await store.attach(await testReferrer(store, image, 'tested'));

      const leftOut: string[] = [];
      const listed = await store.listReferrers(image.digest, (entry) => leftOut.push(entry));
      expect(digests(listed)).toEqual(digests([older, attached]));
      expect(leftOut.sort()).toEqual(['"text"', JSON.stringify(foreign)]);
      const kept = manifests.get(tags.get(fallbackTag(image.digest)) ?? '')?.bytes;
      expect(JSON.parse(String(kept))).toMatchObject({
        manifests: expect.arrayContaining([foreign, 'text']),
      });
    },
  );

  it('is empty where a registry says null for it', async () => {
    const { registry, store } = await start();
    const body = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: null });
    const headers = { 'content-type': MEDIA_TYPE.index };
    registry.faults.add({ path: '/referrers/', action: { kind: 'status', status: 200, headers, body } });
    expect(await store.listReferrers(digestOf('x'))).toEqual([]);
  });

  it('gives up a list that never ends, also one of empty pages', async () => {
    const { registry, store } = await start();
    const endless = (path: string, body: string): void => {
      const headers = { 'content-type': MEDIA_TYPE.index, link: `<?page=next>; rel="next"` };
      registry.faults.add({ path, times: Infinity, action: { kind: 'status', status: 200, headers, body } });
    };
    endless('/referrers/', JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [] }));
    endless('/tags/', '{"tags":[]}');
    await expect(store.listReferrers(digestOf('x'))).rejects.toThrow(
      /the referrers of sha256:.* do not end – at most 1000 pages/,
    );
    await expect(store.listTags()).rejects.toThrow('its tags do not end');
  });
});
