import type { AssembledImage, PlatformImage } from '../../shared/image/assemble.ts';
import { compareLayers, indexLayer } from '../../shared/image/layer-diff.ts';
import { samePlatform } from '../../shared/image/platform.ts';
import type { Descriptor, Platform } from '../../shared/oci/descriptor.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import { readImage } from '../../shared/oci/image.ts';
import { isImageIndex } from '../../shared/oci/manifest.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { UserError } from '../../shared/text/error.ts';
import { type ImageConfig, layerPrefix, readImageConfig } from '../../shared/image/config.ts';
import { newestOf } from './tags/forward.ts';
import { releasesAmong } from './tags/release.ts';
import type { ResolvedTags } from './tags/resolve.ts';
import { compareVersions } from './tags/version.ts';

/** How the image differs from what the repository had before. */
export interface Comparison {
  /** The tag that is compared with. */
  readonly tag: string;
  readonly digest: Digest;
  /** Compressed bytes of all layers, before and now, of the platforms that both have. */
  readonly sizeBefore: number;
  readonly sizeNow: number;
  /** By digest of a layer of the new image. */
  readonly layers: ReadonlyMap<Digest, LayerChange>;
}

export type LayerChange =
  | { readonly kind: 'same' }
  | { readonly kind: 'new' }
  /** `files` is absent when the layers are too large to be compared file by file. */
  | { readonly kind: 'changed'; readonly bytes: number; readonly files?: readonly string[] };

/** Layers of more compressed bytes than this are compared by size only. */
const MAX_COMPARED_BYTES = 32 * 1024 * 1024;

/** What the repository had before, read. */
export interface PreviousImage {
  readonly tag: string;
  readonly digest: Digest;
  readonly store: ImageStore;
  readonly platforms: readonly {
    readonly platform: Platform;
    readonly config: ImageConfig;
    readonly layers: readonly Descriptor[];
  }[];
}

/**
 * The newest release below this one, else what the first moving tag names now. Undefined when there is neither: it is only a help, so an image
 * that cannot be read as one is passed over.
 */
export async function findPrevious(
  store: ImageStore,
  tags: ResolvedTags,
): Promise<PreviousImage | undefined> {
  const tag = await previousTag(store, tags);
  const found = tag === undefined ? undefined : await store.resolve(tag);
  if (tag === undefined || found === undefined) return undefined;
  try {
    const { platforms } = await readImage(store, found.digest);
    const read = platforms.map(async ({ platform, manifest }) => {
      const layers = isImageIndex(manifest.content) ? [] : manifest.content.layers;
      return { platform, layers, config: await readImageConfig(store, manifest) };
    });
    return { tag, digest: found.digest, store, platforms: await Promise.all(read) };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** How an image differs from its predecessor; undefined when it is the same one, or they have no platform in common. */
export async function compareWithPrevious(
  previous: PreviousImage | undefined,
  image: AssembledImage,
): Promise<Comparison | undefined> {
  if (previous === undefined || previous.digest === image.index.descriptor.digest) return undefined;
  const { tag, digest, store, platforms } = previous;
  const changes = new Map<Digest, LayerChange>();
  let [sizeBefore, sizeNow] = [0, 0];
  for (const now of image.platforms) {
    const before = platforms.find((each) => samePlatform(each.platform, now.platform));
    if (before === undefined) continue;
    sizeBefore += totalSize(before.layers);
    sizeNow += totalSize(now.manifest.content.layers);
    const old = namedLayers(before.config, before.layers);
    for (const [layer, change] of await layerChanges(store, old, before.layers, now))
      changes.set(layer, change);
  }
  return sizeBefore === 0 ? undefined : { tag, digest, sizeBefore, sizeNow, layers: changes };
}

const totalSize = (layers: readonly Descriptor[]): number =>
  layers.reduce((total, { size }) => total + size, 0);

async function previousTag(store: ImageStore, { tags }: ResolvedTags): Promise<string | undefined> {
  const named = tags.find(({ version, kind }) => version !== undefined && kind !== 'moving');
  if (named?.version === undefined) return tags.find(({ kind }) => kind === 'moving')?.tag;
  const { version, around } = named;
  const releases = releasesAmong(await store.listTags(), version, around);
  return newestOf(releases.filter((each) => compareVersions(each.version, version) < 0))?.tag;
}

/** Layers by the names that the history gives them. */
function namedLayers(config: ImageConfig, layers: readonly Descriptor[]): ReadonlyMap<string, Descriptor> {
  const history = (config.history ?? []).filter((each) => each.empty_layer !== true);
  const named = history.flatMap(({ created_by: by = '' }, at): [string, Descriptor][] => {
    const layer = layers[at];
    return layer !== undefined && by.startsWith(layerPrefix) ? [[by.slice(layerPrefix.length), layer]] : [];
  });
  return history.length === layers.length ? new Map(named) : new Map();
}

async function layerChanges(
  store: ImageStore,
  old: ReadonlyMap<string, Descriptor>,
  all: readonly Descriptor[],
  now: PlatformImage,
): Promise<readonly (readonly [Digest, LayerChange])[]> {
  const known = new Set(all.map(({ digest }) => digest));
  const base = now.baseLayers.map(({ digest }): [Digest, LayerChange] => [
    digest,
    { kind: known.has(digest) ? 'same' : 'new' },
  ]);
  const own: [Digest, LayerChange][] = [];
  const isInOrder = old.size === 0 && all.length === now.baseLayers.length + now.layers.length;
  for (const [at, layer] of now.layers.entries()) {
    const { digest, size } = layer.descriptor;
    // Steps of a Dockerfile have no names that stay; as many layers as before are the same steps.
    const before = isInOrder ? all[now.baseLayers.length + at] : old.get(layer.name);
    if (known.has(digest)) own.push([digest, { kind: 'same' }]);
    else if (before === undefined) own.push([digest, { kind: 'new' }]);
    else
      own.push([
        digest,
        { kind: 'changed', bytes: size - before.size, ...(await changedFiles(store, before, layer)) },
      ]);
  }
  return [...base, ...own];
}

async function changedFiles(
  store: ImageStore,
  before: Descriptor,
  layer: PlatformImage['layers'][number],
): Promise<{ files?: readonly string[] }> {
  if (before.size + layer.descriptor.size > MAX_COMPARED_BYTES) return {};
  const name = `layer ${before.digest} of the previous image`;
  try {
    const old = await indexLayer(await store.readBlob(before), before.mediaType, name);
    const now = await indexLayer(await layer.open(), layer.descriptor.mediaType, `layer ${layer.name}`);
    const changes = compareLayers(old, now);
    return { files: changes.map(({ path, kind }) => `${SIGN[kind]} /${path}`) };
  } catch (error) {
    // It is only a help: what others stored need not be readable.
    if (error instanceof UserError) return {};
    throw error;
  }
}

const SIGN = { added: '+', removed: '-', changed: '~' } as const;
