import { type ReleaseTag, releasesAmong } from './release.ts';
import type { ImageTag } from './resolve.ts';
import { type Version, compareVersions } from './version.ts';

/** A tag that stays where it is, since what it names is newer. */
export interface HeldBack {
  readonly tag: string;
  /** The newest release of the tag's line that the repository has. */
  readonly newest: string;
}

/**
 * Whether a `forward` tag may be written: not when the repository has a newer release of the same line, as after a fix of an old release.
 * `latest` is the line of all releases, `1` of those that begin with 1, `1.2` of those that begin with 1.2.
 */
export function heldBack(
  { tag, kind, version, line, around }: ImageTag,
  existing: readonly string[],
): HeldBack | undefined {
  if (kind !== 'forward' || version === undefined) return undefined;
  const newest = newestOf(
    releasesAmong(existing, version, around).filter((each) => isOfLine(each.version, version, line)),
  );
  if (newest === undefined || compareVersions(newest.version, version) <= 0) return undefined;
  return { tag, newest: newest.tag };
}

export const newestOf = (releases: readonly ReleaseTag[]): ReleaseTag | undefined =>
  releases.reduce<ReleaseTag | undefined>(
    (best, each) => (best === undefined || compareVersions(each.version, best.version) > 0 ? each : best),
    undefined,
  );

function isOfLine(other: Version, version: Version, line: ImageTag['line']): boolean {
  if (line === 'all') return true;
  return other.major === version.major && (line === 'major' || other.minor === version.minor);
}
