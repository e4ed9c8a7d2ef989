import { UserError, messageOf } from '../../../shared/text/error.ts';
import type { TagEvent } from './event.ts';
import { expand } from './expression.ts';
import type { Flavor } from './flavor.ts';
import { type Rule, type TagLine, matchPattern } from './rule.ts';
import { type Version, parsePep440, parseSemver } from './version.ts';

/**
 * A tag to write. `version`: names one release for ever, never moved. `forward`: follows the newest release of its line, never back.
 * `moving`: follows a branch, a pull request or a schedule.
 */
export interface ImageTag {
  readonly tag: string;
  readonly kind: 'version' | 'forward' | 'moving';
  /** The version that the tag stands for. */
  readonly version?: Version;
  /** Of a `forward` tag: the releases among which it names the newest. */
  readonly line?: 'all' | 'major' | 'minor';
}

export interface ResolvedTags {
  /** Without repetition; literal tags first, then by priority. */
  readonly tags: readonly ImageTag[];
  /** What the image calls itself: the first tag, of a version without its `v`. */
  readonly version: string | undefined;
  /** Rules that gave nothing although they apply, and why. */
  readonly notes: readonly string[];
}

interface Candidate extends ImageTag {
  readonly priority: number;
  /** Whether `latest` goes with it when that is automatic. */
  readonly latest: boolean;
}

const LITERAL_PRIORITY = 10_000;
const MAX_TAG_CHARACTERS = 128;

/** The tags of an event. @throws UserError when an expression is not known, with the line's type. */
export function resolveTags(lines: readonly TagLine[], flavor: Flavor, event: TagEvent): ResolvedTags {
  const notes: string[] = [];
  const candidates = lines.flatMap((line): Candidate[] => {
    if (line.kind === 'literal')
      return [{ ...literalTag(line.tag), priority: LITERAL_PRIORITY, latest: false }];
    const candidate = evaluate(line, flavor, event, notes);
    return candidate === undefined ? [] : [candidate];
  });
  const ordered = candidates.toSorted((a, b) => b.priority - a.priority);
  const [main] = ordered;
  const latest = flavor.latest === 'true' || (flavor.latest === 'auto' && main?.latest === true);
  const all = latest && main !== undefined ? [...ordered, latestTag(flavor, event, main)] : ordered;
  return { tags: distinct(all), version: main?.version?.version ?? main?.tag, notes };
}

/** Each tag once, where it first stands; what any line takes for a version is one. */
function distinct(candidates: readonly (ImageTag | Candidate)[]): readonly ImageTag[] {
  const tags = new Map<string, ImageTag>();
  for (const { tag, kind, version, line } of candidates) {
    const known = tags.get(tag);
    if (known !== undefined && (known.kind === 'version' || kind !== 'version')) continue;
    tags.set(tag, {
      tag,
      kind,
      ...(version === undefined ? {} : { version }),
      ...(line === undefined ? {} : { line }),
    });
  }
  return [...tags.values()];
}

/** A literal is a version when it reads like one in full. */
function literalTag(tag: string): ImageTag {
  const version = parseSemver(tag);
  return version === undefined ? { tag, kind: 'moving' } : { tag, kind: 'version', version };
}

function latestTag(flavor: Flavor, event: TagEvent, main: Candidate): ImageTag {
  const prefix = flavor.prefixOnLatest ? expand(flavor.prefix, event) : '';
  const suffix = flavor.suffixOnLatest ? expand(flavor.suffix, event) : '';
  const tag = sanitise(`${prefix}latest${suffix}`);
  return main.version === undefined
    ? { tag, kind: 'moving' }
    : { tag, kind: 'forward', version: main.version, line: 'all' };
}

function evaluate(rule: Rule, flavor: Flavor, event: TagEvent, notes: string[]): Candidate | undefined {
  try {
    const enabled = expand(rule.enable, event).trim();
    if (enabled !== 'true' && enabled !== 'false') {
      throw new UserError({ what: "'enable' is neither true nor false", seen: JSON.stringify(enabled) });
    }
    const made = enabled === 'true' ? MAKERS[rule.type](rule, event, notes) : undefined;
    if (made === undefined) return undefined;
    const prefix = expand(rule.prefix ?? (flavor.prefix === '' ? (made.prefix ?? '') : flavor.prefix), event);
    const suffix = expand(rule.suffix ?? flavor.suffix, event);
    const tag = sanitise(`${prefix}${made.tag}${suffix}`);
    return tag === '' ? undefined : { ...made, tag, priority: rule.priority };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      error.problems.map((problem) => ({
        ...problem,
        what: `input 'tags', type=${rule.type}: ${problem.what}`,
      })),
    );
  }
}

type Made = Omit<Candidate, 'priority'> & { readonly prefix?: string };

const moving = (tag: string, prefix?: string): Made => ({
  tag,
  kind: 'moving',
  latest: false,
  ...(prefix === undefined ? {} : { prefix }),
});

type Maker = (rule: Rule, event: TagEvent, notes: string[]) => Made | undefined;

const MAKERS: Readonly<Record<Rule['type'], Maker>> = {
  schedule: ({ own }, event) =>
    event.scheduled ? moving(expand(own['pattern'] ?? 'nightly', event)) : undefined,
  semver: (rule, event, notes) => versionTag(rule, event, parseSemver, notes),
  pep440: (rule, event, notes) => versionTag(rule, event, parsePep440, notes),
  match: matchTag,
  edge: ({ own }, event) => edgeTag(own['branch'] ?? event.defaultBranch, event),
  ref: ({ own }, event) => refTag(own['event'] ?? '', event),
  branch: (_, event) => refTag('branch', event),
  pr: (_, event) => refTag('pr', event),
  raw: ({ own }, event) => moving(expand(own['value'] ?? '', event)),
  sha: ({ own }, event) => shaTag(own['format'], event),
};

const edgeTag = (branch: string, event: TagEvent): Made | undefined =>
  event.kind === 'branch' && event.name === branch ? moving('edge') : undefined;

const shaTag = (format: string | undefined, { sha }: TagEvent): Made | undefined =>
  sha === '' ? undefined : moving(format === 'long' ? sha : sha.slice(0, 7), 'sha-');

function refTag(kind: string, event: TagEvent): Made | undefined {
  if (kind === 'branch') return event.kind === 'branch' && !event.scheduled ? moving(event.name) : undefined;
  if (kind === 'pr') return event.kind === 'pull-request' ? moving(event.name, 'pr-') : undefined;
  if (event.kind !== 'tag') return undefined;
  const { tag, ...rest } = literalTag(event.name);
  const isRelease = rest.version === undefined || rest.version.prerelease.length === 0;
  return { tag, ...rest, latest: isRelease };
}

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
): Made | undefined {
  const subject = subjectOf(rule, event);
  if (subject === undefined) return undefined;
  // A monorepo's tags, such as shop/v1.2.3, carry the version behind the last slash.
  const version = parse(subject.replace(/^.*\//s, ''));
  if (version === undefined) {
    notes.push(`type=${rule.type}: '${subject}' is not a version, so it gives no tag`);
    return undefined;
  }
  const pattern = rule.own['pattern'] ?? '';
  const isRaw = /^\{\{\s*raw\s*\}\}$/.test(pattern);
  const isPrerelease = version.prerelease.length > 0;
  // A prerelease must not take over the tag of its line: 1.3.0-rc.1 is not what `1.3` means.
  const used = isPrerelease && !isRaw ? '{{version}}' : pattern;
  const { major, minor, patch, raw, version: text } = version;
  const names = {
    raw,
    version: text,
    major: String(major),
    minor: String(minor),
    patch: String(patch),
    prerelease: version.prerelease.join('.'),
  };
  const isFull = /\{\{\s*(raw|version|patch)\s*\}\}/.test(used);
  return {
    tag: expand(used, event, names),
    version,
    latest: !isPrerelease,
    ...(isFull ? { kind: 'version' } : { kind: 'forward', line: used.includes('minor') ? 'minor' : 'major' }),
  };
}

function matchTag(rule: Rule, event: TagEvent, notes: string[]): Made | undefined {
  const subject = subjectOf(rule, event);
  if (subject === undefined) return undefined;
  const group = Number(rule.own['group'] ?? '0');
  let found: string | undefined;
  try {
    found = matchPattern(rule.own['pattern'] ?? '').exec(subject)?.[group];
  } catch (error) {
    throw new UserError({ what: 'not a regular expression', seen: messageOf(error) }, { cause: error });
  }
  if (found === undefined) {
    notes.push(`type=match: '${subject}' does not match, so it gives no tag`);
    return undefined;
  }
  return { ...literalTag(found), latest: true };
}

/** What a tag may hold (OCI distribution-spec 1.1): other characters become `-`; empty when nothing is left. */
export const sanitise = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, MAX_TAG_CHARACTERS);
