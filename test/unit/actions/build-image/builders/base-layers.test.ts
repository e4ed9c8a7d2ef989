import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { restoreLayers } from '../../../../../actions/build-image/builders/base-layers.ts';
import { readSmallBlob, writeBytes } from '../../../../../shared/oci/blob.ts';
import type { ImageManifest } from '../../../../../shared/oci/descriptor.ts';
import { type Digest, digestOf } from '../../../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../../../shared/oci/media-types.ts';
import { openStore } from '../../../../../shared/oci/open.ts';
import { parseReference } from '../../../../../shared/oci/reference.ts';
import type { ImageStore, Manifest } from '../../../../../shared/oci/store.ts';
import { builderPorts } from '../../../../kit/building.ts';
import { writeTestImage } from '../../../../kit/registry/image.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'base-layers-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const open = (name: string): ImageStore =>
  openStore(parseReference(`oci-layout:${name}`), builderPorts(directory, {}).stores);
const layersOf = ({ content }: Manifest): ImageManifest['layers'] =>
  'layers' in content ? content.layers : [];

/** The base, whose one difference from what buildah writes is that its layers are other bytes: here Docker's type and a zip of another kind. */
async function baseImage(
  name: string,
  layers: readonly string[],
): Promise<{ store: ImageStore; manifest: Manifest }> {
  const store = open(name);
  const { digest } = await writeTestImage(store, { layers });
  const manifest = await store.readManifest(digest);
  const compressed = await Promise.all(
    layers.map((layer) => writeBytes(store, Buffer.from(`compressed ${layer}`), MEDIA_TYPE.dockerLayerGzip)),
  );
  const bytes = Buffer.from(JSON.stringify({ ...manifest.content, layers: compressed }));
  const put = await store.putManifest(bytes, { mediaType: MEDIA_TYPE.manifest });
  return { store, manifest: await store.readManifest(put.digest) };
}

describe('restoreLayers', () => {
  it.each<[string, string[], string[], number]>([
    ['all layers of the base', ['a', 'b'], ['a', 'b', 'own'], 2],
    ['those before one that differs', ['a', 'b', 'c'], ['a', 'changed', 'c'], 1],
    ['none when the first differs', ['a'], ['other', 'own'], 0],
    ['an image that adds nothing', ['a'], ['a'], 1],
  ])('takes %s from the base, and compresses the others', async (name, ofBase, ofImage, restored) => {
    const base = await baseImage(`base of ${name}`, ofBase);
    const layout = open(name);
    const built = await writeTestImage(layout, { layers: ofImage, tag: 'image' });
    const result = await restoreLayers(layout, built.digest, base, directory);
    expect(result).toMatchObject({ restored, ofBase: ofBase.length });
    const manifest = await layout.readManifest(result.manifest);
    const layers = layersOf(manifest);
    expect(layers.slice(0, restored).map(({ digest }) => digest)).toEqual(
      ofBase.slice(0, restored).map((layer) => digestOf(`compressed ${layer}`)),
    );
    expect(new Set(layers.map(({ mediaType }) => mediaType))).toEqual(new Set([MEDIA_TYPE.layerGzip]));
    const own = await Promise.all(layers.slice(restored).map((layer) => readSmallBlob(layout, layer, 1_000)));
    expect(own.map((bytes) => gunzipSync(bytes).toString())).toEqual(ofImage.slice(restored));
    for (const layer of layers) expect(await layout.hasBlob(layer)).toBe(true);
  });

  it('leaves nothing of what buildah wrote in the layout', async () => {
    const layout = open('clean');
    const built = await writeTestImage(layout, { layers: ['one', 'two'], tag: 'image' });
    const { manifest } = await restoreLayers(layout, built.digest, undefined, directory);
    const content = (await layout.readManifest(manifest)).content as ImageManifest;
    const expected: Digest[] = [
      manifest,
      content.config.digest,
      ...content.layers.map(({ digest }) => digest),
    ];
    expect(readdirSync(path.join(directory, 'clean', 'blobs', 'sha256')).sort()).toEqual(
      expected.map((digest) => digest.slice('sha256:'.length)).sort(),
    );
  });

  it('does nothing to an image that is right already, and writes the same digest again', async () => {
    const layout = open('again');
    const built = await writeTestImage(layout, { layers: ['one'], tag: 'image' });
    const first = await restoreLayers(layout, built.digest, undefined, directory);
    const second = await restoreLayers(layout, first.manifest, undefined, directory);
    expect(second.manifest).toBe(first.manifest);
    expect((await layout.readManifest(second.manifest)).descriptor.digest).toBe(first.manifest);
  });
});
