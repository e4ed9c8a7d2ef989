/** Markdown for GitHub's job summaries (GitHub Flavored Markdown 0.29). Whatever comes from outside goes through `escape`, `cell` or `code`. */

/** A cell shows at most this many characters of a text from outside. */
const MAX_CELL_CHARACTERS = 120;

/** Control, bidirectional and zero-width characters: they can hide text or reorder it, and none of them carries meaning here. */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const oneLine = (text: string): string =>
  text
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .replace(INVISIBLE, '')
    .trim();

/** Cuts after `limit` characters, never inside a surrogate pair, and shows that it did. */
export function cut(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}

const entity = (mark: string): string => `&#${mark.charCodeAt(0)};`;

/**
 * Makes one line of text mean only itself in Markdown and HTML: no link, image, mention, emphasis, tag, code, emoji, list or table.
 * What is harmless where it stands stays readable in the source, such as the hyphen within a word.
 */
export function escape(text: string): string {
  return oneLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/(?<!&)#|[\\`*_[\]|~$@]|:(?=\S)/g, entity)
    .replace(/^[-+=]/, entity)
    .replace(/^(\d+)\./, (_, digits: string) => `${digits}${entity('.')}`)
    .replace(/\b(www)\./gi, (_, word: string) => `${word}${entity('.')}`);
}

/** Text from outside, for one table cell. */
export const cell = (text: string): string => escape(cut(oneLine(text), MAX_CELL_CHARACTERS));

/** A code span that shows `text` literally, whatever it holds; for inside and outside of tables. */
export function code(text: string): string {
  const escaped = oneLine(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<code>${escaped.replace(/(?<!&)#|[\\`*_[\]|~$:@]/g, entity)}</code>`;
}

/** A table; headings and cells are Markdown already (use `cell` and `code`). Rows past `fold` go into a folded part. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], fold = 20): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = [line(headings), line(headings.map(() => '---'))];
  const shown = [...head, ...rows.slice(0, fold).map(line)].join('\n');
  const rest = rows.slice(fold);
  if (rest.length === 0) return shown;
  return `${shown}\n\n${details(`${rest.length} more`, [...head, ...rest.map(line)].join('\n'))}`;
}

/** A folded part; `summary` is plain text, `body` Markdown. */
export const details = (summary: string, body: string): string =>
  `<details><summary>${escape(summary)}</summary>\n\n${body}\n\n</details>`;

/** A fenced block whose fence is longer than any run of backticks within. */
export function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}
