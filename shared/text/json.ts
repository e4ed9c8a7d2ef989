import { formatBytes } from './size.ts';

/** Honest documents stay far below; functions that call themselves for each level stay far above. */
export const MAX_JSON_DEPTH = 256;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** In bytes, or characters; what may be larger says so where it is read. */
export const MAX_JSON_LENGTH = 64 * 1024 * 1024;

/**
 * `JSON.parse` for texts from outside, which are bounded: whatever walks over the value may call itself for each level. Bytes are UTF-8.
 * @throws SyntaxError when it is no JSON, too long, or nests deeper than `MAX_JSON_DEPTH`; it never quotes the text, which may hold secrets.
 */
export function parseJson(json: string | Uint8Array, maxLength = MAX_JSON_LENGTH): unknown {
  if (json.length > maxLength) throw new SyntaxError(`more than ${formatBytes(maxLength)} of JSON`);
  const text = typeof json === 'string' ? json : decode(json);
  if (isTooDeep(text)) throw new SyntaxError(`nested deeper than ${MAX_JSON_DEPTH} levels`);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new SyntaxError(withoutQuote((error as SyntaxError).message));
  }
}

/** What `parseJson` reads; undefined instead of an error. */
export function tryJson(json: string | Uint8Array): unknown {
  try {
    return parseJson(json);
  } catch {
    return undefined;
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SyntaxError('not UTF-8');
  }
}

/** V8 says `Unexpected token 'x', ..."text"... is not valid JSON`, or where it stopped. */
const withoutQuote = (message: string): string => message.replace(/, (?:\.\.\.)?".*$/su, '');

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) depth += 1;
    else if (code === 0x5d || code === 0x7d) depth -= 1;
    if (depth > MAX_JSON_DEPTH) return true;
  }
  return false;
}

/** The place of the quote that ends the string which begins at `start`; the end of the text when none does. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}
