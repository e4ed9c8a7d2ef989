import { type Problem, type SourcePosition, UserError } from '../text/error.ts';
import { type DirectoryNode, followLinks, nodeAt, split, treeReader } from './file-tree.ts';
import { byteOrder } from './byte-order.ts';
import { type SourceOptions, copiedSources } from './copied-sources.ts';
import { ignoreRules } from './ignore.ts';
import { caseCollisions, collision, fileParents } from './layer-collisions.ts';
import type { SourceFile } from './source-files.ts';
import type { Copy, LayerEntry, LayerSpec } from './layer-spec.ts';

export interface EntryOptions extends SourceOptions {
  /** What lower layers hold. */
  readonly tree: DirectoryNode;
  /** Seconds since 1970, for `modified: commit`. */
  readonly epoch: number;
}

/**
 * One second after the first moment that a zip archive can hold: tools that pack files again do not stumble. A server that makes ETags of
 * times wants `modified: commit`.
 */
const FIXED_TIME = 315_532_801;

/**
 * The members of a layer, in byte order of their paths. Destinations follow the links of lower layers (`/bin/x` becomes `usr/bin/x`); a directory
 * that a lower layer has is not written again, and so keeps its mode and owner.
 * @throws UserError with every collision, hostile name and thing that cannot be placed.
 */
export function layerEntries(spec: LayerSpec, options: EntryOptions): readonly LayerEntry[] {
  const problems: Problem[] = [];
  const found = new Map<string, LayerEntry>();
  const below = treeReader(options.tree);
  const put = (entry: LayerEntry, at: SourcePosition | undefined): void => {
    const problem = collision(found.get(entry.path), below(entry.path), entry);
    if (problem === undefined) found.set(entry.path, entry);
    else problems.push({ ...problem, ...(at === undefined ? {} : { at }) });
  };
  copiedEntries(spec, options, problems, put);
  for (const entry of parentEntries(found, options, spec)) put(entry, undefined);
  problems.push(...fileParents(found), ...caseCollisions(found));
  for (const whiteout of whiteouts(spec, options, found, problems)) found.set(whiteout.path, whiteout);
  if (problems.length > 0) throw new UserError(problems);
  const isKnown = ({ type, path }: LayerEntry): boolean =>
    type === 'directory' && below(path)?.type === 'directory';
  return [...found.values()].filter((entry) => !isKnown(entry)).sort(byPath);
}

const byPath = (a: LayerEntry, b: LayerEntry): number => byteOrder(a.path, b.path);

function copiedEntries(
  spec: LayerSpec,
  options: EntryOptions,
  problems: Problem[],
  put: (entry: LayerEntry, at: SourcePosition | undefined) => void,
): void {
  const ignore = ignoreRules(spec.ignore);
  const place = placer(options.tree);
  for (const copy of spec.copies) {
    copiedSources(copy, ignore, options, problems, (source) => {
      const wanted = destination(copy, source);
      const problem = hostileName(wanted);
      const placed = problem === undefined ? place(wanted, source.type) : undefined;
      if (problem !== undefined) problems.push(problem);
      else if (placed === undefined)
        problems.push({ what: `the links on the way to '/${wanted}' go in circles` });
      else if (placed !== '') put(entryOf(placed, source, spec, options), copy.at);
    });
  }
}

function destination(copy: Copy, source: SourceFile): string {
  if (source.path !== '') return join(copy.to, source.path);
  const single = source.type !== 'directory' && copy.intoDirectory;
  return single ? join(copy.to, split(copy.from.replace(/\/+$/, '')).name) : copy.to;
}

const join = (directory: string, name: string): string => (directory === '' ? name : `${directory}/${name}`);

/** A name that would mean a whiteout to every runtime (OCI image-spec 1.1, layer.md). */
function hostileName(path: string): Problem | undefined {
  if (!/(?:^|\/)\.wh\./.test(path)) return undefined;
  return {
    what: `'/${path}' cannot be copied`,
    rule: 'a name that begins with .wh. means "removed" in a layer',
    next: 'rename it, ignore it, or use remove: to remove a file of the base',
  };
}

/** Where a path is once the links on the way are followed; undefined when they go in circles. Neighbours share the way. */
function placer(tree: DirectoryNode): (path: string, type: SourceFile['type']) => string | undefined {
  let known: { readonly parent: string; readonly directory: string | undefined } = {
    parent: '',
    directory: '',
  };
  return (path, type) => {
    if (type === 'directory') return followLinks(tree, path);
    const { parent, name } = split(path);
    if (parent !== known.parent) known = { parent, directory: followLinks(tree, parent) };
    return known.directory === undefined ? undefined : join(known.directory, name);
  };
}

function entryOf(path: string, source: SourceFile, spec: LayerSpec, options: EntryOptions): LayerEntry {
  const { uid, gid } = spec;
  const { type, size, target, absolute } = source;
  const mode = modeOf(source, spec.mode);
  const modified = timeOf(spec, options);
  if (type === 'file') return { path, type, mode, uid, gid, size, modified, source: absolute };
  if (target === undefined) return { path, type, mode, uid, gid, size, modified };
  return { path, type, mode, uid, gid, size, modified, target };
}

function modeOf(source: SourceFile, policy: LayerSpec['mode']): number {
  if (source.type === 'symlink') return 0o777;
  if (policy === 'preserve') return source.mode;
  return source.type === 'directory' || (source.mode & 0o111) !== 0 ? 0o755 : 0o644;
}

const timeOf = (spec: LayerSpec, options: EntryOptions): number =>
  spec.modified === 'commit' ? options.epoch : FIXED_TIME;

/** Directories on the way that neither lower layers nor this one have. */
function* parentEntries(
  found: ReadonlyMap<string, LayerEntry>,
  options: EntryOptions,
  spec: LayerSpec,
): Generator<LayerEntry> {
  const known = new Set<string>();
  for (const path of [...found.keys()]) {
    for (
      let { parent } = split(path);
      parent !== '' && !known.has(parent) && !found.has(parent);
      { parent } = split(parent)
    ) {
      known.add(parent);
      yield {
        path: parent,
        type: 'directory',
        mode: 0o755,
        uid: 0,
        gid: 0,
        size: 0,
        modified: timeOf(spec, options),
      };
    }
  }
}

function* whiteouts(
  spec: LayerSpec,
  options: EntryOptions,
  found: ReadonlyMap<string, LayerEntry>,
  problems: Problem[],
): Generator<LayerEntry> {
  for (const { path, at } of spec.remove) {
    const placed = placer(options.tree)(path, 'file');
    const place = at === undefined ? {} : { at };
    if (placed === undefined || nodeAt(options.tree, placed) === undefined) {
      problems.push({
        what: `there is no '/${path}' to remove`,
        rule: 'remove: hides what lower layers have',
        ...place,
      });
      continue;
    }
    const within = [...found.keys()].find((each) => each === placed || each.startsWith(`${placed}/`));
    if (within !== undefined) {
      problems.push({
        what: `'/${path}' is removed and written in one layer`,
        seen: `/${within}`,
        next: 'remove it in an earlier layer',
        ...place,
      });
      continue;
    }
    const { parent, name } = split(placed);
    yield {
      path: join(parent, `.wh.${name}`),
      type: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      size: 0,
      modified: timeOf(spec, options),
    };
  }
}
