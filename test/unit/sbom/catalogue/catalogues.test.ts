import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseDpkgStatus } from '../../../../shared/sbom/catalogue/dpkg.ts';
import { npmCatalogue, parsePackageJson } from '../../../../shared/sbom/catalogue/npm.ts';
import { parseOsRelease } from '../../../../shared/sbom/catalogue/os.ts';
import type { Finding } from '../../../../shared/sbom/catalogue/catalogue.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/sbom/${name}`, import.meta.url), 'utf8');

const names = (finding: Finding | undefined): readonly string[] =>
  finding?.kind === 'packages'
    ? finding.packages.map(({ name, version }) => `${name}@${version}`)
    : [String(finding?.kind)];

describe('dpkg', () => {
  const finding = parseDpkgStatus('var/lib/dpkg/status', fixture('dpkg-status'));

  it('lists what is on the disk, in whatever state, and not what left only its configuration', () => {
    expect(names(finding)).toEqual([
      'adduser@3.134',
      'libc6@2.36-9+deb12u10',
      'libc6@2.36-9+deb12u10',
      'libssl3@3.0.15-1~deb12u1',
      'libgcc-s1@12.2.0-14+deb12u1',
      'held@1.0+b3',
      'broken@2:1.0-1',
      'triggers@1',
    ]);
  });

  it.each([
    ['adduser', 'amd64 is all', { name: 'adduser', version: '3.134' }],
    ['libssl3', 'the field names another package', { name: 'openssl', version: '3.0.15-1~deb12u1' }],
    ['libgcc-s1', 'the field names another version too', { name: 'gcc-12', version: '12.2.0-14' }],
    ['held', 'a binary rebuild is not a version of the source', { name: 'held', version: '1.0' }],
  ])('knows the source package of %s: %s', (name, _, source) => {
    const found =
      finding.kind === 'packages' ? finding.packages.find((each) => each.name === name) : undefined;
    expect(found?.source).toEqual(source);
  });

  it.each([
    ['a paragraph without a version', 'Package: a\nStatus: install ok installed\n'],
    ['a paragraph without a name', 'Version: 1\nStatus: install ok installed\n'],
    ['a status of one word', 'Package: a\nStatus: installed\nVersion: 1\n'],
    ['a line without a colon', 'Package: a\nnonsense\n'],
    ['a name that is no name', 'Package: <script>\nVersion: 1\n'],
    ['a version with a space', 'Package: a\nVersion: 1 2\n'],
  ])('does not pass over %s', (_, text) => {
    expect(parseDpkgStatus('var/lib/dpkg/status', text).kind).toBe('unreadable');
  });

  it('reads distroless paragraphs, Windows line ends and an empty database', () => {
    expect(names(parseDpkgStatus('s', 'Package: tzdata\r\nVersion: 2024a-0+deb12u1\r\n'))).toEqual([
      'tzdata@2024a-0+deb12u1',
    ]);
    expect(names(parseDpkgStatus('s', '\n\n'))).toEqual([]);
  });
});

describe('npm', () => {
  it.each([
    ['app/node_modules/left-pad/package.json', 'installed'],
    ['app/node_modules/@acme/left-pad/package.json', 'installed'],
    ['node_modules/left-pad/package.json', 'installed'],
    ['app/node_modules/.pnpm/left-pad@1.3.0/node_modules/left-pad/package.json', 'installed'],
    ['app/node_modules/left-pad/dist/package.json', 'vendored'],
    ['app/node_modules/@acme/package.json', 'vendored'],
    ['app/package.json', 'vendored'],
    ['usr/share/nodejs/left-pad/package.json', 'vendored'],
  ])('%s is %s', (path, confidence) => {
    const finding = parsePackageJson(path, '{"name":"left-pad","version":"1.3.0","license":"WTFPL"}');
    expect(finding).toEqual({
      kind: 'packages',
      packages: [{ type: 'npm', name: 'left-pad', version: '1.3.0', licence: 'WTFPL', confidence }],
    });
  });

  it.each<[string, string]>([
    [
      'an alias is what it really is',
      '\ufeff{"name":"@types/node","version":"v20.1.0","license":{"type":"MIT"}}',
    ],
    ['a licence that is no text is left out', '{"name":"@types/node","version":"=20.1.0","license":["MIT"]}'],
  ])('%s', (_, text) => {
    expect(names(parsePackageJson('node_modules/node-types/package.json', text))).toEqual([
      '@types/node@20.1.0',
    ]);
  });

  it.each([
    '',
    '[]',
    'null',
    '{',
    '{"type":"module"}',
    '{"name":1,"version":"1"}',
    '{"name":"../../etc","version":"1"}',
    '{"name":"a","version":"1\\n::error::"}',
  ])('finds no package in %s', (text) => {
    expect(parsePackageJson('node_modules/a/package.json', text)).toBeUndefined();
  });

  it('does not keep a file that is larger than any package.json', () => {
    const reader = npmCatalogue.open('node_modules/a/package.json', 0);
    for (let chunk = 0; chunk < 5; chunk++) reader?.write(Buffer.alloc(1024 * 1024, ' '));
    expect(reader?.end()?.kind).toBe('unreadable');
  });
});

describe('os-release', () => {
  it('reads quoted, unquoted and escaped values; the last of a name holds', () => {
    const text =
      'ID="x"\n# comment\n ID=Debian\nVERSION_ID="12"\nPRETTY_NAME=\'Debian \\"GNU\\" 12\'\nID_LIKE="a b"\nVERSION_CODENAME=bookworm\n';
    expect(parseOsRelease(text)).toEqual({
      id: 'debian',
      versionId: '12',
      name: 'Debian "GNU" 12',
      idLike: ['a', 'b'],
      codename: 'bookworm',
    });
  });

  it.each(['', 'NAME=x', 'ID=', 'ID="a b"', 'ID=../x'])('%j names no distribution', (text) => {
    expect(parseOsRelease(text)).toBeUndefined();
  });
});
