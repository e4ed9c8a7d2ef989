import type { LogicalLine } from './line.ts';
import type { Source, Span } from './source.ts';
import { quotedWords } from './word.ts';

/** A file or script written in the Dockerfile itself. */
export interface Heredoc {
  readonly name: string;
  /** Whether variables in it are replaced: not when any part of its name is quoted. */
  readonly expand: boolean;
  readonly content: Span;
}

interface Opening {
  readonly name: string;
  readonly expand: boolean;
  /** `<<-`: tabs at the start of the closing line do not count. */
  readonly tabs: boolean;
}

/** Where the here-documents that an instruction opens end; `unterminated` names one that does not. */
export interface Heredocs {
  readonly heredocs: readonly Heredoc[];
  readonly next: number;
  readonly unterminated?: string;
}

/** Reads the bodies that follow an instruction; `from` is where its text starts that may open some, `next` the line after the last. */
export function readHeredocs(source: Source, line: LogicalLine, from: number | undefined): Heredocs {
  const heredocs: Heredoc[] = [];
  let next = line.next;
  for (const opening of from === undefined ? [] : openings(line, from)) {
    const start = source.lines[next]?.start ?? source.text.length;
    const closing = source.lines.findIndex(({ text }, index) => index >= next && closes(text, opening));
    if (closing < 0) return { heredocs, next: source.lines.length, unterminated: opening.name };
    const end = source.lines[closing]?.start ?? start;
    heredocs.push({ name: opening.name, expand: opening.expand, content: { start, end } });
    next = closing + 1;
  }
  return { heredocs, next };
}

const closes = (text: string, { name, tabs }: Opening): boolean =>
  (tabs ? text.replace(/^\t+/, '') : text) === name;

/** `<<` has to start a word, and the JSON form has none. The escape character is `\` here, whatever the directive says. */
function openings(line: LogicalLine, from: number): readonly Opening[] {
  if (line.text.slice(from).trimStart().startsWith('[')) return [];
  return quotedWords(line, from, '\\').flatMap(({ text }) => {
    const match = /^\d*<<(-?)([^<]+)$/.exec(text);
    if (match?.[2] === undefined) return [];
    const name = match[2].replace(/\\(.)|["']/g, '$1');
    return [{ name, expand: name === match[2], tabs: match[1] === '-' }];
  });
}
