import { type Version, parsePep440, parseSemver } from './version.ts';

/** What a tag has around its version, such as `-alpine`: `1.4-alpine` is of the line of `1.4.2-alpine`, and not of that of `1.4.2`. */
export interface Around {
  readonly before: string;
  readonly after: string;
}

export const NOTHING_AROUND: Around = { before: '', after: '' };

/** A tag of a repository that names a release. */
export interface ReleaseTag {
  readonly tag: string;
  readonly version: Version;
}

/** Of the tags of a repository those that name a release in the grammar of `like`, with the same text around it. */
export function releasesAmong(
  tags: readonly string[],
  like: Version,
  around: Around = NOTHING_AROUND,
): readonly ReleaseTag[] {
  return tags.flatMap((tag) => {
    const inner = within(tag, around);
    const version = inner === undefined ? undefined : parseLike(like, inner);
    if (version === undefined || version.prerelease.length > 0 || isDate(version, like)) return [];
    return [{ tag, version }];
  });
}

const FIRST_YEAR = 2000;

/** Beside versions that do not count years, `2026.11.24` is the date of a nightly build, not the newest release. */
const isDate = ({ major }: Version, like: Version): boolean => major >= FIRST_YEAR && like.major < FIRST_YEAR;

function within(tag: string, { before, after }: Around): string | undefined {
  const isOurs = tag.startsWith(before) && tag.endsWith(after) && tag.length > before.length + after.length;
  return isOurs ? tag.slice(before.length, tag.length - after.length) : undefined;
}

/** A number alone is a Python version too, but as a tag it is a date or a commit. */
function parseLike({ scheme }: Version, text: string): Version | undefined {
  if (scheme === 'semver') return parseSemver(text);
  // A tag cannot hold the ! of an epoch.
  return text.includes('.') ? parsePep440(text.replace(/^(\d+)-(?=\d+\.)/, '$1!')) : undefined;
}
