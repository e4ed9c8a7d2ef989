import { type Dirent, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { type Problem, UserError, messageOf } from '../text/error.ts';
import { byteOrder } from './byte-order.ts';
import { type Ignore } from './ignore.ts';

/** A file, directory or link of the workspace that goes into a layer. */
export interface SourceFile {
  /** Below the copied directory, with `/`; empty for the copied file or directory itself. */
  readonly path: string;
  readonly absolute: string;
  readonly type: 'file' | 'directory' | 'symlink';
  readonly mode: number;
  readonly size: number;
  readonly target?: string;
}

/** Lists a directory; a port, so that a second build can read in another order. */
export type ReadDirectory = (directory: string) => Dirent[];

export const readDirectory: ReadDirectory = (directory) => readdirSync(directory, { withFileTypes: true });

/**
 * Everything at and below `from`, a path relative to `workspace`, in byte order of the paths. Symbolic links below are taken as links; `from` itself is
 * followed, within the workspace. Ignored directories are not entered.
 * @throws UserError with every file that cannot go into an image: sockets, pipes, devices, unreadable ones, names that are not UTF-8.
 */
export function listSources(
  workspace: string,
  from: string,
  ignore: Ignore,
  read: ReadDirectory = readDirectory,
): readonly SourceFile[] {
  const root = sourceRoot(workspace, from);
  const problems: Problem[] = [];
  const files = [...walk(root, '', ignore, read, problems)];
  if (problems.length > 0) throw new UserError(problems);
  return files.sort((a, b) => byteOrder(a.path, b.path));
}

function sourceRoot(workspace: string, from: string): string {
  const wanted = path.resolve(workspace, from);
  let real: string;
  try {
    real = realpathSync(wanted);
  } catch (error) {
    throw new UserError(
      {
        what: `'${from}' is not in the workspace`,
        seen: messageOf(error),
        next: 'build it before this step, or correct the path',
      },
      { cause: error },
    );
  }
  if (!isWithin(realpathSync(workspace), real)) {
    throw new UserError({
      what: `'${from}' is outside of the workspace`,
      rule: 'an image is made of the checked-out directory only',
      seen: real,
    });
  }
  return real;
}

/** Whether `inner` is `outer` or below it; both absolute. */
export function isWithin(outer: string, inner: string): boolean {
  const relative = path.relative(outer, inner);
  return (
    relative === '' ||
    (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative))
  );
}

function* walk(
  root: string,
  below: string,
  ignore: Ignore,
  read: ReadDirectory,
  problems: Problem[],
): Generator<SourceFile> {
  const file = describe(root, below, problems);
  if (file === undefined) return;
  yield file;
  if (file.type !== 'directory') return;
  for (const child of list(file.absolute, read, problems)) {
    const name = below === '' ? child.name : `${below}/${child.name}`;
    const ignored = ignore(name, child.isDirectory());
    if (ignored === true) continue;
    if (child.name.includes('\ufffd'))
      problems.push({ what: `the name of '${name}' is not UTF-8`, next: 'rename it, or ignore it' });
    else if (ignored === false) yield* walk(root, name, ignore, read, problems);
    else yield* whenNotEmpty(walk(root, name, ignore, read, problems));
  }
}

/** A directory that only leads to exceptions is there for their sake. */
function* whenNotEmpty([directory, ...rest]: Iterable<SourceFile>): Generator<SourceFile> {
  if (directory !== undefined && rest.length > 0) yield* [directory, ...rest];
}

function list(directory: string, read: ReadDirectory, problems: Problem[]): Dirent[] {
  try {
    return read(directory);
  } catch (error) {
    problems.push({ what: `'${directory}' cannot be read`, seen: messageOf(error) });
    return [];
  }
}

function describe(root: string, below: string, problems: Problem[]): SourceFile | undefined {
  const absolute = below === '' ? root : path.join(root, below);
  const stat = lstatSync(absolute);
  const common = { path: below, absolute, mode: stat.mode & 0o7777 };
  if (stat.isDirectory()) return { ...common, type: 'directory', size: 0 };
  if (stat.isFile()) return { ...common, type: 'file', size: stat.size };
  if (stat.isSymbolicLink()) return { ...common, type: 'symlink', size: 0, target: readlinkSync(absolute) };
  problems.push({
    what: `'${absolute}' cannot go into an image`,
    rule: 'files, directories and symbolic links',
    seen: stat.isSocket() ? 'a socket' : stat.isFIFO() ? 'a named pipe' : 'a device',
    next: 'ignore it',
  });
  return undefined;
}
