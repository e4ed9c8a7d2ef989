import { isDeepStrictEqual } from 'node:util';
import { type Node, type Pair, Scalar, type YAMLMap, isScalar, parseAllDocuments } from 'yaml';
import { UserError } from '../text/error.ts';
import type { Documents } from './documents.ts';

/** A replacement of the characters from `start` up to `end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies splices that do not overlap. */
function applySplices(text: string, splices: readonly Splice[]): string {
  let result = text;
  for (const { start, end, text: replacement } of splices.toSorted(laterFirst)) {
    result = result.slice(0, start) + replacement + result.slice(end);
  }
  return result;
}

// An insertion at the place where a removal starts has to survive it.
const laterFirst = (a: Splice, b: Splice): number => b.start - a.start || b.end - a.end;

/** Replaces a scalar's text, in the quotes that it has. */
export function replaceScalar(documents: Documents, node: Scalar, value: string): Splice {
  const [start, end] = node.range ?? [0, 0];
  if (node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL) {
    throw new UserError({
      what: 'the value is a block of text',
      rule: 'an image stands on one line',
      at: documents.at(start),
    });
  }
  return { start, end, text: styled(value, node.type) };
}

/** Gives a value to a key that has none: right behind its colon, before any comment. */
export function fillEmpty(documents: Documents, pair: Pair, value: string): Splice {
  const at = documents.text.indexOf(':', (pair.key as Scalar).range?.[1] ?? 0) + 1;
  return { start: at, end: at, text: ` ${plain(value)}` };
}

function styled(value: string, type: Scalar.Type | undefined | null): string {
  if (type === Scalar.QUOTE_DOUBLE) return JSON.stringify(value);
  if (type === Scalar.QUOTE_SINGLE) return `'${value.replace(/'/g, "''")}'`;
  return plain(value);
}

/** Plain where YAML 1.1 and 1.2 both read it as the same text; repository names and digests are. */
const plain = (value: string): string =>
  /^[A-Za-z][\w./@:-]*[\w]$/.test(value) && !value.includes(': ') ? value : JSON.stringify(value);

/** Adds `key: value` after `sibling`, in the same mapping, with the sibling's indentation, quotes and line end. */
export function insertAfter(
  documents: Documents,
  map: YAMLMap,
  sibling: Pair,
  key: string,
  value: string,
): Splice {
  const keyNode = sibling.key as Scalar;
  const valueNode = sibling.value as Scalar;
  const end = (valueNode.range ?? keyNode.range)?.[1] ?? 0;
  if (map.flow === true) {
    const quotedKey = keyNode.type === Scalar.QUOTE_DOUBLE ? JSON.stringify(key) : key;
    return {
      start: end,
      end,
      text: `${flowSeparator(documents.text, keyNode)}${quotedKey}: ${styled(value, valueNode.type)}`,
    };
  }
  const lineEnd = endOfLine(documents.text, end);
  const newline = documents.text.includes('\r\n') ? '\r\n' : '\n';
  const indent = ' '.repeat((documents.at(keyNode.range?.[0] ?? 0).column ?? 1) - 1);
  return {
    start: lineEnd,
    end: lineEnd,
    text: `${newline}${indent}${key}: ${styled(value, valueNode.type)}`,
  };
}

/** In a flow mapping that is spread over lines, the next key goes on its own line too. */
function flowSeparator(text: string, key: Scalar): string {
  const start = key.range?.[0] ?? 0;
  const lead = /\r?\n[ \t]*$/.exec(text.slice(0, start));
  return lead === null ? ', ' : `,${lead[0]}`;
}

const endOfLine = (text: string, from: number): number => {
  const at = text.indexOf('\n', from);
  if (at < 0) return text.length;
  return text[at - 1] === '\r' ? at - 1 : at;
};

/** Takes `key: value` out of a mapping, with its whole line when it stands alone on one. */
export function removePair(documents: Documents, map: YAMLMap, pair: Pair): Splice {
  const index = map.items.indexOf(pair);
  const [start, end] = [startOf(pair), endOf(pair)];
  const next = map.items[index + 1];
  if (map.flow === true) {
    if (next !== undefined) return { start, end: startOf(next), text: '' };
    const previous = map.items[index - 1];
    return { start: previous === undefined ? start : endOf(previous), end, text: '' };
  }
  const { text } = documents;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(lineStart, start).trim() === '') return wholeLine(text, lineStart, end);
  // It is the first key after a list's dash: the next key moves up to its place.
  return { start, end: next === undefined ? end : startOf(next), text: '' };
}

const startOf = ({ key }: Pair): number => (key as Node).range?.[0] ?? 0;

const endOf = ({ key, value }: Pair): number => ((value ?? key) as Node).range?.[1] ?? 0;

/** With its line end; the last line of a text without one takes the end of the line before. */
function wholeLine(text: string, lineStart: number, end: number): Splice {
  const lineEnd = text.indexOf('\n', end);
  if (lineEnd >= 0) return { start: lineStart, end: lineEnd + 1, text: '' };
  const before = text.slice(0, lineStart).replace(/\r?\n$/, '').length;
  return { start: before, end: text.length, text: '' };
}

/**
 * Applies the splices, reads the result again and compares: outside of what `change` does to the data, nothing may differ.
 * @throws Error when more than the image changed; that is a mistake of ours, and nothing has been written.
 */
export function spliceAndCheck(
  documents: Documents,
  splices: readonly Splice[],
  change: (data: unknown[]) => void,
): string {
  const text = applySplices(documents.text, splices);
  const expected = documents.documents.map((document) => document.toJS() as unknown);
  change(expected);
  const found = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: true });
  const seen = Array.isArray(found) ? found.map((document) => document.toJS() as unknown) : [];
  const valid = Array.isArray(found) && found.every(({ errors }) => errors.length === 0);
  if (!valid || !isDeepStrictEqual(seen, expected)) {
    throw new Error(`editing ${documents.file} would have changed more than the image`);
  }
  return text;
}

/** The pair of `key` in a mapping. */
export const pairOf = (map: YAMLMap, key: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
