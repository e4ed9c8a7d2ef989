import { UserError } from '../text/error.ts';

/** Any number of characters of a name; between names, any number of names. */
export const STAR = Symbol('*');

/** Says whether one character is meant. */
export type CharacterTest = (character: string) => boolean;
type NamePattern = readonly (CharacterTest | typeof STAR)[];

/** A pattern for paths: patterns for names, and `STAR` for any number of names. */
export type Glob = readonly (NamePattern | typeof STAR)[];

/** Where the pattern may match: below any directory, and what is below a match too. */
export interface GlobReach {
  readonly anywhere: boolean;
  readonly below: boolean;
}

const ANY_NAME: NamePattern = [STAR];

/**
 * Parses a pattern of names with `/` between them: `*` and `?` stay within a name, `[a-z]`, `[!a-z]` and `[^a-z]` are sets, `\` takes the next
 * character as it is, a name `**` stands for any number of names, in the end for at least one.
 * @throws UserError for a range that goes backwards.
 */
export function parseGlob(text: string, { anywhere, below }: GlobReach): Glob {
  const names = namesOf(text);
  const parts = names.flatMap((name, index): Glob => {
    if (name !== '**') return [parseName(name)];
    return index === names.length - 1 ? [ANY_NAME, STAR] : [STAR];
  });
  return [...(anywhere ? ([STAR] as const) : []), ...parts, ...(below ? ([STAR] as const) : [])];
}

/** Takes time that grows with the product of both lengths at most, whatever the pattern. */
export const matchesGlob = (glob: Glob, path: string): boolean =>
  matches(glob, path.split('/'), (name, text) =>
    matches(name, Array.from(text), (test, character) => test(character)),
  );

/**
 * Walks along both; where they part, the last star takes one more. Earlier stars need never be asked again: what they took last is the
 * shortest, and the later star can take all the rest.
 */
function matches<P, T>(
  pattern: readonly (P | typeof STAR)[],
  text: readonly T[],
  isOne: (part: P, of: T) => boolean,
): boolean {
  let [at, seen, star, taken] = [0, 0, -1, 0];
  while (seen < text.length) {
    const part = pattern[at];
    if (part === STAR) {
      [star, taken] = [at, seen];
      at += 1;
    } else if (part !== undefined && isOne(part, text[seen] as T)) {
      at += 1;
      seen += 1;
    } else if (star >= 0) {
      taken += 1;
      [at, seen] = [star + 1, taken];
    } else {
      return false;
    }
  }
  return pattern.slice(at).every((part) => part === STAR);
}

/** The names between slashes; one in a set or after a backslash divides too, since no name has any. */
const namesOf = (text: string): readonly string[] => text.split('/');

function parseName(name: string): NamePattern {
  const characters = Array.from(name);
  const pattern: (CharacterTest | typeof STAR)[] = [];
  let isClosed = true;
  for (let at = 0; at < characters.length;) {
    const set = isClosed && characters[at] === '[' ? parseSet(characters, at) : undefined;
    // A set that nothing closes is a bracket, and so is every one behind it.
    if (characters[at] === '[' && set === undefined) isClosed = false;
    const [part, next] = set ?? parseCharacter(characters, at);
    if (part !== STAR || pattern.at(-1) !== STAR) pattern.push(part);
    at = next;
  }
  return pattern;
}

/** The part at `at`, and where the next one begins; a set that nothing closes is a bracket. @throws UserError for a range that goes backwards. */
export function parsePart(
  characters: readonly string[],
  at: number,
): readonly [CharacterTest | typeof STAR, number] {
  const set = characters[at] === '[' ? parseSet(characters, at) : undefined;
  return set ?? parseCharacter(characters, at);
}

function parseCharacter(
  characters: readonly string[],
  at: number,
): readonly [CharacterTest | typeof STAR, number] {
  const character = characters[at];
  if (character === '*') return [STAR, at + 1];
  if (character === '?') return [(seen) => seen !== '/', at + 1];
  const isEscaped = character === '\\' && at + 1 < characters.length;
  const meant = isEscaped ? characters[at + 1] : character;
  return [(seen) => seen === meant, isEscaped ? at + 2 : at + 1];
}

/** `[…]`, `[!…]` or `[^…]`, where a `]` that comes first is a member; undefined when nothing closes it. */
function parseSet(
  characters: readonly string[],
  start: number,
): readonly [CharacterTest, number] | undefined {
  const isNegated = characters[start + 1] === '!' || characters[start + 1] === '^';
  const first = start + (isNegated ? 2 : 1);
  const members: { readonly character: string; readonly isPlain: boolean }[] = [];
  let at = first;
  for (; at < characters.length && (at === first || characters[at] !== ']'); at += 1) {
    const isEscaped = characters[at] === '\\';
    if (isEscaped) at += 1;
    members.push({ character: characters[at] ?? '', isPlain: !isEscaped });
  }
  if (at >= characters.length) return undefined;
  const ranges = rangesOf(members, characters.slice(start, at + 1).join(''));
  const holds: CharacterTest = (seen) =>
    ranges.some(([low, high]) => low <= codeOf(seen) && codeOf(seen) <= high);
  return [isNegated ? (seen) => !holds(seen) : holds, at + 1];
}

function rangesOf(
  members: readonly { readonly character: string; readonly isPlain: boolean }[],
  set: string,
): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (let at = 0; at < members.length; at += 1) {
    const [low, dash, high] = members.slice(at, at + 3).map(({ character }) => character);
    const isRange = dash === '-' && members[at + 1]?.isPlain === true && high !== undefined;
    const range: [number, number] = [codeOf(low ?? ''), codeOf((isRange ? high : low) ?? '')];
    if (range[0] > range[1]) {
      throw new UserError({
        what: `the set ${set} has a range that goes backwards`,
        rule: 'the lower character comes first, as in [a-z]',
        seen: `${low ?? ''}-${high ?? ''}`,
      });
    }
    ranges.push(range);
    if (isRange) at += 2;
  }
  return ranges;
}

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;
