import { expect } from '@jest/globals';
import { parseAdvisory } from '../../../shared/advisories/record.ts';
import { type AdvisorySnapshot, indexAdvisories } from '../../../shared/advisories/snapshot.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { type OperatingSystem, type PackageRecord, toComponent } from '../../../shared/sbom/component.ts';
import type { Inventory } from '../../../shared/sbom/inventory.ts';

export const MODIFIED = '2026-11-24T06:00:00Z';
export const CRITICAL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

/** A record as it would stand in a file. */
export const osv = (id: string, affected: readonly object[], more: object = {}): object => ({
  id,
  modified: MODIFIED,
  affected,
  ...more,
});
export const range = (ecosystem: string, name: string, ...events: object[]): object => ({
  package: { ecosystem, name },
  ranges: [{ type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM', events }],
});
export const below = (ecosystem: string, name: string, fixed: string): object =>
  range(ecosystem, name, { introduced: '0' }, { fixed });

export function snapshot(...records: readonly object[]): AdvisorySnapshot {
  const read = records.map((record) => parseAdvisory(record));
  const advisories = read.filter((each) => 'id' in each);
  expect(advisories).toHaveLength(records.length);
  return indexAdvisories(advisories, digestOf('test'));
}

export const DEBIAN: OperatingSystem = { id: 'debian', versionId: '12', name: 'Debian 12', idLike: [] };

export function inventory(
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

export const OPENSSL: Partial<PackageRecord> = {
  type: 'deb',
  name: 'libssl3',
  version: '3.0.17-1~deb12u2',
  source: { name: 'openssl', version: '3.0.17-1~deb12u2' },
};
