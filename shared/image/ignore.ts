import { type Problem, UserError } from '../text/error.ts';
import { crossingGlob, isCrossing } from './crossing-glob.ts';
import { type Glob, matchesGlob, parseGlob } from './glob.ts';

/** Says whether a path below the copied directory is left out; `but-not-all` is a directory that is, with exceptions below it. */
export type Ignore = (path: string, isDirectory: boolean) => boolean | 'but-not-all';

interface Rule {
  readonly pattern: Glob;
  readonly negated: boolean;
  readonly directoriesOnly: boolean;
}

/**
 * Reads patterns as git reads a `.gitignore` (gitignore(5), "Pattern format"): `*` and `?` stay within a name, and so do two stars that are no
 * name of their own; a name `**` crosses directories, a slash at the beginning or in the middle anchors the pattern, one at the end means
 * directories only, `!` takes back, the last match decides.
 * @throws UserError for a pattern that means nothing.
 */
export function ignoreRules(patterns: readonly string[]): Ignore {
  const rules = patterns.map(parseIgnoreRule).filter((rule) => rule !== undefined);
  if (rules.length === 0) return () => false;
  return (path, isDirectory) => {
    const last = rules.findLast(
      (rule) => (isDirectory || !rule.directoriesOnly) && matchesGlob(rule.pattern, path),
    );
    return last !== undefined && !last.negated;
  };
}

/** One pattern of `ignoreRules`; undefined for a comment. @throws UserError for one that means nothing. */
export function parseIgnoreRule(line: string): Rule | undefined {
  const trimmed = line.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const negated = trimmed.startsWith('!');
  const pattern = negated ? trimmed.slice(1) : trimmed;
  const directoriesOnly = pattern.endsWith('/');
  const body = directoriesOnly ? pattern.slice(0, -1) : pattern;
  const anchored = body.includes('/');
  const glob = parseGlob(body.replace(/^\//, ''), { anywhere: !anchored, below: false });
  return { pattern: glob, negated, directoriesOnly };
}

/**
 * Reads a `.dockerignore` as BuildKit does: every pattern is anchored at the context's root, `*` and `?` stay within a name, `**` crosses
 * directories, what is below a match is left out too, `!` takes back even there, the last match decides.
 * @throws UserError with every pattern that means nothing, at its line of `file`.
 */
export function dockerignoreRules(text: string, file = '.dockerignore'): Ignore {
  const problems: Problem[] = [];
  const lines = text.replace(/^\ufeff/, '').split('\n');
  const rules = lines.flatMap((line, index) => {
    try {
      return parseDockerRule(line);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems.map((problem) => ({ ...problem, at: { file, line: index + 1 } })));
      return [];
    }
  });
  if (problems.length > 0) throw new UserError(problems);
  const isException = rules.some(({ negated }) => negated);
  return (path, isDirectory) => {
    const last = rules.findLast(({ matches }) => matches(path));
    if (last === undefined || last.negated) return false;
    return isDirectory && isException ? 'but-not-all' : true;
  };
}

interface DockerRule {
  readonly matches: (path: string) => boolean;
  readonly negated: boolean;
}

function parseDockerRule(line: string): readonly DockerRule[] {
  if (line.startsWith('#')) return [];
  const trimmed = line.trim();
  const negated = trimmed.startsWith('!');
  const parts = trimmed
    .slice(negated ? 1 : 0)
    .trim()
    .split('/');
  const names = parts.filter((part) => part !== '' && part !== '.');
  if (names.length === 0 || names.includes('..')) return [];
  return [{ matches: dockerMatcher(names.join('/')), negated }];
}

function dockerMatcher(text: string): (path: string) => boolean {
  if (isCrossing(text)) return crossingGlob(text);
  const glob = parseGlob(text, { anywhere: false, below: true });
  return (path) => matchesGlob(glob, path);
}

/** Left out by either. */
export const eitherIgnores =
  (one: Ignore, other: Ignore): Ignore =>
  (path, isDirectory) => {
    const [first, second] = [one(path, isDirectory), other(path, isDirectory)];
    if (first === true || second === true) return true;
    return first === false ? second : first;
  };
