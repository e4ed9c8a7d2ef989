import { UserError } from '../text/error.ts';
import { readSmallBlob } from './blob.ts';
import { type Digest, isDigest } from './digest.ts';
import { isImageIndex } from './manifest.ts';
import type { ImageStore, Manifest } from './store.ts';

/** How a container of the image is run. */
export interface ContainerConfig {
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Labels?: Readonly<Record<string, string>>;
  readonly ExposedPorts?: Readonly<Record<string, unknown>>;
}

export interface HistoryEntry {
  readonly created?: string;
  readonly created_by?: string;
  readonly comment?: string;
  readonly empty_layer?: boolean;
}

/** The config of an image (OCI image-spec 1.1, config.md), as far as it is read here. A field of another type than its own is absent. */
export interface ImageConfig {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
  readonly created?: string;
  readonly config?: ContainerConfig;
  readonly rootfs?: { readonly diff_ids: readonly Digest[] };
  readonly history?: readonly HistoryEntry[];
}

const MAX_CONFIG_BYTES = 8 * 1024 * 1024;

/** The config of a platform manifest. @throws UserError for an index, or when the config is not a JSON object. */
export async function readConfig(store: ImageStore, manifest: Manifest): Promise<ImageConfig> {
  const { content, descriptor } = manifest;
  if (isImageIndex(content))
    throw new UserError({ what: `${descriptor.digest} is an index and has no config` });
  const value = parseJson(await readSmallBlob(store, content.config, MAX_CONFIG_BYTES));
  if (!isRecord(value)) {
    throw new UserError({
      what: `the config ${content.config.digest} in ${store.name} is not a JSON object`,
    });
  }
  return pick(value, {
    os: text,
    architecture: text,
    variant: text,
    created: text,
    config: container,
    rootfs,
    history,
  });
}

type Fields = Readonly<Record<string, unknown>>;
/** The value when it is of the type, else undefined. */
type Reader<T> = (value: unknown) => T | undefined;

/** The fields that are there and of their types. */
function pick<T extends object>(value: Fields, readers: { readonly [K in keyof T]-?: Reader<T[K]> }): T {
  const found = Object.entries<Reader<unknown>>(readers).map(
    ([name, read]) => [name, read(value[name])] as const,
  );
  return Object.fromEntries(found.filter(([, field]) => field !== undefined)) as T;
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text: Reader<string> = (value) => (typeof value === 'string' && value !== '' ? value : undefined);
const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
const record: Reader<Fields> = (value) => (isRecord(value) ? value : undefined);

const texts: Reader<readonly string[]> = (value) =>
  Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;

const textRecord: Reader<Readonly<Record<string, string>>> = (value) =>
  isRecord(value) && Object.values(value).every((each) => typeof each === 'string')
    ? (value as Readonly<Record<string, string>>)
    : undefined;

const container: Reader<ContainerConfig> = (value) =>
  isRecord(value)
    ? pick<ContainerConfig>(value, {
        User: text,
        WorkingDir: text,
        Env: texts,
        Entrypoint: texts,
        Cmd: texts,
        Labels: textRecord,
        ExposedPorts: record,
      })
    : undefined;

const rootfs: Reader<{ readonly diff_ids: readonly Digest[] }> = (value) => {
  const ids = isRecord(value) ? texts(value['diff_ids']) : undefined;
  return ids?.every(isDigest) === true ? { diff_ids: ids } : undefined;
};

const history: Reader<readonly HistoryEntry[]> = (value) =>
  Array.isArray(value)
    ? value
        .filter(isRecord)
        .map((entry) =>
          pick<HistoryEntry>(entry, { created: text, created_by: text, comment: text, empty_layer: flag }),
        )
    : undefined;

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return undefined;
  }
}
