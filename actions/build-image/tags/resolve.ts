import { UserError } from '../../../shared/text/error.ts';
import { cut } from '../../../shared/text/markdown.ts';
import { type Candidate, candidateOf, isDated, isEnabled } from './candidate.ts';
import type { TagEvent } from './event.ts';
import { expand } from './expression.ts';
import type { Flavor } from './flavor.ts';
import { type Around, NOTHING_AROUND } from './release.ts';
import type { Rule } from './rule.ts';
import { type Version, parseSemver } from './version.ts';

/**
 * A tag to write. `version`: names one release for ever, never moved. `forward`: follows the newest release of its line, never back.
 * `moving`: follows a branch, a pull request or a schedule.
 */
export interface ImageTag {
  readonly tag: string;
  readonly kind: 'version' | 'forward' | 'moving';
  /** The version that the tag stands for. */
  readonly version?: Version;
  /** What tags of the same releases have beside their version. */
  readonly around?: Around;
  /** Of a `forward` tag: the releases among which it names the newest. */
  readonly line?: 'all' | 'major' | 'minor';
}

export interface ResolvedTags {
  /** Without repetition, by priority. */
  readonly tags: readonly ImageTag[];
  /** What the image calls itself: the first tag, of a version without its `v`. */
  readonly version: string | undefined;
  /** Rules that gave nothing although they apply, and why; tags that had to be cut. */
  readonly notes: readonly string[];
}

interface Ranked extends ImageTag {
  readonly priority: number;
  readonly latest: boolean;
}

const MAX_TAG_CHARACTERS = 128;

/** The tags of an event. @throws UserError when an expression is not known, with the line's type. */
export function resolveTags(rules: readonly Rule[], flavor: Flavor, event: TagEvent): ResolvedTags {
  const notes: string[] = [];
  const ranked = rules.flatMap((rule) => evaluate(rule, flavor, event, notes) ?? []);
  const ordered = ranked.toSorted((a, b) => b.priority - a.priority);
  const [main] = ordered;
  if (main === undefined) return { tags: [], version: undefined, notes };
  const latest = latestTag(flavor, event, main);
  const isAsked = flavor.latest === 'true' || (flavor.latest === 'auto' && main.latest);
  // Who writes `latest` by hand means the same tag: it does not go back either.
  const all = isAsked || ordered.some(({ tag }) => tag === latest.tag) ? [...ordered, latest] : ordered;
  return { tags: distinct(all), version: versionText(main), notes };
}

/** What was released calls itself by its version, all else by its tag. */
const versionText = ({ version, kind, tag }: Ranked): string =>
  kind === 'moving' ? tag : (version?.version ?? tag);

const STRICTNESS = { version: 2, forward: 1, moving: 0 } as const;

/** Each tag once, where it first stands, as what is moved least. */
function distinct(all: readonly ImageTag[]): readonly ImageTag[] {
  const tags = new Map<string, ImageTag>();
  for (const { tag, kind, version, line, around } of all) {
    const known = tags.get(tag);
    if (known !== undefined && STRICTNESS[known.kind] >= STRICTNESS[kind]) continue;
    tags.set(tag, {
      tag,
      kind,
      ...(version === undefined ? {} : { version }),
      ...(around === undefined ? {} : { around }),
      ...(line === undefined ? {} : { line }),
    });
  }
  return [...tags.values()];
}

function latestTag(flavor: Flavor, event: TagEvent, { version, around = NOTHING_AROUND }: Ranked): ImageTag {
  const prefix = flavor.prefixOnLatest ? expand(flavor.prefix, event) : '';
  const suffix = flavor.suffixOnLatest ? expand(flavor.suffix, event) : '';
  const tag = sanitise(`${prefix}latest${suffix}`);
  return version === undefined
    ? { tag, kind: 'moving' }
    : { tag, kind: 'forward', version, around, line: 'all' };
}

function evaluate(rule: Rule, flavor: Flavor, event: TagEvent, notes: string[]): Ranked | undefined {
  try {
    const made = isEnabled(rule, event) ? candidateOf(rule, event, notes) : undefined;
    if (made === undefined || made.text === '') return undefined;
    const prefix = expand(rule.prefix ?? made.prefix ?? flavor.prefix, event);
    const suffix = expand(rule.suffix ?? flavor.suffix, event);
    const tag = fitted(prefix, made.text, suffix, notes);
    return tag === '' ? undefined : rank(rule, made, tag, { before: prefix, after: suffix });
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

/** What reads like a release in full is never moved, whatever made it: a branch may be called `v1.2.3`. */
function rank(rule: Rule, made: Candidate, tag: string, added: Around): Ranked {
  const release = isDated(rule) ? undefined : parseSemver(tag);
  const isRelease = release?.prerelease.length === 0;
  const { kind, version = isRelease ? release : undefined, line, latest } = made;
  const { before, after } = made.around ?? NOTHING_AROUND;
  const around = { before: plain(added.before + before), after: plain(after + added.after) };
  return {
    tag,
    kind: isRelease ? 'version' : kind,
    ...(version === undefined ? {} : { version, around }),
    ...(line === undefined ? {} : { line }),
    latest,
    priority: rule.priority,
  };
}

/** A name that is too long is cut between prefix and suffix, which tell variants apart. */
function fitted(prefix: string, text: string, suffix: string, notes: string[]): string {
  const whole = begun(prefix + text + suffix);
  if (whole.length <= MAX_TAG_CHARACTERS) return whole;
  const room = MAX_TAG_CHARACTERS - plain(prefix).length - plain(suffix).length;
  notes.push(
    `the tag of '${cut(text, 60)}' is cut to ${MAX_TAG_CHARACTERS} characters: others may begin alike`,
  );
  return sanitise(prefix + plain(text).slice(0, Math.max(room, 1)) + suffix);
}

/** Characters that no tag may hold (OCI distribution-spec 1.1) become `-`. */
const plain = (text: string): string => text.replace(/[^A-Za-z0-9_.-]+/g, '-');

const begun = (text: string): string => plain(text).replace(/^[.-]+/, '');

/** What a tag may be: 128 characters that begin with neither `.` nor `-`; empty when nothing is left. */
export const sanitise = (text: string): string => begun(text).slice(0, MAX_TAG_CHARACTERS);
