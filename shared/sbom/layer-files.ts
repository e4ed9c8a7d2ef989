import type { TarEntry, TarOutcome, TarSink } from '../image/tar-reader.ts';
import type { Problem } from '../text/error.ts';
import type { PackageRecord } from './component.ts';
import type { Catalogue, FileReader, Finding } from './catalogue/catalogue.ts';
import type { FileTree, Kept } from './file-tree.ts';

/** What a file told, with, for each package in it, the layer that first had it there in this version. */
export interface Told {
  readonly finding: Finding;
  readonly since: ReadonlyMap<string, number>;
}

/** Reads a layer's archive, entry by entry. */
export type ReadArchive = (visit: (entry: TarEntry) => TarSink | undefined) => Promise<TarOutcome>;

/** One layer, and who looks at it. */
export interface LayerWork {
  readonly tree: FileTree<Told>;
  readonly catalogues: readonly Catalogue[];
  /** From 0. */
  readonly layer: number;
  readonly read: ReadArchive;
  /** Sees every entry, and may want its content too. */
  readonly observe: (entry: TarEntry) => TarSink | undefined;
}

/**
 * Lets the catalogues read one layer into the tree. Where a hard link bears the name that matters and its content stands under
 * another, the archive is read once more for just those. Returns what stayed unread.
 */
export async function catalogueLayer({
  tree,
  catalogues,
  layer,
  read,
  observe,
}: LayerWork): Promise<{ readonly outcome: TarOutcome; readonly problems: readonly Problem[] }> {
  const open = (path: string, size: number): FileReader | undefined => {
    for (const catalogue of catalogues) {
      const reader = catalogue.open(path, size);
      if (reader !== undefined) return reader;
    }
    return undefined;
  };
  const linked = new Map<string, string[]>();
  tree.beginLayer(layer);
  const outcome = await read((entry) => {
    tree.see(entry);
    const path = tree.resolve(entry.path);
    const observer = observe(entry);
    if (entry.type === 'file') return both(keeping(tree, layer, path, open(path, entry.size)), observer);
    const target = entry.linkTarget ?? '';
    if (entry.type === 'link' && open(path, 0) !== undefined) {
      linked.set(target, [...(linked.get(target) ?? []), path]);
    }
    return observer;
  });
  if (linked.size > 0 && outcome.stopped === undefined) await readLinked(tree, layer, read, linked, open);
  return { outcome, problems: [...linked.keys()].map(unresolved) };
}

/** Gives each link its own reader on the content of its target; takes what was found out of `linked`. */
async function readLinked(
  tree: FileTree<Told>,
  layer: number,
  read: ReadArchive,
  linked: Map<string, string[]>,
  open: (path: string, size: number) => FileReader | undefined,
): Promise<void> {
  await read((entry) => {
    const paths = entry.type === 'file' ? linked.get(entry.path) : undefined;
    if (paths === undefined) return undefined;
    linked.delete(entry.path);
    const sinks = paths.map((path) => keeping(tree, layer, path, open(path, entry.size)));
    return sinks.reduce(both, undefined);
  });
}

function both(one: TarSink | undefined, other: TarSink | undefined): TarSink | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    write: (chunk) => {
      one.write(chunk);
      other.write(chunk);
    },
    end: () => {
      one.end();
      other.end();
    },
  };
}

function keeping(
  tree: FileTree<Told>,
  layer: number,
  path: string,
  reader: FileReader | undefined,
): TarSink | undefined {
  if (reader === undefined) return undefined;
  return {
    write: (chunk) => {
      reader.write(chunk);
    },
    end: () => {
      const finding = reader.end();
      if (finding !== undefined) tree.keep(path, (before) => tell(finding, layer, before));
    },
  };
}

/** One package in one version, whatever file says so. */
export const packageKey = ({ name, version, architecture }: PackageRecord): string =>
  `${name}@${version}/${architecture ?? ''}`;

function tell(finding: Finding, layer: number, before: Kept<Told> | undefined): Told {
  if (finding.kind !== 'packages') return { finding, since: new Map() };
  const since = finding.packages.map((record) => {
    const key = packageKey(record);
    return [key, before?.value.since.get(key) ?? layer] as const;
  });
  return { finding, since: new Map(since) };
}

const unresolved = (target: string): Problem => ({
  what: 'a hard link whose content is in no file of its layer',
  seen: JSON.stringify(`/${target.slice(0, 200)}`),
});
