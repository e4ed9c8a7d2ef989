import type { Values } from '../../shared/action/contract.ts';
import type { ActionContext } from '../../shared/action/context.ts';
import type { ImageFile } from '../../shared/image/image-file.ts';
import type { CheckLevels } from '../../shared/image/checks/check.ts';
import { type Ignore, dockerignoreRules } from '../../shared/image/ignore.ts';
import { readImageFile } from '../../shared/image/file/read-image-file.ts';
import { type Digest, digestOf } from '../../shared/oci/digest.ts';
import { type Problem, UserError, messageOf } from '../../shared/text/error.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { contract } from './contract.ts';
import { type Commit, readCommit } from './git.ts';
import { tagEvent } from './tags/event.ts';
import { parseFlavor } from './tags/flavor.ts';
import { type ResolvedTags, resolveTags } from './tags/resolve.ts';
import { DEFAULT_TAGS, parseTagLines } from './tags/rule.ts';

export type BuildInputs = Values<(typeof contract)['inputs']>;

/** What is known of every image before anything is asked of a registry. */
export interface ImagePlan {
  readonly inputs: BuildInputs;
  readonly commit: Commit | undefined;
  /** The commit that tags and labels name: of a pull request its head. */
  readonly revision: string;
  /** Seconds since 1970. */
  readonly epoch: number;
  readonly tags: ResolvedTags;
  readonly levels: CheckLevels;
  /** The file that says what the image is made of, relative to the workspace; absent when images are merged. */
  readonly origin?: { readonly path: string; readonly digest: Digest };
}

/** An image that is made of what a file says. */
export interface BuildPlan extends ImagePlan {
  readonly file: ImageFile;
  /** What the ignore file of `file` leaves out. */
  readonly ignore?: Ignore;
  readonly origin: { readonly path: string; readonly digest: Digest };
}

/** @throws UserError with every problem of the file, the tags and the time. */
export async function loadPlan(inputs: BuildInputs, context: ActionContext): Promise<BuildPlan> {
  const bytes = readWorkspaceFile(context.workspace, inputs.file);
  const problems: Problem[] = [];
  const file = attempt(problems, () => readImageFile(inputs.file, bytes.toString('utf8')));
  const ignore = attempt(problems, () => file?.ignoreFile && readIgnoreFile(file.ignoreFile, context));
  const common = await loadCommon(inputs, context, problems);
  if (file === undefined || common === undefined || problems.length > 0) throw new UserError(problems);
  return {
    ...common,
    file,
    ...(ignore === undefined ? {} : { ignore }),
    levels: { ...file.checks, ...common.levels },
    origin: { path: inputs.file, digest: digestOf(bytes) },
  };
}

function readIgnoreFile(
  { path: file, at }: NonNullable<ImageFile['ignoreFile']>,
  { workspace }: ActionContext,
): Ignore {
  let text: string;
  try {
    text = readFileSync(path.resolve(workspace, file), 'utf8');
  } catch (error) {
    throw new UserError(
      { what: `the ignore file '${file}' cannot be read`, seen: messageOf(error), at },
      { cause: error },
    );
  }
  return dockerignoreRules(text, file);
}

/** @throws UserError with every problem of the tags and the time. */
export async function loadImagePlan(inputs: BuildInputs, context: ActionContext): Promise<ImagePlan> {
  const problems: Problem[] = [];
  const common = await loadCommon(inputs, context, problems);
  if (common === undefined) throw new UserError(problems);
  return common;
}

async function loadCommon(
  inputs: BuildInputs,
  context: ActionContext,
  problems: Problem[],
): Promise<ImagePlan | undefined> {
  const commit = await readCommit(context.workspace);
  const event = tagEvent(context.run, { commit, now: context.clock.now() });
  const lines = attempt(problems, () => parseTagLines(inputs.tags ?? DEFAULT_TAGS));
  const flavor = attempt(problems, () => parseFlavor(inputs.flavor ?? ''));
  const tags = lines && flavor && attempt(problems, () => resolveTags(lines, flavor, event));
  const epoch = attempt(problems, () => epochOf(inputs, commit));
  if (tags === undefined || epoch === undefined) return undefined;
  return { inputs, commit, revision: event.sha, epoch, tags, levels: givenLevels(inputs) };
}

/** The result of `work`, or undefined and its problems noted. */
function attempt<T>(problems: Problem[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

/** The inputs are stricter or looser than the file on purpose: they belong to this workflow. */
const givenLevels = (inputs: BuildInputs): CheckLevels => ({
  ...Object.fromEntries((inputs.checks ?? []).map(({ name, level }) => [name, level])),
  ...(inputs.baseImages === undefined ? {} : { 'base-images': inputs.baseImages }),
  ...(inputs.cleanTree === undefined ? {} : { 'clean-tree': inputs.cleanTree }),
});

/** @throws UserError when it cannot be read. */
export function readWorkspaceFile(workspace: string, file: string): Buffer {
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
    next: 'check out with git, which has to be installed for that (a shallow clone is enough), or set source-date-epoch',
  });
}
