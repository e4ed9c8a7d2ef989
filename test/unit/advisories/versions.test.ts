import { describe, expect, it } from '@jest/globals';
import { compareDpkg } from '../../../shared/advisories/version/dpkg.ts';
import { compareApk } from '../../../shared/advisories/version/apk.ts';
import { compareGem } from '../../../shared/advisories/version/gem.ts';
import { comparePep440 } from '../../../shared/advisories/version/pep440.ts';
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

describe('Alpine versions', () => {
  it.each([
    '1.2.3-r0 = 1.2.3-r0',
    '1.2.3 < 1.2.3-r0',
    '1.2.3-r2 < 1.2.3-r10',
    '1.2 < 1.2.0',
    '1.9 < 1.10',
    '1.05 < 1.5',
    '1.005 < 1.05',
    '1.2a < 1.2b',
    '1.2 < 1.2a',
    '1.2_alpha < 1.2_beta',
    '1.2_beta < 1.2_pre1',
    '1.2_rc1 < 1.2_rc2',
    '1.2_rc9 < 1.2',
    '1.2 < 1.2_p1',
    '1.2_p1 < 1.2_p1-r1',
    '1.2_git20240101 < 1.2_p1',
    '3.1.4-r5 > 3.1.4-r4',
    '1.36.1-r29 < 1.37.0-r0',
    '1.1.1w-r1 > 1.1.1v-r9',
    '9.0_p1-r2 > 9.0-r9',
    '1.0 ? 5.7.1p1',
    '1.0 ? latest',
  ])('%s', (relation) => {
    holds(compareApk, relation);
  });
});

describe('Python versions', () => {
  it.each([
    '1.0 = 1.0.0',
    '1.0 = v1.0',
    '1.0a1 = 1.0-alpha.1',
    '1.0rc1 = 1.0c1',
    '1.0.dev1 < 1.0a1',
    '1.0a1.dev1 < 1.0a1',
    '1.0a1 < 1.0a2',
    '1.0a9 < 1.0b1',
    '1.0b2.post345.dev456 < 1.0b2.post345',
    '1.0b2 < 1.0b2.post345',
    '1.0rc1 < 1.0',
    '1.0 < 1.0+abc.5',
    '1.0+abc.5 < 1.0+abc.7',
    '1.0+abc < 1.0+5',
    '1.0 < 1.0.post1',
    '1.0.post1.dev1 < 1.0.post1',
    '1.0-1 = 1.0.post1',
    '1.0.post1 < 1.1.dev1',
    '1.9 < 1.10',
    '2024.1 < 1!1.0',
    '1.0 ? 2004d',
    '1.0 ? latest',
  ])('%s', (relation) => {
    holds(comparePep440, relation);
  });
});

describe('versions of gems', () => {
  it.each([
    '1.0 = 1.0.0',
    '1.0.0 < 1.0.1',
    '1.9 < 1.10',
    '1.0.a < 1.0',
    '1.0.0.rc1 < 1.0.0',
    '1.0.0.rc1 < 1.0.0.rc2',
    '1.0.0.rc9 < 1.0.0.rc10',
    '1.0.0.beta < 1.0.0.rc',
    '1.0.0-rc1 < 1.0.0',
    '5.0.0.beta1.1 > 5.0.0.beta1',
    '1.0 ? latest',
  ])('%s', (relation) => {
    holds(compareGem, relation);
  });
});
