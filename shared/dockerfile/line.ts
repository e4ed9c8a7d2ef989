import type { Source, Span } from './source.ts';

/** An instruction's text with its continuation lines joined, as BuildKit's parser joins them, and where each part of it stands in the file. */
export interface LogicalLine {
  readonly text: string;
  readonly parts: readonly LinePart[];
  /** The first of its lines, from 0, and the one after its last. */
  readonly first: number;
  readonly next: number;
}

interface LinePart {
  /** Where the part starts in the joined text, and in the file. */
  readonly at: number;
  readonly offset: number;
}

export const isComment = (line: string): boolean => /^\s*#/.test(line);
export const isBlank = (line: string): boolean => line.trim() === '';

/**
 * Joins the line at index `first` with those that continue it. Comments and blank lines between them are dropped; the escape
 * character continues a line also before trailing blanks, unless it is escaped itself.
 */
export function joinLine(source: Source, first: number, escape: string): LogicalLine {
  const parts: LinePart[] = [];
  let text = '';
  let index = first;
  let continued = true;
  for (; continued && index < source.lines.length; index += 1) {
    const line = source.lines[index] ?? { text: '', start: 0 };
    if (index > first && (isComment(line.text) || isBlank(line.text))) continue;
    const indent = index === first ? line.text.length - line.text.trimStart().length : 0;
    const cut = continuation(line.text, escape);
    continued = cut !== undefined;
    parts.push({ at: text.length, offset: line.start + indent });
    text += line.text.slice(indent, cut);
  }
  return { text: text.trimEnd(), parts, first, next: index };
}

/** Where the escape character stands that continues the line; undefined when it does not go on. */
function continuation(line: string, escape: string): number | undefined {
  const trimmed = line.replace(/[ \t]+$/, '');
  if (!trimmed.endsWith(escape) || trimmed.at(-2) === escape) return undefined;
  return trimmed.length - 1;
}

/** Where the character at `index` of the joined text stands in the file. */
export function offsetAt(line: LogicalLine, index: number): number {
  const part = line.parts.findLast(({ at }) => at <= index) ?? line.parts[0];
  return part === undefined ? 0 : part.offset + (index - part.at);
}

/** The part of the file that holds `start` to `end` of the joined text. */
export function spanAt(line: LogicalLine, start: number, end: number): Span {
  if (end <= start) return { start: offsetAt(line, start), end: offsetAt(line, start) };
  return { start: offsetAt(line, start), end: offsetAt(line, end - 1) + 1 };
}
