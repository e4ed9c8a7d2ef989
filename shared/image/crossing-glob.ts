import { type CharacterTest, STAR, parsePart } from './glob.ts';

/** `**` where it is no whole name: nothing, or anything that ends in a slash. The second state is within. */
const SKIP = Symbol('(.*/)?');
const WITHIN = Symbol('.*/');
/** `**` in the end: anything. */
const REST = Symbol('.*');

type Token = CharacterTest | typeof STAR | typeof SKIP | typeof WITHIN | typeof REST;

const ANY_PATH: readonly Token[] = [SKIP, WITHIN];

/** Whether a pattern has `**` where it is no whole name. */
export const isCrossing = (text: string): boolean =>
  text.split('/').some((name) => name !== '**' && name.includes('**'));

/**
 * Says whether a path, or a directory that it is in, matches. In a `.dockerignore` a `**` within a name is nothing, or anything that ends in a slash, and
 * takes a slash behind it along: `a**b` is `ab` and `a/b`, and not `axb`. One in the beginning, before plain characters, is anything at all.
 * @throws UserError for a range that goes backwards.
 */
export function crossingGlob(text: string): (path: string) => boolean {
  const plain = /^\*\*(?!\/)([^*?[\]\\]+)$/.exec(text)?.[1];
  const tokens: readonly Token[] =
    plain === undefined ? tokensOf(text) : [...ANY_PATH, STAR, ...tokensOf(plain)];
  return (path) => {
    let states = reached(tokens, [0]);
    for (const character of path) {
      if (character === '/' && states.has(tokens.length)) return true;
      states = reached(
        tokens,
        [...states].flatMap((at) => after(tokens[at], at, character)),
      );
    }
    return states.has(tokens.length);
  };
}

function tokensOf(text: string): readonly Token[] {
  const characters = Array.from(text);
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length;) {
    if (characters[at] === '*' && characters[at + 1] === '*') {
      at += characters[at + 2] === '/' ? 3 : 2;
      if (at < characters.length) tokens.push(...ANY_PATH);
      else tokens.push(REST);
    } else {
      const [part, next] = parsePart(characters, at);
      tokens.push(part);
      at = next;
    }
  }
  return tokens;
}

/** These states, and what is reached from them without a character. */
function reached(tokens: readonly Token[], from: readonly number[]): ReadonlySet<number> {
  const states = new Set<number>();
  const add = (at: number): void => {
    if (states.has(at)) return;
    states.add(at);
    const token = tokens[at];
    if (token === STAR || token === REST) add(at + 1);
    if (token === SKIP) add(at + 2);
  };
  from.forEach(add);
  return states;
}

function after(token: Token | undefined, at: number, character: string): readonly number[] {
  const isSlash = character === '/';
  switch (token) {
    case undefined:
      return [];
    case STAR:
      return isSlash ? [] : [at];
    case SKIP:
      return isSlash ? [at + 1, at + 2] : [at + 1];
    case WITHIN:
      return isSlash ? [at, at + 1] : [at];
    case REST:
      return [at];
    default:
      return token(character) ? [at + 1] : [];
  }
}
