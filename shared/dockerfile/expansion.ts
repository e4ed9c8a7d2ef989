import { UserError } from '../text/error.ts';
import { replacePattern, trimPattern } from './pattern.ts';

/** A word after quotes, escapes and variables, and the variables that had no value. */
export interface Expanded {
  readonly text: string;
  readonly unset: readonly string[];
}

interface State {
  readonly input: string;
  readonly variables: ReadonlyMap<string, string>;
  readonly escape: string;
  readonly unset: string[];
  index: number;
}

/**
 * Expands a word as BuildKit's frontend does (Dockerfile reference, "Environment replacement"): `$x`, `${x}`, `${x:-w}`, `${x-w}`,
 * `${x:+w}`, `${x+w}`, `${x:?w}`, `${x?w}`, `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`, `${x/p/r}`, `${x//p/r}`. A variable without a value is empty.
 * @throws UserError when the word cannot be expanded, or `?` asks for a value that is not there.
 */
export function expand(input: string, variables: ReadonlyMap<string, string>, escape: string): Expanded {
  const state: State = { input, variables, escape, unset: [], index: 0 };
  return { text: readUntil(state, ''), unset: state.unset };
}

/** Reads up to `stop` (not past it), or to the end where `stop` is empty. */
function readUntil(state: State, stop: string, keepEscapes = false): string {
  let text = '';
  while (state.index < state.input.length) {
    const character = state.input[state.index] ?? '';
    if (character === stop) return text;
    if (character === "'") text += singleQuoted(state);
    else if (character === '"') text += doubleQuoted(state);
    else if (character === '$') text += variable(state);
    else if (character === state.escape) {
      text += (keepEscapes ? character : '') + (state.input[state.index + 1] ?? '');
      state.index += 2;
    } else {
      text += character;
      state.index += 1;
    }
  }
  if (stop !== '') fail(state, `missing '${stop}'`);
  return text;
}

function singleQuoted(state: State): string {
  const end = state.input.indexOf("'", state.index + 1);
  if (end < 0) fail(state, "missing '");
  const text = state.input.slice(state.index + 1, end);
  state.index = end + 1;
  return text;
}

function doubleQuoted(state: State): string {
  let text = '';
  state.index += 1;
  while (state.index < state.input.length) {
    const character = state.input[state.index] ?? '';
    const next = state.input[state.index + 1] ?? '';
    if (character === '"') {
      state.index += 1;
      return text;
    }
    if (character === '$') text += variable(state);
    else if (character === state.escape && ['"', '$', state.escape].includes(next)) {
      text += next;
      state.index += 2;
    } else {
      text += character;
      state.index += 1;
    }
  }
  return fail(state, 'missing "');
}

/** At a `$`. */
function variable(state: State): string {
  state.index += 1;
  if (state.input[state.index] !== '{') {
    const name = readName(state);
    return name === '' ? '$' : (look(state, name) ?? '');
  }
  state.index += 1;
  const name = readName(state);
  if (name === '') fail(state, 'a bad substitution');
  const colon = state.input[state.index] === ':';
  if (colon) state.index += 1;
  const operator = state.input[state.index] ?? '';
  state.index += 1;
  if (operator === '}' && !colon) return look(state, name) ?? '';
  return substitute(state, name, operator, colon);
}

/** Letters, digits and `_`; the positional and special parameters of a shell are names too, and never set. */
function readName(state: State): string {
  const rest = state.input.slice(state.index);
  const name = /^(?:[A-Za-z_]\w*|\d+|[@*#?$!-])/.exec(rest)?.[0] ?? '';
  state.index += name.length;
  return name;
}

function look(state: State, name: string): string | undefined {
  const value = state.variables.get(name);
  if (value === undefined) state.unset.push(name);
  return value;
}

function substitute(state: State, name: string, operator: string, colon: boolean): string {
  switch (operator) {
    case '-':
    case '+':
    case '?':
      return choose(state, name, operator, colon);
    case '#':
    case '%':
    case '/':
      if (colon) return fail(state, `an unsupported modifier (:${operator})`);
      return edit(state, state.variables.get(name) ?? '', operator);
    default:
      return fail(state, `an unsupported modifier (${colon ? ':' : ''}${operator})`);
  }
}

/** With a colon an empty value counts as none. */
function choose(state: State, name: string, operator: '-' | '+' | '?', colon: boolean): string {
  const value = state.variables.get(name);
  const present = value !== undefined && !(colon && value === '');
  const word = closing(state, false);
  if (operator === '+') return present ? word : '';
  if (present) return value;
  if (operator === '-') return word;
  const why = value === undefined ? 'is not allowed to be unset' : 'is not allowed to be empty';
  return fail(state, `${name}: ${word === '' ? why : word}`);
}

function edit(state: State, value: string, operator: '#' | '%' | '/'): string {
  const doubled = state.input[state.index] === operator;
  if (doubled) state.index += 1;
  if (operator !== '/') {
    return trimPattern(value, closing(state, true), operator === '#' ? 'start' : 'end', doubled);
  }
  const pattern = readUntil(state, '/', true);
  state.index += 1;
  return replacePattern(value, pattern, closing(state, false), doubled);
}

/** The word up to the closing brace, which is passed. */
function closing(state: State, keepEscapes: boolean): string {
  const word = readUntil(state, '}', keepEscapes);
  state.index += 1;
  return word;
}

function fail(state: State, what: string): never {
  throw new UserError({
    what: `a word cannot be expanded: ${what}`,
    rule: 'environment replacement of the Dockerfile reference',
    seen: JSON.stringify(state.input),
  });
}
