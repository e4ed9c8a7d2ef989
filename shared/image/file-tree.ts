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
  for (const member of members) place(tree, member);
}

function place(tree: DirectoryNode, member: LayerMember): void {
  const { parent, name } = split(member.path);
  if (name === '' || name.startsWith(WHITEOUT)) return;
  const directory = makeDirectory(tree, parent);
  switch (member.type) {
    case 'directory':
      if (directory.children.get(name)?.type !== 'directory') directory.children.set(name, emptyTree());
      return;
    case 'symlink':
      directory.children.set(name, { type: 'symlink', target: member.target ?? '' });
      return;
    case 'file':
      directory.children.set(name, { type: 'file' });
      return;
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
  let waiting = parts(path);
  let done: string[] = [];
  for (let links = 0; waiting.length > 0;) {
    const [part = '', ...rest] = waiting;
    waiting = rest;
    if (part === '..') {
      done = done.slice(0, -1);
      continue;
    }
    const node = nodeAt(tree, [...done, part].join('/'));
    if (node?.type !== 'symlink') {
      done = [...done, part];
      continue;
    }
    links += 1;
    if (links > MAX_LINKS) return undefined;
    if (node.target.startsWith('/')) done = [];
    waiting = [...parts(node.target), ...waiting];
  }
  return done.join('/');
}

const parts = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');

/** `usr/bin/sh` is `usr/bin` and `sh`. */
export function split(path: string): { readonly parent: string; readonly name: string } {
  const at = path.lastIndexOf('/');
  return { parent: at < 0 ? '' : path.slice(0, at), name: path.slice(at + 1) };
}
