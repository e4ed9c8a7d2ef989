import { afterEach, describe, expect, it } from '@jest/globals';
import { writeBytes } from '../../../shared/oci/blob.ts';
import type { Descriptor } from '../../../shared/oci/descriptor.ts';
import { readImage } from '../../../shared/oci/image.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import { formatPlatform, isAttestation, parsePlatform } from '../../../shared/oci/platform.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { startFixture as start, stopFixtures } from '../../kit/registry/fixture.ts';
import { AMD64, ARM64, writeTestImage } from '../../kit/registry/image.ts';

afterEach(stopFixtures);

const putIndex = (store: ImageStore, manifests: readonly Descriptor[]) =>
  store.putManifest(
    Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests })),
    {
      mediaType: MEDIA_TYPE.index,
    },
  );

async function putWithConfig(store: ImageStore, text: string): Promise<Descriptor> {
  const config = await writeBytes(store, Buffer.from(text), MEDIA_TYPE.config);
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.manifest, config, layers: [] }),
  );
  return store.putManifest(bytes, { mediaType: MEDIA_TYPE.manifest });
}

describe('an image', () => {
  it('of one platform takes it from its config', async () => {
    const { store } = await start();
    const image = await putWithConfig(store, '{"os":"linux","architecture":"arm","variant":"v7"}');
    const { platforms } = await readImage(store, image.digest);
    expect(platforms.map(({ platform }) => formatPlatform(platform))).toEqual(['linux/arm/v7']);
  });

  it('whose index names no platforms takes them from the configs', async () => {
    const { store } = await start();
    const children = [
      await putWithConfig(store, JSON.stringify(AMD64)),
      await putWithConfig(store, JSON.stringify(ARM64)),
    ];
    const { platforms } = await readImage(store, (await putIndex(store, children)).digest);
    expect(platforms.map(({ platform }) => platform)).toEqual([AMD64, ARM64]);
  });

  it('with one platform is read with two requests, config included, and with its index with one for each manifest', async () => {
    const { store, requests } = await start();
    const single = await writeTestImage(store);
    const index = await writeTestImage(store, { platforms: [AMD64, ARM64] });
    requests();
    await readImage(store, single.digest);
    expect(requests()).toEqual(['GET manifests', 'GET blobs']);
    await readImage(store, index.digest);
    expect(requests()).toEqual(['GET manifests', 'GET manifests', 'GET manifests']);
  });

  it('that is nested without end is refused', async () => {
    const { store } = await start();
    let inner: Descriptor = { ...(await writeTestImage(store)), platform: AMD64 };
    for (let level = 0; level < 6; level += 1) inner = await putIndex(store, [inner]);
    await expect(readImage(store, inner.digest)).rejects.toThrow('nested too deeply');
  });

  it.each([
    ['{}', 'is not an image for a platform'],
    ['{"os":1,"architecture":"amd64"}', 'is not an image for a platform'],
    ['[]', 'is not an image for a platform'],
    ['null', 'is not an image for a platform'],
    ['no json', 'is not an image for a platform'],
  ])('whose config is %s is refused', async (text, why) => {
    const { store } = await start();
    const image = await putWithConfig(store, text);
    await expect(readImage(store, image.digest)).rejects.toThrow(why);
  });
});

describe('a platform', () => {
  it.each(['linux/amd64', 'linux/arm64/v8', 'windows/amd64', 'linux/386'])('%s is understood', (text) => {
    expect(formatPlatform(parsePlatform(text))).toBe(text);
  });

  it.each([
    '',
    'linux',
    'linux/',
    '/amd64',
    'linux/amd64/',
    'Linux/amd64',
    'linux/amd64/v8/x',
    'linux amd64',
  ])('%j is refused', (text) => {
    expect(() => parsePlatform(text)).toThrow('not a platform');
  });

  it('of an attestation is none, and no label takes one away', async () => {
    const { store } = await start();
    const image = await writeTestImage(store);
    expect(isAttestation(image)).toBe(false);
    expect(isAttestation({ ...image, platform: { os: 'unknown', architecture: 'unknown' } })).toBe(true);
    expect(
      isAttestation({
        ...image,
        platform: AMD64,
        annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      }),
    ).toBe(false);
  });
});
