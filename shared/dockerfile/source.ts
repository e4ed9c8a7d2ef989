import type { SourcePosition } from '../text/error.ts';

/** A part of the file's text: offsets in UTF-16 code units, the end exclusive. Splicing there changes nothing else. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text of a Dockerfile, cut into its lines. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly lines: readonly SourceLine[];
}

export interface SourceLine {
  /** Without its line end. */
  readonly text: string;
  /** Where it starts in the file's text. */
  readonly start: number;
}

/** Line ends are `\n` or `\r\n`; a byte order mark before the first line is no part of it. */
export function sourceOf(text: string, file: string): Source {
  const lines: SourceLine[] = [];
  let start = text.startsWith('\ufeff') ? 1 : 0;
  for (const line of text.slice(start).split('\n')) {
    lines.push({ text: line.replace(/\r+$/, ''), start });
    start += line.length + 1;
  }
  return { file, text, lines };
}

/** The line and column, from 1, of an offset. */
export function positionAt(source: Source, offset: number): SourcePosition {
  let low = 0;
  let high = source.lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((source.lines[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file: source.file, line: low + 1, column: offset - (source.lines[low]?.start ?? 0) + 1 };
}

/** The text with other words in the place of these parts, which do not overlap; everything else, and the number of lines, stays. */
export function spliced(
  { text }: Source,
  words: readonly { readonly span: Span; readonly word: string }[],
): string {
  return words
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, word }) => result.slice(0, span.start) + word + result.slice(span.end), text);
}
