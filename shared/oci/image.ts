import { UserError } from '../text/error.ts';
import { type BlobSource, readSmallBlob } from './blob.ts';
import type { Descriptor, ImageManifest, Platform } from './descriptor.ts';
import type { Digest } from './digest.ts';
import { isImageIndex } from './manifest.ts';
import { isIndex, isManifest } from './media-types.ts';
import { isAttestation } from './platform.ts';
import type { ImageStore, Manifest } from './store.ts';
import { tryJson } from '../text/json.ts';

/** A manifest of an image for one platform. */
export interface PlatformManifest {
  readonly platform: Platform;
  readonly manifest: Manifest;
}

/** What a digest names: an index or a manifest, and the manifests of all platforms in it. */
export interface Image {
  readonly top: Manifest;
  readonly platforms: readonly PlatformManifest[];
}

const MAX_DEPTH = 4;

/**
 * Reads an image and its platform manifests, in the order of the index, nested indexes included; attestation children are passed over.
 * @throws UserError when something is missing, malformed, or nested too deeply.
 */
export async function readImage(store: ImageStore, digest: Digest): Promise<Image> {
  const top = await store.readManifest(digest);
  return { top, platforms: await platformsOf(store, top, undefined, 0) };
}

/**
 * Reads an image that is to be judged or to run.
 * @throws UserError as `readImage`, and when it has no platform: of nothing, everything would be true.
 */
export async function readRunnableImage(store: ImageStore, digest: Digest): Promise<Image> {
  const image = await readImage(store, digest);
  if (image.platforms.length > 0) return image;
  throw new UserError({
    what: `${store.name}@${digest} has no image for any platform`,
    rule: 'an index lists at least one platform manifest',
  });
}

async function platformsOf(
  store: ImageStore,
  manifest: Manifest,
  platform: Platform | undefined,
  depth: number,
): Promise<readonly PlatformManifest[]> {
  const { content } = manifest;
  if (!isImageIndex(content)) {
    return [
      {
        platform: platform ?? (await platformFromConfig(store, manifest.descriptor.digest, content)),
        manifest,
      },
    ];
  }
  if (depth === MAX_DEPTH)
    throw new UserError({
      what: `${store.name}: indexes are nested too deeply`,
      rule: `${MAX_DEPTH} levels`,
    });
  const images = content.manifests.filter((child) => isImage(child) && !isAttestation(child));
  const found = await Promise.all(
    images.map(async (child) =>
      platformsOf(store, await store.readManifest(child.digest), child.platform, depth + 1),
    ),
  );
  return found.flat();
}

const isImage = ({ mediaType }: Descriptor): boolean => isManifest(mediaType) || isIndex(mediaType);

const MAX_CONFIG_BYTES = 8 * 1024 * 1024;

/** The bytes of a platform's config. @throws UserError when there are more than any config has. */
export const readConfigBytes = (store: BlobSource, { config }: ImageManifest): Promise<Buffer> =>
  readSmallBlob(store, config, MAX_CONFIG_BYTES);

/** A manifest that stands alone says its platform in its config; the rest of the config is read by those who make images. */
async function platformFromConfig(
  store: ImageStore,
  digest: Digest,
  content: ImageManifest,
): Promise<Platform> {
  const { os, architecture, variant } = parseFields(await readConfigBytes(store, content));
  if (!isName(os) || !isName(architecture)) {
    throw new UserError({
      what: `${store.name}@${digest} is not an image for a platform`,
      rule: 'its config names os and architecture',
    });
  }
  return isName(variant) ? { os, architecture, variant } : { os, architecture };
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

const parseFields = (bytes: Buffer): Readonly<Record<string, unknown>> =>
  Object(tryJson(bytes)) as Readonly<Record<string, unknown>>;
