import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { AssembledImage } from '../../shared/image/assemble.ts';
import { type Finding, type JudgedFinding, judge } from '../../shared/image/checks/check.ts';
import { checkConfig } from '../../shared/image/checks/config-checks.ts';
import { checkFiles } from '../../shared/image/checks/file-checks.ts';
import { secretName } from '../../shared/image/checks/secret-files.ts';
import { copiedSources } from '../../shared/image/copied-sources.ts';
import { ignoreRules } from '../../shared/image/ignore.ts';
import { layersFor } from '../../shared/image/image-file.ts';
import type { Log } from '../../shared/ports/log.ts';
import { type Problem, UserError, describeProblem } from '../../shared/text/error.ts';
import { plural } from '../../shared/text/size.ts';
import type { BuildPlan, ImagePlan } from './plan.ts';
import { type TreeState, readTop, readTreeState } from './git.ts';

/** What of a build decides about its tree. */
export interface TreeQuestion extends Pick<ImagePlan, 'levels' | 'commit'> {
  /** Paths, relative to the workspace, that go into the image. */
  readonly inputs: readonly string[];
  /** Files that really go in, absolute; without it the inputs are what the build reads, as it reads a Dockerfile. */
  readonly taken?: () => ReadonlySet<string>;
  /** What is left out although it stands below the inputs, by its absolute path. */
  readonly leftOut?: (absolute: string) => boolean;
  /** Beside what is taken: files, absolute, that say what the image is made of. */
  readonly read?: ReadonlySet<string>;
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
  const unknown = await unknownTo(question, tree, workspace);
  return {
    findings: [
      ...changed,
      ...unseenFinding(tree),
      ...unknown.map(({ file, ...words }): Finding => ({ check, ...words, at: place(file) })),
    ],
    tree,
  };
}

/** With such files missing or stale the image is not what its commit gives. */
function unseenFinding({ unseen }: TreeState): readonly Finding[] {
  const [first] = unseen;
  if (first === undefined) return [];
  const others = unseen.length === 1 ? '' : ` and ${plural(unseen.length - 1, 'other file')}`;
  return [
    {
      check: 'clean-tree',
      what: `'${first}'${others} may go into the image, and git does not look at it`,
      seen: 'a sparse checkout, or a file that git was told to take for unchanged',
      next: 'check out everything that the image is made of',
    },
  ];
}

interface Unknown {
  readonly file: string;
  readonly what: string;
  readonly next: string;
}

const readUnknown = (file: string): Unknown => ({
  file,
  what: `'${file}' is read by the build, and git does not know it`,
  next: 'commit it, or add it to .gitignore when the job makes it',
});

/** What may hold a credential is never to be committed. */
const takenUnknown = (file: string): Unknown => ({
  file,
  what: `'${file}' goes into the image, and git does not know it`,
  next:
    secretName(file) === undefined
      ? 'add it to ignore: unless the image needs it; else commit it, or add it to .gitignore when the job makes it'
      : 'add it to ignore:, and to .gitignore; do not commit it',
});

/** What git does not know, of that which the build reads or takes. */
async function unknownTo(
  { taken, leftOut = () => false, read = new Set() }: TreeQuestion,
  { unknown }: TreeState,
  workspace: string,
): Promise<readonly Unknown[]> {
  if (unknown.length === 0) return [];
  const [top, files] = [await readTop(workspace), taken?.()];
  return unknown.flatMap((file) => {
    const absolute = path.join(top, file);
    if (read.has(absolute)) return [readUnknown(file)];
    if (files === undefined) return leftOut(absolute) ? [] : [readUnknown(file)];
    return files.has(absolute) ? [takenUnknown(file)] : [];
  });
}

/** The files that say what the image is made of, relative to the workspace: image.yml, and its ignore file. */
export const describingFiles = ({ file, origin }: BuildPlan): readonly string[] => [
  origin.path,
  ...(file.ignoreFile === undefined ? [] : [file.ignoreFile.path]),
];

/** The file itself, and what it copies; placeholders are cut off, since every platform's files count. */
export function inputPaths(plan: BuildPlan, workspace: string): readonly string[] {
  const copied = plan.file.layers.flatMap((layer) =>
    layer.copies.map(({ from }) => from.replace(/\/*[^/]*\{.*$/, '') || '.'),
  );
  return [...describingFiles(plan), ...new Set(copied.flatMap((from) => behindLinks(from, workspace)))];
}

/** Git knows a link as a link; what is copied through it stands elsewhere in the workspace. */
function behindLinks(from: string, workspace: string): readonly string[] {
  try {
    const real = path.relative(realpathSync(workspace), realpathSync(path.resolve(workspace, from)));
    const isInside = !real.startsWith('..') && !path.isAbsolute(real);
    return isInside ? [from, real === '' ? '.' : real] : [from];
  } catch {
    return [from];
  }
}

/** Every file that a layer takes, absolute: what is ignored needs no commit. */
export function takenFiles({ file, ignore }: BuildPlan, workspace: string): ReadonlySet<string> {
  const options = { workspace, ...(ignore === undefined ? {} : { ignore }) };
  const layers = file.platforms.flatMap((platform) => layersFor(file, platform));
  const taken = new Set<string>();
  for (const layer of layers) {
    const ignored = ignoreRules(layer.ignore);
    for (const copy of layer.copies)
      copiedSources(copy, ignored, options, [], ({ absolute }) => taken.add(absolute));
  }
  return taken;
}

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

/** Warnings as the log and the files that are to blame show them. */
export function tell(warnings: readonly Finding[], log: Log): void {
  for (const warning of warnings) log.warn(describeProblem(problemOf(warning)), warning.at);
}

const problemOf = ({ check, what, seen, next, at }: Finding): Problem => ({
  what,
  rule: `check '${check}'`,
  ...(seen === undefined ? {} : { seen }),
  ...(next === undefined ? {} : { next }),
  ...(at === undefined ? {} : { at }),
});
