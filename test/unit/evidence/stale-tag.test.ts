import { describe, expect, it } from '@jest/globals';
import { type StaleTag, deleteStaleTags, staleTags } from '../../../shared/evidence/stale-tag.ts';
import { type Digest, digestOf } from '../../../shared/oci/digest.ts';
import { fallbackTag } from '../../../shared/oci/referrers.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { UnavailableError, UserError } from '../../../shared/text/error.ts';
import { type MemoryStore, memoryStore } from './memory-store.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

const put = (store: MemoryStore, mediaType: string, salt: string, tag?: string): Digest => {
  const bytes = Buffer.from(JSON.stringify({ mediaType, salt }));
  const digest = digestOf(bytes);
  store.manifests.set(digest, bytes);
  if (tag !== undefined) store.tags.set(tag, digest);
  return digest;
};

/** A repository as a memory store, that lists and deletes as registries do: by digest, with every tag that names it. */
function repository(): { readonly store: ImageStore; readonly memory: MemoryStore } {
  const memory = memoryStore();
  const store: ImageStore = {
    ...memory,
    listTags: () => Promise.resolve([...memory.tags.keys()]),
    delete: (digest) => {
      memory.manifests.delete(digest);
      for (const [tag, named] of memory.tags) if (named === digest) memory.tags.delete(tag);
      return Promise.resolve();
    },
  };
  return { store, memory };
}

const clean = async (store: ImageStore) => deleteStaleTags(store, await staleTags(store));

describe('a list of referrers', () => {
  it('is stale when its image is gone, and then deleted', async () => {
    const { store, memory } = repository();
    const live = put(memory, MANIFEST, 'image', '1.0.0');
    put(memory, INDEX, 'live list', fallbackTag(live));
    const gone = digestOf('gone');
    const list = put(memory, INDEX, 'list', fallbackTag(gone));
    expect(await staleTags(store)).toEqual([{ tag: fallbackTag(gone), subject: gone, list }]);
    expect(await clean(store)).toMatchObject([{ status: 'deleted' }]);
    expect([...memory.tags.keys()]).toEqual(['1.0.0', fallbackTag(live)]);
    expect(await clean(store)).toEqual([]);
  });

  it('is kept when a living image has the same one', async () => {
    const { store, memory } = repository();
    const live = put(memory, MANIFEST, 'image');
    put(memory, INDEX, 'same', fallbackTag(live));
    put(memory, INDEX, 'same', fallbackTag(digestOf('gone')));
    expect(await clean(store)).toMatchObject([
      { status: 'kept', why: `the tag ${fallbackTag(live)} names the same list` },
    ]);
    expect(memory.tags.size).toBe(2);
  });

  it('is none when its tag names an image, as some tools write it', async () => {
    const { store, memory } = repository();
    put(memory, MANIFEST, 'copied', fallbackTag(digestOf('gone')));
    put(memory, INDEX, 'other', 'sha256-short');
    expect(await staleTags(store)).toEqual([]);
  });

  it.each([
    ['its image is back', (memory: MemoryStore) => void put(memory, MANIFEST, 'image'), 'its image is back'],
    [
      'somebody has attached to it',
      (memory: MemoryStore) => void put(memory, INDEX, 'more', fallbackTag(digestOf(IMAGE_BYTES))),
      'it has changed since',
    ],
  ])('is kept when %s meanwhile', async (_, meanwhile, why) => {
    const { store, memory } = repository();
    put(memory, INDEX, 'list', fallbackTag(digestOf(IMAGE_BYTES)));
    const stale: readonly StaleTag[] = await staleTags(store);
    meanwhile(memory);
    expect(await deleteStaleTags(store, stale)).toMatchObject([{ status: 'kept', why }]);
  });

  it('is kept, with the reason, where the registry does not delete', async () => {
    const { store, memory } = repository();
    put(memory, INDEX, 'list', fallbackTag(digestOf('gone')));
    const refuse = () => Promise.reject(new UserError({ what: 'the registry deletes nothing' }));
    expect(await clean({ ...store, delete: refuse })).toMatchObject([
      { status: 'kept', why: 'the registry deletes nothing' },
    ]);
  });

  it('is never taken for stale when the registry does not answer', async () => {
    const { store, memory } = repository();
    put(memory, INDEX, 'list', fallbackTag(digestOf('gone')));
    const resolve = () => Promise.reject(new UnavailableError({ what: 'the registry is away' }));
    await expect(staleTags({ ...store, resolve })).rejects.toThrow('the registry is away');
  });
});

const IMAGE_BYTES = JSON.stringify({ mediaType: MANIFEST, salt: 'image' });
