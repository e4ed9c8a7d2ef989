import { type Problem, UserError } from '../text/error.ts';
import { type Ignore, eitherIgnores } from './ignore.ts';
import type { Copy } from './layer-spec.ts';
import { type ReadDirectory, type SourceFile, listSources } from './source-files.ts';

export interface SourceOptions {
  readonly workspace: string;
  /** What no layer takes, by paths relative to the workspace. */
  readonly ignore?: Ignore;
  readonly read?: ReadDirectory;
}

/** What one `source: destination` takes; what is wrong with it is noted in `problems`, at its place. */
export function copiedSources(
  copy: Copy,
  ignore: Ignore,
  options: SourceOptions,
  problems: Problem[],
): readonly SourceFile[] {
  const place = copy.at === undefined ? {} : { at: copy.at };
  const leftOut = options.ignore ?? (() => false);
  const root = copy.from
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .join('/');
  const below: Ignore = (path, isDirectory) =>
    leftOut([root, path].join('/').replace(/^\//, ''), isDirectory);
  try {
    const files = listSources(options.workspace, copy.from, eitherIgnores(ignore, below), options.read);
    const isLeftOut = root !== '' && leftOut(root, files[0]?.type === 'directory') !== false;
    if (!isLeftOut || files.length > 1) return files;
    problems.push({
      what: `'${copy.from}' is left out by the ignore file`,
      rule: 'what is copied by name is not ignored',
      next: 'take the line out of copy:, or add an exception, !…, to the ignore file',
      ...place,
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems.map((problem) => ({ ...problem, ...place })));
  }
  return [];
}
