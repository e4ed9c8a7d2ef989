import path from 'node:path/posix';
import type { TarEntry } from '../image/tar-reader.ts';

/** A value kept for a file of the merged image, and the index of the layer whose file it is. */
export interface Kept<T> {
  readonly value: T;
  readonly layer: number;
}

/**
 * The files of an image that matter, as its layers are laid over each other (OCI image-spec 1.1, layer.md "Applying Changesets"):
 * whiteouts and opaque directories hide what lower layers brought, never what their own layer holds; a file in place of a directory
 * hides all below it. Paths are followed through symbolic links of directories, so that `lib/x` and `usr/lib/x` are one file.
 */
export interface FileTree<T> {
  beginLayer(index: number): void;
  /** Takes note of an entry of the current layer: what it hides, and where links lead. */
  see(entry: TarEntry): void;
  /** Keeps a value for a file of the current layer; `before` is what the same path had in the layers below. */
  keep(filePath: string, value: (before: Kept<T> | undefined) => T): void;
  /** By path, in no particular order. */
  files(): ReadonlyMap<string, Kept<T>>;
  /** Symbolic links by their paths, with where they lead in the end. */
  links(): Iterable<readonly [link: string, target: string]>;
  /** The path with every directory link in it followed; as it stands where links loop. */
  resolve(filePath: string): string;
}

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const MAX_LINKS = 40;

/** Only paths of kept files and of links have nodes. */
interface Node<T> {
  readonly children: Map<string, Node<T>>;
  kept?: Kept<T>;
  link?: Kept<string>;
}

interface State<T> {
  readonly root: Node<T>;
  /** What the current layer replaced or hid, by path. */
  readonly replaced: Map<string, Kept<T>>;
  /** Directories that the current layer's whiteouts have emptied already: doing it again finds nothing. */
  readonly emptied: Set<string>;
  layer: number;
}

/** An empty image, over which layers are laid one after the other. */
export function createFileTree<T>(): FileTree<T> {
  const state: State<T> = { root: node(), replaced: new Map(), emptied: new Set(), layer: 0 };
  const resolved = (filePath: string): string => follow(state.root, filePath);
  return {
    beginLayer: (index) => {
      state.layer = index;
      state.replaced.clear();
      state.emptied.clear();
    },
    see: (entry) => {
      see(state, entry);
    },
    keep: (filePath, value) => {
      const at = resolved(filePath);
      const place = ensure(state.root, at);
      const before =
        place.kept?.layer === state.layer ? state.replaced.get(at) : (place.kept ?? state.replaced.get(at));
      place.kept = { value: value(before), layer: state.layer };
    },
    files: () => new Map(collect(state.root, '')),
    links: () => linksIn(state.root, state.root, ''),
    resolve: resolved,
  };
}

const node = <T>(): Node<T> => ({ children: new Map() });

function see<T>(state: State<T>, entry: TarEntry): void {
  const base = path.basename(entry.path);
  const directory = leadsTo(state.root, parentOf(entry.path));
  if (base === OPAQUE) hideLower(state, directory, false);
  else if (base.startsWith(WHITEOUT)) hideLower(state, join(directory, base.slice(WHITEOUT.length)), true);
  else replace(state, join(directory, base), entry);
}

/** A whiteout: what lower layers have at a path, and below it, is gone. */
function hideLower<T>(state: State<T>, at: string, itself: boolean): void {
  if (state.emptied.has(at)) return;
  state.emptied.add(at);
  const found = find(state.root, at);
  if (found !== undefined) clear(state, found, at, { itself, below: true, lowerOnly: true });
}

/** An entry takes its path: a directory keeps what is below, all else does not. */
function replace<T>(state: State<T>, at: string, entry: TarEntry): void {
  if (at === '') return;
  const found = find(state.root, at);
  if (found !== undefined) {
    clear(state, found, at, { itself: true, below: entry.type !== 'directory', lowerOnly: false });
  }
  if (entry.type === 'symlink')
    ensure(state.root, at).link = { value: entry.linkTarget ?? '', layer: state.layer };
}

interface Clearing {
  readonly itself: boolean;
  readonly below: boolean;
  readonly lowerOnly: boolean;
}

function clear<T>(state: State<T>, at: Node<T>, filePath: string, clearing: Clearing): void {
  const goes = (kept: Kept<unknown> | undefined): boolean =>
    kept !== undefined && !(clearing.lowerOnly && kept.layer === state.layer);
  if (clearing.itself && at.kept !== undefined && goes(at.kept)) {
    if (at.kept.layer < state.layer) state.replaced.set(filePath, at.kept);
    delete at.kept;
  }
  if (clearing.itself && goes(at.link)) delete at.link;
  if (!clearing.below) return;
  for (const [name, child] of at.children) {
    clear(state, child, join(filePath, name), { ...clearing, itself: true });
    if (child.children.size === 0 && child.kept === undefined && child.link === undefined)
      at.children.delete(name);
  }
}

function find<T>(root: Node<T>, at: string): Node<T> | undefined {
  let current: Node<T> | undefined = root;
  for (const part of partsOf(at)) current = current?.children.get(part);
  return current;
}

function ensure<T>(root: Node<T>, at: string): Node<T> {
  let current = root;
  for (const part of partsOf(at)) {
    const next: Node<T> = current.children.get(part) ?? node();
    current.children.set(part, next);
    current = next;
  }
  return current;
}

/** Where a directory is, when its own name is a link too. */
const leadsTo = <T>(root: Node<T>, directory: string): string =>
  follow(root, `${directory}/.`).replace(/\/?\.$/, '');

/** Follows links in all parts but the last, as unpacking does, never out of the root. */
function follow<T>(root: Node<T>, filePath: string): string {
  if (root.children.size === 0) return filePath;
  let [done, current, hops]: [string, Node<T> | undefined, number] = ['', root, 0];
  const todo = filePath.split('/').reverse();
  while (todo.length > 0) {
    const part = todo.pop() ?? '';
    if (part === '') continue;
    const next: Node<T> | undefined = current?.children.get(part);
    const link = todo.length === 0 ? undefined : next?.link;
    if (link === undefined) {
      done = join(done, part);
      current = next;
      continue;
    }
    hops += 1;
    if (hops > MAX_LINKS) return filePath;
    const target = path.resolve('/', done, link.value);
    [done, current] = ['', root];
    todo.push(...partsOf(target).reverse());
  }
  return done;
}

function* collect<T>(at: Node<T>, filePath: string): Generator<[string, Kept<T>]> {
  if (at.kept !== undefined) yield [filePath, at.kept];
  for (const [name, child] of at.children) yield* collect(child, join(filePath, name));
}

function* linksIn<T>(root: Node<T>, at: Node<T>, filePath: string): Generator<readonly [string, string]> {
  if (at.link !== undefined) yield [filePath, leadsTo(root, filePath)];
  for (const [name, child] of at.children) yield* linksIn(root, child, join(filePath, name));
}

const partsOf = (at: string): string[] => at.split('/').filter((part) => part !== '');

const join = (directory: string, base: string): string => (directory === '' ? base : `${directory}/${base}`);

const parentOf = (at: string): string => at.slice(0, Math.max(0, at.lastIndexOf('/')));
