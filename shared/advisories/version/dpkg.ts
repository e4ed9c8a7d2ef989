import { compareDigits } from './number.ts';

/**
 * Compares Debian versions (Debian Policy 4.16, section 5.6.12): epoch, upstream version, Debian revision; `~` sorts before the end,
 * letters before other characters, runs of digits as numbers. Negative when `a` is older; undefined when either is no version.
 */
export function compareDpkg(a: string, b: string): number | undefined {
  const [one, other] = [parse(a), parse(b)];
  if (one === undefined || other === undefined) return undefined;
  return (
    one.epoch - other.epoch ||
    compareParts(one.upstream, other.upstream) ||
    compareParts(one.revision, other.revision)
  );
}

interface DpkgVersion {
  readonly epoch: number;
  readonly upstream: string;
  readonly revision: string;
}

function parse(text: string): DpkgVersion | undefined {
  const [, epoch = '0', rest = ''] = /^(?:(\d{1,9}):)?([A-Za-z0-9.+~:-]+)$/.exec(text.trim()) ?? [];
  if (rest === '') return undefined;
  const dash = rest.lastIndexOf('-');
  return {
    epoch: Number(epoch),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

/** Alternates between a run of other characters and a run of digits; neither run need have any. */
function compareParts(a: string, b: string): number {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const difference = orderAt(a, i) - orderAt(b, j);
      if (difference !== 0) return difference;
      i += 1;
      j += 1;
    }
    const [one, other] = [digitsAt(a, i), digitsAt(b, j)];
    const difference = compareDigits(one, other);
    if (difference !== 0) return difference;
    i += one.length;
    j += other.length;
  }
  return 0;
}

const isDigit = (text: string, at: number): boolean => /\d/.test(text.charAt(at));

/** The end and digits count as nothing; a tilde as less than that; letters before all else. */
function orderAt(text: string, at: number): number {
  const character = text.charAt(at);
  if (character === '' || /\d/.test(character)) return 0;
  if (character === '~') return -1;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256;
}

const digitsAt = (text: string, at: number): string => /^\d*/.exec(text.slice(at))?.[0] ?? '';
