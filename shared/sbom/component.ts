import type { Digest } from '../oci/digest.ts';
import { type Purl, formatPurl } from './purl.ts';

/** The purl type of a package manager whose packages we find. */
export type PackageType = 'deb' | 'apk' | 'npm' | 'pypi' | 'golang' | 'gem';

/** Types that belong to the operating system; their advisories are the distribution's. */
export const isSystemPackage = (type: string): boolean => type === 'deb' || type === 'apk' || type === 'rpm';

/** A package as its manager's file describes it. */
export interface PackageRecord {
  readonly type: PackageType;
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
  /** What the distribution's advisories are about, where that has another name or version than the package built from it. */
  readonly source?: SourcePackage;
  readonly licence?: string;
  /** `vendored`: a copy inside of something else, found by a file that need not mean it is used. */
  readonly confidence: 'installed' | 'vendored';
}

export interface SourcePackage {
  readonly name: string;
  readonly version: string;
}

/** A package in an image: what it is, which file says so, and which layer brought it. */
export interface Component {
  readonly type: string;
  readonly name: string;
  readonly version: string;
  /** Canonical; the same package of the same version has the same text in every image. */
  readonly purl: string;
  readonly source?: SourcePackage;
  readonly licence?: string;
  readonly confidence: 'installed' | 'vendored';
  /** The operating system's package that brought the file; advisories are then that package's. */
  readonly ownedBy?: string;
  /** In the image, without a leading slash; empty when only an SBOM told of it. */
  readonly path: string;
  readonly layer?: Digest;
}

/** What /etc/os-release says (os-release(5)), in lower case where it is an identifier. */
export interface OperatingSystem {
  readonly id: string;
  readonly versionId: string;
  readonly name: string;
  readonly idLike: readonly string[];
  readonly codename?: string;
}

/** Where a package was found. */
export interface Place {
  readonly path: string;
  readonly layer?: Digest;
  readonly ownedBy?: string;
}

/** The component that a record stands for; `os` names the distribution in the package URL of its own packages. */
export function toComponent(record: PackageRecord, os: OperatingSystem | undefined, place: Place): Component {
  const { type, name, version, source, licence, confidence } = record;
  return {
    type,
    name,
    version,
    purl: formatPurl(purlOf(record, os)),
    ...(source === undefined ? {} : { source }),
    ...(licence === undefined ? {} : { licence }),
    confidence,
    ...place,
  };
}

/** Scopes, module paths and distributions become the namespace. */
function purlOf({ type, name, version, architecture }: PackageRecord, os: OperatingSystem | undefined): Purl {
  if (isSystemPackage(type)) {
    const qualifiers = {
      ...(architecture === undefined ? {} : { arch: architecture }),
      ...(os === undefined ? {} : { distro: os.versionId === '' ? os.id : `${os.id}-${os.versionId}` }),
    };
    return { type, namespace: os?.id ?? (type === 'deb' ? 'debian' : 'alpine'), name, version, qualifiers };
  }
  const slash = type === 'npm' || type === 'golang' ? name.lastIndexOf('/') : -1;
  return slash < 0
    ? { type, name, version }
    : { type, namespace: name.slice(0, slash), name: name.slice(slash + 1), version };
}

/** By purl, then by path: the order of every list of components. */
export function compareComponents(a: Component, b: Component): number {
  if (a.purl !== b.purl) return a.purl < b.purl ? -1 : 1;
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
