import { describe, expect, it } from '@jest/globals';
import { checkPredicate } from '../../../shared/evidence/predicates/known.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import type { Inventory } from '../../../shared/sbom/inventory.ts';
import { toSpdx } from '../../../shared/sbom/spdx.ts';
import { parseSbom, parseSpdx } from '../../../shared/sbom/spdx-reader.ts';
import { UserError } from '../../../shared/text/error.ts';

const subject = { name: 'ghcr.io/acme/shop', digest: digestOf('image') };
const timestamp = new Date('2026-11-24T12:00:00.123Z');
const INVENTORY: Inventory = {
  os: { id: 'debian', versionId: '12', name: 'Debian GNU/Linux 12 (bookworm)', idLike: [] },
  layers: [],
  catalogues: [],
  components: [
    {
      type: 'deb',
      name: 'libssl3',
      version: '3.0.15-1',
      purl: 'pkg:deb/debian/libssl3@3.0.15-1?arch=arm64&distro=debian-12',
      source: { name: 'openssl', version: '3.0.15-1' },
      confidence: 'installed',
      path: 'var/lib/dpkg/status',
    },
    {
      type: 'npm',
      name: '@acme/Core',
      version: '1.0.0',
      purl: 'pkg:npm/%40acme/core@1.0.0',
      confidence: 'installed',
      path: 'app/node_modules/@acme/Core/package.json',
    },
  ],
  problems: [],
  complete: true,
};
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe('SPDX', () => {
  const document = toSpdx(INVENTORY, { subject, timestamp });

  it('has the fields that the specification requires of a document and of every package', () => {
    expect(document).toMatchObject({
      spdxVersion: 'SPDX-2.3',
      dataLicense: 'CC0-1.0',
      SPDXID: 'SPDXRef-DOCUMENT',
      documentNamespace: expect.stringMatching(/^https:\/\/[^#]+$/),
      creationInfo: { created: '2026-11-24T12:00:00Z' },
    });
    for (const each of document.packages) {
      expect(each).toMatchObject({
        SPDXID: expect.stringMatching(/^SPDXRef-[A-Za-z0-9.-]+$/),
        downloadLocation: 'NOASSERTION',
      });
    }
    const ids = document.packages.map((each) => each['SPDXID']);
    expect(new Set(ids).size).toBe(ids.length);
    const named = document.relationships.map(({ relatedSpdxElement }) => relatedSpdxElement);
    expect(named.sort()).toEqual(ids.sort());
    expect(() => {
      checkPredicate('https://spdx.dev/Document', asJson(document), 'sbom');
    }).not.toThrow();
  });

  it('has the same namespace at another time, and another for other content', () => {
    const at = (inventory: Inventory, time: Date): string =>
      toSpdx(inventory, { subject, timestamp: time }).documentNamespace;
    expect(at(INVENTORY, new Date(0))).toBe(at(INVENTORY, timestamp));
    expect(at({ ...INVENTORY, components: [] }, timestamp)).not.toBe(at(INVENTORY, timestamp));
  });

  it('is read back as it was written', () => {
    expect(parseSpdx(asJson(document))).toEqual({ inventory: INVENTORY, subject });
  });

  it('carries over that an inventory is incomplete', () => {
    const incomplete = { ...INVENTORY, problems: [{ what: 'a limit was hit' }], complete: false };
    expect(parseSbom(asJson(toSpdx(incomplete, { subject, timestamp }))).inventory).toMatchObject({
      complete: false,
      problems: [{ seen: 'a limit was hit' }],
    });
  });

  it('of Syft and Trivy is read too, and a package without a package URL makes it incomplete', () => {
    const other = (packages: readonly object[]): unknown => ({ spdxVersion: 'SPDX-2.3', packages });
    const purl = (referenceLocator: string): object => ({
      externalRefs: [{ referenceCategory: 'PACKAGE_MANAGER', referenceType: 'purl', referenceLocator }],
    });
    const read = parseSbom(
      other([
        { name: 'libc6', ...purl('pkg:deb/debian/libc6@2.36-9?distro=debian-12&upstream=glibc') },
        { name: 'debian', versionInfo: '12', primaryPackagePurpose: 'OPERATING-SYSTEM' },
        { name: 'image', primaryPackagePurpose: 'CONTAINER' },
      ]),
    );
    expect(read.inventory).toMatchObject({
      complete: true,
      os: { id: 'debian' },
      components: [{ source: { name: 'glibc', version: '2.36-9' } }],
    });
    expect(parseSbom(other([{ name: 'mystery' }])).inventory.complete).toBe(false);
  });

  it.each([{ spdxVersion: 'SPDX-3.0' }, { spdxVersion: null }, [], null])('refuses %j', (value) => {
    expect(() => parseSbom(value)).toThrow(UserError);
  });
});
