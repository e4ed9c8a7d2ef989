import type { Component, OperatingSystem } from '../sbom/component.ts';
import { compareDpkg } from './version/dpkg.ts';
import { compareSemver } from './version/semver.ts';

/** Negative when the first is older; undefined when they cannot be compared. */
export type CompareVersions = (a: string, b: string) => number | undefined;

/** How the versions of an OSV ecosystem, such as `Debian:12` or `npm`, are ordered; undefined for one that we do not know. */
export function versionOrder(ecosystem: string): CompareVersions | undefined {
  return ORDERS.get(ecosystem.split(':', 1)[0] ?? '');
}

const ORDERS: ReadonlyMap<string, CompareVersions> = new Map(
  Object.entries({
    Debian: compareDpkg,
    Ubuntu: compareDpkg,
    npm: compareSemver,
    Go: compareSemver,
    'crates.io': compareSemver,
  }),
);

/** Under which name and version advisories of an ecosystem speak of a package. */
export interface Coordinates {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
}

const LANGUAGE: ReadonlyMap<string, string> = new Map(
  Object.entries({ npm: 'npm', golang: 'Go', cargo: 'crates.io' }),
);

/** Undefined for a package that no advisory we could read would ever be about. Distributions speak of source packages. */
export function coordinatesOf(
  component: Component,
  os: OperatingSystem | undefined,
): Coordinates | undefined {
  const { type, name, version, source } = component;
  if (type === 'deb') {
    const ecosystem = debianEcosystem(os);
    if (ecosystem === undefined) return undefined;
    return { ecosystem, name: source?.name ?? name, version: source?.version ?? version };
  }
  const ecosystem = LANGUAGE.get(type);
  return ecosystem === undefined ? undefined : { ecosystem, name, version };
}

/** Debian is named by its major version; a derivative has packages of its own, and no ecosystem. */
function debianEcosystem(os: OperatingSystem | undefined): string | undefined {
  const version = os?.versionId ?? '';
  if (os?.id === 'debian' && /^\d+/.test(version)) return `Debian:${version.split('.', 1)[0] ?? ''}`;
  if (os?.id === 'ubuntu' && /^\d\d\.\d\d$/.test(version)) return `Ubuntu:${version}`;
  return undefined;
}

/** The ecosystem under which a record is filed: `Ubuntu:22.04:LTS` is what an image calls `Ubuntu:22.04`. */
export const normaliseEcosystem = (ecosystem: string): string =>
  ecosystem.replace(/^(Ubuntu:\d\d\.\d\d):LTS$/, '$1');
