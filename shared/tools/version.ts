/** The first three numbers of a version. */
export type Version = readonly [major: number, minor: number, patch: number];

/**
 * Finds `1.2`, `v1.2.3` or `1.2.3-rc.1+debian` in what a program says of itself. Undefined when there is none, and for 0.0.0, which
 * programs say that were built without a version.
 */
export function findVersion(text: string): Version | undefined {
  const match = /(?:^|[^\d.])v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d.]*\/)/.exec(text);
  if (match === null) return undefined;
  const version: Version = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  return version.some((number) => number > 0) ? version : undefined;
}

/** Whether `version` is `least` or later; an unknown one is taken to be. */
export function atLeast(version: Version | undefined, least: Version): boolean {
  if (version === undefined) return true;
  const differing = version.findIndex((number, index) => number !== least[index]);
  return differing < 0 || (version[differing] ?? 0) > (least[differing] ?? 0);
}

export const formatVersion = (version: Version): string => version.join('.');
