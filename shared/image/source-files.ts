import { type Dirent, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { type Problem, UserError, messageOf } from '../text/error.ts';
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

export interface SourceQuestion {
  readonly workspace: string;
  /** Relative to `workspace`; followed where it is a link, within the workspace. */
  readonly from: string;
  readonly ignore: Ignore;
  readonly read?: ReadDirectory;
}

/**
 * Gives everything at and below `from` to `take`, a directory before what is in it, each directory in the order in which it is read. Symbolic links
 * below are taken as links. Ignored directories are not entered.
 * @throws UserError with every file that cannot go into an image: sockets, pipes, devices, unreadable ones, names that are not UTF-8.
 */
export function eachSource(question: SourceQuestion, take: (file: SourceFile) => void): void {
  const { workspace, from, ignore, read = readDirectory } = question;
  const problems: Problem[] = [];
  walk({ root: sourceRoot(workspace, from), ignore, read, problems, take }, '', false);
  if (problems.length > 0) throw new UserError(problems);
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
function isWithin(outer: string, inner: string): boolean {
  const relative = path.relative(outer, inner);
  return (
    relative === '' ||
    (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative))
  );
}

interface Walk {
  readonly root: string;
  readonly ignore: Ignore;
  readonly read: ReadDirectory;
  readonly problems: Problem[];
  readonly take: (file: SourceFile) => void;
}

/** `isOnTheWay`: a directory that only leads to exceptions; it is taken for their sake, before the first of them. */
function walk(state: Walk, below: string, isOnTheWay: boolean): void {
  const { root, ignore, read, problems, take } = state;
  const file = describe(root, below, problems);
  if (file === undefined) return;
  if (!isOnTheWay) take(file);
  if (file.type !== 'directory') return;
  let isTaken = !isOnTheWay;
  const taking = (child: SourceFile): void => {
    if (!isTaken) take(file);
    isTaken = true;
    take(child);
  };
  const inner = isOnTheWay ? { ...state, take: taking } : state;
  for (const child of list(file.absolute, read, problems)) {
    const name = below === '' ? child.name : `${below}/${child.name}`;
    const ignored = ignore(name, child.isDirectory());
    if (ignored === true) continue;
    if (child.name.includes('\ufffd'))
      problems.push({ what: `the name of '${name}' is not UTF-8`, next: 'rename it, or ignore it' });
    else walk(inner, name, ignored === 'but-not-all');
  }
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
  const absolute = below === '' ? root : `${root}/${below}`;
  const stat = lstatSync(absolute);
  const mode = stat.mode & 0o7777;
  if (stat.isFile()) return { path: below, absolute, type: 'file', mode, size: stat.size };
  if (stat.isDirectory()) return { path: below, absolute, type: 'directory', mode, size: 0 };
  if (stat.isSymbolicLink())
    return { path: below, absolute, type: 'symlink', mode, size: 0, target: readlinkSync(absolute) };
  problems.push({
    what: `'${absolute}' cannot go into an image`,
    rule: 'files, directories and symbolic links',
    seen: stat.isSocket() ? 'a socket' : stat.isFIFO() ? 'a named pipe' : 'a device',
    next: 'ignore it',
  });
  return undefined;
}
