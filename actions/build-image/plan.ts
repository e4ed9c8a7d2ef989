import type { Values } from '../../shared/action/contract.ts';
import type { ActionContext } from '../../shared/action/context.ts';
import type { ImageFile } from '../../shared/image/image-file.ts';
import type { CheckLevels } from '../../shared/image/checks/check.ts';
import { readImageFile } from '../../shared/image/file/read-image-file.ts';
import { type Digest, digestOf } from '../../shared/oci/digest.ts';
import { UserError, messageOf } from '../../shared/text/error.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { contract } from './contract.ts';
import { type Commit, readCommit } from './git.ts';
import { tagEvent } from './tags/event.ts';
import { parseFlavor } from './tags/flavor.ts';
import { type ResolvedTags, resolveTags } from './tags/resolve.ts';
import { DEFAULT_TAGS, parseTagLines } from './tags/rule.ts';

export type BuildInputs = Values<(typeof contract)['inputs']>;

/** Everything that is known before anything is asked of a registry. */
export interface BuildPlan {
  readonly inputs: BuildInputs;
  readonly file: ImageFile;
  /** `file` relative to the workspace, with `/`. */
  readonly filePath: string;
  readonly fileDigest: Digest;
  readonly commit: Commit | undefined;
  /** The commit that tags and labels name: of a pull request its head. */
  readonly revision: string;
  /** Seconds since 1970. */
  readonly epoch: number;
  readonly tags: ResolvedTags;
  readonly levels: CheckLevels;
}

/** @throws UserError with every problem of the file, the tags and the time. */
export async function loadPlan(inputs: BuildInputs, context: ActionContext): Promise<BuildPlan> {
  const bytes = readWorkspaceFile(context.workspace, inputs.file);
  const commit = await readCommit(context.workspace);
  const event = tagEvent(context.run, { commit, now: context.clock.now() });
  const problems: UserError[] = [];
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error);
      return undefined;
    }
  };
  const file = attempt(() => readImageFile(inputs.file, bytes.toString('utf8')));
  const tags = attempt(() =>
    resolveTags(parseTagLines(inputs.tags ?? DEFAULT_TAGS), parseFlavor(inputs.flavor ?? ''), event),
  );
  const epoch = attempt(() => epochOf(inputs, commit));
  if (file === undefined || tags === undefined || epoch === undefined) {
    throw new UserError(problems.flatMap((error) => error.problems));
  }
  return {
    inputs,
    file,
    filePath: inputs.file,
    fileDigest: digestOf(bytes),
    commit,
    revision: event.sha,
    epoch,
    tags,
    levels: { ...file.checks, ...givenLevels(inputs) },
  };
}

/** The inputs are stricter or looser than the file on purpose: they belong to this workflow. */
const givenLevels = (inputs: BuildInputs): CheckLevels => ({
  ...(inputs.baseImages === undefined ? {} : { 'base-images': inputs.baseImages }),
  ...(inputs.cleanTree === undefined ? {} : { 'clean-tree': inputs.cleanTree }),
});

function readWorkspaceFile(workspace: string, file: string): Buffer {
  try {
    return readFileSync(path.resolve(workspace, file));
  } catch (error) {
    throw new UserError(
      {
        what: `'${file}' cannot be read`,
        rule: 'the file that says what the image is made of',
        seen: messageOf(error),
        next: 'check out the repository first, or correct the input file',
      },
      { cause: error },
    );
  }
}

/** Never the clock's time: then no two builds would be equal. */
function epochOf({ sourceDateEpoch }: BuildInputs, commit: Commit | undefined): number {
  if (sourceDateEpoch !== 'commit') return sourceDateEpoch;
  if (commit !== undefined) return commit.time;
  throw new UserError({
    what: 'there is no commit to take the time from',
    rule: 'the image says when its commit was made, so that a second build is equal',
    next: 'check out with git (a shallow clone is enough), or set source-date-epoch',
  });
}
