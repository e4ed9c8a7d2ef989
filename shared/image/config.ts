import { UserError } from '../text/error.ts';
import { defined } from './defined.ts';
import { wrongFields } from './config-shape.ts';
import type { BlobSource } from '../oci/blob.ts';
import { readConfigBytes } from '../oci/image.ts';
import type { Platform } from '../oci/descriptor.ts';
import { type Digest, isDigest } from '../oci/digest.ts';
import { isImageIndex } from '../oci/manifest.ts';
import type { Manifest } from '../oci/store.ts';
import { parseJson } from '../text/json.ts';
import { plural } from '../text/size.ts';

/** What a container does, as `image.yml` says it; what is absent comes from the base. */
export interface RunConfig {
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workdir?: string;
  /** `8080/tcp` */
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal?: string;
  readonly healthcheck?: Healthcheck;
}

/** Docker's extension of the OCI config; times in nanoseconds. */
export interface Healthcheck {
  readonly Test: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly Retries?: number;
}

/** An image config (OCI image-spec 1.1, config.md); fields that we do not know are carried on. */
export interface ImageConfig {
  readonly created?: string;
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  readonly config?: ContainerConfig;
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly Digest[] };
  readonly history?: readonly History[];
  readonly [key: string]: unknown;
}

export interface ContainerConfig {
  readonly User?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Volumes?: Readonly<Record<string, object>> | null;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly StopSignal?: string;
  readonly Healthcheck?: Healthcheck;
  readonly [key: string]: unknown;
}

export interface History {
  readonly created?: string;
  readonly created_by?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

/** In the history it stands before the name of each layer that was assembled. */
export const layerPrefix = 'fixity build-image: ';

/** Who runs in an image that is made from nothing: nobody in particular, and not root. */
const SCRATCH_USER = '65532:65532';

/**
 * The config of a platform manifest.
 * @throws UserError for an index, when it is not an image config, or when it speaks of other layers than the manifest.
 */
export async function readImageConfig(
  store: BlobSource,
  { content, descriptor }: Manifest,
): Promise<ImageConfig> {
  if (isImageIndex(content))
    throw new UserError({ what: `${descriptor.digest} is an index and has no config` });
  const bytes = await readConfigBytes(store, content);
  const name = `${store.name}@${descriptor.digest}`;
  const config = parseImageConfig(bytes, name);
  checkLayerCount(config, content.layers.length, name);
  return config;
}

/** @throws UserError when config and manifest have different numbers of layers. */
export function checkLayerCount(config: ImageConfig, count: number, name: string): void {
  const { length } = config.rootfs.diff_ids;
  if (length === count) return;
  throw new UserError({
    what: `${name} contradicts itself`,
    rule: 'one diff ID in the config for each layer of the manifest',
    seen: `${plural(count, 'layer')}, ${plural(length, 'diff ID')}`,
  });
}

/** @throws UserError when the bytes are not an image config. */
export function parseImageConfig(bytes: Uint8Array, name: string): ImageConfig {
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    throw new UserError({ what: `the config of ${name} is not JSON` }, { cause: error });
  }
  const { os, architecture, rootfs } = (value ?? {}) as Partial<ImageConfig>;
  const diffIds: unknown = rootfs?.diff_ids;
  const sound = Array.isArray(diffIds) && diffIds.every((each) => typeof each === 'string' && isDigest(each));
  if (typeof os !== 'string' || typeof architecture !== 'string' || !sound) {
    throw new UserError({
      what: `the config of ${name} is not an image config`,
      rule: 'os, architecture and rootfs.diff_ids (OCI image-spec 1.1)',
    });
  }
  const wrong = wrongFields(value as ImageConfig);
  if (wrong.length > 0) {
    throw new UserError({
      what: `the config of ${name} is not an image config`,
      rule: 'each field has the type that OCI image-spec 1.1 gives it',
      seen: `another type in ${wrong.slice(0, 10).join(', ')}`,
    });
  }
  return value as ImageConfig;
}

export interface NewConfig {
  readonly base: ImageConfig | undefined;
  readonly platform: Platform;
  readonly run: RunConfig;
  /** Labels of the image itself, such as its revision; those of `run` win. */
  readonly labels: Readonly<Record<string, string>>;
  readonly layers: readonly { readonly diffId: Digest; readonly name: string }[];
  /** RFC 3339, to the second. */
  readonly created: string;
}

/** The config of the new image: the base's, with what is set on top. Setting an entrypoint drops the base's command, as in a Dockerfile. */
export function imageConfig(wanted: NewConfig): ImageConfig {
  const { base, platform, created } = wanted;
  const history = historyOf(wanted);
  return sorted({
    ...base,
    created,
    architecture: platform.architecture,
    os: platform.os,
    ...(platform.variant === undefined ? {} : { variant: platform.variant }),
    config: containerConfig(wanted),
    rootfs: {
      type: 'layers',
      diff_ids: [...(base?.rootfs.diff_ids ?? []), ...wanted.layers.map((layer) => layer.diffId)],
    },
    ...(history === undefined ? {} : { history }),
  }) as ImageConfig;
}

function containerConfig({ base, run, labels }: NewConfig): ContainerConfig {
  const { Cmd, ...below } = base?.config ?? {};
  const keptCmd = run.entrypoint === undefined ? Cmd : undefined;
  const scratchUser = base === undefined ? SCRATCH_USER : undefined;
  return {
    ...Object.fromEntries(Object.entries(below).filter(([, value]) => value !== null)),
    ...defined({
      Cmd: run.cmd ?? keptCmd ?? undefined,
      User: run.user ?? below.User ?? scratchUser,
      Env: filled(mergeEnv(below.Env ?? [], run.env)),
      Labels: filled({ ...below.Labels, ...labels, ...run.labels }),
      ExposedPorts: filled({ ...below.ExposedPorts, ...asSet(run.ports) }),
      Volumes: filled({ ...below.Volumes, ...asSet(run.volumes) }),
    }),
    ...defined({
      Entrypoint: run.entrypoint,
      WorkingDir: run.workdir,
      StopSignal: run.stopSignal,
      Healthcheck: run.healthcheck,
    }),
  };
}

const filled = <T extends object>(value: T): T | undefined =>
  Object.keys(value).length === 0 ? undefined : value;

const asSet = (names: readonly string[]): Record<string, object> =>
  Object.fromEntries(names.map((name) => [name, {}]));

/** `NAME=value` lines in the base's order, new names sorted behind; an equal name takes the new value. */
function mergeEnv(below: readonly string[], env: Readonly<Record<string, string>>): readonly string[] {
  const nameOf = (line: string): string => line.split('=', 1)[0] ?? '';
  const replaced = below.map((line) =>
    Object.hasOwn(env, nameOf(line)) ? `${nameOf(line)}=${env[nameOf(line)] ?? ''}` : line,
  );
  const known = new Set(below.map(nameOf));
  const added = Object.keys(env)
    .filter((name) => !known.has(name))
    .sort();
  return [...replaced, ...added.map((name) => `${name}=${env[name] ?? ''}`)];
}

/** Undefined when the base's history does not tell its layers: an incomplete one would misname every layer above. */
function historyOf({ base, layers, created }: NewConfig): readonly History[] | undefined {
  const below = base?.history ?? [];
  const told = below.filter((each) => each.empty_layer !== true).length;
  if (told !== (base?.rootfs.diff_ids.length ?? 0)) return undefined;
  return [...below, ...layers.map(({ name }) => ({ created, created_by: `${layerPrefix}${name}` }))];
}

/** Keys in one order at every depth, so that the bytes do not depend on how a value came about. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]),
  );
}
