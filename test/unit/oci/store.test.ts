import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSmallBlob, writeBytes } from '../../../shared/oci/blob.ts';
import { copyImage } from '../../../shared/oci/copy.ts';
import { anonymous } from '../../../shared/oci/credentials.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { readImage } from '../../../shared/oci/image.ts';
import { openStore } from '../../../shared/oci/open.ts';
import { parseReference } from '../../../shared/oci/reference.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { testClock } from '../../kit/clock.ts';
import { AMD64, ARM64, testReferrer, writeTestImage } from '../../kit/registry/image.ts';
import { startRegistry, type TestRegistry } from '../../kit/registry/registry.ts';

const KINDS = ['a registry with the referrers API', 'a registry without it', 'an image layout'] as const;

describe.each(KINDS)('the same behaviour of %s', (kind) => {
  let registry: TestRegistry;
  let directory: string;
  let store: ImageStore;
  let other: ImageStore;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'fixity-oci-'));
    registry = await startRegistry({ referrers: kind === KINDS[0] });
    const place = kind === 'an image layout' ? 'oci-layout:image' : `${registry.host}/acme/shop`;
    const elsewhere = kind === 'an image layout' ? 'oci-layout:other' : `${registry.host}/acme/other`;
    const ports = { credentials: anonymous, clock: testClock(), workspace: directory };
    store = openStore(parseReference(place), ports);
    other = openStore(parseReference(elsewhere), ports);
  });

  afterEach(async () => {
    await registry.close();
    await rm(directory, { recursive: true });
  });

  it('gives back the bytes that were written, under their tag and their digest', async () => {
    const image = await writeTestImage(store, {
      platforms: [AMD64, ARM64],
      tag: 'v1',
      layers: ['one', 'two'],
    });
    expect((await store.resolve('v1'))?.digest).toBe(image.digest);
    const byTag = await store.readManifest('v1');
    const byDigest = await store.readManifest(image.digest);
    expect(digestOf(byTag.bytes)).toBe(image.digest);
    expect(byDigest.bytes).toEqual(byTag.bytes);
    const { platforms } = await readImage(store, image.digest);
    expect(platforms.map(({ platform }) => platform)).toEqual([AMD64, ARM64]);
    expect(await store.listTags()).toEqual(['v1']);
  });

  it('says undefined for what it does not have, and refuses to read it', async () => {
    const unknown = digestOf('never written');
    expect(await store.resolve('v9')).toBeUndefined();
    expect(await store.resolve(unknown)).toBeUndefined();
    expect(await store.hasBlob({ mediaType: 'text/plain', digest: unknown, size: 1 })).toBe(false);
    await expect(store.readManifest('v9')).rejects.toThrow('there is no tag v9');
    await expect(store.readBlob({ mediaType: 'text/plain', digest: unknown, size: 1 })).rejects.toThrow(
      'has no blob',
    );
    expect(await store.listTags()).toEqual([]);
    expect(await store.listReferrers(unknown)).toEqual([]);
  });

  it('lists what was attached, with artifact type and annotations pulled up', async () => {
    const image = await writeTestImage(store, { tag: 'v1' });
    const attached = await store.attach(await testReferrer(store, image, 'tested'));
    const [listed, ...others] = await store.listReferrers(image.digest);
    expect(others).toEqual([]);
    expect(listed).toEqual(attached);
    expect(listed?.artifactType).toBe('application/vnd.test.note');
    expect(listed?.annotations).toEqual({ 'org.example.note': 'tested' });
  });

  it('copies an image with its referrers, and a second copy moves nothing', async () => {
    const image = await writeTestImage(store, { platforms: [AMD64, ARM64], layers: ['one', 'two'] });
    await store.attach(await testReferrer(store, image, 'tested'));
    const first = await copyImage(store, other, image.digest, { referrers: true });
    expect(first.manifests).toEqual({ present: 0, written: 3 });
    expect(first.referrers).toEqual({ present: 0, attached: 1, unreadable: 0 });
    expect(await other.listReferrers(image.digest)).toEqual(await store.listReferrers(image.digest));
    expect((await other.readManifest(image.digest)).bytes).toEqual(
      (await store.readManifest(image.digest)).bytes,
    );
    const second = await copyImage(store, other, image.digest, { referrers: true });
    expect(second).toEqual({
      manifests: { present: 3, written: 0 },
      blobs: { present: 0, mounted: 0, written: 0 },
      referrers: { present: 1, attached: 0, unreadable: 0 },
      bytes: 0,
    });
  });

  it('holds a tag to what was expected of it', async () => {
    const first = await writeTestImage(store, { tag: 'v1' });
    const second = await writeTestImage(store, { layers: ['changed'] });
    const { bytes, descriptor } = await store.readManifest(second.digest);
    const { mediaType } = descriptor;
    await expect(store.putManifest(bytes, { mediaType, tag: 'v1', expect: null })).rejects.toThrow(
      'the tag v1',
    );
    expect((await store.resolve('v1'))?.digest).toBe(first.digest);
    await store.putManifest(bytes, { mediaType, tag: 'v1', expect: first.digest });
    await store.putManifest(bytes, { mediaType, tag: 'v1', expect: null });
    expect((await store.resolve('v1'))?.digest).toBe(second.digest);
  });

  it('writes a blob once, and refuses bytes that are not those of the descriptor', async () => {
    const blob = await writeBytes(store, Buffer.from('content'), 'text/plain');
    expect(await store.writeBlob(blob, () => Promise.reject(new Error('not needed')))).toBe('present');
    expect((await readSmallBlob(store, blob, 100)).toString()).toBe('content');
    const wrong = { ...blob, digest: digestOf('something else') };
    const { Readable } = await import('node:stream');
    await expect(store.writeBlob(wrong, () => Readable.from([Buffer.from('content')]))).rejects.toThrow(
      'not what its descriptor says',
    );
    expect(await store.hasBlob(wrong)).toBe(false);
  });

  it('forgets what was deleted', async () => {
    const image = await writeTestImage(store, { tag: 'v1' });
    await store.delete(image.digest);
    expect(await store.resolve('v1')).toBeUndefined();
    expect(await store.resolve(image.digest)).toBeUndefined();
  });
});
