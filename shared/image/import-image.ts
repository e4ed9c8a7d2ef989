import type { Descriptor, Platform } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { readConfigBytes, readRunnableImage } from '../oci/image.ts';
import { isImageIndex, parseManifest } from '../oci/manifest.ts';
import { formatPlatform } from '../oci/platform.ts';
import type { ImageStore } from '../oci/store.ts';
import { type Problem, UserError } from '../text/error.ts';
import { type AssembledImage, type PlatformImage, makeIndex } from './assemble.ts';
import { type ImageConfig, checkLayerCount, layerPrefix, parseImageConfig } from './config.ts';
import { comparePlatforms, samePlatform } from './platform.ts';

/** An image that exists already, by digest. */
export interface ImageSource {
  /** What people call it. */
  readonly name: string;
  readonly store: ImageStore;
  readonly digest: Digest;
}

/**
 * Joins the platforms of images into one, in the order of an index. Manifests and blobs stay as they are, byte for byte, so that what was signed
 * of them stays true; only the index is new. Every manifest and config is read, and so verified.
 * @throws UserError with every platform that two images have.
 */
export async function joinImages(
  sources: readonly ImageSource[],
  annotations: Readonly<Record<string, string>>,
): Promise<AssembledImage> {
  const found = (await Promise.all(sources.map(platformsOf))).flat();
  const problems = found.flatMap(({ image: { platform }, source }, at) => {
    const other = found.slice(0, at).find((each) => samePlatform(each.image.platform, platform));
    return other === undefined ? [] : [repeated(formatPlatform(platform), other.source.name, source.name)];
  });
  if (problems.length > 0) throw new UserError(problems);
  const platforms = found.map(({ image }) => image).sort((a, b) => comparePlatforms(a.platform, b.platform));
  return { index: indexOf(platforms, annotations), platforms };
}

const repeated = (platform: string, one: string, other: string): Problem => ({
  what: `two images are for ${platform}`,
  rule: 'one image for each platform',
  seen: `${one} and ${other}`,
});

async function platformsOf(source: ImageSource): Promise<{ image: PlatformImage; source: ImageSource }[]> {
  const { platforms } = await readRunnableImage(source.store, source.digest);
  return Promise.all(
    platforms.map(async ({ platform, manifest }) => {
      const { content } = manifest;
      if (isImageIndex(content))
        throw new Error(`${manifest.descriptor.digest} is an index, not a platform's manifest`);
      const configBytes = await readConfigBytes(source.store, content);
      const config = parseImageConfig(configBytes, source.name);
      const layers = layersOf(source.store, config, content.layers);
      return {
        source,
        image: { platform, manifest: { ...manifest, content }, config, configBytes, baseLayers: [], layers },
      };
    }),
  );
}

function layersOf(
  store: ImageStore,
  config: ImageConfig,
  descriptors: readonly Descriptor[],
): PlatformImage['layers'] {
  const diffIds = config.rootfs.diff_ids;
  checkLayerCount(config, descriptors.length, `an image in ${store.name}`);
  const names = (config.history ?? [])
    .filter((each) => each.empty_layer !== true)
    .map((each) => each.created_by ?? '');
  return descriptors.map((descriptor, at) => ({
    descriptor,
    diffId: diffIds[at] ?? descriptor.digest,
    name: (names[at] ?? '').replace(layerPrefix, '') || `layer ${at + 1}`,
    entries: [],
    open: () => store.readBlob(descriptor),
    ...(store.registry === undefined ? {} : { origin: store.registry }),
  }));
}

/**
 * The same image with annotations on the index and on every manifest; those that it has stay, unless they are given anew. A manifest that has them all
 * stays as it is, byte for byte: what was said of it stays true.
 */
export function annotateImage(
  image: AssembledImage,
  annotations: Readonly<Record<string, string>>,
): AssembledImage {
  const platforms = image.platforms.map((each): PlatformImage => {
    const { content } = each.manifest;
    if (hasAll(content.annotations ?? {}, annotations)) return each;
    const bytes = Buffer.from(
      JSON.stringify({ ...content, annotations: { ...content.annotations, ...annotations } }),
    );
    const manifest = parseManifest(bytes, content.mediaType, 'the annotated manifest');
    if (isImageIndex(manifest.content)) throw new Error('a manifest became an index');
    return { ...each, manifest: { ...manifest, content: manifest.content } };
  });
  return { index: indexOf(platforms, annotations), platforms };
}

const hasAll = (own: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean =>
  Object.entries(wanted).every(([name, value]) => own[name] === value);

/** One order of its fields, wherever it was read: an index says the same as a config, in another order. */
const inOrder = ({ os, architecture, variant, ...others }: Platform): Platform => ({
  os,
  architecture,
  ...(variant === undefined ? {} : { variant }),
  ...others,
});

function indexOf(platforms: readonly PlatformImage[], annotations: Readonly<Record<string, string>>) {
  const manifests = platforms.map(({ platform, manifest: { descriptor } }): Descriptor => {
    const { mediaType, digest, size } = descriptor;
    return { mediaType, digest, size, platform: inOrder(platform) };
  });
  return makeIndex(manifests, annotations);
}
