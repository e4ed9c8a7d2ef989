import { compareDigits } from './number.ts';

/**
 * Compares versions of gems (Gem::Version): runs of digits and of letters are parts, letters are a prerelease and come before every
 * number, trailing zeros do not count. Undefined when either is no version.
 */
export function compareGem(a: string, b: string): number | undefined {
  const [one, other] = [parse(a), parse(b)];
  if (one === undefined || other === undefined) return undefined;
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = compareParts(one[at] ?? '0', other[at] ?? '0');
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A dash begins a prerelease. */
function parse(text: string): readonly string[] | undefined {
  const trimmed = text.trim();
  if (!/^\d+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/.test(trimmed)) return undefined;
  return trimmed.replace(/-/g, '.pre.').match(/\d+|[a-z]+/gi) ?? undefined;
}

function compareParts(a: string, b: string): number {
  const [numeric, otherNumeric] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (numeric !== otherNumeric) return numeric ? 1 : -1;
  if (numeric) return compareDigits(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}
