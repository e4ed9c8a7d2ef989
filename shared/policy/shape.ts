import { type Node, isScalar } from 'yaml';
import { type Milliseconds, parseDuration } from '../text/duration.ts';
import { type Problem, UserError } from '../text/error.ts';
import type { Path, Reading } from './reading.ts';
import { seenNode } from '../text/yaml/seen.ts';

/** JSON Schema (draft 2020-12) for editors. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What a value of the policy file looks like: read with all problems noted, and described to editors. `read` returns undefined when
 * the value is wrong; then a problem was noted.
 */
export interface Shape<T> {
  readonly schema: JsonSchema;
  read(node: Node | null | undefined, path: Path, reading: Reading): T | undefined;
}

/** The type of the values that a shape reads. */
export type ShapeOf<S> = S extends Shape<infer T> ? T : never;

/** Notes a problem with the value at `path`. */
export function note(reading: Reading, path: Path, problem: Problem): void {
  reading.problems.push({ ...problem, at: reading.at(path) });
}

/** How a path is written for people: `environments.staging.from[0]`. */
export const pathText = (path: Path): string =>
  path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');

/** A scalar that `take` accepts; undefined from `take` is a problem that names `rule`. */
export function scalar<T>(
  rule: string,
  schema: JsonSchema,
  take: (value: unknown) => T | undefined,
): Shape<T> {
  return {
    schema,
    read: (node, path, reading) => {
      const value = isScalar(node) ? take(node.value) : undefined;
      if (value === undefined) {
        note(reading, path, { what: `${pathText(path)} is not right`, rule, seen: seenNode(node) });
      }
      return value;
    },
  };
}

/** Text that is not empty, and matches `pattern` when one is given; `rule` says it in words. */
export const text = (rule = 'text', pattern?: RegExp): Shape<string> =>
  scalar(
    rule,
    { type: 'string', minLength: 1, ...(pattern === undefined ? {} : { pattern: pattern.source }) },
    (value) =>
      typeof value === 'string' && value !== '' && (pattern?.test(value) ?? true) ? value : undefined,
  );

/** Text that `parse` takes; `rule` says in words what that is. */
export function parsed<T>(rule: string, parse: (value: string) => T, pattern?: string): Shape<T> {
  const schema = { type: 'string', ...(pattern === undefined ? {} : { pattern }) };
  return {
    schema,
    read: (node, path, reading) => {
      const value = isScalar(node) ? node.value : undefined;
      const taken = typeof value === 'string' ? attempt(parse, value) : undefined;
      if (taken === undefined) {
        note(reading, path, { what: `${pathText(path)} is not right`, rule, seen: seenNode(node) });
      }
      return taken;
    },
  };
}

function attempt<T>(parse: (value: string) => T, value: string): T | undefined {
  try {
    return parse(value);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

export const boolean: Shape<boolean> = scalar('true or false', { type: 'boolean' }, (value) =>
  typeof value === 'boolean' ? value : undefined,
);

/** A whole number from 0. */
export const count: Shape<number> = scalar(
  'a whole number from 0',
  { type: 'integer', minimum: 0 },
  (value) => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined),
);

/** One of a few words or numbers. */
export const oneOf = <const T extends string | number | boolean>(words: readonly T[]): Shape<T> =>
  scalar(words.map((word) => JSON.stringify(word)).join(' or '), { enum: words }, (value) =>
    words.find((word) => word === value),
  );

export const duration: Shape<Milliseconds> = parsed(
  'a duration such as 30m, 24h or 7d',
  parseDuration,
  '^(\\d+(\\.\\d+)?(ms|s|m|h|d))+$',
);

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/;

const dayOrInstant = (timeOfDay: string): Shape<Date> =>
  scalar(
    'a day such as 2027-06-30, or an instant such as 2027-06-30T12:00Z',
    { type: 'string', pattern: INSTANT.source },
    (value) => {
      if (typeof value !== 'string' || !INSTANT.test(value)) return undefined;
      const time = new Date(DAY.test(value) ? `${value}T${timeOfDay}Z` : value);
      const real = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value.slice(0, 10));
      return real ? time : undefined;
    },
  );

/** A day (its end in UTC: the day is included) or an instant in UTC. */
export const lastDay = dayOrInstant('23:59:59.999');

/** A day (its beginning in UTC) or an instant in UTC. */
export const firstDay = dayOrInstant('00:00:00.000');
