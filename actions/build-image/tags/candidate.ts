import { UserError } from '../../../shared/text/error.ts';
import type { TagEvent } from './event.ts';
import { expand } from './expression.ts';
import { type Around, NOTHING_AROUND } from './release.ts';
import { type Rule, findIn } from './rule.ts';
import { type Version, parsePep440, parseSemver } from './version.ts';

/** What a rule makes of an event, before anything is put before or behind it. */
export interface Candidate {
  readonly text: string;
  readonly kind: 'version' | 'forward' | 'moving';
  readonly version?: Version;
  /** Of `text`: what it has beside the version. */
  readonly around?: Around;
  readonly line?: 'all' | 'major' | 'minor';
  /** Whether `latest` goes with it when that is automatic. */
  readonly latest: boolean;
  /** The type's own prefix, which is there unless the rule gives another. */
  readonly prefix?: string;
}

/** Undefined when the rule does not apply; `notes` says why one that applies gives nothing. */
export const candidateOf = (rule: Rule, event: TagEvent, notes: string[]): Candidate | undefined =>
  MAKERS[rule.type](rule, event, notes);

type Maker = (rule: Rule, event: TagEvent, notes: string[]) => Candidate | undefined;

const MAKERS: Readonly<Record<Rule['type'], Maker>> = {
  schedule: ({ own }, event) =>
    event.scheduled ? moving(expand(own['pattern'] ?? 'nightly', event)) : undefined,
  semver: (rule, event, notes) => versionTag(rule, event, parseSemver, notes),
  pep440: (rule, event, notes) => versionTag(rule, event, parsePep440, notes),
  match: matchTag,
  edge: ({ own }, event) => edgeTag(own['branch'] ?? '', event),
  ref: ({ own }, event) => refTag(own['event'] ?? '', event),
  branch: (_, event) => refTag('branch', event),
  pr: (_, event) => refTag('pr', event),
  raw: ({ own }, event) => rawTag(own['value'] ?? '', event),
  sha: ({ own }, event) => shaTag(own['format'], event),
};

const moving = (text: string, prefix?: string): Candidate => ({
  text,
  kind: 'moving',
  latest: false,
  ...(prefix === undefined ? {} : { prefix }),
});

function edgeTag(branch: string, event: TagEvent): Candidate | undefined {
  const wanted = branch === '' ? event.defaultBranch : branch;
  return event.kind === 'branch' && event.name === wanted ? moving('edge') : undefined;
}

/** What is written by hand, or is the git tag, may be a version; what is made of a branch or a date follows it. */
function rawTag(value: string, event: TagEvent): Candidate {
  const text = expand(value, event);
  return value.replaceAll(/\{\{\s*tag\s*\}\}/g, '').includes('{{') ? moving(text) : named(text, false);
}

const shaTag = (format: string | undefined, { sha }: TagEvent): Candidate | undefined =>
  sha === '' ? undefined : moving(format === 'long' ? sha : sha.slice(0, 7), 'sha-');

function refTag(kind: string, event: TagEvent): Candidate | undefined {
  if (kind === 'branch') return event.kind === 'branch' ? moving(event.name) : undefined;
  if (kind === 'pr') return event.kind === 'pull-request' ? moving(event.name, 'pr-') : undefined;
  return event.kind === 'tag' ? named(event.name, true) : undefined;
}

/** A text that reads like a version in full is one, behind the last slash too, as in a monorepo's `shop/v1.2.3`. */
function named(text: string, latest: boolean): Candidate {
  const { version, around } = versionIn(text);
  const isFull = version?.scheme === 'semver';
  if (version === undefined || !(isFull || latest)) return { text, kind: 'moving', latest };
  const takesLatest = latest && version.prerelease.length === 0;
  return { text, kind: isFull ? 'version' : 'moving', version, around, latest: takesLatest };
}

/** The release that a name stands for; `1.2` is one too, by Python's grammar, when it comes to which is newer. */
function versionIn(text: string): { readonly version: Version | undefined; readonly around: Around } {
  const before = text.slice(0, text.lastIndexOf('/') + 1);
  const rest = text.slice(before.length);
  const python = rest.includes('.') ? parsePep440(rest) : undefined;
  return { version: parseSemver(rest) ?? python, around: { before, after: '' } };
}

/** Whether a rule's tags are dates: `2026.11.24` reads like a version, and is none. */
export const isDated = ({ own, prefix = '', suffix = '' }: Rule): boolean =>
  /\{\{\s*(?:commit_)?date\b/.test([own['value'], own['pattern'], prefix, suffix].join(' '));

/** The text that a version is looked for in: the rule's value, else the git tag's name. */
function subjectOf(rule: Rule, event: TagEvent): string | undefined {
  const value = rule.own['value'];
  if (value !== undefined && value !== '') return expand(value, event);
  return event.kind === 'tag' ? event.name : undefined;
}

function versionTag(
  rule: Rule,
  event: TagEvent,
  parse: typeof parseSemver,
  notes: string[],
): Candidate | undefined {
  const subject = subjectOf(rule, event);
  if (subject === undefined) return undefined;
  const part = partOf(rule, subject);
  const version = part === undefined ? undefined : parse(part);
  if (version !== undefined) return patternTag(rule.own['pattern'] ?? '', version, event);
  const why = part === undefined ? `does not match ${rule.own['match'] ?? ''}` : 'is not a version';
  notes.push(`type=${rule.type}: '${subject}' ${why}, so it gives no tag`);
  return undefined;
}

/** What `match` finds, its first group when it has one; without it what stands behind the last slash, as in `shop/v1.2.3`. */
function partOf({ own }: Rule, subject: string): string | undefined {
  const match = own['match'] ?? '';
  if (match === '') return subject.replace(/^.*\//s, '');
  const found = findIn(subject, match);
  return found?.[1] ?? found?.[0];
}

function patternTag(pattern: string, version: Version, event: TagEvent): Candidate {
  const isRaw = /^\{\{\s*raw\s*\}\}$/.test(pattern);
  const isRelease = version.prerelease.length === 0;
  // A prerelease must not take over the tag of its line: 1.3.0-rc.1 is not what `1.3` means.
  const used = isRelease || isRaw ? pattern : '{{version}}';
  const { major, minor, patch, raw, version: text } = version;
  const names = {
    raw,
    version: text,
    major: String(major),
    minor: String(minor),
    patch: String(patch),
    prerelease: version.prerelease.join('.'),
  };
  const around = {
    before: /^([^{]*?)v?\{\{/.exec(used)?.[1] ?? '',
    after: /\}\}([^}]*)$/.exec(used)?.[1] ?? '',
  };
  return { text: expand(used, event, names), version, around, latest: isRelease, ...lineOf(used) };
}

/** What a pattern leaves open: `{{major}}.{{minor}}` names a line of releases, `{{version}}` one of them. */
function lineOf(pattern: string): Pick<Candidate, 'kind' | 'line'> {
  const has = (name: string): boolean => new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`).test(pattern);
  if (has('version') || has('raw')) return { kind: 'version' };
  if (!has('major')) return { kind: 'moving' };
  if (!has('minor')) return { kind: 'forward', line: 'major' };
  return has('patch') ? { kind: 'version' } : { kind: 'forward', line: 'minor' };
}

function matchTag(rule: Rule, event: TagEvent, notes: string[]): Candidate | undefined {
  const subject = subjectOf(rule, event);
  if (subject === undefined) return undefined;
  const group = Number(rule.own['group'] ?? '0');
  const text = findIn(subject, rule.own['pattern'] ?? '')?.[group];
  if (text === undefined) {
    notes.push(`type=match: '${subject}' does not match, so it gives no tag`);
    return undefined;
  }
  const { version } = versionIn(subject);
  const itself = named(text, true);
  if (version === undefined || itself.kind === 'version') return itself;
  const isRelease = version.prerelease.length === 0;
  const line = lineNamed(text, version);
  const kind =
    line === undefined || !isRelease ? { kind: 'moving' as const } : { kind: 'forward' as const, line };
  return { text, version, around: NOTHING_AROUND, latest: isRelease, ...kind };
}

/** The line that `1.2` or `1` is, of the version that it was cut from. */
function lineNamed(text: string, { major, minor }: Version): Candidate['line'] {
  const bare = text.replace(/^v/, '');
  if (bare === String(major)) return 'major';
  return bare === `${major}.${minor}` ? 'minor' : undefined;
}

/** @throws UserError when an attribute of a rule is neither true nor false. */
export function isEnabled({ enable }: Rule, event: TagEvent): boolean {
  const enabled = expand(enable, event).trim();
  if (enabled === 'true' || enabled === 'false') return enabled === 'true';
  throw new UserError({ what: "'enable' is neither true nor false", seen: JSON.stringify(enabled) });
}
