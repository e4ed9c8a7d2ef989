import type { Heredoc } from './heredoc.ts';
import { type LogicalLine, offsetAt } from './line.ts';
import type { Span } from './source.ts';
import { type Word, plainWords, quotedWords, subWord } from './word.ts';

/** One instruction: its keyword in capitals, its flags, and where the rest of its text starts. */
export interface Instruction {
  readonly keyword: string;
  readonly flags: readonly Flag[];
  readonly line: LogicalLine;
  /** Index in the text of `line` after the flags. */
  readonly rest: number;
  readonly heredocs: readonly Heredoc[];
  /** From its keyword to the end of its last here-document. */
  readonly span: Span;
}

/** `--name=value`; the value is empty where there is no `=`. */
export interface Flag {
  readonly name: string;
  readonly value: Word;
}

const WITH_FLAGS = new Set(['FROM', 'COPY', 'ADD', 'RUN', 'HEALTHCHECK']);
const WITH_HEREDOCS = new Set(['COPY', 'ADD', 'RUN']);

/** What stands before the arguments: the keyword and its flags. `heredocsFrom` is set where here-documents may be opened. */
export function readHead(
  line: LogicalLine,
  escape: string,
): Pick<Instruction, 'keyword' | 'flags' | 'rest'> & { readonly heredocsFrom: number | undefined } {
  const [first, second] = plainWords(line, 0);
  const keyword = first?.text.toUpperCase() ?? '';
  const after = first === undefined ? 0 : endOf(first);
  const inner = keyword === 'ONBUILD' ? second : first;
  const mayOpen = inner !== undefined && WITH_HEREDOCS.has(inner.text.toUpperCase());
  const flags = WITH_FLAGS.has(keyword) ? readFlags(line, after, escape) : [];
  const last = flags.at(-1)?.value;
  return {
    keyword,
    flags,
    rest: last === undefined ? after : endOf(last),
    heredocsFrom: mayOpen ? endOf(inner) : undefined,
  };
}

const endOf = ({ index, text }: Word): number => index + text.length;

function readFlags(line: LogicalLine, from: number, escape: string): readonly Flag[] {
  const flags: Flag[] = [];
  for (const word of quotedWords(line, from, escape)) {
    if (!word.text.startsWith('--') || word.text === '--') break;
    const equals = word.text.indexOf('=');
    const name = word.text.slice(2, equals < 0 ? undefined : equals);
    flags.push({ name, value: subWord(line, word, equals < 0 ? word.text.length : equals + 1) });
  }
  return flags;
}

/** Where the instruction's own text starts in the file. */
export const startOf = ({ line }: Instruction): number => offsetAt(line, 0);

/** The arguments as text, continuation lines joined. */
export const argumentsOf = ({ line, rest }: Instruction): string => line.text.slice(rest).trim();

/** A `NAME` or `NAME=VALUE` of ARG, ENV or LABEL. */
export interface Assignment {
  readonly name: string;
  readonly at: Word;
  /** As it is written; undefined for a name alone. */
  readonly value?: Word;
}

/** The assignments of ARG, ENV and LABEL, also of the old form `ENV NAME rest of the line`. */
export function assignmentsOf(instruction: Instruction, escape: string): readonly Assignment[] {
  const { line, rest, keyword } = instruction;
  const words = quotedWords(line, rest, escape);
  const [first] = words;
  if (first !== undefined && keyword !== 'ARG' && !first.text.includes('=')) {
    const [, second] = words;
    const name = { name: first.text, at: first };
    if (second === undefined) return [name];
    return [{ ...name, value: subWord(line, second, 0, line.text.length - second.index) }];
  }
  return words.map((word) => {
    const equals = word.text.indexOf('=');
    if (equals < 0) return { name: word.text, at: word };
    return { name: word.text.slice(0, equals), at: word, value: subWord(line, word, equals + 1) };
  });
}
