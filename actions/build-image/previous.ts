import { compareLayers, indexLayer } from '../../shared/image/layer-diff.ts';
import type { AssembledImage, PlatformImage } from '../../shared/image/assemble.ts';
import type { Finding } from '../../shared/image/checks/check.ts';
import { samePlatform } from '../../shared/image/platform.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import type { Digest } from '../../shared/oci/digest.ts';
import { readImage } from '../../shared/oci/image.ts';
import { isImageIndex } from '../../shared/oci/manifest.ts';
import { MEDIA_TYPE } from '../../shared/oci/media-types.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { formatBytes } from '../../shared/text/size.ts';
import { type ImageConfig, layerPrefix, readImageConfig } from '../../shared/image/config.ts';
import type { ResolvedTags } from './tags/resolve.ts';
import { type Version, compareVersions, parseSemver } from './tags/version.ts';

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

/**
 * Compares with the newest release below this one, else with what the first moving tag names now. Undefined when there is neither: a
 * comparison is a help, so an image that cannot be read as one is passed over.
 */
export async function compareWithPrevious(
  store: ImageStore,
  image: AssembledImage,
  tags: ResolvedTags,
): Promise<Comparison | undefined> {
  const tag = await previousTag(store, tags);
  const found = tag === undefined ? undefined : await store.resolve(tag);
  if (tag === undefined || found === undefined || found.digest === image.index.descriptor.digest)
    return undefined;
  const { platforms } = await readImage(store, found.digest);
  const layers = new Map<Digest, LayerChange>();
  let [sizeBefore, sizeNow] = [0, 0];
  for (const now of image.platforms) {
    const before = platforms.find((each) => samePlatform(each.platform, now.platform))?.manifest;
    if (before === undefined || isImageIndex(before.content)) continue;
    sizeBefore += totalSize(before.content.layers);
    sizeNow += totalSize(now.manifest.content.layers);
    const old = namedLayers(await readImageConfig(store, before), before.content.layers);
    for (const [digest, change] of await layerChanges(store, old, before.content.layers, now))
      layers.set(digest, change);
  }
  return sizeBefore === 0 ? undefined : { tag, digest: found.digest, sizeBefore, sizeNow, layers };
}

const totalSize = (layers: readonly Descriptor[]): number =>
  layers.reduce((total, { size }) => total + size, 0);

async function previousTag(store: ImageStore, { tags }: ResolvedTags): Promise<string | undefined> {
  const version = tags.find((each) => each.version !== undefined)?.version;
  if (version === undefined) return tags.find(({ kind }) => kind === 'moving')?.tag;
  return newestBelow(await store.listTags(), version)?.raw;
}

const newestBelow = (existing: readonly string[], version: Version): Version | undefined =>
  existing
    .flatMap((tag) => parseSemver(tag) ?? [])
    .filter((each) => each.prerelease.length === 0 && compareVersions(each, version) < 0)
    .reduce<Version | undefined>(
      (best, each) => (best && compareVersions(best, each) > 0 ? best : each),
      undefined,
    );

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
  for (const layer of now.layers) {
    const { digest, size } = layer.descriptor;
    const before = old.get(layer.name);
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
  const comparable =
    before.mediaType === MEDIA_TYPE.layerGzip && before.size + layer.descriptor.size <= MAX_COMPARED_BYTES;
  if (!comparable) return {};
  const old = await indexLayer(await store.readBlob(before), `layer ${before.digest} of the previous image`);
  const changes = compareLayers(old, await indexLayer(await layer.open(), `layer ${layer.name}`));
  return { files: changes.map(({ path, kind }) => `${SIGN[kind]} /${path}`) };
}

const SIGN = { added: '+', removed: '-', changed: '~' } as const;

/** A growth beyond `limit` percent, which is worth a look before it is everywhere. */
export function sizeFinding(comparison: Comparison | undefined, limit: number): readonly Finding[] {
  if (comparison === undefined) return [];
  const { sizeBefore, sizeNow, tag } = comparison;
  const growth = ((sizeNow - sizeBefore) / sizeBefore) * 100;
  if (growth <= limit) return [];
  return [
    {
      check: 'size',
      what: `the layers grew by ${growth.toFixed(0)} % since ${tag}`,
      seen: `${formatBytes(sizeBefore)} before, ${formatBytes(sizeNow)} now; ${limit} % is allowed`,
      next: 'look at the layers below, or raise max-size-growth',
    },
  ];
}
