/** A line that a process prints to tell the runner something: `::error file=a.ts,line=3::text`. */
export interface Command {
  readonly name: string;
  /** Names in lower case. */
  readonly properties: Readonly<Record<string, string>>;
  readonly value: string;
}

export type AnnotationLevel = 'error' | 'warning' | 'notice';

/** What a job's page shows beside the log. */
export interface Annotation {
  readonly level: AnnotationLevel;
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

/** What the runner of 2026 understands; another name leaves the line as it is. */
export const COMMAND_NAMES: readonly string[] = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
];

const unescapeValue = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

const unescapeProperty = (text: string): string =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');

/** `##[error]text`, the older form: it may stand anywhere in a line, and has escapes of its own. */
const OLDER = /##\[(?<name>[a-z-]+)(?: (?<properties>[^\]]*))?\](?<value>.*)$/;
const NEWER = /^\s*::(?<name>[^\s:]+)(?: (?<properties>(?:(?!::).)*))?::(?<value>.*)$/;

/** The command in a line of output, or undefined. `names` are those that count; by default all that the runner knows. */
export const parseCommand = (line: string, names = COMMAND_NAMES): Command | undefined =>
  read(NEWER, line, names, ',', unescapeValue, unescapeProperty) ??
  read(OLDER, line, names, ';', unescapeOlder, unescapeOlder);

type Unescape = (text: string) => string;

const unescapeOlder: Unescape = (text) =>
  text.replaceAll('%3B', ';').replaceAll('%0D', '\r').replaceAll('%0A', '\n');

function read(
  form: RegExp,
  line: string,
  names: readonly string[],
  separator: string,
  value: Unescape,
  property: Unescape,
): Command | undefined {
  const found = form.exec(line)?.groups;
  const name = found?.['name']?.toLowerCase();
  if (found === undefined || name === undefined || !names.includes(name)) return undefined;
  return {
    name,
    properties: properties(found['properties'] ?? '', separator, property),
    value: value(found['value'] ?? ''),
  };
}

function properties(
  text: string,
  separator: string,
  unescape: (text: string) => string,
): Readonly<Record<string, string>> {
  const pairs = text
    .split(separator)
    .map((part) => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1)] as const)
    .filter(([name, value]) => name !== '' && value !== '');
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), unescape(value)]));
}

/** An annotation as the job's page shows it; a line that is not a number is left out. */
export function annotationOf(level: AnnotationLevel, command: Command): Annotation {
  const { title, file } = command.properties;
  const number = (name: string): number | undefined => {
    const text = command.properties[name];
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const places = {
    line: number('line'),
    endLine: number('endline'),
    column: number('col') ?? number('column'),
    endColumn: number('endcolumn'),
  };
  const known = Object.entries({ title, file, ...places }).filter(([, value]) => value !== undefined);
  return { level, message: command.value, ...(Object.fromEntries(known) as Partial<Annotation>) };
}
