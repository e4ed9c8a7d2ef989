import { afterEach, describe, expect, it } from '@jest/globals';
import type { Descriptor, ImageIndex } from '../../../shared/oci/descriptor.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import {
  createSettler,
  fallbackIndex,
  type FallbackState,
  fallbackTag,
  settle,
  unite,
} from '../../../shared/oci/referrers.ts';
import { testClock } from '../../kit/clock.ts';
import { startFixture as start, stopFixtures } from '../../kit/registry/fixture.ts';
import { testReferrer, writeTestImage } from '../../kit/registry/image.ts';

afterEach(stopFixtures);

const entry = (name: string, more: Partial<Descriptor> = {}): Descriptor => ({
  mediaType: MEDIA_TYPE.manifest,
  digest: digestOf(name),
  size: name.length,
  artifactType: 'x/y',
  ...more,
});
const entriesOf = (index: Uint8Array): readonly Descriptor[] =>
  (JSON.parse(Buffer.from(index).toString()) as ImageIndex).manifests;
const digests = (list: readonly Descriptor[]): readonly string[] => list.map(({ digest }) => digest).sort();

describe('lists of referrers', () => {
  it('are united without doubles, and what the first list says of an entry is kept', () => {
    const own = entry('a');
    const loud = entry('a', { artifactType: 'x/other', annotations: { one: '1', two: '2' } });
    expect(unite([own], [loud, entry('b')])).toEqual([own, entry('b')]);
    expect(unite([], [loud])).toEqual([loud]);
  });

  it('are written the same whoever writes them', () => {
    const [one, other] = [fallbackIndex([entry('a'), entry('b')]), fallbackIndex([entry('b'), entry('a')])];
    expect(one).toEqual(other);
  });
});

describe('a fallback tag', () => {
  const clock = testClock();

  it('is settled after three reads that show the entry', async () => {
    let state: FallbackState | undefined;
    let [reads, writes] = [0, 0];
    await settle(
      [entry('mine')],
      {
        read: () => {
          reads += 1;
          return Promise.resolve(state);
        },
        write: (index) => {
          writes += 1;
          state = { entries: entriesOf(index) };
          return Promise.resolve();
        },
      },
      { clock },
    );
    expect([reads, writes]).toEqual([4, 1]);
  });

  it('is written again when another writer took the entry out, with all that was seen on the way', async () => {
    let state: FallbackState = { entries: [entry('old')] };
    let round = 0;
    await settle(
      [entry('mine')],
      {
        read: () => {
          round += 1;
          // After our first write somebody writes what they had read before it, and so loses ours and an older one.
          if (round === 3) state = { entries: [entry('theirs')] };
          return Promise.resolve(state);
        },
        write: (index) => {
          state = { entries: entriesOf(index) };
          return Promise.resolve();
        },
      },
      { clock },
    );
    expect(digests(state.entries)).toEqual(digests([entry('old'), entry('mine'), entry('theirs')]));
  });

  it('gets our label where another writer has put a wrong one', async () => {
    let state: FallbackState = { entries: [entry('mine', { artifactType: MEDIA_TYPE.empty }), entry('old')] };
    const port = {
      read: () => Promise.resolve(state),
      write: (index: Uint8Array) => {
        state = { entries: entriesOf(index) };
        return Promise.resolve();
      },
    };
    await settle([entry('mine')], port, { clock });
    expect(unite(state.entries, [])).toEqual(expect.arrayContaining([entry('mine'), entry('old')]));
  });

  it('that never settles is given up, naming what is stored', async () => {
    const never = { read: () => Promise.resolve({ entries: [] }), write: () => Promise.resolve() };
    await expect(settle([entry('mine')], never, { clock })).rejects.toThrow(digestOf('mine'));
  });

  it('gets the entries of one process together', async () => {
    const runs: (readonly Descriptor[])[] = [];
    const add = createSettler(async (_, entries) => {
      await Promise.resolve();
      runs.push([...entries]);
    });
    const subject = digestOf('subject');
    await Promise.all([
      add(subject, entry('a')),
      add(subject, entry('b')),
      add(digestOf('other'), entry('c')),
    ]);
    await add(subject, entry('d'));
    expect(runs.map(digests)).toEqual([
      digests([entry('a'), entry('b')]),
      digests([entry('c')]),
      digests([entry('d')]),
    ]);
  });

  it('that fails once does not hold up what comes after', async () => {
    let fail = true;
    const add = createSettler(() => (fail ? Promise.reject(new Error('once')) : Promise.resolve()));
    await expect(add(digestOf('x'), entry('a'))).rejects.toThrow('once');
    fail = false;
    await add(digestOf('x'), entry('b'));
  });
});

describe('attaching', () => {
  it.each([
    ['with the referrers API', { referrers: true }],
    ['without it', { referrers: false }],
    ['without it, where If-Match is honoured', { referrers: false, conditional: true }],
    ['without it, where it is claimed by a header', { referrers: false, ociSubject: true }],
  ])('by eight writers at once loses nothing, %s', async (_, options) => {
    const { store, sibling } = await start(options);
    for (let trial = 0; trial < 3; trial += 1) {
      const image = await writeTestImage(store, { layers: [`trial ${trial}`] });
      const attached = await Promise.all(
        Array.from({ length: 8 }, async (__, writer) => {
          const own = sibling('acme/shop');
          return own.attach(await testReferrer(own, image, `writer ${writer}`));
        }),
      );
      expect(digests(await store.listReferrers(image.digest))).toEqual(digests(attached));
    }
  });

  it('writes no tag where there is the API, and a correct index where there is none', async () => {
    for (const referrers of [true, false]) {
      const { registry, store } = await start({ referrers });
      const image = await writeTestImage(store);
      const attached = await store.attach(await testReferrer(store, image, 'tested'));
      const { tags } = registry.repository('acme/shop');
      expect([...tags.keys()]).toEqual(referrers ? [] : [fallbackTag(image.digest)]);
      expect(await store.capabilities()).toEqual({ referrersApi: referrers });
      if (!referrers) {
        const { content } = await store.readManifest(fallbackTag(image.digest));
        expect(content).toMatchObject({ mediaType: MEDIA_TYPE.index, manifests: [attached] });
      }
    }
  });

  it('never overwrites a tag that is not a list', async () => {
    const { registry, store } = await start({ referrers: false });
    const image = await writeTestImage(store);
    const other = await writeTestImage(store, { tag: fallbackTag(image.digest), layers: ['a copied image'] });
    const attaching = store.attach(await testReferrer(store, image, 'tested'));
    await expect(attaching).rejects.toThrow('is not a list of referrers');
    await expect(attaching).rejects.toMatchObject({ result: 'refused' });
    expect(registry.repository('acme/shop').tags.get(fallbackTag(image.digest))).toBe(other.digest);
  });

  it('reads past a registry that gives the subject itself for its fallback tag', async () => {
    const { registry, store } = await start({ referrers: false });
    const image = await writeTestImage(store, {
      platforms: [
        { os: 'a', architecture: 'b' },
        { os: 'c', architecture: 'd' },
      ],
    });
    registry.repository('acme/shop').tags.set(fallbackTag(image.digest), image.digest);
    expect(await store.listReferrers(image.digest)).toEqual([]);
  });

  it('finds entries of the tag beside those of the API', async () => {
    const { store } = await start();
    const image = await writeTestImage(store);
    const listed = await store.attach(await testReferrer(store, image, 'by API'));
    const older = await writeTestImage(store, { layers: ['older'] });
    await store.putManifest(fallbackIndex([older]), {
      mediaType: MEDIA_TYPE.index,
      tag: fallbackTag(image.digest),
    });
    expect(digests(await store.listReferrers(image.digest))).toEqual(digests([listed, older]));
  });

  it('takes what the API says of an entry over what the tag says, however much that is', async () => {
    const { store } = await start();
    const image = await writeTestImage(store);
    const listed = await store.attach(await testReferrer(store, image, 'by API'));
    const annotations = Object.fromEntries(Array.from({ length: 9 }, (_, number) => [`a${number}`, 'x']));
    await store.putManifest(fallbackIndex([{ ...listed, artifactType: 'x/hidden', annotations }]), {
      mediaType: MEDIA_TYPE.index,
      tag: fallbackTag(image.digest),
    });
    expect(await store.listReferrers(image.digest)).toEqual([listed]);
  });

  it('uses the API although the repository was not there when it was first asked', async () => {
    const { registry, store } = await start({ strictNames: true });
    expect(await store.listReferrers(digestOf('nothing yet'))).toEqual([]);
    const image = await writeTestImage(store);
    const attached = await store.attach(await testReferrer(store, image, 'tested'));
    expect(await store.listReferrers(image.digest)).toEqual([attached]);
    expect([...registry.repository('acme/shop').tags.keys()]).toEqual([]);
  });

  it('asks for the API once where there is none', async () => {
    const { store, requests } = await start({ referrers: false });
    const image = await writeTestImage(store);
    await store.listReferrers(image.digest);
    requests();
    await store.listReferrers(image.digest);
    await store.listReferrers(digestOf('another'));
    expect(requests()).toEqual(['GET manifests', 'GET manifests']);
  });

  it('says so when the registry does not list what was attached', async () => {
    const { registry, store } = await start();
    const image = await writeTestImage(store);
    const body = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [] });
    const headers = { 'content-type': MEDIA_TYPE.index };
    registry.faults.add({
      path: 'referrers',
      times: Infinity,
      action: { kind: 'status', status: 200, headers, body },
    });
    await expect(store.attach(await testReferrer(store, image, 'x'))).rejects.toThrow('does not list');
  });

  it('refuses a manifest that refers to nothing', async () => {
    const { store } = await start();
    const image = await writeTestImage(store);
    const { bytes } = await store.readManifest(image.digest);
    await expect(store.attach(bytes)).rejects.toThrow('subject');
  });

  it('survives a registry that answers 400 and 500 while others write', async () => {
    const { registry, store } = await start({ referrers: false });
    const image = await writeTestImage(store);
    const bytes = await testReferrer(store, image, 'tested');
    registry.faults.add({
      method: 'PUT',
      path: '/manifests/sha256:',
      times: 2,
      action: { kind: 'status', status: 400 },
    });
    registry.faults.add({
      method: 'GET',
      path: 'manifests/sha256-',
      times: 2,
      action: { kind: 'status', status: 500 },
    });
    registry.faults.add({
      method: 'PUT',
      path: 'manifests/sha256-',
      times: 2,
      action: { kind: 'status', status: 500 },
    });
    const attached = await store.attach(bytes);
    expect(await store.listReferrers(image.digest)).toEqual([attached]);
  });
});
