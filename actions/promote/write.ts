import { readFile, realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { GitHub } from '../../shared/github/client.ts';
import { commitChanges, requireCommittable } from '../../shared/github/commits.ts';
import { formatNamedImage } from '../../shared/manifests/edit.ts';
import { shortDigest } from '../../shared/oci/digest.ts';
import { UserError } from '../../shared/text/error.ts';
import type { Edits, ReadFile, TargetEdit } from './edits.ts';
import { type Plan, planDigest } from './plan.ts';

/** Where the deployment files are, and how a change of them is written. */
export interface Files {
  readonly read: ReadFile;
  /** Finds out whether they can be written at all, and writes nothing. @throws UserError that names the permission. */
  requireWritable(): Promise<void>;
  /** Writes what `again` makes of the files as they are now. The commit, when there is one. */
  write(planned: Edits, again: (read: ReadFile) => Promise<Edits>): Promise<string | undefined>;
}

/** The job's workspace: later steps of the job see the change. */
export const workspaceFiles = (workspace: string): Files => ({
  read: (file) => readWorkspaceFile(workspace, file),
  requireWritable: () => Promise.resolve(),
  write: async ({ files }) => {
    for (const file of files) await writeFile(path.join(workspace, file.path), file.after);
    return undefined;
  },
});

/** As GitHub gives them. */
const MAX_FILE_BYTES = 1024 * 1024;

/**
 * A file of the workspace; undefined when nothing is there. A link may lead elsewhere within the workspace, but not out of it.
 * @throws UserError for what is no file, too large, or outside; nothing of it is read then.
 */
export async function readWorkspaceFile(workspace: string, file: string): Promise<Uint8Array | undefined> {
  try {
    const [root, full] = await Promise.all([realpath(workspace), realpath(path.join(workspace, file))]);
    if (path.relative(root, full).split(path.sep)[0] === '..')
      throw notAFile(file, 'a link out of the workspace');
    const found = await stat(full);
    if (!found.isFile()) throw notAFile(file, found.isDirectory() ? 'a directory' : 'no regular file');
    if (found.size > MAX_FILE_BYTES) throw notAFile(file, `${found.size} bytes`);
    return await readFile(full);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw notAFile(file, code, error);
  }
}

const notAFile = (file: string, seen: string, cause?: unknown): UserError =>
  new UserError(
    {
      what: `${file} cannot be read`,
      rule: `a file in the workspace, of at most ${MAX_FILE_BYTES} bytes`,
      seen,
    },
    { cause },
  );

/** A branch on GitHub: one commit, on top of whatever is there by then. */
export const branchFiles = (github: GitHub, branch: string, read: ReadFile, message: string): Files => ({
  read,
  requireWritable: () => requireCommittable(github),
  write: (planned, again) =>
    commitChanges(github, {
      branch,
      message,
      edit: async (files) => {
        const now = await again(files.read);
        refuseMoved(planned.targets, now.targets);
        return now.files.map((file) => ({ path: file.path, text: file.after }));
      },
    }),
});

/** Somebody may have changed the files since the plan was made, but not what the plan is about. */
function refuseMoved(planned: readonly TargetEdit[], now: readonly TargetEdit[]): void {
  const problems = now.flatMap((target, index) => {
    const before = planned[index]?.before;
    const unchanged = before !== undefined && formatNamedImage(before) === formatNamedImage(target.before);
    if (unchanged || !target.changed) return [];
    return [
      {
        what: `somebody else changed ${target.image} in ${target.path} meanwhile`,
        rule: 'what was decided on is what is replaced',
        seen: `${formatNamedImage(target.before)} instead of ${before === undefined ? 'nothing' : formatNamedImage(before)}`,
        next: 'look at their change, then run the job again',
      },
    ];
  });
  if (problems.length > 0) throw new UserError(problems, { result: 'refused' });
}

/** The line of a commit's message that names the plan it carries out. */
export const PLAN_TRAILER = 'Plan: ';

/** The commit's message: what, where to, and for machines the digests and the run. */
export function commitMessage(plan: Plan, run: string): string {
  const names = plan.images.map(({ image, digest }) => `${image} ${shortDigest(digest)}`).join(', ');
  const trailers = plan.images.map(
    ({ image, digest, destinations }) => `Image: ${image}=${destinations[0] ?? ''}@${digest}`,
  );
  const facts = [...trailers, `${PLAN_TRAILER}${planDigest(plan)}`, `Run: ${run}`];
  return [`Promote ${names} to ${plan.environment}`, '', ...facts].join('\n');
}
