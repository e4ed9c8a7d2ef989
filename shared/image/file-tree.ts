/** What stands at a path of an image, as far as placing new files needs to know it. */
export type TreeNode =
  | { readonly type: 'directory'; readonly children: Map<string, TreeNode> }
  | { readonly type: 'symlink'; readonly target: string }
  | { readonly type: 'file' };

export type DirectoryNode = Extract<TreeNode, { type: 'directory' }>;

/** What a layer says about one path, in the order of the archive. */
export interface LayerMember {
  readonly path: string;
  readonly type: TreeNode['type'];
  readonly target?: string;
}

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** As Linux counts for ELOOP. */
const MAX_LINKS = 40;

/** Of all files there is nothing else to know. */
const FILE: TreeNode = { type: 'file' };

export const emptyTree = (): DirectoryNode => ({ type: 'directory', children: new Map() });

/** Applies a layer's members to `tree`, whiteouts first (OCI image-spec 1.1, layer.md "Whiteouts": they hide only what lower layers have). */
export function applyLayer(tree: DirectoryNode, members: readonly LayerMember[]): void {
  for (const { path } of members) {
    const { parent, name } = split(path);
    const directory = name.startsWith(WHITEOUT) ? nodeAt(tree, parent) : undefined;
    if (directory?.type !== 'directory') continue;
    if (name === OPAQUE) directory.children.clear();
    else directory.children.delete(name.slice(WHITEOUT.length));
  }
  let last: Place | undefined;
  for (const member of members) last = place(tree, member, last);
}

/** A directory that was made or found; neighbours in an archive share it. */
interface Place {
  readonly path: string;
  readonly directory: DirectoryNode;
}

/** The place of the next member, unless something stands where a directory was. */
function place(tree: DirectoryNode, member: LayerMember, last: Place | undefined): Place | undefined {
  const { parent, name } = split(member.path);
  if (name === '' || name.startsWith(WHITEOUT)) return last;
  const directory = last?.path === parent ? last.directory : makeDirectory(tree, parent);
  const isDirectory = directory.children.get(name)?.type === 'directory';
  if (isDirectory && member.type === 'directory') return { path: parent, directory };
  directory.children.set(name, nodeOf(member));
  return isDirectory ? undefined : { path: parent, directory };
}

function nodeOf({ type, target = '' }: LayerMember): TreeNode {
  switch (type) {
    case 'directory':
      return emptyTree();
    case 'symlink':
      return { type, target };
    case 'file':
      return FILE;
  }
}

function makeDirectory(tree: DirectoryNode, path: string): DirectoryNode {
  let current = tree;
  for (const part of parts(path)) {
    const next = current.children.get(part);
    if (next?.type === 'directory') {
      current = next;
    } else {
      const made = emptyTree();
      current.children.set(part, made);
      current = made;
    }
  }
  return current;
}

/** What stands at exactly this path; links are not followed. */
export function nodeAt(tree: DirectoryNode, path: string): TreeNode | undefined {
  let current: TreeNode | undefined = tree;
  for (const part of parts(path)) {
    current = current?.type === 'directory' ? current.children.get(part) : undefined;
  }
  return current;
}

/**
 * Follows every symbolic link on the way, as the kernel would inside the image: `bin/sh` is `usr/bin/sh` where `bin` links to `usr/bin`.
 * Names that do not exist stay as they are. `..` never leaves the root. Undefined when links go in circles.
 */
export function followLinks(tree: DirectoryNode, path: string): string | undefined {
  const waiting = parts(path).reverse();
  let done: { readonly name: string; readonly node: TreeNode | undefined }[] = [];
  let links = 0;
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    if (part === '..') {
      done.pop();
      continue;
    }
    const above = done.length === 0 ? tree : done.at(-1)?.node;
    const node = above?.type === 'directory' ? above.children.get(part) : undefined;
    if (node?.type !== 'symlink') {
      done.push({ name: part, node });
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) return undefined;
    if (node.target.startsWith('/')) done = [];
    waiting.push(...parts(node.target).reverse());
  }
  return done.map(({ name }) => name).join('/');
}

/** As `nodeAt`, for many paths whose neighbours share directories; the tree must not change meanwhile. */
export function treeReader(tree: DirectoryNode): (path: string) => TreeNode | undefined {
  let known: { readonly path: string; readonly node: TreeNode | undefined } = { path: '', node: tree };
  return (path) => {
    const { parent, name } = split(path);
    if (parent !== known.path) known = { path: parent, node: nodeAt(tree, parent) };
    return known.node?.type === 'directory' ? known.node.children.get(name) : undefined;
  };
}

const parts = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');

/** `usr/bin/sh` is `usr/bin` and `sh`. */
export function split(path: string): { readonly parent: string; readonly name: string } {
  const at = path.lastIndexOf('/');
  return { parent: at < 0 ? '' : path.slice(0, at), name: path.slice(at + 1) };
}
