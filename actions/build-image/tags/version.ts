import { comparePep440 } from '../../../shared/advisories/version/pep440.ts';

/** A version as tags are made of it. */
export interface Version {
  /** The grammar that it was written in. */
  readonly scheme: 'semver' | 'pep440';
  /** As it was written, such as `v1.2.3`. */
  readonly raw: string;
  /** Normalised: `1.2.3-rc.1`. Without what only tells builds apart, as `+build.5` does. */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** What stands after the number, most significant first; empty for a release. Of PEP 440 also `post1`: it does not stand for its line either. */
  readonly prerelease: readonly string[];
}

const SEMVER =
  /^v?(0|[1-9]\d{0,15})\.(0|[1-9]\d{0,15})\.(0|[1-9]\d{0,15})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** Semantic Versioning 2.0.0, with the `v` that git tags have; undefined for anything else. */
export function parseSemver(raw: string): Version | undefined {
  const [whole, major, minor, patch, pre] = SEMVER.exec(raw) ?? [];
  if (whole === undefined) return undefined;
  const prerelease = pre?.split('.') ?? [];
  if (prerelease.some((part) => /^0\d+$/.test(part))) return undefined;
  const version = `${major ?? ''}.${minor ?? ''}.${patch ?? ''}${wrapped('-', pre, '')}`;
  const [x, y, z] = [Number(major), Number(minor), Number(patch)];
  return { scheme: 'semver', raw, version, major: x, minor: y, patch: z, prerelease };
}

const PEP440 =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?((?:-\d+)|(?:[-_.]?(?:post|rev|r)[-_.]?\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;
const PHASES: Readonly<Record<string, string>> = { alpha: 'a', beta: 'b', c: 'rc', pre: 'rc', preview: 'rc' };

/** Python's versions (PEP 440, appendix B), normalised; undefined for anything else. */
export function parsePep440(raw: string): Version | undefined {
  const found = PEP440.exec(raw.toLowerCase());
  if (found === null) return undefined;
  const [, epoch, release = '', phase, phaseNumber, post, dev, devNumber, local] = found;
  const numbers = release.split('.').map(digits);
  const pre = phase === undefined ? '' : `${PHASES[phase] ?? phase}${digits(phaseNumber)}`;
  const development = dev === undefined ? '' : `.dev${digits(devNumber)}`;
  const [major = 0, minor = 0, patch = 0] = numbers.map(Number);
  const prerelease = [pre, postText(post), development].filter((part) => part !== '');
  const version = [wrapped('', epoch, '!'), numbers.join('.'), ...prerelease, wrapped('+', local, '')];
  return { scheme: 'pep440', raw, version: version.join(''), major, minor, patch, prerelease };
}

/** A number as text: it may be a time, of more digits than a number of JavaScript holds. */
const digits = (text = ''): string => text.replace(/^0+(?=\d)/, '') || '0';

const wrapped = (before: string, text: string | undefined, after: string): string =>
  text === undefined ? '' : `${before}${text}${after}`;

const postText = (post: string | undefined): string =>
  post === undefined ? '' : `.post${digits(/\d+/.exec(post)?.[0])}`;

/** Precedence (Semantic Versioning 2.0.0, 11; PEP 440) of two versions of one grammar: negative when `a` comes before `b`. */
export function compareVersions(a: Version, b: Version): number {
  if (a.scheme === 'pep440') return comparePep440(a.version, b.version) ?? 0;
  const byNumber = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (byNumber !== 0) return byNumber;
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return b.prerelease.length - a.prerelease.length;
  const length = Math.max(a.prerelease.length, b.prerelease.length);
  for (let at = 0; at < length; at += 1) {
    const order = compareIdentifiers(a.prerelease[at], b.prerelease[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareIdentifiers(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  const [numberA, numberB] = [a, b].map((part) => (/^\d+$/.test(part) ? Number(part) : undefined));
  if (numberA !== undefined && numberB !== undefined) return numberA - numberB;
  if (numberA !== undefined || numberB !== undefined) return numberA !== undefined ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
