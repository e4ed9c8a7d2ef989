import { runInNewContext } from 'node:vm';
import { isTag } from '../../../shared/oci/reference.ts';
import { didYouMean } from '../../../shared/text/case.ts';
import { type Problem, UserError } from '../../../shared/text/error.ts';

/** Which attributes each type takes, beside `enable`, `priority`, `prefix` and `suffix`. */
const ATTRIBUTES = {
  schedule: ['pattern'],
  semver: ['pattern', 'value', 'match'],
  pep440: ['pattern', 'value', 'match'],
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

/** One line of `tags`; a literal tag is `type=raw`, as in docker's metadata action. */
export interface Rule {
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
export function parseTagLines(text: string): readonly Rule[] {
  const problems: Problem[] = [];
  const lines = text.split(/\r?\n/).flatMap((line, index): Rule[] => {
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

function parseLine(line: string): Rule {
  if (isTag(line)) return ruleOf('raw', new Map([['value', line]]));
  if (!/[={]/.test(line)) throw notTag(line);
  const named = csvFields(line).map(splitField);
  const type = ruleType(named.find(([name]) => name === 'type')?.[1] ?? 'raw');
  const bare = named.find(([name]) => name === '');
  if (bare !== undefined && type !== 'raw') {
    throw new UserError({
      what: 'an attribute without a value',
      rule: 'name=value, parted by commas',
      seen: JSON.stringify(bare[1]),
    });
  }
  return ruleOf(type, new Map(named.map(([name, value]) => [name === '' ? 'value' : name, value])));
}

function ruleOf(type: RuleType, fields: ReadonlyMap<string, string>): Rule {
  const common = ['type', 'enable', 'priority', 'prefix', 'suffix'];
  const known: readonly string[] = [...common, ...ATTRIBUTES[type]];
  const problems = [...fields.keys()]
    .filter((name) => !known.includes(name))
    .map((name) => unknownAttribute(name, type, known));
  const own = Object.fromEntries([...fields].filter(([name]) => !common.includes(name)));
  problems.push(...attributeProblems(type, own));
  const priority = fields.get('priority') ?? String(PRIORITY[type]);
  if (!/^-?\d{1,6}$/.test(priority))
    problems.push({ what: `priority is not a whole number`, seen: JSON.stringify(priority) });
  if (problems.length > 0) throw new UserError(problems);
  const [prefix, suffix] = [fields.get('prefix'), fields.get('suffix')];
  return {
    type,
    priority: Number(priority),
    enable: fields.get('enable') ?? 'true',
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
    own,
  };
}

function notTag(seen: string): UserError {
  const tag = /^[^\s@]*\/[^\s@]*:([^/:@]+)$/.exec(seen)?.[1];
  return new UserError({
    what: 'not a tag',
    rule: 'up to 128 letters, digits, _, . and -, the first not . or -; or a rule that begins with type=',
    seen: JSON.stringify(seen),
    ...(tag === undefined || !isTag(tag)
      ? {}
      : { next: `write ${tag}: the repository has its own input, image` }),
  });
}

function ruleType(type: string): RuleType {
  const types = Object.keys(ATTRIBUTES) as RuleType[];
  const found = types.find((each) => each === type);
  if (found !== undefined) return found;
  throw new UserError({
    what: `unknown type '${type}'`,
    rule: `known are ${types.join(', ')}`,
    ...didYouMean(type, types),
  });
}

function unknownAttribute(name: string, type: RuleType, known: readonly string[]): Problem {
  return {
    what: `unknown attribute '${name}' of type=${type}`,
    rule: `known are ${known.join(', ')}`,
    ...didYouMean(name, known),
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
      return [
        ...need('pattern', some, 'a pattern such as {{version}} or {{major}}.{{minor}}'),
        ...need('match', (value) => value === '' || isPattern(value), 'a regular expression'),
      ];
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
function matchPattern(text: string): RegExp {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/.exec(text) ?? [];
  return source === undefined ? new RegExp(text) : new RegExp(source, flags);
}

/** Far more than any sensible pattern needs for a name. */
const MATCH_MILLISECONDS = 1_000;

/**
 * What a pattern finds in the name of a git tag, which everybody may give who can push one.
 * @throws UserError when it does not come to an end: there are patterns that try each way to read a name.
 */
export function findIn(subject: string, text: string): RegExpExecArray | null {
  const work = { pattern: matchPattern(text), subject };
  const options = { timeout: MATCH_MILLISECONDS };
  try {
    return runInNewContext('pattern.exec(subject)', work, options) as RegExpExecArray | null;
  } catch (error) {
    throw new UserError(
      {
        what: 'a regular expression that does not come to an end',
        rule: `at most ${MATCH_MILLISECONDS} ms for a name`,
        seen: `${JSON.stringify(text)} for ${JSON.stringify(subject)}`,
        next: 'repeat nothing that is itself a repetition, as (a+)+ does',
      },
      { cause: error },
    );
  }
}

/** Without a name, `=` may stand within an expression. */
function splitField(field: string): [name: string, value: string] {
  const [, name, value] = /^\s*([A-Za-z_-]+)\s*=(.*)$/s.exec(field) ?? [];
  return name === undefined || value === undefined ? ['', field.trim()] : [name.toLowerCase(), value.trim()];
}

/** Fields of one line of CSV (RFC 4180): a comma within double quotes does not part. */
function csvFields(line: string): readonly string[] {
  return Array.from(line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g), ([whole, quoted, plain]) =>
    whole === '' ? undefined : (quoted?.replaceAll('""', '"') ?? plain ?? ''),
  ).filter((field) => field !== undefined && field !== '') as string[];
}
