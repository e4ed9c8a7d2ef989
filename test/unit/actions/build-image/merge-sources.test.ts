import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Descriptor, ImageIndex } from '../../../../shared/oci/descriptor.ts';
import { digestOf } from '../../../../shared/oci/digest.ts';
import { readImage } from '../../../../shared/oci/image.ts';
import { MEDIA_TYPE } from '../../../../shared/oci/media-types.ts';
import { openStore } from '../../../../shared/oci/open.ts';
import { parseReference } from '../../../../shared/oci/reference.ts';
import type { ImageStore } from '../../../../shared/oci/store.ts';
import { AMD64, ARM64, testReferrer, writeTestImage } from '../../../kit/registry/image.ts';
import { startRegistry } from '../../../kit/registry/registry.ts';
import { ANONYMOUS } from '../../image/workspace.ts';
import {
  buildImage,
  contextFor,
  destination,
  digestOutput,
  directory,
  removeDirectories,
  repository,
} from './repository.ts';

afterEach(removeDirectories);

const storeOf = (image: string): ImageStore => openStore(parseReference(image), ANONYMOUS);

const merge = async (image: string, sources: readonly string[], more: Record<string, string> = {}) =>
  buildImage({ mode: 'merge', image, sources: sources.join('\n'), ...more }, contextFor(repository()));

const part = async (image: string, platform = AMD64, content = platform.architecture) => {
  const written = await writeTestImage(storeOf(image), { platforms: [platform], layers: [content] });
  return { ...written, name: `${image}@${written.digest}` };
};

const putIndex = async (store: ImageStore, manifests: readonly Descriptor[]): Promise<Descriptor> => {
  const index: ImageIndex = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests };
  return store.putManifest(Buffer.from(JSON.stringify(index)), { mediaType: MEDIA_TYPE.index });
};

const strip = ({ mediaType, digest, size }: Descriptor): Descriptor => ({ mediaType, digest, size });

describe('the sources of a merge', () => {
  it('may be in other registries, repositories and layouts, in any order: the digest is the same', async () => {
    const { image, registry } = await destination();
    const elsewhere = await startRegistry();
    try {
      const amd = await part(`${registry.host}/parts/amd64`);
      const arm = await part(`${elsewhere.host}/arm64`, ARM64);
      const layout = `oci-layout:${path.join(directory(), 'layout')}`;
      const local = await part(layout, ARM64);
      const [one, other] = [
        await merge(image, [amd.name, arm.name]),
        await merge(`${image}-2`, [local.name, amd.name]),
      ];
      expect(digestOutput(other)).toBe(digestOutput(one));
      const { platforms } = await readImage(storeOf(image), digestOutput(one));
      expect(platforms.map(({ manifest }) => manifest.descriptor.digest)).toEqual([amd.digest, arm.digest]);
    } finally {
      await elsewhere.close();
    }
  });

  it('may go into a layout', async () => {
    const { image, registry } = await destination();
    const amd = await part(`${registry.host}/parts/amd64`);
    const layout = `oci-layout:${path.join(directory(), 'layout')}`;
    const outcome = await merge(layout, [amd.name]);
    const pushed = await merge(image, [amd.name]);
    expect(digestOutput(outcome)).toBe(digestOutput(pushed));
    expect((await storeOf(layout).resolve('v1.2.3'))?.digest).toBe(digestOutput(outcome));
  });

  it('may be indexes in indexes; attestations of a builder among them do not come along', async () => {
    const { image } = await destination();
    const store = storeOf(image);
    const [amd, arm] = [await part(image), await part(image, ARM64)];
    const attestation = {
      ...strip(await part(image, AMD64, 'attestation')),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    };
    const inner = await putIndex(store, [{ ...strip(arm), platform: ARM64 }, attestation]);
    const outer = await putIndex(store, [{ ...strip(amd), platform: AMD64 }, strip(inner)]);
    const outcome = await merge(image, [`${image}@${outer.digest}`]);
    const { top } = await readImage(store, digestOutput(outcome));
    expect((top.content as ImageIndex).manifests).toEqual([
      { ...strip(amd), platform: AMD64 },
      { ...strip(arm), platform: ARM64 },
    ]);
  });

  it('are sent before the index, and only as far as the destination has not got them', async () => {
    const { image, registry } = await destination();
    const elsewhere = await startRegistry();
    try {
      const there = await part(image);
      const arm = await part(`${elsewhere.host}/arm64`, ARM64);
      const before = registry.requests.length;
      await merge(image, [there.name, arm.name]);
      const writes = registry.requests.slice(before).filter(({ method }) => method === 'PUT');
      const names = writes.map(({ url }) => /(blobs\/uploads|manifests\/[^?]+)/.exec(url)?.[0] ?? url);
      const manifests = names.filter((name) => name.startsWith('manifests/'));
      expect(names.slice(0, 2)).toEqual(['blobs/uploads', 'blobs/uploads']);
      expect(manifests[0]).toBe(`manifests/${arm.digest}`);
      expect(manifests.slice(-2)).toEqual(['manifests/v1.2.3', 'manifests/latest']);
    } finally {
      await elsewhere.close();
    }
  });

  it.each<[string, (image: string) => Promise<string>, RegExp]>([
    [
      'an index of attestations alone',
      async (image) => `${image}@${(await putIndex(storeOf(image), [])).digest}`,
      /has no image for any platform/,
    ],
    [
      'a signature',
      async (image) => {
        const store = storeOf(image);
        const bytes = await testReferrer(store, await part(image), 'signed');
        return `${image}@${(await store.putManifest(bytes, { mediaType: MEDIA_TYPE.manifest })).digest}`;
      },
      /is not an image for a platform/,
    ],
    [
      'an index that calls a platform what it is not',
      async (image) => {
        const lie = { ...strip(await part(image)), platform: ARM64 };
        return `${image}@${(await putIndex(storeOf(image), [lie])).digest}`;
      },
      /is not for linux\/arm64, as its index says.*linux\/amd64/,
    ],
  ])('are not %s', async (_, source, message) => {
    const { image, store } = await destination();
    await expect(merge(image, [await source(image)])).rejects.toThrow(message);
    expect(await store.listTags()).toEqual([]);
  });

  it('are refused, and nothing is tagged, when a manifest is not what its digest says', async () => {
    const { image, registry, store } = await destination();
    const amd = await part(image);
    const { manifests } = registry.repository('acme/shop');
    const kept = manifests.get(amd.digest);
    if (kept !== undefined)
      manifests.set(amd.digest, { ...kept, bytes: Buffer.from(`${kept.bytes.toString()} `) });
    await expect(merge(image, [amd.name])).rejects.toThrow(amd.digest);
    expect(await store.listTags()).toEqual([]);
  });

  it('are refused, and nothing is tagged, when a layer of the same repository is not what its digest says', async () => {
    const { image, registry, store } = await destination();
    const amd = await part(image);
    registry.repository('acme/shop').blobs.set(digestOf('amd64'), Buffer.from('AMD64'));
    await expect(merge(image, [amd.name])).rejects.toThrow(digestOf('amd64'));
    expect(await store.listTags()).toEqual([]);
  });

  it('are refused, and nothing is tagged, when a layer is gone', async () => {
    const { image, registry, store } = await destination();
    const amd = await part(`${registry.host}/parts/amd64`);
    registry.repository('parts/amd64').blobs.clear();
    await expect(merge(image, [amd.name])).rejects.toThrow(/parts\/amd64/);
    expect(await store.listTags()).toEqual([]);
  });

  it.each([
    [{ labels: 'a=b', 'verify-reproducible': 'true' }, /no meaning here: 'labels', 'verify-reproducible'/],
    [
      { platforms: 'linux/amd64', pull: 'true' },
      /no meaning here: 'platforms', 'pull'.*give it to those jobs/,
    ],
  ])('are taken as they are: %j is refused', async (inputs, message) => {
    const attempt = async () => merge('a/b', [`a/b@sha256:${'0'.repeat(64)}`], inputs);
    await expect(attempt()).rejects.toThrow(message);
  });
});

describe('inputs of a Dockerfile', () => {
  it.each([
    [
      { 'build-args': 'A=b', context: 'app' },
      /no meaning here: 'build-args', 'context'.*name the Dockerfile/,
    ],
    [{ file: 'Dockerfile', 'cache-dir': '.cache' }, /'cache-dir' goes with an image.yml/],
  ])('%j is refused', async (inputs, message) => {
    const attempt = async () => buildImage({ image: 'a/b', ...inputs }, contextFor(directory()));
    await expect(attempt()).rejects.toThrow(message);
  });
});
