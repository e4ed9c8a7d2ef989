import { type Component, type OperatingSystem, isSystemPackage } from '../sbom/component.ts';
import { compareApk } from './version/apk.ts';
import { compareGem } from './version/gem.ts';
import { comparePep440 } from './version/pep440.ts';
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
    Alpine: compareApk,
    Wolfi: compareApk,
    Chainguard: compareApk,
    PyPI: comparePep440,
    RubyGems: compareGem,
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
  Object.entries({ npm: 'npm', golang: 'Go', cargo: 'crates.io', pypi: 'PyPI', gem: 'RubyGems' }),
);

/** Undefined for a package that no advisory we could read would ever be about. Distributions speak of source packages. */
export function coordinatesOf(
  component: Component,
  os: OperatingSystem | undefined,
): Coordinates | undefined {
  const { type, name, version, source } = component;
  if (isSystemPackage(type)) {
    const ecosystem = systemEcosystem(type, os);
    if (ecosystem === undefined) return undefined;
    return { ecosystem, name: source?.name ?? name, version: source?.version ?? version };
  }
  const ecosystem = LANGUAGE.get(type);
  return ecosystem === undefined ? undefined : { ecosystem, name, version };
}

/** Which part of a release's number names it in OSV, and what stands before: Debian has whole numbers, Alpine two. */
const RELEASES: ReadonlyMap<string, readonly [RegExp, string]> = new Map([
  ['deb debian', [/^\d+/, 'Debian:']],
  ['deb ubuntu', [/^\d\d\.\d\d$/, 'Ubuntu:']],
  ['apk alpine', [/^\d+\.\d+/, 'Alpine:v']],
  // These have no releases.
  ['apk wolfi', [/^/, 'Wolfi']],
  ['apk chainguard', [/^/, 'Chainguard']],
]);

/** A derivative has packages of its own, and no ecosystem. */
function systemEcosystem(type: string, os: OperatingSystem | undefined): string | undefined {
  const [pattern, prefix] = RELEASES.get(`${type} ${os?.id ?? ''}`) ?? [];
  const release = pattern?.exec(os?.versionId ?? '')?.[0];
  return prefix === undefined || release === undefined ? undefined : `${prefix}${release}`;
}

/** The ecosystem under which a record is filed: `Ubuntu:22.04:LTS` is what an image calls `Ubuntu:22.04`. */
export const normaliseEcosystem = (ecosystem: string): string =>
  ecosystem.replace(/^(Ubuntu:\d\d\.\d\d):LTS$/, '$1');
