import { compareDigits, compareNumbers } from './number.ts';

const VERSION =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d*))?(?:(?:[-_.]?(post|rev|r)[-_.]?(\d*))|-(\d+))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/i;

const PRE: ReadonlyMap<string, number> = new Map([
  ['a', 1],
  ['alpha', 1],
  ['b', 2],
  ['beta', 2],
  ['c', 3],
  ['rc', 3],
  ['pre', 3],
  ['preview', 3],
]);

/** Parts in the order in which they decide. */
interface PythonVersion {
  readonly epoch: string;
  readonly release: readonly string[];
  /** 0 development release of the release itself, 1 to 3 prerelease, 4 none. */
  readonly pre: number;
  readonly preNumber: string;
  readonly post: string | undefined;
  readonly dev: string | undefined;
  readonly local: readonly string[];
}

/** Compares Python versions (PEP 440, "Summary of permitted suffixes and relative ordering"). Undefined when either is no version. */
export function comparePep440(a: string, b: string): number | undefined {
  const [one, other] = [parse(a), parse(b)];
  if (one === undefined || other === undefined) return undefined;
  return (
    compareDigits(one.epoch, other.epoch) ||
    compareNumbers(one.release, other.release) ||
    one.pre - other.pre ||
    compareDigits(one.preNumber, other.preNumber) ||
    compareOptional(one.post, other.post, -1) ||
    compareOptional(one.dev, other.dev, 1) ||
    compareLocal(one.local, other.local)
  );
}

function parse(text: string): PythonVersion | undefined {
  const match = VERSION.exec(text.trim());
  if (match === null) return undefined;
  const [
    ,
    epoch = '0',
    release = '',
    preWord,
    preNumber = '',
    postWord,
    postNumber = '',
    postShort,
    devWord,
    devNumber = '',
    local,
  ] = match;
  const post = postShort ?? (postWord === undefined ? undefined : postNumber);
  const dev = devWord === undefined ? undefined : devNumber;
  return {
    epoch,
    release: release.split('.'),
    pre: preOf(preWord, post, dev),
    preNumber,
    post,
    dev,
    local: local?.toLowerCase().split(/[-_.]/) ?? [],
  };
}

/** `1.0.dev1` comes before `1.0a1`; `1.0.post1.dev1` does not. */
function preOf(word: string | undefined, post: string | undefined, dev: string | undefined): number {
  if (word !== undefined) return PRE.get(word.toLowerCase()) ?? 3;
  return post === undefined && dev !== undefined ? 0 : 4;
}

/** `absent` is where a version without the part stands: before those that have it (-1), or after them (1). */
function compareOptional(a: string | undefined, b: string | undefined, absent: 1 | -1): number {
  if (a === undefined && b === undefined) return 0;
  if (a === undefined) return absent;
  return b === undefined ? -absent : compareDigits(a, b);
}

/** Numbers are newer than words, and more parts than fewer. */
function compareLocal(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [one = '', other = ''] = [a[at], b[at]];
    const [numeric, otherNumeric] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (numeric !== otherNumeric) return numeric ? 1 : -1;
    const difference = numeric ? compareDigits(one, other) : one < other ? -1 : one > other ? 1 : 0;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
