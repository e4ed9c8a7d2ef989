import { writeBytes } from '../../../shared/oci/blob.ts';
import type { Descriptor, ImageIndex, ImageManifest, Platform } from '../../../shared/oci/descriptor.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';

export interface TestImageOptions {
  /** One platform makes a manifest, more make an index. */
  readonly platforms?: readonly Platform[];
  /** The content of each layer; it need not be a tar. */
  readonly layers?: readonly (Uint8Array | string)[];
  readonly tag?: string;
  /** How a container of it runs. */
  readonly container?: Readonly<Record<string, unknown>>;
}

export const AMD64: Platform = { os: 'linux', architecture: 'amd64' };
export const ARM64: Platform = { os: 'linux', architecture: 'arm64' };

/** Writes a small image to a store, and returns what its tag or digest names. */
export async function writeTestImage(store: ImageStore, options: TestImageOptions = {}): Promise<Descriptor> {
  const { platforms = [AMD64], tag } = options;
  const tagged = tag === undefined ? {} : { tag };
  const manifests: Descriptor[] = [];
  for (const platform of platforms) {
    const named = platforms.length === 1 ? tagged : {};
    manifests.push({ ...(await writePlatform(store, platform, options, named)), platform });
  }
  const [only] = manifests;
  if (manifests.length === 1 && only !== undefined) return only;
  const index: ImageIndex = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests };
  return store.putManifest(Buffer.from(JSON.stringify(index)), { mediaType: MEDIA_TYPE.index, ...tagged });
}

async function writePlatform(
  store: ImageStore,
  platform: Platform,
  { layers: contents = ['a layer'], container = {} }: TestImageOptions,
  tagged: { readonly tag?: string },
): Promise<Descriptor> {
  const layers: Descriptor[] = [];
  for (const content of contents)
    layers.push(await writeBytes(store, Buffer.from(content), MEDIA_TYPE.layer));
  const config = {
    ...platform,
    config: container,
    rootfs: { type: 'layers', diff_ids: contents.map((content) => digestOf(content)) },
  };
  const manifest: ImageManifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: await writeBytes(store, Buffer.from(JSON.stringify(config)), MEDIA_TYPE.config),
    layers,
  };
  return store.putManifest(Buffer.from(JSON.stringify(manifest)), {
    mediaType: MEDIA_TYPE.manifest,
    ...tagged,
  });
}

/** The bytes of a small artifact manifest that refers to `subject`; its config and its one layer are written to the store. */
export async function testReferrer(store: ImageStore, subject: Descriptor, content: string): Promise<Buffer> {
  const { mediaType, digest, size } = subject;
  const manifest: ImageManifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    artifactType: 'application/vnd.test.note',
    config: await writeBytes(store, Buffer.from('{}'), MEDIA_TYPE.empty),
    layers: [await writeBytes(store, Buffer.from(content), 'text/plain')],
    subject: { mediaType, digest, size },
    annotations: { 'org.example.note': content },
  };
  return Buffer.from(JSON.stringify(manifest));
}
