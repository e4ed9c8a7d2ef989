import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { digestOf } from '../../../shared/oci/digest.ts';
import { cycloneDxText, toCycloneDx } from '../../../shared/sbom/cyclonedx.ts';
import { parseCycloneDx } from '../../../shared/sbom/cyclonedx-reader.ts';
import type { Inventory } from '../../../shared/sbom/inventory.ts';
import { UserError } from '../../../shared/text/error.ts';

const golden = new URL('../../fixtures/sbom/golden.cdx.json', import.meta.url);
const layer = digestOf('layer');
const subject = {
  name: 'ghcr.io/acme/shop',
  digest: digestOf('image'),
  platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
};
const timestamp = new Date('2026-11-24T12:00:00Z');

const INVENTORY: Inventory = {
  os: {
    id: 'debian',
    versionId: '12',
    name: 'Debian GNU/Linux 12 (bookworm)',
    idLike: [],
    codename: 'bookworm',
  },
  layers: [layer],
  catalogues: ['os-release', 'dpkg', 'npm'],
  components: [
    {
      type: 'deb',
      name: 'libssl3',
      version: '3.0.15-1~deb12u1',
      purl: 'pkg:deb/debian/libssl3@3.0.15-1~deb12u1?arch=arm64&distro=debian-12',
      source: { name: 'openssl', version: '3.0.15-1~deb12u1' },
      confidence: 'installed',
      path: 'var/lib/dpkg/status',
      layer,
    },
    {
      type: 'npm',
      name: '@acme/core',
      version: '1.0.0',
      purl: 'pkg:npm/%40acme/core@1.0.0',
      licence: 'MIT',
      confidence: 'installed',
      path: 'app/node_modules/@acme/core/package.json',
      layer,
    },
    {
      type: 'npm',
      name: '@acme/core',
      version: '1.0.0',
      purl: 'pkg:npm/%40acme/core@1.0.0',
      confidence: 'vendored',
      ownedBy: 'node-acme',
      path: 'app/vendor/package.json',
      layer,
    },
  ],
  problems: [],
  complete: true,
};

describe('CycloneDX', () => {
  it('is written as the golden document', () => {
    expect(cycloneDxText(toCycloneDx(INVENTORY, { subject, timestamp }))).toBe(readFileSync(golden, 'utf8'));
  });

  it('has the same serial number at another time, and another for other content', () => {
    const number = (inventory: Inventory, time: Date): string =>
      toCycloneDx(inventory, { subject, timestamp: time }).serialNumber;
    expect(number(INVENTORY, new Date(0))).toBe(number(INVENTORY, timestamp));
    expect(number({ ...INVENTORY, os: undefined }, timestamp)).not.toBe(number(INVENTORY, timestamp));
    expect(number(INVENTORY, timestamp)).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('does not depend on the order of components', () => {
    const reversed = { ...INVENTORY, components: [...INVENTORY.components].reverse() };
    expect(toCycloneDx(reversed, { subject, timestamp })).toEqual(
      toCycloneDx(INVENTORY, { subject, timestamp }),
    );
  });

  it('gives every component a reference of its own', () => {
    const refs = toCycloneDx(INVENTORY, { subject, timestamp }).components.map((each) => each['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
  });

  it('is read back as it was written', () => {
    const document = JSON.parse(cycloneDxText(toCycloneDx(INVENTORY, { subject, timestamp }))) as unknown;
    const read = parseCycloneDx(document);
    expect(read.subject).toEqual(subject);
    expect(read.inventory).toEqual(INVENTORY);
  });

  it('carries over that an inventory is incomplete, and why', () => {
    const incomplete = { ...INVENTORY, complete: false, problems: [{ what: 'a limit was hit' }] };
    const read = parseCycloneDx(toCycloneDx(incomplete, { subject, timestamp }));
    expect(read.inventory).toMatchObject({ complete: false, problems: [{ seen: 'a limit was hit' }] });
  });
});

describe('CycloneDX of other tools', () => {
  const document = (components: readonly object[]): unknown => ({
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    components,
  });

  it.each<[string, object]>([
    [
      'Syft',
      {
        type: 'library',
        name: 'libc6',
        purl: 'pkg:deb/debian/libc6@2.36-9+b1?arch=amd64&distro=debian-12&upstream=glibc%402.36-9',
      },
    ],
    [
      'Trivy',
      {
        type: 'library',
        name: 'libc6',
        purl: 'pkg:deb/debian/libc6@2.36-9+b1?arch=amd64&distro=debian-12.5',
        properties: [
          { name: 'aquasecurity:trivy:SrcName', value: 'glibc' },
          { name: 'aquasecurity:trivy:SrcVersion', value: '2.36' },
          { name: 'aquasecurity:trivy:SrcRelease', value: '9' },
        ],
      },
    ],
  ])('of %s has source packages and an operating system', (_, component) => {
    const { inventory } = parseCycloneDx(document([component]));
    expect(inventory.components[0]?.source).toEqual({ name: 'glibc', version: '2.36-9' });
    expect(inventory.os).toMatchObject({ id: 'debian', versionId: expect.stringMatching(/^12/) });
  });

  it('names scoped, nested and Maven packages as their advisories do', () => {
    const nested = {
      type: 'library',
      name: 'core',
      purl: 'pkg:npm/%40acme/core@1',
      components: [{ type: 'library', name: 'x', purl: 'pkg:maven/org.acme/x@1' }],
    };
    expect(parseCycloneDx(document([nested])).inventory.components.map(({ name }) => name)).toEqual([
      'org.acme:x',
      '@acme/core',
    ]);
  });

  it('is incomplete when a package has no package URL, and not for a file', () => {
    const read = (component: object): boolean => parseCycloneDx(document([component])).inventory.complete;
    expect(read({ type: 'library', name: 'mystery', version: '1' })).toBe(false);
    expect(read({ type: 'library', name: 'mystery', version: '1', purl: 'http://x' })).toBe(false);
    expect(read({ type: 'file', name: '/etc/passwd' })).toBe(true);
  });

  it.each<[string, unknown]>([
    ['SPDX', { spdxVersion: 'SPDX-2.3' }],
    ['an unknown version', { bomFormat: 'CycloneDX', specVersion: '9.0' }],
    ['a list', []],
    ['nothing', null],
  ])('refuses %s', (_, value) => {
    expect(() => parseCycloneDx(value)).toThrow(UserError);
  });
});
