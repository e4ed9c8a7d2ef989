import { nearest } from '../../../shared/text/case.ts';
import { type Problem, UserError } from '../../../shared/text/error.ts';

/** Which attributes each type takes, beside `enable`, `priority`, `prefix` and `suffix`. */
const ATTRIBUTES = {
  schedule: ['pattern'],
  semver: ['pattern', 'value'],
  pep440: ['pattern', 'value'],
  match: ['pattern', 'group', 'value'],
  edge: ['branch'],
  ref: ['event'],
  branch: [],
  pr: [],
  raw: ['value'],
  sha: ['format'],
} as const;

export type RuleType = keyof typeof ATTRIBUTES;

const PRIORITY: Readonly<Record<RuleType, number>> = {
  schedule: 1000,
  semver: 900,
  pep440: 900,
  match: 800,
  edge: 700,
  ref: 600,
  branch: 600,
  pr: 600,
  raw: 200,
  sha: 100,
};

/** One line of `tags`. */
export type TagLine = { readonly kind: 'literal'; readonly tag: string } | Rule;

export interface Rule {
  readonly kind: 'rule';
  readonly type: RuleType;
  readonly priority: number;
  /** `true`, `false`, or an expression that becomes one of them. */
  readonly enable: string;
  readonly prefix?: string;
  readonly suffix?: string;
  /** The type's own attributes. */
  readonly own: Readonly<Record<string, string>>;
}

/** What stands in place of an absent `tags`: the name of what was pushed. */
export const DEFAULT_TAGS = 'type=schedule\ntype=ref,event=branch\ntype=ref,event=tag\ntype=ref,event=pr';

/** @throws UserError with every bad line, by its number. */
export function parseTagLines(text: string): readonly TagLine[] {
  const problems: Problem[] = [];
  const lines = text.split(/\r?\n/).flatMap((line, index): TagLine[] => {
    if (line.trim() === '' || line.trim().startsWith('#')) return [];
    try {
      return [parseLine(line.trim())];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(
        ...error.problems.map((problem) => ({
          ...problem,
          what: `input 'tags', line ${index + 1}: ${problem.what}`,
        })),
      );
      return [];
    }
  });
  if (problems.length > 0) throw new UserError(problems);
  return lines;
}

function parseLine(line: string): TagLine {
  if (!/^"?type=/.test(line)) return { kind: 'literal', tag: literal(line) };
  const fields = new Map(csvFields(line).map(splitField));
  const type = ruleType(fields.get('type') ?? '');
  const common = ['type', 'enable', 'priority', 'prefix', 'suffix'];
  const known: readonly string[] = [...common, ...ATTRIBUTES[type]];
  const problems = [...fields.keys()]
    .filter((name) => !known.includes(name))
    .map((name) => unknownAttribute(name, type, known));
  const own = Object.fromEntries([...fields].filter(([name]) => !common.includes(name)));
  problems.push(...attributeProblems(type, own));
  const priority = fields.get('priority') ?? String(PRIORITY[type]);
  if (!/^\d{1,6}$/.test(priority))
    problems.push({ what: `priority is not a whole number`, seen: JSON.stringify(priority) });
  if (problems.length > 0) throw new UserError(problems);
  const [prefix, suffix] = [fields.get('prefix'), fields.get('suffix')];
  return {
    kind: 'rule',
    type,
    priority: Number(priority),
    enable: fields.get('enable') ?? 'true',
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
    own,
  };
}

function literal(tag: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(tag)) return tag;
  throw new UserError({
    what: 'not a tag',
    rule: 'up to 128 letters, digits, _, . and -, the first not . or -; or a rule that begins with type=',
    seen: JSON.stringify(tag),
  });
}

function ruleType(type: string): RuleType {
  const types = Object.keys(ATTRIBUTES) as RuleType[];
  const found = types.find((each) => each === type);
  if (found !== undefined) return found;
  const meant = nearest(type, types);
  throw new UserError({
    what: `unknown type '${type}'`,
    rule: `known are ${types.join(', ')}`,
    ...(meant === undefined ? {} : { next: `did you mean '${meant}'?` }),
  });
}

function unknownAttribute(name: string, type: RuleType, known: readonly string[]): Problem {
  const meant = nearest(name, known);
  return {
    what: `unknown attribute '${name}' of type=${type}`,
    rule: `known are ${known.join(', ')}`,
    ...(meant === undefined ? {} : { next: `did you mean '${meant}'?` }),
  };
}

function attributeProblems(type: RuleType, own: Readonly<Record<string, string>>): Problem[] {
  const need = (name: string, test: (value: string) => boolean, rule: string): Problem[] =>
    test(own[name] ?? '')
      ? []
      : [{ what: `'${name}' of type=${type} is not right`, rule, seen: JSON.stringify(own[name] ?? '') }];
  const some = (value: string): boolean => value !== '';
  switch (type) {
    case 'semver':
    case 'pep440':
      return need('pattern', some, 'a pattern such as {{version}} or {{major}}.{{minor}}');
    case 'match':
      return [
        ...need('pattern', isPattern, 'a regular expression'),
        ...need('group', (value) => /^\d{0,2}$/.test(value), 'a number of a group'),
      ];
    case 'ref':
      return need('event', (value) => ['branch', 'tag', 'pr'].includes(value), 'branch, tag or pr');
    case 'raw':
      return need('value', some, 'a tag');
    case 'sha':
      return need('format', (value) => ['', 'short', 'long'].includes(value), 'short or long');
    case 'schedule':
    case 'edge':
    case 'branch':
    case 'pr':
      return [];
  }
}

function isPattern(value: string): boolean {
  try {
    matchPattern(value);
    return value !== '';
  } catch {
    return false;
  }
}

/** `v(\d+)` or `/v(\d+)/i`. */
export function matchPattern(text: string): RegExp {
  const [, source, flags] = /^\/(.+)\/([imsu]*)$/.exec(text) ?? [];
  return source === undefined ? new RegExp(text) : new RegExp(source, flags);
}

function splitField(field: string): [string, string] {
  const at = field.indexOf('=');
  if (at > 0) return [field.slice(0, at).trim().toLowerCase(), field.slice(at + 1).trim()];
  throw new UserError({
    what: 'an attribute without a value',
    rule: 'name=value, parted by commas',
    seen: JSON.stringify(field),
  });
}

/** Fields of one line of CSV (RFC 4180): a comma within double quotes does not part. */
function csvFields(line: string): readonly string[] {
  return Array.from(line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g), ([whole, quoted, plain]) =>
    whole === '' ? undefined : (quoted?.replaceAll('""', '"') ?? plain ?? ''),
  ).filter((field) => field !== undefined && field !== '') as string[];
}
