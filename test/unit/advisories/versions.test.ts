import { describe, expect, it } from '@jest/globals';
import { compareDpkg } from '../../../shared/advisories/version/dpkg.ts';
import { compareSemver } from '../../../shared/advisories/version/semver.ts';
import type { CompareVersions } from '../../../shared/advisories/ecosystem.ts';

const sign = (value: number | undefined): string =>
  value === undefined ? '?' : value < 0 ? '<' : value > 0 ? '>' : '=';
const OPPOSITE: Record<string, string> = { '<': '>', '>': '<', '=': '=', '?': '?' };

/** `a < b`, `a = b`; and the other way round. */
function holds(compare: CompareVersions, relation: string): void {
  const [a = '', operator = '', b = ''] = relation.split(' ');
  expect(`${a} ${sign(compare(a, b))} ${b}`).toBe(relation);
  expect(sign(compare(b, a))).toBe(OPPOSITE[operator]);
}

describe('Debian versions', () => {
  it.each([
    '1.0 = 1.0',
    '0:1.0 = 1.0',
    '1.0 = 1.0-0',
    '1.0 < 1.0-1',
    '1.0 < 1:0.1',
    '1.2 < 1.10',
    '1.02 = 1.2',
    '1.0~rc1 < 1.0',
    '1.0~ < 1.0',
    '1.0~~ < 1.0~',
    '1.0~~a < 1.0~',
    '1.0~rc1 < 1.0~rc2',
    '1.0 < 1.0+b1',
    '1.0-1 < 1.0-1+b1',
    '1.0-1 < 1.0-1.1',
    '1.0a < 1.0b',
    '1.0a < 1.0+',
    '1.0Z < 1.0a',
    '1.0.a > 1.0+a',
    '1.0- = 1.0',
    '3.0.20-1~deb12u2 < 3.0.22-1~deb12u2',
    '3.0.15-1~deb12u1 < 3.0.15-1',
    '2.36-9+deb12u9 < 2.36-9+deb12u10',
    '3.3.3 < 3.3.3-squeeze1',
    '1.0-1-1 > 1.0-1',
    '0.9.8o-4squeeze14 < 1.0.0',
    '1.2.3-1ubuntu1 > 1.2.3-1',
    '20240203 < 20240203+dfsg',
    '1:2.4.47-2 > 2.4.48-1',
    '7.4.052-1 > 7.4.51-1',
    '99999999999999999999999 > 9999999999999999999999',
    '1.0 ? <script>',
    ' ? 1.0',
  ])('%s', (relation) => {
    holds(compareDpkg, relation);
  });
});

describe('semantic versions', () => {
  it.each([
    '1.0.0 = 1.0.0',
    '1.0.0 = v1.0.0',
    '1.0.0 = 1.0.0+build.1',
    '1.0.0+a = 1.0.0+b',
    '1.0 = 1.0.0',
    '1 = 1.0.0',
    '1.9.0 < 1.10.0',
    '1.0.0-alpha < 1.0.0-alpha.1',
    '1.0.0-alpha.1 < 1.0.0-alpha.beta',
    '1.0.0-alpha.beta < 1.0.0-beta',
    '1.0.0-beta < 1.0.0-beta.2',
    '1.0.0-beta.2 < 1.0.0-beta.11',
    '1.0.0-beta.11 < 1.0.0-rc.1',
    '1.0.0-rc.1 < 1.0.0',
    '1.0.0-0 < 1.0.0-a',
    '1.0.0-10 > 1.0.0-9',
    '1.0.0--1 < 1.0.0',
    '1.2.3.4 > 1.2.3',
    '1.2.3.4 < 1.2.4',
    '01.2.3 = 1.2.3',
    '1.2.3rc1 < 1.2.3',
    '1.0.99999999999999999999999999 > 1.0.9999999999999999999999999',
    '0.0.0-20220906165146-f3363e06e74c < 0.0.0-20220906165147-000000000000',
    '1.0.0 ? latest',
    '1.0.0 ? 1.0.x',
    '1.0.0 ? ',
    '1.0.0 ? file:../a',
  ])('%s', (relation) => {
    holds(compareSemver, relation);
  });

  it('takes a hostile version in no time', () => {
    expect(compareSemver(`1.${'-'.repeat(100_000)}!`, '1.0.0')).toBeUndefined();
    expect(compareDpkg('1.'.repeat(50_000), '1.'.repeat(50_000))).toBe(0);
  });
});
