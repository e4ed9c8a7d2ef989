import type { AssembledImage } from '../../shared/image/assemble.ts';
import { type Finding, type JudgedFinding, judge } from '../../shared/image/checks/check.ts';
import { checkConfig } from '../../shared/image/checks/config-checks.ts';
import { checkFiles } from '../../shared/image/checks/file-checks.ts';
import { type Problem, UserError } from '../../shared/text/error.ts';
import type { BuildPlan, ImagePlan } from './plan.ts';
import { type TreeState, readTreeState } from './git.ts';

/** What of a build decides about its tree. */
export interface TreeQuestion extends Pick<ImagePlan, 'levels' | 'commit'> {
  /** Paths, relative to the workspace, that go into the image. */
  readonly inputs: readonly string[];
}

/** Whether the working tree is the commit, as far as the image goes. */
export async function checkTree(
  question: TreeQuestion,
  workspace: string,
): Promise<{ findings: readonly Finding[]; tree: TreeState | undefined }> {
  const check = 'clean-tree';
  if (question.levels[check] === 'off') return { findings: [], tree: undefined };
  if (question.commit === undefined) {
    const next = 'check it out with git, or set clean-tree: off and source-date-epoch';
    return { findings: [{ check, what: 'the workspace is not a git repository', next }], tree: undefined };
  }
  const tree = await readTreeState(workspace, question.inputs);
  const place = (file: string) => ({ file, line: 1 });
  const changed = tree.changed.map((file): Finding => ({
    check,
    what: `'${file}' differs from the commit`,
    next: 'commit it, or undo the change',
    at: place(file),
  }));
  const unknown = tree.unknown.map((file): Finding => ({
    check,
    what: `'${file}' goes into the image, and git does not know it`,
    next: 'commit it, add it to ignore:, or to .gitignore when the job makes it',
    at: place(file),
  }));
  return { findings: [...changed, ...unknown], tree };
}

/** The file itself, and what it copies; placeholders are cut off, since every platform's files count. */
export const inputPaths = ({ file, origin }: BuildPlan): readonly string[] => [
  origin.path,
  ...(file.ignoreFile === undefined ? [] : [file.ignoreFile.path]),
  ...new Set(
    file.layers.flatMap((layer) => layer.copies.map(({ from }) => from.replace(/\/*[^/]*\{.*$/, '') || '.')),
  ),
];

/** What an assembled image's own files and config say; equal findings of several platforms once. */
export function checkImage(image: AssembledImage, plan: BuildPlan): readonly Finding[] {
  const ours = {
    Env: Object.entries(plan.file.config.env).map(([name, value]) => `${name}=${value}`),
    Labels: plan.file.config.labels,
  };
  const findings = image.platforms.flatMap(({ config, layers }) => [
    ...checkConfig(config.config ?? {}, ours),
    ...checkFiles(layers.flatMap((layer) => layer.entries)),
  ]);
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** @throws UserError ('refused') when a check of level error found something; else what the others found. */
export function refuseErrors(findings: readonly Finding[], plan: ImagePlan): readonly JudgedFinding[] {
  const judged = judge(findings, plan.levels);
  const errors = judged.filter(({ level }) => level === 'error');
  if (errors.length > 0) throw new UserError(errors.map(problemOf), { result: 'refused' });
  return judged;
}

const problemOf = ({ check, what, seen, next, at }: Finding): Problem => ({
  what,
  rule: `check '${check}'`,
  ...(seen === undefined ? {} : { seen }),
  ...(next === undefined ? {} : { next }),
  ...(at === undefined ? {} : { at }),
});
