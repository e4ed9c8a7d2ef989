import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import formats from 'ajv-formats';
import { digestOf } from '../../../shared/oci/digest.ts';
import type { Component } from '../../../shared/sbom/component.ts';
import { type CycloneDxOptions, toCycloneDx } from '../../../shared/sbom/cyclonedx.ts';
import type { Inventory } from '../../../shared/sbom/inventory.ts';
import { toSpdx } from '../../../shared/sbom/spdx.ts';

const schema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../fixtures/sbom/schema/${name}`, import.meta.url), 'utf8')) as object;

/** The schemas have words of their own, which are no rules. */
const OPTIONS = { strict: false, allErrors: true };

function cycloneDxSchema(): ValidateFunction {
  const ajv = new Ajv(OPTIONS);
  formats(ajv);
  // Not among ajv's formats; nothing that we write has them.
  for (const name of ['iri-reference', 'idn-email']) ajv.addFormat(name, true);
  // Compares every component with every other: 40 s for ten thousand. That references are unique is asserted below.
  ajv.removeKeyword('uniqueItems');
  for (const name of ['jsf-0.82.SNAPSHOT.schema.json', 'spdx.SNAPSHOT.schema.json'])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}`);
  return ajv.compile(schema('bom-1.6.SNAPSHOT.schema.json'));
}

function spdxSchema(): ValidateFunction {
  const ajv = new Ajv2019(OPTIONS);
  formats(ajv);
  return ajv.compile(schema('spdx-schema-v2.3.json'));
}

const layer = digestOf('layer');
const WHOLE: Component = {
  type: 'deb',
  name: 'libssl3',
  version: '3.0.15-1~deb12u1',
  purl: 'pkg:deb/debian/libssl3@3.0.15-1~deb12u1?arch=arm64&distro=debian-12',
  source: { name: 'openssl', version: '3.0.15-1~deb12u1' },
  licence: 'Apache-2.0 and something of "our own"',
  confidence: 'installed',
  ownedBy: 'libssl',
  path: 'var/lib/dpkg/status',
  layer,
};
const BARE: Component = {
  type: 'npm',
  name: '@acme/Core',
  version: '1.0.0',
  purl: 'pkg:npm/%40acme/core@1.0.0',
  confidence: 'vendored',
  path: '',
};
const EMPTY: Inventory = {
  os: undefined,
  layers: [],
  catalogues: [],
  components: [],
  problems: [],
  complete: true,
};
const FULL: Inventory = {
  os: { id: 'debian', versionId: '12', name: 'Debian "12"\n(bookworm)', idLike: ['x'], codename: 'bookworm' },
  layers: [layer, digestOf('another')],
  catalogues: ['dpkg', 'npm'],
  components: [
    WHOLE,
    BARE,
    { ...BARE, path: 'app/é <b>/package.json' },
    { ...BARE, version: '', name: '名', purl: 'pkg:npm/%E5%90%8D' },
  ],
  problems: [{ what: 'a layer that is kept elsewhere' }, { what: 'no database' }],
  complete: false,
};

const named = { name: 'ghcr.io/acme/shop', digest: digestOf('image') };
const platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
const timestamp = new Date('2026-11-24T12:00:00.123Z');
const CASES: readonly (readonly [string, Inventory, CycloneDxOptions])[] = [
  ['nothing at all', EMPTY, { subject: named, timestamp }],
  [
    'everything that can be known, and twice the same package',
    FULL,
    { subject: { ...named, platform }, timestamp },
  ],
  [
    'a system that has no version',
    { ...FULL, os: { id: 'arch', versionId: '', name: '', idLike: [] } },
    { subject: named, timestamp },
  ],
];

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

describe.each([
  ['CycloneDX 1.6', cycloneDxSchema, toCycloneDx],
  ['SPDX 2.3', spdxSchema, toSpdx],
] as const)('the official schema of %s', (_, load, write) => {
  const validate = load();

  it.each(CASES)('accepts what is written of %s', (_name, inventory, options) => {
    validate(asJson(write(inventory, options)));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('refuses what is not of the format, so that accepting means something', () => {
    const document = asJson(write(FULL, { subject: named, timestamp })) as Record<string, unknown[]>;
    for (const list of ['components', 'packages']) document[list]?.push({ type: 'nonsense' });
    expect(validate(document)).toBe(false);
  });
});

describe('references', () => {
  it.each([
    ['bom-ref', toCycloneDx(FULL, { subject: named, timestamp }).components],
    ['SPDXID', toSpdx(FULL, { subject: named, timestamp }).packages],
  ])('%s name one thing each', (name, all) => {
    const references = all.map((each) => each[name]);
    expect(new Set(references).size).toBe(references.length);
  });
});
