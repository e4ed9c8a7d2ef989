import { UserError } from '../../shared/text/error.ts';

/** What a reader of XML is told: elements with their attributes; text is passed over. */
export interface XmlHandler {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  close(name: string): void;
}

export const XML_LIMIT = { bytes: 64 * 1024 * 1024, depth: 64, attributes: 256 } as const;

const OPEN = /<([A-Za-z_][\w.:-]*)/y;
const CLOSE = /<\/([A-Za-z_][\w.:-]*)\s*>/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const END = /\s*(\/?)>/y;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * Reads the subset of XML 1.0 that test reports are written in: UTF-8, no document type, no entities but the five of XML itself and
 * characters by number. What is outside of it, or larger than `XML_LIMIT`, is refused rather than guessed.
 * @param file names the text in errors.
 * @throws UserError with file and line.
 */
export function readXml(bytes: Uint8Array, file: string, handler: XmlHandler): void {
  const text = decode(bytes, file);
  const fail = (at: number, what: string): never => {
    const line = text.slice(0, at).split('\n').length;
    throw new UserError({ what: `${file} is not a test report`, rule: what, at: { file, line } });
  };
  const open: string[] = [];
  const closeElement = (at: number): number | undefined => {
    const [whole, name = ''] = match(CLOSE, text, at) ?? [];
    if (whole === undefined) return undefined;
    if (open.pop() !== name) fail(at, `</${name}> closes what is not open`);
    handler.close(name);
    return at + whole.length;
  };
  let roots = 0;
  const openElement = (at: number): number => {
    if (open.length === 0) roots += 1;
    if (roots > 1) fail(at, 'XML has one root element');
    if (open.length >= XML_LIMIT.depth) fail(at, `at most ${XML_LIMIT.depth} levels`);
    const element = readOpening(text, at, fail);
    handler.open(element.name, element.attributes);
    if (element.empty) handler.close(element.name);
    else open.push(element.name);
    return element.end;
  };
  let at = text.indexOf('<');
  if (at === -1 || text.slice(0, at).trim() !== '') fail(0, 'XML starts with an element');
  while (at !== -1) {
    const end = skipMarkup(text, at, fail) ?? closeElement(at) ?? openElement(at);
    at = text.indexOf('<', end);
  }
  if (open.length > 0) fail(text.length, `<${open.at(-1) ?? ''}> is not closed`);
}

type Fail = (at: number, what: string) => never;

function decode(bytes: Uint8Array, file: string): string {
  if (bytes.length > XML_LIMIT.bytes) {
    const rule = `at most ${XML_LIMIT.bytes} bytes`;
    throw new UserError({ what: `${file} is too large`, rule, seen: `${bytes.length} bytes` });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError({ what: `${file} is not a test report`, rule: 'XML in UTF-8' }, { cause: error });
  }
}

/** The end of a comment, CDATA section or processing instruction that starts at `at`; undefined when none does. */
function skipMarkup(text: string, at: number, fail: Fail): number | undefined {
  for (const [start, end] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const) {
    if (!text.startsWith(start, at)) continue;
    const found = text.indexOf(end, at + start.length);
    return found === -1 ? fail(at, `${start} is not closed`) : found + end.length;
  }
  return text.startsWith('<!', at) ? fail(at, 'no document type is read') : undefined;
}

interface Opening {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly empty: boolean;
  readonly end: number;
}

function readOpening(text: string, start: number, fail: Fail): Opening {
  const [whole, name = ''] = match(OPEN, text, start) ?? fail(start, 'a < starts an element');
  const attributes = new Map<string, string>();
  let at = start + whole.length;
  for (let found = match(ATTRIBUTE, text, at); found !== undefined; found = match(ATTRIBUTE, text, at)) {
    const [attribute, key = '', double, single] = found;
    if (attributes.has(key)) fail(at, `attribute ${key} is given once`);
    if (attributes.size >= XML_LIMIT.attributes) fail(at, `at most ${XML_LIMIT.attributes} attributes`);
    attributes.set(key, unescape(double ?? single ?? '', at, fail));
    at += attribute.length;
  }
  const [end, slash] = match(END, text, at) ?? fail(at, `<${name}> is not finished`);
  return { name, attributes, empty: slash === '/', end: at + end.length };
}

function unescape(value: string, at: number, fail: Fail): string {
  return value.replace(/&([^;&]{0,12};)?/g, (_, reference: string | undefined) => {
    const name = reference?.slice(0, -1) ?? '';
    const number = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
    if (number === null) return ENTITIES.get(name) ?? fail(at, `no entity &${name}; is read`);
    const point = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : fail(at, `no character has the number ${point}`);
  });
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
