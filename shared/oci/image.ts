import { UserError } from '../text/error.ts';
import { readSmallBlob } from './blob.ts';
import type { Descriptor, Platform } from './descriptor.ts';
import type { Digest } from './digest.ts';
import { isImageIndex } from './manifest.ts';
import { isIndex, isManifest } from './media-types.ts';
import { isAttestation } from './platform.ts';
import type { ImageStore, Manifest } from './store.ts';

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

const MAX_CONFIG_BYTES = 8 * 1024 * 1024;
const MAX_DEPTH = 4;

/**
 * Reads an image and its platform manifests, in the order of the index, nested indexes included; attestation children are passed over.
 * @throws UserError when something is missing, malformed, or nested too deeply.
 */
export async function readImage(store: ImageStore, digest: Digest): Promise<Image> {
  const top = await store.readManifest(digest);
  return { top, platforms: await platformsOf(store, top, undefined, 0) };
}

async function platformsOf(
  store: ImageStore,
  manifest: Manifest,
  platform: Platform | undefined,
  depth: number,
): Promise<readonly PlatformManifest[]> {
  const { content } = manifest;
  if (!isImageIndex(content)) {
    return [{ platform: platform ?? (await platformFromConfig(store, content.config)), manifest }];
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

/** A manifest that stands alone says its platform in its config (OCI image-spec 1.1, config.md). */
async function platformFromConfig(store: ImageStore, config: Descriptor): Promise<Platform> {
  const { os, architecture, variant } = parseObject(await readSmallBlob(store, config, MAX_CONFIG_BYTES));
  if (typeof os !== 'string' || typeof architecture !== 'string') {
    throw new UserError({
      what: `the config ${config.digest} in ${store.name} is not that of an image for a platform`,
      rule: 'it names os and architecture',
    });
  }
  return typeof variant === 'string' && variant !== '' ? { os, architecture, variant } : { os, architecture };
}

function parseObject(bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
