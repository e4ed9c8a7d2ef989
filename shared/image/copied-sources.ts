import { type Problem, UserError } from '../text/error.ts';
import { type Ignore, eitherIgnores } from './ignore.ts';
import type { Copy } from './layer-spec.ts';
import { type ReadDirectory, type SourceFile, eachSource } from './source-files.ts';

export interface SourceOptions {
  readonly workspace: string;
  /** What no layer takes, by paths relative to the workspace. */
  readonly ignore?: Ignore;
  readonly read?: ReadDirectory;
}

/** Gives what one `source: destination` takes to `take`; what is wrong with it is noted in `problems`, at its place. */
export function copiedSources(
  copy: Copy,
  ignore: Ignore,
  options: SourceOptions,
  problems: Problem[],
  take: (file: SourceFile) => void,
): void {
  const place = copy.at === undefined ? {} : { at: copy.at };
  const { workspace, read, ignore: leftOut } = options;
  const root = copy.from
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .join('/');
  const prefix = root === '' ? '' : `${root}/`;
  const all =
    leftOut === undefined
      ? ignore
      : eitherIgnores(ignore, (path, isDirectory) => leftOut(prefix + path, isDirectory));
  const isLeftOut = ({ type }: SourceFile): boolean =>
    root !== '' && leftOut !== undefined && leftOut(root, type === 'directory') !== false;
  let held: SourceFile | undefined;
  try {
    eachSource(
      { workspace, from: copy.from, ignore: all, ...(read === undefined ? {} : { read }) },
      (file) => {
        if (file.path === '' && isLeftOut(file)) {
          held = file;
          return;
        }
        if (held !== undefined) take(held);
        held = undefined;
        take(file);
      },
    );
    if (held !== undefined) problems.push({ ...leftOutByName(copy.from), ...place });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems.map((problem) => ({ ...problem, ...place })));
  }
}

const leftOutByName = (from: string): Problem => ({
  what: `'${from}' is left out by the ignore file`,
  rule: 'what is copied by name is not ignored',
  next: 'take the line out of copy:, or add an exception, !…, to the ignore file',
});
