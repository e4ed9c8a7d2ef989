import type { TarEntry, TarSink } from '../image/tar-reader.ts';
import { readImageConfig } from '../image/config.ts';
import type { BlobSource } from '../oci/blob.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Manifest } from '../oci/store.ts';
import type { Problem } from '../text/error.ts';
import {
  type Component,
  type OperatingSystem,
  compareComponents,
  isSystemPackage,
  toComponent,
} from './component.ts';
import { CATALOGUES } from './catalogue/all.ts';
import type { Finding, Owned } from './catalogue/catalogue.ts';
import { type FileTree, type Kept, createFileTree } from './file-tree.ts';
import { type LayerLimits, LAYER_LIMITS, readLayer } from './layer.ts';
import { type ReadArchive, type Told, catalogueLayer, packageKey } from './layer-files.ts';
import { throughLinks } from './installed.ts';

/** What is in one platform's image. */
export interface Inventory {
  readonly os: OperatingSystem | undefined;
  /** Sorted by purl, then path. */
  readonly components: readonly Component[];
  /** Digests of the layers, from the bottom. */
  readonly layers: readonly Digest[];
  /** Names of the catalogues that looked, so that a reader knows what an absence means. */
  readonly catalogues: readonly string[];
  /** Why something may be missing: limits that were hit, databases that could not be read, systems that no catalogue knows. */
  readonly problems: readonly Problem[];
  /** No problems: what the catalogues know was all seen. */
  readonly complete: boolean;
}

/** Looks at the layers as they pass, in the same reading as the catalogues. */
export interface LayerObserver {
  /** Called for every entry; the layer counts from 0. */
  entry(entry: TarEntry, layer: number): TarSink | undefined;
  /** Called once at the end, with what says whether the operating system's packages brought a file. */
  owned(isOwned: (path: string) => boolean): void;
}

export interface CatalogueOptions {
  readonly observer?: LayerObserver;
  readonly limits?: Partial<LayerLimits>;
  readonly signal?: AbortSignal;
  /** Called after each layer with its unpacked size, for progress. */
  onLayer?(layer: Descriptor, bytes: number): void;
}

/** Which package type a distribution's own packages have; others are read by nobody. */
const SYSTEM_TYPE: ReadonlyMap<string, string> = new Map([
  ['debian', 'deb'],
  ['ubuntu', 'deb'],
  ['alpine', 'apk'],
  ['wolfi', 'apk'],
  ['chainguard', 'apk'],
]);

/**
 * Reads every layer of a platform manifest once, as a stream, and lists its packages. Memory does not grow with the size of layers.
 * @throws UserError when bytes differ from their digest or the image's parts do not belong together.
 */
export async function catalogueImage(
  store: BlobSource,
  image: Manifest,
  options: CatalogueOptions = {},
): Promise<Inventory> {
  const { content } = image;
  if (!('layers' in content)) throw new Error('catalogueImage takes a platform manifest, not an index');
  const { diff_ids: diffIds } = (await readImageConfig(store, image)).rootfs;
  const limits = { ...LAYER_LIMITS, ...options.limits };
  const tree = createFileTree<Told>();
  const problems: Problem[] = [];
  for (const [index, descriptor] of content.layers.entries()) {
    const { signal } = options;
    const read: ReadArchive = async (visit) =>
      readLayer({ store, descriptor, diffId: diffIds[index], visit, limits, signal });
    const { outcome, problems: unread } = await catalogueLayer({
      tree,
      catalogues: CATALOGUES,
      layer: index,
      read,
      observe: (entry) => options.observer?.entry(entry, index),
    });
    const found = outcome.stopped === undefined ? unread : [outcome.stopped, ...unread];
    problems.push(...found.map((problem) => inLayer(problem, index, content.layers.length)));
    options.onLayer?.(descriptor, outcome.bytes);
  }
  options.observer?.owned(ownership(tree));
  return summarise(
    tree,
    content.layers.map(({ digest }) => digest),
    problems,
  );
}

const inLayer = (problem: Problem, index: number, count: number): Problem => ({
  ...problem,
  what: `layer ${index + 1} of ${count}: ${problem.what}`,
});

function summarise(tree: FileTree<Told>, layers: readonly Digest[], unread: readonly Problem[]): Inventory {
  const files = tree.files();
  const os = findOs(files);
  const components = listComponents(files, {
    owners: ownersOf(tree, files),
    os,
    layers,
    standing: throughLinks(tree.links()),
  });
  const problems = [...unread, ...unreadableFiles(files), ...systemProblems(os, components)];
  return {
    os,
    components,
    layers,
    catalogues: CATALOGUES.map(({ name }) => name),
    problems,
    complete: problems.length === 0,
  };
}

type Files = ReadonlyMap<string, Kept<Told>>;

/** /etc/os-release wins over the one in /usr/lib, as os-release(5) says. */
function findOs(files: Files): OperatingSystem | undefined {
  for (const path of ['etc/os-release', 'usr/lib/os-release']) {
    const finding = files.get(path)?.value.finding;
    if (finding?.kind === 'os') return finding.os;
  }
  return undefined;
}

function listComponents(
  files: Files,
  {
    owners,
    os,
    layers,
    standing,
  }: {
    readonly owners: ReadonlyMap<string, string>;
    readonly os: OperatingSystem | undefined;
    readonly layers: readonly Digest[];
    readonly standing: ReturnType<typeof throughLinks>;
  },
): readonly Component[] {
  const components: Component[] = [];
  for (const [path, { value }] of files) {
    if (value.finding.kind !== 'packages') continue;
    const ownedBy = owners.get(path);
    for (const record of value.finding.packages) {
      const layer = layers[value.since.get(packageKey(record)) ?? -1];
      const place = {
        path,
        ...(layer === undefined ? {} : { layer }),
        ...(ownedBy === undefined ? {} : { ownedBy }),
      };
      components.push(toComponent(standing(record, path), os, place));
    }
  }
  return components.sort(compareComponents);
}

/** Lists name paths as they were packed, before directories such as /lib became links. */
function ownersOf(tree: FileTree<Told>, files: Files): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { value } of files.values()) {
    for (const { owner, paths } of ownedIn(value.finding)) {
      for (const path of paths) owners.set(tree.resolve(path), owner);
    }
  }
  return owners;
}

/** Is a file in the list of any package of the operating system? Lists name it as it was packed, or where links lead now. */
function ownership(tree: FileTree<Told>): (path: string) => boolean {
  const lists = [...tree.files().values()].flatMap(({ value }) =>
    ownedIn(value.finding).map(({ list }) => list),
  );
  return (path) => {
    const names = [path, path.replace(/^usr\/(?=(?:s?bin|lib(?:32|64|x32)?)\/)/, '')].map(
      (name) => `\n${name}\n`,
    );
    return lists.some((list) => names.some((name) => list.includes(name)));
  };
}

function ownedIn(finding: Finding): readonly Owned[] {
  if (finding.kind === 'owned') return [finding];
  return finding.kind === 'packages' ? (finding.owned ?? []) : [];
}

const unreadableFiles = (files: Files): readonly Problem[] =>
  [...files.values()].flatMap(({ value }) =>
    value.finding.kind === 'unreadable' ? [value.finding.problem] : [],
  );

/** A distribution without its package database hides what is installed; that is never the same as nothing installed. */
function systemProblems(
  os: OperatingSystem | undefined,
  components: readonly Component[],
): readonly Problem[] {
  const systems = new Set(components.map(({ type }) => type).filter(isSystemPackage));
  if (os === undefined) {
    if (systems.size === 0) return [];
    return [{ what: 'packages of an unknown operating system', rule: '/etc/os-release names it' }];
  }
  const expected =
    SYSTEM_TYPE.get(os.id) ??
    os.idLike.map((like) => SYSTEM_TYPE.get(like)).find((type) => type !== undefined);
  if (expected === undefined) {
    return [{ what: `no catalogue knows the packages of ${os.name}`, seen: `ID=${os.id}` }];
  }
  if (systems.has(expected)) return [];
  return [
    {
      what: `${os.name} without a single ${expected} package`,
      rule: 'its package database is where the distribution keeps it',
    },
  ];
}
