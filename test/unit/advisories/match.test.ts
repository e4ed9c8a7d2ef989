import { describe, expect, it } from '@jest/globals';
import { type Finding, matchInventory } from '../../../shared/advisories/match.ts';
import { isAffected } from '../../../shared/advisories/range.ts';
import { parseAdvisory } from '../../../shared/advisories/record.ts';
import { compareSemver } from '../../../shared/advisories/version/semver.ts';
import type { OperatingSystem } from '../../../shared/sbom/component.ts';
import type { Inventory } from '../../../shared/sbom/inventory.ts';
import { CRITICAL, DEBIAN, MODIFIED, OPENSSL, below, inventory, osv, snapshot } from './records.ts';

const short = ({ id, severity, fixed }: Finding): string => `${id} ${severity} ${fixed ?? '-'}`;
describe('the ranges of an advisory', () => {
  const events = (...list: readonly string[]): object => ({
    package: { ecosystem: 'npm', name: 'a' },
    ranges: [
      {
        type: 'SEMVER',
        events: list.map((each) => Object.fromEntries([each.split(' ') as [string, string]])),
      },
    ],
  });

  it.each<[string, object, Readonly<Record<string, string>>]>([
    [
      'from the beginning to a fix',
      events('introduced 0', 'fixed 1.2.0'),
      { '0.0.1-alpha': '1.2.0', '1.1.9': '1.2.0', '1.2.0-rc.1': '1.2.0', '1.2.0': 'no', '2.0.0': 'no' },
    ],
    [
      'between two versions',
      events('introduced 1.0.0', 'fixed 1.2.0'),
      { '0.9.0': 'no', '1.0.0': '1.2.0', '1.2.0': 'no' },
    ],
    ['without a fix', events('introduced 1.0.0'), { '0.9.0': 'no', '9.9.9': 'yes' }],
    [
      'up to and with the last affected',
      events('introduced 0', 'last_affected 1.2.0'),
      { '1.2.0': 'yes', '1.2.1': 'no' },
    ],
    [
      'introduced again',
      events('introduced 0', 'fixed 1.0.0', 'introduced 2.0.0', 'fixed 2.1.0'),
      { '0.5.0': '1.0.0', '1.5.0': 'no', '2.0.5': '2.1.0', '2.1.0': 'no' },
    ],
    [
      'in no particular order',
      events('fixed 2.1.0', 'introduced 2.0.0', 'fixed 1.0.0', 'introduced 0'),
      { '0.5.0': '1.0.0', '1.5.0': 'no', '2.0.5': '2.1.0' },
    ],
    ['within a limit', events('introduced 1.0.0', 'limit 2.0.0'), { '1.5.0': 'yes', '2.0.0': 'no' }],
    ['within any limit', events('introduced 1.0.0', 'limit *'), { '9.0.0': 'yes' }],
    [
      'listed one by one',
      { package: { ecosystem: 'npm', name: 'a' }, versions: ['1.0.0', 'latest'] },
      { '1.0.0': 'yes', '1.0.1': 'no', latest: 'yes' },
    ],
    [
      'of commits',
      {
        package: { ecosystem: 'npm', name: 'a' },
        ranges: [{ type: 'GIT', repo: 'x', events: [{ introduced: '0' }] }],
      },
      { '1.0.0': 'no' },
    ],
    ['that cannot be compared', events('introduced 0', 'fixed 1.2.x'), { '1.0.0': 'unknown 1.2.x' }],
    [
      'for a version that cannot be compared',
      events('introduced 0', 'fixed 1.2.0'),
      { latest: 'unknown latest' },
    ],
  ])('%s', (_, affected, expected) => {
    const advisory = parseAdvisory(osv('X-1', [affected]));
    if (!('id' in advisory)) throw new Error(advisory.rule);
    const [parsed] = advisory.affected;
    if (parsed === undefined) throw new Error('nothing affected');
    const seen = Object.keys(expected).map((version) => {
      const verdict = isAffected(version, parsed, compareSemver);
      if (verdict.affected === 'unknown') return [version, `unknown ${verdict.version}`];
      return [version, verdict.affected ? (verdict.fixed ?? 'yes') : 'no'];
    });
    expect(Object.fromEntries(seen)).toEqual(expected);
  });
});

describe('matching an inventory', () => {
  it('compares Debian packages by their source, in their release only', () => {
    const records = snapshot(
      osv(
        'DEBIAN-CVE-2026-1',
        [below('Debian:12', 'openssl', '3.0.22-1~deb12u2'), below('Debian:11', 'openssl', '9')],
        { upstream: ['CVE-2026-1'], severity: [{ type: 'CVSS_V3', score: CRITICAL }] },
      ),
      osv('DEBIAN-CVE-2026-2', [below('Debian:11', 'openssl', '9')], { upstream: ['CVE-2026-2'] }),
      osv('DEBIAN-CVE-2026-3', [below('Debian:12', 'libssl3', '9')], { upstream: ['CVE-2026-3'] }),
    );
    const { findings, ecosystems, problems } = matchInventory(inventory([OPENSSL]), records);
    expect(findings.map(short)).toEqual(['CVE-2026-1 critical 3.0.22-1~deb12u2']);
    expect(findings[0]?.aliases).toEqual(['DEBIAN-CVE-2026-1']);
    expect([ecosystems, problems]).toEqual([['Debian:12'], []]);
  });

  it('finds Ubuntu records whose release says LTS', () => {
    const ubuntu: OperatingSystem = {
      id: 'ubuntu',
      versionId: '24.04',
      name: 'Ubuntu 24.04',
      idLike: ['debian'],
    };
    const records = snapshot(
      osv('UBUNTU-CVE-2026-1', [below('Ubuntu:24.04:LTS', 'openssl', '9')], {
        upstream: ['CVE-2026-1'],
        severity: [{ type: 'Ubuntu', score: 'medium' }],
      }),
    );
    expect(matchInventory(inventory([OPENSSL], ubuntu), records).findings.map(short)).toEqual([
      'CVE-2026-1 medium 9',
    ]);
  });

  it('makes one finding of all records of one vulnerability, also where they only meet in a third', () => {
    const records = snapshot(
      osv('GHSA-1', [below('npm', 'a', '1.1.0')], {
        aliases: ['CVE-2026-1'],
        database_specific: { severity: 'MODERATE' },
      }),
      osv('SNYK-1', [below('npm', 'a', '1.1.0')], { aliases: ['OTHER-1'] }),
      osv('OTHER-1', [below('npm', 'a', '1.1.0')], { aliases: ['CVE-2026-1'] }),
      osv('GHSA-2', [below('npm', 'a', '1.2.0')]),
    );
    const { findings } = matchInventory(inventory([{}]), records);
    expect(findings.map(short)).toEqual(['CVE-2026-1 medium 1.1.0', 'GHSA-2 unknown 1.2.0']);
    expect(findings[0]?.aliases).toEqual(['GHSA-1', 'OTHER-1', 'SNYK-1']);
  });

  it('does not count a notice beside the vulnerabilities that it is about', () => {
    const cve = (id: string): object =>
      osv(`DEBIAN-${id}`, [below('Debian:12', 'openssl', '9')], { upstream: [id] });
    const notice = osv('DSA-1', [below('Debian:12', 'openssl', '9')], {
      upstream: ['CVE-2026-1', 'CVE-2026-2'],
    });
    const ids = (...records: object[]): readonly string[] =>
      matchInventory(inventory([OPENSSL]), snapshot(...records)).findings.map(({ id }) => id);
    expect(ids(cve('CVE-2026-1'), cve('CVE-2026-2'), notice)).toEqual(['CVE-2026-1', 'CVE-2026-2']);
    expect(ids(cve('CVE-2026-1'), notice)).toEqual(['CVE-2026-1', 'DSA-1']);
  });

  it('takes the severity of a notice from what it is about', () => {
    const records = snapshot(
      osv('DSA-1', [below('Debian:12', 'openssl', '9')], { upstream: ['CVE-2026-1', 'CVE-2026-2'] }),
      osv('CVE-2026-1', [], { severity: [{ type: 'CVSS_V3', score: CRITICAL }] }),
    );
    expect(matchInventory(inventory([OPENSSL]), records).findings.map(short)).toEqual(['DSA-1 critical 9']);
  });

  it("prefers the distribution's own judgement to the vector", () => {
    const judged = { ...below('Debian:12', 'openssl', '9'), ecosystem_specific: { urgency: 'low' } };
    const records = snapshot(
      osv('CVE-2026-1', [judged], { severity: [{ type: 'CVSS_V3', score: CRITICAL }] }),
    );
    expect(matchInventory(inventory([OPENSSL]), records).findings.map(short)).toEqual(['CVE-2026-1 low 9']);
  });

  it('does not count what was withdrawn', () => {
    const records = snapshot(osv('GHSA-1', [below('npm', 'a', '9.0.0')], { withdrawn: MODIFIED }));
    expect(matchInventory(inventory([{}]), records).findings).toEqual([]);
  });

  it('leaves to the distribution what the distribution brought', () => {
    const records = snapshot(
      osv('GHSA-1', [below('npm', 'a', '9.0.0')]),
      osv('D-1', [below('Debian:12', 'x', '1')]),
    );
    expect(matchInventory(inventory([{ ownedBy: 'node-a' }, OPENSSL]), records)).toMatchObject({
      findings: [],
      ecosystems: ['Debian:12'],
    });
  });

  it('lists every place of a package, and marks what is only a copy in another', () => {
    const records = snapshot(osv('GHSA-1', [below('npm', 'a', '9.0.0')]));
    const found = (...packages: Parameters<typeof inventory>[0]): readonly Finding[] =>
      matchInventory(inventory(packages), records).findings;
    expect(found({ path: 'y', confidence: 'vendored' }, { path: 'x' })).toMatchObject([
      { paths: ['x', 'y'], vendored: false },
    ]);
    expect(found({ confidence: 'vendored' })).toMatchObject([{ vendored: true }]);
  });

  it.each<[string, Inventory, string]>([
    [
      'an ecosystem without any record',
      inventory([{}, { type: 'gem', name: 'rails' }]),
      'the advisories know nothing of RubyGems',
    ],
    [
      'a derived distribution',
      inventory([OPENSSL], { ...DEBIAN, id: 'raspbian', name: 'Raspbian 12' }),
      'the advisories know nothing of Raspbian 12 (deb)',
    ],
    [
      'a release without any record',
      inventory([OPENSSL], { ...DEBIAN, versionId: '99' }),
      'the advisories know nothing of Debian:99',
    ],
    [
      'a version that cannot be compared',
      inventory([{ version: 'latest' }]),
      'a version that cannot be compared',
    ],
  ])('says that it knows nothing of %s', (_, seen, what) => {
    const records = snapshot(
      osv('GHSA-1', [below('npm', 'a', '0.1.0')]),
      osv('D-1', [below('Debian:12', 'x', '1')]),
    );
    expect(matchInventory(seen, records).problems.map((problem) => problem.what)).toEqual([what]);
  });
});
