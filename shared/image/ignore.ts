/** Says whether a path below the copied directory is left out; `but-not-all` is a directory that is, with exceptions below it. */
export type Ignore = (path: string, isDirectory: boolean) => boolean | 'but-not-all';

interface Rule {
  readonly pattern: RegExp;
  readonly negated: boolean;
  readonly directoriesOnly: boolean;
}

/**
 * Reads patterns as git reads a `.gitignore` (gitignore(5), "Pattern format"): `*` and `?` stay within a name, `**` crosses directories, a slash
 * at the beginning or in the middle anchors the pattern, one at the end means directories only, `!` takes back, the last match decides.
 */
export function ignoreRules(patterns: readonly string[]): Ignore {
  const rules = patterns.map(parseRule).filter((rule) => rule !== undefined);
  return (path, isDirectory) => {
    const last = rules.findLast((rule) => (isDirectory || !rule.directoriesOnly) && rule.pattern.test(path));
    return last !== undefined && !last.negated;
  };
}

function parseRule(line: string): Rule | undefined {
  const trimmed = line.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const negated = trimmed.startsWith('!');
  const pattern = negated ? trimmed.slice(1) : trimmed;
  const directoriesOnly = pattern.endsWith('/');
  const body = directoriesOnly ? pattern.slice(0, -1) : pattern;
  const anchored = body.includes('/');
  const source = globSource(body.replace(/^\//, ''));
  return { pattern: new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}$`, 's'), negated, directoriesOnly };
}

/**
 * Reads a `.dockerignore` as BuildKit does: every pattern is anchored at the context's root, `*` and `?` stay within a name, `**` crosses
 * directories, what is below a match is left out too, `!` takes back even there, the last match decides.
 */
export function dockerignoreRules(text: string): Ignore {
  const rules = text
    .replace(/^\ufeff/, '')
    .split('\n')
    .flatMap(parseDockerRule);
  const isException = rules.some(({ negated }) => negated);
  return (path, isDirectory) => {
    const last = rules.findLast(({ pattern }) => pattern.test(path));
    if (last === undefined || last.negated) return false;
    return isDirectory && isException ? 'but-not-all' : true;
  };
}

function parseDockerRule(line: string): readonly Pick<Rule, 'pattern' | 'negated'>[] {
  if (line.startsWith('#')) return [];
  const trimmed = line.trim();
  const negated = trimmed.startsWith('!');
  const parts = trimmed
    .slice(negated ? 1 : 0)
    .trim()
    .split('/');
  const names = parts.filter((part) => part !== '' && part !== '.');
  if (names.length === 0 || names.includes('..')) return [];
  return [{ pattern: new RegExp(`^${globSource(names.join('/'))}(?:/.*)?$`, 's'), negated }];
}

/** Left out by either. */
export const eitherIgnores =
  (one: Ignore, other: Ignore): Ignore =>
  (path, isDirectory) => {
    const [first, second] = [one(path, isDirectory), other(path, isDirectory)];
    if (first === true || second === true) return true;
    return first === false ? second : first;
  };

/** A regular expression that takes linear time: no nested repetition is ever made. */
function globSource(glob: string): string {
  let source = '';
  for (let at = 0; at < glob.length;) {
    const [text, length] = globPart(glob, at);
    source += text;
    at += length;
  }
  return source;
}

function globPart(glob: string, at: number): readonly [source: string, length: number] {
  const rest = glob.slice(at);
  return starPart(rest, at === 0 || glob[at - 1] === '/') ?? setPart(rest) ?? characterPart(rest);
}

function starPart(rest: string, startsName: boolean): readonly [string, number] | undefined {
  if (startsName && rest.startsWith('**/')) return ['(?:[^/]+/)*', 3];
  if (rest === '**') return ['.*', 2];
  const [stars] = /^\*+/.exec(rest) ?? [];
  return stars === undefined ? undefined : ['[^/]*', stars.length];
}

function setPart(rest: string): readonly [string, number] | undefined {
  const [whole, negated, characters = ''] = /^\[(!?)((?:\]|\\.|[^\]\\])(?:\\.|[^\]\\])*)\]/.exec(rest) ?? [];
  if (whole === undefined) return undefined;
  return [`(?!/)[${negated === '!' ? '^' : ''}${setSource(characters)}]`, whole.length];
}

function characterPart(rest: string): readonly [string, number] {
  if (rest.startsWith('?')) return ['[^/]', 1];
  const escaped = rest.startsWith('\\') && rest.length > 1;
  return escaped ? [literal(rest.charAt(1)), 2] : [literal(rest.charAt(0)), 1];
}

const setSource = (characters: string): string =>
  characters.replace(/\\(.)/gs, '$1').replace(/[\\\]^[]/g, '\\$&');

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
