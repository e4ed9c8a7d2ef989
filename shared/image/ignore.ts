/** Says whether a path below the copied directory is left out. */
export type Ignore = (path: string, isDirectory: boolean) => boolean;

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
  if (rest.startsWith('**/') && (at === 0 || glob[at - 1] === '/')) return ['(?:[^/]+/)*', 3];
  if (rest === '**') return ['.*', 2];
  const stars = /^\*+/.exec(rest)?.[0].length ?? 0;
  if (stars > 0) return ['[^/]*', stars];
  if (rest.startsWith('?')) return ['[^/]', 1];
  const set = /^\[(!?)((?:\]|\\.|[^\]\\])(?:\\.|[^\]\\])*)\]/.exec(rest);
  if (set !== null) return [`(?!/)[${set[1] === '!' ? '^' : ''}${setSource(set[2] ?? '')}]`, set[0].length];
  if (rest.startsWith('\\') && rest.length > 1) return [literal(rest.charAt(1)), 2];
  return [literal(rest.charAt(0)), 1];
}

const setSource = (characters: string): string =>
  characters.replace(/\\(.)/gs, '$1').replace(/[\\\]^[]/g, '\\$&');

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
