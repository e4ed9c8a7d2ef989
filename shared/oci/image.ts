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

/** The config of an image (OCI image-spec 1.1, config.md), as far as it is read here; fields are of the right type or absent. */
export interface ImageConfig {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
  readonly created?: string;
  readonly config?: {
    readonly User?: string;
    readonly Env?: readonly string[];
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly WorkingDir?: string;
    readonly ExposedPorts?: Readonly<Record<string, unknown>>;
    readonly Labels?: Readonly<Record<string, string>>;
  };
  readonly rootfs?: { readonly type: string; readonly diff_ids: readonly Digest[] };
  readonly history?: readonly {
    readonly created_by?: string;
    readonly created?: string;
    readonly empty_layer?: boolean;
  }[];
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
    return [{ platform: platform ?? (await platformFromConfig(store, manifest)), manifest }];
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

async function platformFromConfig(store: ImageStore, manifest: Manifest): Promise<Platform> {
  const { os, architecture, variant } = await readConfig(store, manifest);
  if (typeof os !== 'string' || typeof architecture !== 'string') {
    throw new UserError({
      what: `${store.name}@${manifest.descriptor.digest} is not an image for a platform`,
      rule: 'its config names os and architecture',
    });
  }
  return typeof variant === 'string' && variant !== '' ? { os, architecture, variant } : { os, architecture };
}

/** The config of a platform manifest. @throws UserError for an index, or when the config is not a JSON object. */
export async function readConfig(store: ImageStore, manifest: Manifest): Promise<ImageConfig> {
  const { content } = manifest;
  if (isImageIndex(content))
    throw new UserError({ what: `${manifest.descriptor.digest} is an index and has no config` });
  const bytes = await readSmallBlob(store, content.config, MAX_CONFIG_BYTES);
  let config: unknown;
  try {
    config = JSON.parse(bytes.toString());
  } catch {
    config = undefined;
  }
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return config;
  throw new UserError({ what: `the config ${content.config.digest} in ${store.name} is not a JSON object` });
}
