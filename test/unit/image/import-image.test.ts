import { afterEach, describe, expect, it } from '@jest/globals';
import { annotateImage, joinImages } from '../../../shared/image/import-image.ts';
import { writeBytes } from '../../../shared/oci/blob.ts';
import type { ImageIndex } from '../../../shared/oci/descriptor.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import { openStore } from '../../../shared/oci/open.ts';
import { parseReference } from '../../../shared/oci/reference.ts';
import { AMD64, ARM64, writeTestImage } from '../../kit/registry/image.ts';
import { directory, removeDirectories } from '../actions/build-image/repository.ts';
import { ANONYMOUS } from './workspace.ts';

afterEach(removeDirectories);

const store = () => openStore(parseReference(`oci-layout:${directory()}/out`), ANONYMOUS);

describe('annotateImage', () => {
  it('leaves a manifest that has them as it is, byte for byte, however it is written', async () => {
    const own = store();
    const { digest } = await writeTestImage(own);
    const { content } = await own.readManifest(digest);
    const written = Buffer.from(JSON.stringify({ ...content, annotations: { a: '1', b: '2' } }, null, 2));
    const named = await own.putManifest(written, { mediaType: MEDIA_TYPE.manifest });
    const image = await joinImages([{ name: 'x', store: own, digest: named.digest }], {});
    const kept = annotateImage(image, { a: '1' });
    expect(Buffer.from(kept.platforms[0]?.manifest.bytes ?? []).equals(written)).toBe(true);
    expect(kept.index.content.annotations).toEqual({ a: '1' });
    const changed = annotateImage(image, { a: '2' });
    expect(changed.platforms[0]?.manifest.content.annotations).toEqual({ a: '2', b: '2' });
  });
});

describe('joinImages', () => {
  it('gives one index for a manifest alone and for an index of it, in whatever order its fields stand', async () => {
    const own = store();
    const { digest } = await writeTestImage(own, { platforms: [AMD64] });
    const { descriptor } = await own.readManifest(digest);
    const platform = { architecture: 'amd64', os: 'linux' };
    const index = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [{ ...descriptor, platform }] };
    const wrapped = await own.putManifest(Buffer.from(JSON.stringify(index)), {
      mediaType: MEDIA_TYPE.index,
    });
    const joined = await Promise.all(
      [digest, wrapped.digest].map(async (each) => joinImages([{ name: 'x', store: own, digest: each }], {})),
    );
    expect(joined[0]?.index.descriptor.digest).toBe(joined[1]?.index.descriptor.digest);
  });

  it('leaves out what a builder attests of the image', async () => {
    const own = store();
    const { digest } = await writeTestImage(own, { platforms: [AMD64, ARM64] });
    const { content } = await own.readManifest(digest);
    const statement = await writeBytes(own, Buffer.from('{}'), MEDIA_TYPE.empty);
    const manifest = { schemaVersion: 2, mediaType: MEDIA_TYPE.manifest, config: statement, layers: [] };
    const child = await own.putManifest(Buffer.from(JSON.stringify(manifest)), {
      mediaType: MEDIA_TYPE.manifest,
    });
    const { manifests } = content as ImageIndex;
    const attested = [...manifests, { ...child, platform: { os: 'unknown', architecture: 'unknown' } }];
    const index = Buffer.from(JSON.stringify({ ...content, manifests: attested }));
    const top = await own.putManifest(index, { mediaType: MEDIA_TYPE.index });
    const joined = await joinImages([{ name: 'x', store: own, digest: top.digest }], {});
    expect((joined.index.content as ImageIndex).manifests.map((each) => each.digest)).toEqual(
      manifests.map((each) => each.digest),
    );
  });
});
