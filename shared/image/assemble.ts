import { type Problem, UserError } from '../text/error.ts';
import type { Descriptor, ImageIndex, ImageManifest, Platform } from '../oci/descriptor.ts';
import { digestOf } from '../oci/digest.ts';
import { MEDIA_TYPE } from '../oci/media-types.ts';
import { parallel } from '../oci/parallel.ts';
import { formatPlatform } from '../oci/platform.ts';
import type { ImageStore, Manifest } from '../oci/store.ts';
import { baseTree } from './base-tree.ts';
import { type ImageConfig, type RunConfig, imageConfig, readImageConfig, sorted } from './config.ts';
import { applyLayer, emptyTree } from './file-tree.ts';
import type { Compression } from './compression.ts';
import type { Ignore } from './ignore.ts';
import { type LayerOptions, type SpooledLayer, spoolLayer } from './layer.ts';
import type { Inspect } from './layer-archive.ts';
import { layerEntries } from './layer-entries.ts';
import { layerKey, layerShape } from './layer-shape.ts';
import type { LayerSource } from './layer-source.ts';
import type { LayerEntry, LayerSpec } from './layer-spec.ts';
import { comparePlatforms, samePlatform } from './platform.ts';
import type { ReadDirectory } from './source-files.ts';

/** A base by digest, and its manifests for the platforms that it has. */
export interface Base {
  readonly store: ImageStore;
  readonly platforms: readonly { readonly platform: Platform; readonly manifest: Manifest }[];
}

export interface AssembleRequest {
  readonly base: Base | undefined;
  readonly platforms: readonly { readonly platform: Platform; readonly layers: readonly LayerSpec[] }[];
  readonly run: RunConfig;
  readonly labels: Readonly<Record<string, string>>;
  /** On every manifest and on the index: registries show one or the other. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly workspace: string;
  /** Seconds since 1970 that the image says it was made. */
  readonly epoch: number;
  /** A directory for spooled layers; another one keeps what is known of base layers. */
  readonly spool: string;
  readonly cache: string;
  readonly parallelism?: number;
  /** Of the new layers; default gzip. */
  readonly compression?: Compression;
  /** Where layers may be found that were packed before. */
  readonly sources?: readonly LayerSource[];
  /** What no layer takes, by paths relative to the workspace. */
  readonly ignore?: Ignore;
  /** Looks at the files of one layer; asked for each, since chunks of several come in turns. */
  readonly inspect?: () => Inspect | undefined;
  readonly read?: ReadDirectory;
}

/** A whole image that is ready to be stored: every byte is known, none has left the machine. */
export interface AssembledImage {
  readonly index: Manifest;
  readonly platforms: readonly PlatformImage[];
}

export interface PlatformImage {
  readonly platform: Platform;
  readonly manifest: Manifest & { readonly content: ImageManifest };
  readonly config: ImageConfig;
  readonly configBytes: Uint8Array;
  readonly baseLayers: readonly Descriptor[];
  readonly layers: readonly (SpooledLayer & { readonly name: string })[];
}

/**
 * Makes an image of a base, layers of files and a config. There is always an index on top, for one platform too, so that its digest means the
 * same kind of object whatever is added later. Equal inputs give equal bytes on every machine.
 * @throws UserError with everything that is wrong, of all platforms.
 */
export async function assembleImage(request: AssembleRequest): Promise<AssembledImage> {
  const made = new Map<string, Promise<SpooledLayer>>();
  const problems: Problem[] = [];
  const platforms: PlatformImage[] = [];
  const wanted = [...request.platforms].sort((a, b) => comparePlatforms(a.platform, b.platform));
  for (const { platform, layers } of wanted) {
    try {
      platforms.push(await assemblePlatform(request, platform, layers, made));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new UserError(distinct(problems));
  return { index: indexOf(platforms, request.annotations), platforms };
}

const distinct = (problems: readonly Problem[]): readonly Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];

async function assemblePlatform(
  request: AssembleRequest,
  platform: Platform,
  specs: readonly LayerSpec[],
  made: Map<string, Promise<SpooledLayer>>,
): Promise<PlatformImage> {
  const base = await platformBase(request.base, platform);
  const tree =
    base === undefined ? emptyTree() : await baseTree(base.store, base.manifest.layers, request.cache);
  const planned = specs.flatMap((spec) => {
    const entries = layerEntries(spec, { ...request, tree });
    applyLayer(tree, entries);
    return entries.length === 0 ? [] : [{ name: spec.name, entries }];
  });
  const layers = await spoolAll(planned, request, made);
  const config = imageConfig({
    ...request,
    base: base?.config,
    platform,
    layers,
    created: timeText(request.epoch),
  });
  const configBytes = Buffer.from(JSON.stringify(config));
  const baseLayers = base?.manifest.layers ?? [];
  const manifest = manifestOf(
    configBytes,
    [...baseLayers.map(ociLayer), ...layers.map((layer) => layer.descriptor)],
    request.annotations,
  );
  return { platform, manifest, config, configBytes, baseLayers, layers };
}

/** While one is read, others are compressed or checked. */
const LAYERS_AT_ONCE = 3;
const BLOCKS_OF_SEVERAL = 4;

/** Those that certainly have to be packed come first: meanwhile the others are hashed. */
async function spoolAll(
  planned: readonly { readonly name: string; readonly entries: readonly LayerEntry[] }[],
  request: AssembleRequest,
  made: Map<string, Promise<SpooledLayer>>,
): Promise<PlatformImage['layers']> {
  const { sources = [] } = request;
  const several = planned.length > 1 ? { parallelism: BLOCKS_OF_SEVERAL } : {};
  const isKnown = ({ entries }: { readonly entries: readonly LayerEntry[] }): boolean => {
    const shape = sources.length === 0 ? '' : layerShape(entries);
    return sources.some((source) => source.mayHave(shape));
  };
  const work = planned.map((layer, at) => ({ ...layer, at, rank: isKnown(layer) ? 1 : 0 }));
  const layers = new Map<number, PlatformImage['layers'][number]>();
  await parallel(
    work.sort((a, b) => a.rank - b.rank),
    LAYERS_AT_ONCE,
    async ({ at, name, entries }) => {
      layers.set(at, { ...(await spooled(entries, { ...several, ...request }, made)), name });
    },
  );
  return planned.flatMap((_, at) => layers.get(at) ?? []);
}

/** Platforms with the same files share a layer, and its work. */
function spooled(
  entries: readonly LayerEntry[],
  request: AssembleRequest,
  made: Map<string, Promise<SpooledLayer>>,
): Promise<SpooledLayer> {
  const key = layerKey(entries);
  const layer = made.get(key) ?? spoolLayer(entries, optionsOf(request));
  made.set(key, layer);
  return layer;
}

function optionsOf({ inspect, ...rest }: AssembleRequest): LayerOptions {
  const look = inspect?.();
  return { ...rest, ...(look === undefined ? {} : { inspect: look }) };
}

interface PlatformBase {
  readonly store: ImageStore;
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
}

async function platformBase(base: Base | undefined, platform: Platform): Promise<PlatformBase | undefined> {
  if (base === undefined) return undefined;
  const name = formatPlatform(platform);
  const found = base.platforms.find((each) => samePlatform(each.platform, platform));
  const manifest = found?.manifest.content;
  if (found === undefined || manifest === undefined || !('layers' in manifest)) {
    throw new UserError({
      what: `the base has no image for ${name}`,
      rule: 'every platform of the image needs a base of its own',
      seen: base.platforms.map((each) => formatPlatform(each.platform)).join(', '),
      next: 'take it off platforms:, or choose another base',
    });
  }
  const config = await readImageConfig(base.store, found.manifest);
  return { store: base.store, manifest, config };
}

/** An OCI manifest names OCI types; the blob stays the same. */
function ociLayer(layer: Descriptor): Descriptor {
  const mediaType = layer.mediaType === MEDIA_TYPE.dockerLayerGzip ? MEDIA_TYPE.layerGzip : layer.mediaType;
  return {
    mediaType,
    digest: layer.digest,
    size: layer.size,
    ...(layer.urls === undefined ? {} : { urls: layer.urls }),
  };
}

function manifestOf(
  config: Uint8Array,
  layers: readonly Descriptor[],
  annotations: Readonly<Record<string, string>>,
): Manifest & { readonly content: ImageManifest } {
  const content: ImageManifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: { mediaType: MEDIA_TYPE.config, digest: digestOf(config), size: config.length },
    layers,
    ...annotated(annotations),
  };
  return { ...encoded(content), content };
}

function indexOf(
  platforms: readonly PlatformImage[],
  annotations: Readonly<Record<string, string>>,
): Manifest {
  const manifests = platforms.map(({ platform, manifest }) => ({
    ...pointer(manifest.descriptor),
    platform,
  }));
  return makeIndex(manifests, annotations);
}

/** An index of manifests that are in order already. */
export function makeIndex(
  manifests: readonly Descriptor[],
  annotations: Readonly<Record<string, string>>,
): Manifest {
  return encoded({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests, ...annotated(annotations) });
}

const pointer = ({ mediaType, digest, size }: Descriptor): Descriptor => ({ mediaType, digest, size });

const annotated = (annotations: Readonly<Record<string, string>>) =>
  Object.keys(annotations).length === 0 ? {} : { annotations: sorted(annotations) as Record<string, string> };

function encoded<C extends ImageManifest | ImageIndex>(content: C): Manifest & { readonly content: C } {
  const bytes = Buffer.from(JSON.stringify(content));
  return {
    bytes,
    content,
    descriptor: { mediaType: content.mediaType, digest: digestOf(bytes), size: bytes.length },
  };
}

/** RFC 3339 in UTC, to the second. */
export const timeText = (epoch: number): string => new Date(epoch * 1000).toISOString().replace('.000Z', 'Z');
