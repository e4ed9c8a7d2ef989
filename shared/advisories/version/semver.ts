import { compareDigits, compareNumbers } from './number.ts';

/**
 * Compares versions as Semantic Versioning 2.0.0 (section 11) does, and takes what real packages have beside: a leading `v`, fewer or
 * more than three numbers, numbers of any length, leading zeros. Build metadata does not count. Undefined when either is no version.
 */
export function compareSemver(a: string, b: string): number | undefined {
  const [one, other] = [parse(a), parse(b)];
  if (one === undefined || other === undefined) return undefined;
  return compareNumbers(one.numbers, other.numbers) || comparePrerelease(one.prerelease, other.prerelease);
}

interface SemanticVersion {
  readonly numbers: readonly string[];
  readonly prerelease: readonly string[];
}

const VERSION =
  /^[v=]*(\d+(?:\.\d+)*)(?:(?:-|(?![\d.]))([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]*)?$/i;

function parse(text: string): SemanticVersion | undefined {
  const [, numbers = '', prerelease] = VERSION.exec(text.trim()) ?? [];
  if (numbers === '') return undefined;
  return { numbers: numbers.split('.'), prerelease: prerelease?.split('.') ?? [] };
}

/** A release is newer than its prereleases; a longer list is newer when all before is equal. */
function comparePrerelease(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = compareIdentifiers(a[at] ?? '', b[at] ?? '');
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Numbers as numbers and before words; words by their characters. */
function compareIdentifiers(a: string, b: string): number {
  const [numeric, otherNumeric] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numeric && otherNumeric) return compareDigits(a, b);
  if (numeric !== otherNumeric) return numeric ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
