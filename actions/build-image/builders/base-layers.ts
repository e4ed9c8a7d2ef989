import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseImageConfig } from '../../../shared/image/config.ts';
import { gzip } from '../../../shared/image/gzip.ts';
import { readConfigBytes } from '../../../shared/oci/image.ts';
import type { Descriptor, ImageManifest } from '../../../shared/oci/descriptor.ts';
import { type Digest, parseDigest } from '../../../shared/oci/digest.ts';
import { isImageIndex } from '../../../shared/oci/manifest.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import type { ImageStore, Manifest } from '../../../shared/oci/store.ts';
import { UserError } from '../../../shared/text/error.ts';

/** An image for one platform, where it is. */
export interface PlacedImage {
  readonly store: ImageStore;
  readonly manifest: Manifest;
}

export interface RestoredLayers {
  /** The manifest to use from now on; the config, and so the image's ID, is the same. */
  readonly manifest: Digest;
  /** Layers of the base that are its own blobs again, and how many it has. */
  readonly restored: number;
  readonly ofBase: number;
}

interface Layer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest | undefined;
}

/**
 * buildah writes the base's layers anew, uncompressed: other blobs with the same content, which a registry can neither share nor mount. Those whose
 * uncompressed digest is the base's become the base's blobs again; the others are compressed with our own frozen gzip.
 * @throws UserError when what buildah wrote is not an image.
 */
export async function restoreLayers(
  layout: ImageStore,
  digest: Digest,
  base: PlacedImage | undefined,
  temp: string,
): Promise<RestoredLayers> {
  const built = await readLayers({ store: layout, manifest: await layout.readManifest(digest) });
  const own = base === undefined ? [] : (await readLayers(base)).layers;
  const differing = own.findIndex(({ diffId }, index) => built.layers[index]?.diffId !== diffId);
  const restored = differing < 0 ? own.length : differing;
  const layers: Descriptor[] = [];
  for (const [index, { descriptor }] of built.layers.entries()) {
    const original = index < restored ? own[index]?.descriptor : undefined;
    layers.push(
      base === undefined || original === undefined
        ? await compress(layout, descriptor, temp)
        : await takeOver(layout, base.store, original),
    );
  }
  const bytes = Buffer.from(JSON.stringify({ ...built.content, layers }));
  const { digest: manifest } = await layout.putManifest(bytes, { mediaType: MEDIA_TYPE.manifest });
  const used = new Set([manifest, ...layers.map((layer) => layer.digest)]);
  for (const old of [digest, ...built.layers.map(({ descriptor }) => descriptor.digest)]) {
    if (!used.has(old)) await layout.delete(old);
  }
  return { manifest, restored, ofBase: own.length };
}

async function readLayers({
  store,
  manifest,
}: PlacedImage): Promise<{ readonly content: ImageManifest; readonly layers: readonly Layer[] }> {
  const { content } = manifest;
  if (isImageIndex(content)) {
    throw new UserError({ what: `${store.name}: an image for one platform is expected`, seen: 'an index' });
  }
  const bytes = await readConfigBytes(store, content);
  const diffIds = parseImageConfig(bytes, store.name).rootfs.diff_ids;
  const layers = content.layers.map((descriptor, index) => ({ descriptor, diffId: diffIds[index] }));
  return { content, layers };
}

/** Docker's name for a gzip layer becomes OCI's, as the manifest around it is OCI's; the blob is the same. */
async function takeOver(layout: ImageStore, from: ImageStore, original: Descriptor): Promise<Descriptor> {
  await layout.writeBlob(original, () => from.readBlob(original));
  const { mediaType, digest, size } = original;
  return {
    mediaType: mediaType === MEDIA_TYPE.dockerLayerGzip ? MEDIA_TYPE.layerGzip : mediaType,
    digest,
    size,
  };
}

/** Through a file: the digest, which is its name in the layout, is known only at the end. */
async function compress(layout: ImageStore, layer: Descriptor, temp: string): Promise<Descriptor> {
  if (layer.mediaType !== MEDIA_TYPE.layer) return layer;
  const directory = await mkdtemp(path.join(temp, 'layer-'));
  try {
    const file = path.join(directory, 'layer');
    const hash = createHash('sha256');
    let size = 0;
    await pipeline(
      gzip(await layout.readBlob(layer)),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          size += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(file, { flags: 'wx' }),
    );
    const digest = parseDigest(`sha256:${hash.digest('hex')}`);
    const compressed: Descriptor = { mediaType: MEDIA_TYPE.layerGzip, digest, size };
    await layout.writeBlob(compressed, () => createReadStream(file));
    return compressed;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
