import type { ImageTag } from './resolve.ts';
import { type Version, compareVersions, parseSemver } from './version.ts';

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
  { tag, kind, version, line }: ImageTag,
  existing: readonly string[],
): HeldBack | undefined {
  if (kind !== 'forward' || version === undefined) return undefined;
  const newest = existing
    .flatMap((each) => parseSemver(each) ?? [])
    .filter((each) => each.prerelease.length === 0 && isOfLine(each, version, line))
    .reduce<Version | undefined>(
      (best, each) => (best === undefined || compareVersions(each, best) > 0 ? each : best),
      undefined,
    );
  if (newest === undefined || compareVersions(newest, version) <= 0) return undefined;
  return { tag, newest: newest.raw };
}

function isOfLine(other: Version, version: Version, line: ImageTag['line']): boolean {
  if (line === 'all') return true;
  return other.major === version.major && (line === 'major' || other.minor === version.minor);
}
