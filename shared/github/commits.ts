import { UserError, messageOf } from '../text/error.ts';
import { textField } from './answer.ts';
import type { GitHub } from './client.ts';
import { type CommitFiles, filesAt, readBranch } from './contents.ts';
import { statusOf } from './failure.ts';
import { NO_OBJECT, requirePermission } from './permission.ts';

/** A whole file after an edit. */
export interface FileChange {
  readonly path: string;
  readonly text: string;
}

export interface CommitRequest {
  readonly branch: string;
  readonly message: string;
  /**
   * The changes, made from the files as they are now; called again when somebody else's commit came first. None means that nothing
   * is to be done.
   */
  edit(files: CommitFiles): Promise<readonly FileChange[]>;
}

/** Finds out whether the token may commit, and commits nothing. @throws UserError that names the permission. */
export const requireCommittable = (github: GitHub): Promise<void> =>
  requirePermission(github, 'POST /repos/{owner}/{repo}/git/commits', {
    message: 'never made',
    tree: NO_OBJECT,
    parents: [],
  });

/** Somebody else may commit this often in between; then the branch is too busy to wait. */
const TRIES = 5;

/**
 * One commit with all changes on top of a branch, or none: the branch is only ever moved forward (Git database API). Author and
 * committer are left to GitHub, which signs what a token writes.
 * @returns the new commit; undefined when there was nothing to change.
 */
export async function commitChanges(github: GitHub, request: CommitRequest): Promise<string | undefined> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const { commit: head } = await readBranch(github, request.branch);
    const changes = await request.edit(filesAt(github, head));
    if (changes.length === 0) return undefined;
    const commit = await writeCommit(github, head, changes, request.message);
    if (commit !== undefined && (await moveBranch(github, request.branch, commit, head))) return commit;
  }
  throw new UserError({
    what: `the branch ${request.branch} keeps moving`,
    rule: `a commit goes on top of what it was made from; tried ${TRIES} times`,
    next: 'run the job again; use `concurrency` to let one promotion at a time write',
  });
}

/** Undefined when GitHub has not seen its own tree yet, which happens right after it was made; the next try makes it again. */
async function writeCommit(
  github: GitHub,
  head: string,
  changes: readonly FileChange[],
  message: string,
): Promise<string | undefined> {
  const parent = await github.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
    commit_sha: head,
  });
  const base = textField(parent, 'tree', 'sha');
  const modes = await fileModes(github, base, changes);
  const tree = await github.request('POST /repos/{owner}/{repo}/git/trees', {
    base_tree: base,
    tree: changes.map(({ path, text }) => ({
      path,
      mode: modes.get(path) ?? '100644',
      type: 'blob',
      content: text,
    })),
  });
  try {
    const commit = await github.request('POST /repos/{owner}/{repo}/git/commits', {
      message,
      tree: textField(tree, 'sha'),
      parents: [head],
    });
    return textField(commit, 'sha');
  } catch (error) {
    if (isUnseenTree(error)) return undefined;
    throw error;
  }
}

const isUnseenTree = (error: unknown): boolean =>
  error instanceof UserError &&
  statusOf(error.cause) === 422 &&
  /tree sha does not exist/i.test(messageOf(error.cause));

/** An executable file stays executable. */
async function fileModes(
  github: GitHub,
  tree: string,
  changes: readonly FileChange[],
): Promise<ReadonlyMap<string, string>> {
  const answer = await github.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
    tree_sha: tree,
    recursive: '1',
  });
  const entries = (answer as { tree?: readonly { path?: string; mode?: string }[] }).tree ?? [];
  const wanted = new Set(changes.map(({ path }) => path));
  return new Map(
    entries.flatMap(({ path = '', mode = '' }) => (wanted.has(path) ? [[path, mode] as const] : [])),
  );
}

/** Whether the branch now names `commit`; false when somebody else moved it first. */
async function moveBranch(github: GitHub, branch: string, commit: string, head: string): Promise<boolean> {
  try {
    await github.request('PATCH /repos/{owner}/{repo}/git/refs/{+ref}', {
      ref: `heads/${branch}`,
      sha: commit,
      force: false,
    });
    return true;
  } catch (error) {
    if (!(error instanceof UserError) || statusOf(error.cause) !== 422) throw error;
    const { commit: now } = await readBranch(github, branch);
    // Unchanged and yet refused: a rule of the branch forbids it, and repeating would not help.
    if (now === head) {
      throw new UserError(
        {
          what: `the branch ${branch} does not take commits of this token`,
          rule: 'write: commit needs a branch that the token may push to',
          seen: error.message,
          next: 'let the token bypass the rule, or use write: none and commit the files yourself',
        },
        { cause: error },
      );
    }
    return now === commit;
  }
}
