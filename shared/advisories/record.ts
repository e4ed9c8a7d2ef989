import { type Problem } from '../text/error.ts';
import { type JsonObject, asRecord, isRecord } from '../text/json-value.ts';

/** An advisory in the Open Source Vulnerability format (ossf.github.io/osv-schema, 1.7), as far as matching needs it. */
export interface Advisory {
  readonly id: string;
  /** Other names of the same vulnerability. */
  readonly aliases: readonly string[];
  /** What this record was derived from; a distribution's notice may cover several. */
  readonly upstream: readonly string[];
  readonly modified: Date;
  readonly published?: Date;
  readonly withdrawn: boolean;
  readonly summary: string;
  readonly severities: readonly Rating[];
  readonly affected: readonly Affected[];
}

/** A severity as the record gives it: a CVSS vector, or a word of its database. */
export interface Rating {
  readonly kind: 'cvss4' | 'cvss3' | 'word';
  readonly value: string;
}

export interface Affected {
  readonly ecosystem: string;
  readonly name: string;
  readonly severities: readonly Rating[];
  readonly ranges: readonly Range[];
  readonly versions: readonly string[];
}

/** Events of `GIT` ranges are commits, which no package version is compared with: such ranges are left out. */
export interface Range {
  readonly type: 'SEMVER' | 'ECOSYSTEM';
  readonly events: readonly RangeEvent[];
}

export interface RangeEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly version: string;
}

const EVENTS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;
const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const RATING_KIND: ReadonlyMap<unknown, Rating['kind']> = new Map([
  ['CVSS_V4', 'cvss4'],
  ['CVSS_V3', 'cvss3'],
  ['Ubuntu', 'word'],
]);

/** A record that is not as the schema says is a Problem: matching with half of it would be guessing. */
export function parseAdvisory(value: unknown): Advisory | Problem {
  try {
    return read(objectAt(value, 'the record'));
  } catch (error) {
    if (error instanceof Malformed) return { what: 'not an OSV record', rule: error.message };
    throw error;
  }
}

/** Leaves the reading of one record. */
class Malformed extends Error {}

function read(record: JsonObject): Advisory {
  const id = textAt(record['id'], 'id');
  if (!ID.test(id)) throw new Malformed('id is letters, digits, dots, dashes, colons and underscores');
  const database = asRecord(record['database_specific']);
  const published = optionalTime(record['published']);
  return {
    id,
    aliases: textsAt(record['aliases'], 'aliases').filter((each) => ID.test(each)),
    upstream: textsAt(record['upstream'], 'upstream').filter((each) => ID.test(each)),
    modified: timeAt(record['modified'], 'modified'),
    ...(published === undefined ? {} : { published }),
    withdrawn: optionalTime(record['withdrawn']) !== undefined,
    summary: firstLine(record['summary'], record['details']),
    severities: [...ratings(record['severity']), ...wordOf(database['severity'])],
    affected: listAt(record['affected'], 'affected').map(readAffected),
  };
}

function readAffected(value: unknown): Affected {
  const affected = objectAt(value, 'affected');
  const named = objectAt(affected['package'] ?? {}, 'affected.package');
  const specific = [asRecord(affected['ecosystem_specific']), asRecord(affected['database_specific'])];
  return {
    // A record about commits only has no package; it is kept, and matches nothing.
    ecosystem:
      named['ecosystem'] === undefined ? '' : textAt(named['ecosystem'], 'affected.package.ecosystem'),
    name: named['name'] === undefined ? '' : textAt(named['name'], 'affected.package.name'),
    severities: [
      ...ratings(affected['severity']),
      ...specific.flatMap((each) => [...wordOf(each['severity']), ...wordOf(each['urgency'])]),
    ],
    ranges: listAt(affected['ranges'], 'affected.ranges').flatMap(readRange),
    versions: textsAt(affected['versions'], 'affected.versions'),
  };
}

function readRange(value: unknown): readonly Range[] {
  const range = objectAt(value, 'affected.ranges');
  const type = textAt(range['type'], 'affected.ranges.type');
  if (type === 'GIT') return [];
  if (type !== 'SEMVER' && type !== 'ECOSYSTEM') throw new Malformed('a range is SEMVER, ECOSYSTEM or GIT');
  const events = listAt(range['events'], 'affected.ranges.events').map(readEvent);
  if (!events.some(({ kind }) => kind === 'introduced'))
    throw new Malformed('a range has an introduced event');
  return [{ type, events }];
}

function readEvent(value: unknown): RangeEvent {
  const event = objectAt(value, 'an event');
  const kinds = EVENTS.filter((kind) => event[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) throw new Malformed(`an event is one of ${EVENTS.join(', ')}`);
  return { kind, version: textAt(event[kind], kind) };
}

function ratings(value: unknown): readonly Rating[] {
  return listAt(value, 'severity').flatMap((each) => {
    const { type, score } = objectAt(each, 'severity');
    const kind = RATING_KIND.get(type);
    return kind === undefined || typeof score !== 'string' ? [] : [{ kind, value: score }];
  });
}

const wordOf = (value: unknown): readonly Rating[] =>
  typeof value === 'string' && value !== '' ? [{ kind: 'word', value: value.toLowerCase() }] : [];

function firstLine(summary: unknown, details: unknown): string {
  const text = [summary, details].find(
    (each): each is string => typeof each === 'string' && each.trim() !== '',
  );
  return (text ?? '').trim().split('\n', 1)[0]?.slice(0, 300) ?? '';
}

function objectAt(value: unknown, field: string): JsonObject {
  if (isRecord(value)) return value;
  throw new Malformed(`${field} is an object`);
}

function listAt(value: unknown, field: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value as unknown[];
  throw new Malformed(`${field} is a list`);
}

function textAt(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Malformed(`${field} is a text`);
}

const textsAt = (value: unknown, field: string): readonly string[] =>
  listAt(value, field).map((each) => textAt(each, field));

function timeAt(value: unknown, field: string): Date {
  const time = optionalTime(value);
  if (time === undefined) throw new Malformed(`${field} is a time in UTC, such as 2026-11-24T12:00:00Z`);
  return time;
}

function optionalTime(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
