import { describe, expect, it } from '@jest/globals';
import { compareApk } from '../../../../shared/advisories/version/apk.ts';
import { compareDpkg } from '../../../../shared/advisories/version/dpkg.ts';
import { compareGem } from '../../../../shared/advisories/version/gem.ts';
import { comparePep440 } from '../../../../shared/advisories/version/pep440.ts';
import { compareSemver } from '../../../../shared/advisories/version/semver.ts';
import { CATALOGUES } from '../../../../shared/sbom/catalogue/all.ts';
import { parsePurl } from '../../../../shared/sbom/purl.ts';

const SIZE = 200_000;
/** What takes minutes where time grows with the square; a few milliseconds else. */
const MAX_MS = 3_000;

const filled = (start: string, part: string, end: string): string =>
  start + part.repeat(Math.ceil(SIZE / part.length)) + end;

/** Parts that a pattern may try to divide in many ways: between what a parser looks for, and before something it does not. */
const PARTS = [
  '\n',
  ' ',
  '\t',
  '\r\n',
  '\n ',
  'a',
  '1',
  '1.',
  '-',
  '=',
  '"',
  "'",
  '(',
  '[',
  '/',
  '//',
  '~',
  '.',
  '+b1',
  ':',
  '\n\n',
  'a b ',
];
const ENDS = ['', '\u0001', 'x', '\n', '!'];

const STARTS: Readonly<Record<string, readonly string[]>> = {
  'etc/os-release': ['', 'ID=', 'ID="', 'ID_LIKE="a'],
  'var/lib/dpkg/status': [
    '',
    'Package: a\nVersion: 1\nSource: a',
    'Package: a\nVersion: 1',
    'Package: a\nVersion: 1\nStatus: ',
  ],
  'var/lib/dpkg/info/a.list': ['', '/'],
  'lib/apk/db/installed': ['', 'P:a\nV:1', 'P:a\nV:1\nF:'],
  'app/node_modules/a/package.json': ['', '{"name":"', '{"name":"a","version":"'],
  'site-packages/a.dist-info/METADATA': ['', 'Name:', 'Name: a', 'Name: a\nVersion:', 'Name: a\nVersion: 1'],
  'specifications/a.gemspec': [
    '',
    's.name',
    's.name =',
    's.version = Gem::Version.new',
    's.name = "',
    's.licenses = [',
  ],
};

function slowest(run: (text: string) => void, starts: readonly string[]): number {
  let most = 0;
  for (const start of starts) {
    for (const part of PARTS) {
      for (const end of ENDS) {
        const text = filled(start, part, end);
        const before = performance.now();
        run(text);
        most = Math.max(most, performance.now() - before);
        if (most > MAX_MS) throw new Error(`too slow: ${JSON.stringify([start, part, end])}`);
      }
    }
  }
  return most;
}

describe('text that an image brings', () => {
  it.each(Object.keys(STARTS))('is read in time that grows with its size, in %s', (path) => {
    const run = (text: string): void => {
      const content = Buffer.from(text);
      const reader = CATALOGUES.map((each) => each.open(path, content.length)).find(
        (each) => each !== undefined,
      );
      reader?.write(content.subarray(0, path === 'etc/os-release' ? 65_000 : content.length));
      reader?.end();
    };
    expect(slowest(run, STARTS[path] ?? [])).toBeLessThan(MAX_MS);
  });

  it.each([
    ['apk', compareApk],
    ['dpkg', compareDpkg],
    ['gem', compareGem],
    ['pep440', comparePep440],
    ['semver', compareSemver],
  ] as const)('is compared as a version in such time: %s', (_, compare) => {
    const run = (text: string): void => {
      compare(text, '1');
      compare(text, text);
    };
    expect(slowest(run, ['', '1', '1_p', '1.0-'])).toBeLessThan(MAX_MS);
  });

  it('is parsed as a package URL in such time', () => {
    const run = (text: string): void => {
      try {
        parsePurl(text);
      } catch {
        // Most of them are none; only the time matters.
      }
    };
    expect(slowest(run, ['pkg:', 'pkg:npm/a', 'pkg:npm/', 'pkg:npm/a@', 'pkg:npm/a?b='])).toBeLessThan(
      MAX_MS,
    );
  });
});
