import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { compareSemver } from '../../../shared/advisories/version/semver.ts';
import { type Finding, matchInventory } from '../../../shared/advisories/match.ts';
import { isAffected } from '../../../shared/advisories/range.ts';
import { parseAdvisory } from '../../../shared/advisories/record.ts';
import {
  type AdvisorySnapshot,
  indexAdvisories,
  loadAdvisories,
} from '../../../shared/advisories/snapshot.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { type OperatingSystem, type PackageRecord, toComponent } from '../../../shared/sbom/component.ts';
import type { Inventory } from '../../../shared/sbom/inventory.ts';
import { UserError } from '../../../shared/text/error.ts';

const MODIFIED = '2026-11-24T06:00:00Z';
const CRITICAL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

/** A record as it would stand in a file. */
const osv = (id: string, affected: readonly object[], more: object = {}): object => ({
  id,
  modified: MODIFIED,
  affected,
  ...more,
});
const range = (ecosystem: string, name: string, ...events: object[]): object => ({
  package: { ecosystem, name },
  ranges: [{ type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM', events }],
});
const below = (ecosystem: string, name: string, fixed: string): object =>
  range(ecosystem, name, { introduced: '0' }, { fixed });

function snapshot(...records: readonly object[]): AdvisorySnapshot {
  const read = records.map((record) => parseAdvisory(record));
  const advisories = read.filter((each) => 'id' in each);
  expect(advisories).toHaveLength(records.length);
  return indexAdvisories(advisories, digestOf('test'));
}

const DEBIAN: OperatingSystem = { id: 'debian', versionId: '12', name: 'Debian 12', idLike: [] };

function inventory(
  packages: readonly (Partial<PackageRecord> & { ownedBy?: string; path?: string })[],
  os: OperatingSystem | undefined = DEBIAN,
): Inventory {
  const components = packages.map(({ ownedBy, path: file = 'db', ...given }) => {
    const record: PackageRecord = {
      type: 'npm',
      name: 'a',
      version: '1.0.0',
      confidence: 'installed',
      ...given,
    };
    return toComponent(record, os, { path: file, ...(ownedBy === undefined ? {} : { ownedBy }) });
  });
  return { os, components, layers: [], catalogues: [], problems: [], complete: true };
}

const short = ({ id, severity, fixed }: Finding): string => `${id} ${severity} ${fixed ?? '-'}`;
const OPENSSL: Partial<PackageRecord> = {
  type: 'deb',
  name: 'libssl3',
  version: '3.0.17-1~deb12u2',
  source: { name: 'openssl', version: '3.0.17-1~deb12u2' },
};

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
      'the advisories know nothing of gem',
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

describe('an OSV record', () => {
  it('keeps what matching needs', () => {
    const record = osv('GHSA-1', [{ ...below('npm', 'a', '1.0.0'), versions: ['0.9.0'] }], {
      summary: ' A flaw\nin two lines',
      published: MODIFIED,
      aliases: ['CVE-2026-1', '<b>'],
    });
    expect(parseAdvisory(record)).toEqual({
      id: 'GHSA-1',
      aliases: ['CVE-2026-1'],
      upstream: [],
      modified: new Date(MODIFIED),
      published: new Date(MODIFIED),
      withdrawn: false,
      summary: 'A flaw',
      severities: [],
      affected: [
        {
          ecosystem: 'npm',
          name: 'a',
          severities: [],
          ranges: [
            {
              type: 'SEMVER',
              events: [
                { kind: 'introduced', version: '0' },
                { kind: 'fixed', version: '1.0.0' },
              ],
            },
          ],
          versions: ['0.9.0'],
        },
      ],
    });
  });

  it.each<[string, unknown]>([
    ['no object', []],
    ['no id', { modified: MODIFIED }],
    ['an id that is no id', osv('<script>', [])],
    ['no time', { id: 'X-1' }],
    ['a time without a zone', { id: 'X-1', modified: '2026-11-24T06:00:00' }],
    ['affected that is no list', { id: 'X-1', modified: MODIFIED, affected: {} }],
    ['a range of an unknown type', osv('X-1', [{ ranges: [{ type: 'MAGIC', events: [] }] }])],
    ['a range that begins nowhere', osv('X-1', [range('npm', 'a', { fixed: '1' })])],
    ['an event of two kinds', osv('X-1', [range('npm', 'a', { introduced: '0', fixed: '1' })])],
    ['an event of no kind', osv('X-1', [range('npm', 'a', { introduced: '0' }, { invented: '1' })])],
    ['a version that is no text', osv('X-1', [{ package: { ecosystem: 'npm', name: 'a' }, versions: [1] }])],
    ['a package without a name', osv('X-1', [{ package: { ecosystem: 'npm', name: '' } }])],
  ])('is refused with %s', (_, value) => {
    expect(parseAdvisory(value)).toMatchObject({ what: 'not an OSV record' });
  });
});

describe('a directory of advisories', () => {
  const directories: string[] = [];
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
  });
  const directory = (files: Readonly<Record<string, unknown>>): string => {
    const root = mkdtempSync(path.join(tmpdir(), 'osv-'));
    directories.push(root);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
    return root;
  };
  const one = osv('GHSA-1', [below('npm', 'a', '1.0.0')]);
  const two = { ...osv('GHSA-2', [below('npm', 'b', '1.0.0')]), modified: '2026-11-25T00:00:00Z' };

  it('has a digest of what its records say, wherever they lie', async () => {
    const flat = await loadAdvisories(directory({ 'a.json': one, 'b.json': two }));
    const nested = await loadAdvisories(
      directory({ 'x/z.json': one, 'x/y/a.json': two, 'README.md': 'text' }),
    );
    expect(nested.digest).toBe(flat.digest);
    expect(flat).toMatchObject({ records: 2, rejected: [], newest: new Date('2026-11-25T00:00:00Z') });
    const changed = await loadAdvisories(directory({ 'a.json': one, 'b.json': { ...two, summary: 'x' } }));
    expect(changed.digest).not.toBe(flat.digest);
  });

  it('counts what is no record, and a match then says so', async () => {
    const loaded = await loadAdvisories(
      directory({ 'a.json': one, 'b.json': '{', 'c/d.json': { id: 'X-1' } }),
    );
    expect(loaded.rejected.map(({ seen }) => seen)).toEqual(
      expect.arrayContaining(['b.json', path.join('c', 'd.json')]),
    );
    expect(matchInventory(inventory([{}]), loaded).problems).toMatchObject([
      { what: '2 advisories could not be read' },
    ]);
  });

  it('takes the record that was modified last', async () => {
    const loaded = await loadAdvisories(
      directory({
        'a.json': one,
        'b.json': { ...one, modified: '2026-11-25T00:00:00Z', withdrawn: MODIFIED },
      }),
    );
    expect(loaded.byId('GHSA-1')?.withdrawn).toBe(true);
    expect(matchInventory(inventory([{ version: '0.5.0' }]), loaded).findings).toEqual([]);
  });

  it.each<[string, () => string]>([
    ['is not there', () => '/nowhere/at/all'],
    ['is empty', () => directory({})],
    ['has no record', () => directory({ 'README.md': 'text' })],
  ])('is refused when it %s', async (_, make) => {
    await expect(loadAdvisories(make())).rejects.toThrow(UserError);
  });
});
