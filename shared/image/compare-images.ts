import type { Readable } from 'node:stream';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import { formatPlatform } from '../oci/platform.ts';
import type { ImageStore } from '../oci/store.ts';
import type { AssembledImage, PlatformImage } from './assemble.ts';
import { sorted } from './config.ts';
import { asRecord, isRecord } from '../text/json-value.ts';
import { compareLayers, indexLayer } from './layer-diff.ts';
import { samePlatform } from './platform.ts';

/** Where two images part. */
export interface ImageDifference {
  readonly platform: string;
  /** `files of layer dependencies`, `compression of layer application`, `config`, `manifest`. */
  readonly what: string;
  /** The first path that differs, and in what, when it is about files; of a config or manifest the setting, such as `config.Labels.version`. */
  readonly path?: string;
}

/**
 * `same-content`: every file, owner, time and setting is the same, and only the compression of layers is another. That is what another
 * assembler, or another library, makes of the same build.
 */
export type ImageComparison =
  | { readonly verdict: 'identical' }
  | { readonly verdict: 'same-content' | 'different'; readonly difference: ImageDifference };

export interface ComparedImage {
  readonly image: AssembledImage;
  /** Where the layers of its base are read. */
  readonly base?: ImageStore | undefined;
}

/** Compares two images by their deepest cause: unpacked layers first, then config, their compression, and what manifests say. */
export async function compareImages(one: ComparedImage, other: ComparedImage): Promise<ImageComparison> {
  if (one.image.index.descriptor.digest === other.image.index.descriptor.digest)
    return { verdict: 'identical' };
  const packed: ImageDifference[] = [];
  for (const before of one.image.platforms) {
    const platform = formatPlatform(before.platform);
    const after = other.image.platforms.find((each) => samePlatform(each.platform, before.platform));
    if (after === undefined) return different({ platform, what: 'platforms' });
    if (before.manifest.descriptor.digest === after.manifest.descriptor.digest) continue;
    const found = await platformDifference(flat(before, one.base), flat(after, other.base));
    if (found === undefined) return different({ platform, ...whatElse(before, after) });
    if (!found.onlyPacked) return different({ platform, ...found.difference });
    if (settings(before) !== settings(after)) return different({ platform, ...whatElse(before, after) });
    packed.push({ platform, ...found.difference });
  }
  const [first] = packed;
  const sameIndex = annotationsOf(one) === annotationsOf(other) && samePlatforms(one.image, other.image);
  if (!sameIndex) return different({ platform: 'all', what: 'index' });
  return first === undefined
    ? different({ platform: 'all', what: 'index' })
    : { verdict: 'same-content', difference: first };
}

const different = (difference: ImageDifference): ImageComparison => ({ verdict: 'different', difference });

const samePlatforms = (one: AssembledImage, other: AssembledImage): boolean =>
  one.platforms.length === other.platforms.length;

const annotationsOf = ({ image }: ComparedImage): string =>
  JSON.stringify(sorted(image.index.content.annotations ?? {}));

/** Everything of a platform but how its layers are packed. */
const settings = ({ manifest: { content } }: PlatformImage): string =>
  JSON.stringify(sorted({ ...content, layers: content.layers.length }));

function whatElse(one: PlatformImage, other: PlatformImage): Omit<ImageDifference, 'platform'> {
  const sameConfig = one.manifest.content.config.digest === other.manifest.content.config.digest;
  const [what, before, after] = sameConfig
    ? (['manifest', one.manifest.content, other.manifest.content] as const)
    : (['config', one.config, other.config] as const);
  const path = firstSetting(before, after);
  return path === undefined ? { what } : { what, path };
}

/** Where two values part, by names; undefined when they are equal. What they are is not said: it may be a secret. */
function firstSetting(one: unknown, other: unknown, name = ''): string | undefined {
  if (JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))) return undefined;
  const [before, after] = [asRecord(one), asRecord(other)];
  const isEntered = [one, other].every((each) => each === undefined || isRecord(each));
  const keys = isEntered ? [...new Set([...Object.keys(before), ...Object.keys(after)])].sort() : [];
  for (const key of keys) {
    const found = firstSetting(before[key], after[key], name === '' ? key : `${name}.${key}`);
    if (found !== undefined) return found;
  }
  return name;
}

interface FlatLayer {
  readonly name: string;
  readonly diffId: Digest | undefined;
  readonly descriptor: Descriptor;
  readonly open: () => Readable | Promise<Readable>;
}

/** All layers from the bottom, those of the base too. */
function flat(image: PlatformImage, base: ImageStore | undefined): readonly FlatLayer[] {
  const below = image.baseLayers.map((descriptor, at) => ({
    name: `${at + 1} of the base`,
    diffId: image.config.rootfs.diff_ids[at],
    descriptor,
    open: () => {
      if (base === undefined) throw new Error(`nobody said where ${descriptor.digest} is`);
      return base.readBlob(descriptor);
    },
  }));
  return [...below, ...image.layers];
}

interface LayerDifference {
  readonly difference: Omit<ImageDifference, 'platform'>;
  readonly onlyPacked: boolean;
}

async function platformDifference(
  before: readonly FlatLayer[],
  after: readonly FlatLayer[],
): Promise<LayerDifference | undefined> {
  let packed: LayerDifference | undefined;
  for (const [at, one] of before.entries()) {
    const other = after[at];
    if (other === undefined) break;
    if (one.diffId !== other.diffId) {
      const path = await firstPath(one, other);
      return { difference: { what: `files of layer ${one.name}`, path }, onlyPacked: false };
    }
    if (one.descriptor.digest !== other.descriptor.digest)
      packed ??= { difference: { what: `compression of layer ${one.name}` }, onlyPacked: true };
  }
  if (before.length !== after.length) return { difference: { what: 'number of layers' }, onlyPacked: false };
  return packed;
}

async function firstPath(one: FlatLayer, other: FlatLayer): Promise<string> {
  const [change] = compareLayers(await indexOf(one, 'the first'), await indexOf(other, 'the second'));
  return change === undefined
    ? 'the order of its members'
    : `/${change.path} (${change.field ?? change.kind})`;
}

const indexOf = async ({ open, descriptor, name }: FlatLayer, which: string) =>
  indexLayer(await open(), descriptor.mediaType, `layer ${name} of ${which} image`);
