import { compareDigits } from './number.ts';

/** Suffixes before and after a release, in their order (apk-tools, version.c). */
const BEFORE = ['alpha', 'beta', 'pre', 'rc'];
const AFTER = ['cvs', 'svn', 'git', 'hg', 'p'];

const VERSION =
  /^(\d+(?:\.\d+)*)([a-z])?((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~[0-9a-f]+)?(?:-r(\d+))?$/;

interface ApkVersion {
  readonly numbers: readonly string[];
  readonly letter: string;
  readonly suffixes: readonly { readonly rank: number; readonly number: string }[];
  readonly revision: string | undefined;
}

/** Compares Alpine versions as apk does: numbers, a letter, suffixes, the package's revision. Undefined when either is no version. */
export function compareApk(a: string, b: string): number | undefined {
  const [one, other] = [parse(a), parse(b)];
  if (one === undefined || other === undefined) return undefined;
  return (
    compareNumbers(one.numbers, other.numbers) ||
    one.letter.localeCompare(other.letter, 'en') ||
    compareSuffixes(one.suffixes, other.suffixes) ||
    compareRevisions(one.revision, other.revision)
  );
}

function parse(text: string): ApkVersion | undefined {
  const [, numbers = '', letter = '', suffixes = '', revision] = VERSION.exec(text.trim()) ?? [];
  if (numbers === '') return undefined;
  return {
    numbers: numbers.split('.'),
    letter,
    suffixes: Array.from(suffixes.matchAll(/_([a-z]+)(\d*)/g), ([, name = '', number = '']) => ({
      rank: rankOf(name),
      number,
    })),
    revision,
  };
}

/** Negative for what comes before the release. */
function rankOf(name: string): number {
  const before = BEFORE.indexOf(name);
  return before >= 0 ? before - BEFORE.length : AFTER.indexOf(name) + 1;
}

/** After the first, a number with a leading zero is a fraction: 1.05 is older than 1.5. The longer version is newer. */
function compareNumbers(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [one = '', other = ''] = [a[at], b[at]];
    const fraction = at > 0 && (one.startsWith('0') || other.startsWith('0'));
    const difference = fraction ? compareText(one, other) : compareDigits(one, other);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareSuffixes(a: ApkVersion['suffixes'], b: ApkVersion['suffixes']): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [one, other] = [a[at], b[at]];
    const difference =
      (one?.rank ?? 0) - (other?.rank ?? 0) || compareDigits(one?.number ?? '', other?.number ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareRevisions(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return compareDigits(a, b);
}
