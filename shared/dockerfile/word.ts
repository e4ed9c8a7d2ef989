import { type LogicalLine, spanAt } from './line.ts';
import type { Span } from './source.ts';

/** A word as it is written, quotes and escapes included. */
export interface Word {
  readonly text: string;
  /** Where it starts in the joined text of its instruction. */
  readonly index: number;
  readonly span: Span;
}

const word = (line: LogicalLine, start: number, end: number): Word => ({
  text: line.text.slice(start, end),
  index: start,
  span: spanAt(line, start, end),
});

/** The words from `from` on, parted by blanks alone: how FROM, COPY and ADD read theirs. */
export function plainWords(line: LogicalLine, from: number): readonly Word[] {
  return Array.from(line.text.slice(from).matchAll(/\S+/g), (match) =>
    word(line, from + match.index, from + match.index + match[0].length),
  );
}

/** The words from `from` on, where blanks in quotes and behind the escape character do not part them: how ARG, ENV, LABEL and flags read theirs. */
export function quotedWords(line: LogicalLine, from: number, escape: string): readonly Word[] {
  const words: Word[] = [];
  let index = from;
  while (index < line.text.length) {
    if (/\s/.test(line.text[index] ?? '')) {
      index += 1;
      continue;
    }
    const end = wordEnd(line.text, index, escape);
    words.push(word(line, index, end));
    index = end;
  }
  return words;
}

function wordEnd(text: string, start: number, escape: string): number {
  let quote = '';
  let index = start;
  for (; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (character === escape && quote !== "'") index += 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (/\s/.test(character)) break;
  }
  return Math.min(index, text.length);
}

/** A part of a word, with its place. */
export const subWord = (line: LogicalLine, { index, text }: Word, start: number, end = text.length): Word =>
  word(line, index + start, index + end);
