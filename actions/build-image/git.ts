import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { promisify } from 'node:util';
import { UserError, messageOf } from '../../shared/text/error.ts';

const run = promisify(execFile);

/** The commit that is checked out. */
export interface Commit {
  readonly sha: string;
  /** Its tree: the content of all its files. */
  readonly tree: string;
  /** Committer's time, in seconds since 1970. */
  readonly time: number;
}

/** What stands between the working tree and the commit. Paths are relative to the repository's top. */
export interface TreeState {
  /** Tracked files that differ from the commit. */
  readonly changed: readonly string[];
  /** Inputs that git neither tracks nor ignores. */
  readonly unknown: readonly string[];
  /** Inputs that git ignores, directories with a `/` at the end: what the job itself made, such as `node_modules/`. */
  readonly generated: readonly string[];
  /** Inputs that git knows and does not look at: a sparse checkout leaves them out, or their changes are not to be seen. */
  readonly unseen: readonly string[];
}

/** Undefined when `workspace` is not in a git repository with a commit. */
export async function readCommit(workspace: string): Promise<Commit | undefined> {
  let object: string;
  let sha: string;
  try {
    sha = (await git(workspace, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])).trim();
    object = await git(workspace, ['cat-file', 'commit', sha]);
  } catch {
    return undefined;
  }
  const tree = /^tree ([0-9a-f]+)$/m.exec(object)?.[1];
  const time = /^committer .* (\d+) [+-]\d{4}$/m.exec(object)?.[1];
  return tree === undefined || time === undefined ? undefined : { sha, tree, time: Number(time) };
}

/** Compares the working tree with the commit; `inputs` are the paths, relative to `workspace`, that go into the image. */
export async function readTreeState(workspace: string, inputs: readonly string[]): Promise<TreeState> {
  const others = ['ls-files', '--full-name', '--others', '--exclude-standard', '-z'];
  const diff = ['diff', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none', '--name-only', '-z'];
  const [changed, unknown, generated, known] = await Promise.all([
    git(workspace, [...diff, 'HEAD', '--']),
    inputs.length === 0 ? '' : git(workspace, [...others, '--', ...inputs]),
    inputs.length === 0 ? '' : git(workspace, [...others, '--ignored', '--directory', '--', ...inputs]),
    inputs.length === 0 ? '' : git(workspace, ['ls-files', '--full-name', '-v', '-z', '--', ...inputs]),
  ]);
  const unseen = names(known).flatMap((line) => (/^[Sa-z] /.test(line) ? [line.slice(2)] : []));
  return { changed: names(changed), unknown: names(unknown), generated: names(generated), unseen };
}

/** The repository's top, without links. */
export const readTop = async (workspace: string): Promise<string> =>
  (await git(workspace, ['rev-parse', '--show-toplevel'])).replace(/\n$/, '');

const names = (output: string): readonly string[] => output.split('\0').filter((name) => name !== '');

/**
 * Runs git without what a repository's own configuration could make it execute. A checkout that belongs to another user, as in a
 * container job, is read all the same: this job chose the directory.
 */
async function git(workspace: string, argv: readonly string[]): Promise<string> {
  const options = [
    '-c',
    'core.fsmonitor=false',
    '-c',
    `safe.directory=${realpathSync(workspace)}`,
    '--literal-pathspecs',
    '--no-optional-locks',
  ];
  try {
    const { stdout } = await run('git', [...options, ...argv], {
      cwd: workspace,
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    throw new UserError(
      { what: `git ${argv[0] ?? ''} failed`, seen: messageOf(error).split('\n')[1] ?? messageOf(error) },
      { cause: error },
    );
  }
}
