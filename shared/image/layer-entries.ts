import { type Problem, type SourcePosition, UserError } from '../text/error.ts';
import { type DirectoryNode, followLinks, nodeAt, split } from './file-tree.ts';
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
export const FIXED_TIME = 315_532_801;

/**
 * The members of a layer, in byte order of their paths. Destinations follow the links of lower layers (`/bin/x` becomes `usr/bin/x`); a directory
 * that a lower layer has is not written again, and so keeps its mode and owner.
 * @throws UserError with every collision, hostile name and thing that cannot be placed.
 */
export function layerEntries(spec: LayerSpec, options: EntryOptions): readonly LayerEntry[] {
  const problems: Problem[] = [];
  const found = new Map<string, LayerEntry>();
  const put = (entry: LayerEntry, at: SourcePosition | undefined): void => {
    const problem = collision(found, options.tree, entry);
    if (problem === undefined) found.set(entry.path, entry);
    else problems.push({ ...problem, ...(at === undefined ? {} : { at }) });
  };
  for (const entry of copiedEntries(spec, options, problems)) put(entry.entry, entry.at);
  for (const entry of parentEntries([...found.values()], options, spec)) put(entry, undefined);
  problems.push(...fileParents(found), ...caseCollisions(found));
  for (const whiteout of whiteouts(spec, options, found, problems)) found.set(whiteout.path, whiteout);
  if (problems.length > 0) throw new UserError(problems);
  return [...found.values()].filter((entry) => !isKnownDirectory(entry, options.tree)).sort(byPath);
}

const isKnownDirectory = (entry: LayerEntry, tree: DirectoryNode): boolean =>
  entry.type === 'directory' && nodeAt(tree, entry.path)?.type === 'directory';

const byPath = (a: LayerEntry, b: LayerEntry): number => byteOrder(a.path, b.path);

function* copiedEntries(
  spec: LayerSpec,
  options: EntryOptions,
  problems: Problem[],
): Generator<{ entry: LayerEntry; at: SourcePosition | undefined }> {
  const ignore = ignoreRules(spec.ignore);
  for (const copy of spec.copies) {
    for (const source of copiedSources(copy, ignore, options, problems)) {
      const wanted = destination(copy, source);
      const problem = hostileName(wanted);
      const placed = problem === undefined ? placedPath(options.tree, wanted, source.type) : undefined;
      if (problem !== undefined) problems.push(problem);
      else if (placed === undefined)
        problems.push({ what: `the links on the way to '/${wanted}' go in circles` });
      else if (placed !== '') yield { entry: entryOf(placed, source, spec, options), at: copy.at };
    }
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
  const whiteout = path.split('/').find((part) => part.startsWith('.wh.'));
  if (whiteout === undefined) return undefined;
  return {
    what: `'/${path}' cannot be copied`,
    rule: 'a name that begins with .wh. means "removed" in a layer',
    next: 'rename it, ignore it, or use remove: to remove a file of the base',
  };
}

function placedPath(tree: DirectoryNode, path: string, type: SourceFile['type']): string | undefined {
  if (type === 'directory') return followLinks(tree, path);
  const { parent, name } = split(path);
  const directory = followLinks(tree, parent);
  return directory === undefined ? undefined : join(directory, name);
}

function entryOf(path: string, source: SourceFile, spec: LayerSpec, options: EntryOptions): LayerEntry {
  return {
    path,
    type: source.type,
    mode: modeOf(source, spec.mode),
    uid: spec.uid,
    gid: spec.gid,
    size: source.size,
    modified: timeOf(spec, options),
    ...(source.target === undefined ? {} : { target: source.target }),
    ...(source.type === 'file' ? { source: source.absolute } : {}),
  };
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
  entries: readonly LayerEntry[],
  options: EntryOptions,
  spec: LayerSpec,
): Generator<LayerEntry> {
  const known = new Set(entries.map((entry) => entry.path));
  for (const entry of entries) {
    for (
      let { parent } = split(entry.path);
      parent !== '' && !known.has(parent);
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
    const placed = placedPath(options.tree, path, 'file');
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
