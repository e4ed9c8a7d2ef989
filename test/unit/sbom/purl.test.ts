import { describe, expect, it } from '@jest/globals';
import { type Purl, formatPurl, parsePurl } from '../../../shared/sbom/purl.ts';
import { UserError } from '../../../shared/text/error.ts';

/** Text, parts, canonical text where it differs; after the cases of purl-spec's own suite for these types. */
const CASES: readonly (readonly [string, Purl, string?])[] = [
  [
    'pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie',
    {
      type: 'deb',
      namespace: 'debian',
      name: 'curl',
      version: '7.50.3-1',
      qualifiers: { arch: 'i386', distro: 'jessie' },
    },
  ],
  [
    'pkg:deb/debian/attr@1:2.4.47-2%2Bb1?arch=amd64',
    {
      type: 'deb',
      namespace: 'debian',
      name: 'attr',
      version: '1:2.4.47-2+b1',
      qualifiers: { arch: 'amd64' },
    },
  ],
  [
    'pkg:deb/Debian/Curl@7?distro=x&arch=y',
    { type: 'deb', namespace: 'debian', name: 'curl', version: '7', qualifiers: { arch: 'y', distro: 'x' } },
    'pkg:deb/debian/curl@7?arch=y&distro=x',
  ],
  ['pkg:npm/foobar@12.3.1', { type: 'npm', name: 'foobar', version: '12.3.1' }],
  [
    'pkg:npm/%40angular/animation@12.3.1',
    { type: 'npm', namespace: '@angular', name: 'animation', version: '12.3.1' },
  ],
  [
    'pkg:npm/@babel/core#/googleapis/api/annotations/',
    { type: 'npm', namespace: '@babel', name: 'core', subpath: 'googleapis/api/annotations' },
    'pkg:npm/%40babel/core#googleapis/api/annotations',
  ],
  ['pkg:npm/LoDash@4.17.21', { type: 'npm', name: 'lodash', version: '4.17.21' }, 'pkg:npm/lodash@4.17.21'],
  [
    'pkg:npm/mypackage@12.4.5?vcs_url=git://host.com/path/to/repo.git%404345abcd34343',
    {
      type: 'npm',
      name: 'mypackage',
      version: '12.4.5',
      qualifiers: { vcs_url: 'git://host.com/path/to/repo.git@4345abcd34343' },
    },
  ],
  [
    'pkg:npm/foo@1.0.0#src/%F0%9F%98%83/file.js',
    { type: 'npm', name: 'foo', version: '1.0.0', subpath: 'src/😃/file.js' },
  ],
  [
    'pkg:generic/openssl@1.1.10g?download_url=https://openssl.org/source/openssl-1.1.0g.tar.gz&checksum=sha256:de4d501267da',
    {
      type: 'generic',
      name: 'openssl',
      version: '1.1.10g',
      qualifiers: {
        checksum: 'sha256:de4d501267da',
        download_url: 'https://openssl.org/source/openssl-1.1.0g.tar.gz',
      },
    },
    'pkg:generic/openssl@1.1.10g?checksum=sha256:de4d501267da&download_url=https://openssl.org/source/openssl-1.1.0g.tar.gz',
  ],
  [
    'pkg:generic/bitwarderl?vcs_url=git%2Bhttps://git.fsfe.org/dxtr/bitwarderl%40cc55108da32',
    {
      type: 'generic',
      name: 'bitwarderl',
      qualifiers: { vcs_url: 'git+https://git.fsfe.org/dxtr/bitwarderl@cc55108da32' },
    },
  ],
  [
    'PKG:PyPI/Django_Package@1.11',
    { type: 'pypi', name: 'django-package', version: '1.11' },
    'pkg:pypi/django-package@1.11',
  ],
  [
    'pkg://golang/google.golang.org/genproto@v1#googleapis/../api',
    {
      type: 'golang',
      namespace: 'google.golang.org',
      name: 'genproto',
      version: 'v1',
      subpath: 'googleapis/api',
    },
    'pkg:golang/google.golang.org/genproto@v1#googleapis/api',
  ],
  [
    'pkg:oci/debian@sha256:244fd47e07d10?repository_url=ghcr.io/debian&tag=bullseye',
    {
      type: 'oci',
      name: 'debian',
      version: 'sha256:244fd47e07d10',
      qualifiers: { repository_url: 'ghcr.io/debian', tag: 'bullseye' },
    },
  ],
  [
    'pkg:gem/ruby-advisory-db-check@0.12.4?platform=',
    { type: 'gem', name: 'ruby-advisory-db-check', version: '0.12.4' },
    'pkg:gem/ruby-advisory-db-check@0.12.4',
  ],
];

describe('package URLs', () => {
  it.each(CASES)('%s is understood', (text, parts) => {
    expect(parsePurl(text)).toEqual(parts);
  });

  it.each(CASES)('the parts of %s have one canonical text', (text, parts, canonical = text) => {
    expect(formatPurl(parts)).toBe(canonical);
    expect(formatPurl(parsePurl(canonical))).toBe(canonical);
  });

  it.each([
    'npm/foo@1',
    'pkg:npm',
    'pkg:npm/',
    'pkg:EnterpriseLibrary.Common@6.0.1304',
    'pkg:n&g?inx/nginx@0.8.9',
    'pkg:npm/myartifact@1.0.0?in%20production=true',
    'pkg:npm/a?=1',
    'pkg:npm/a?x=1&X=2',
    'pkg:npm/%ff@1',
  ])('%s is refused', (text) => {
    expect(() => parsePurl(text)).toThrow(UserError);
  });

  it('encodes what would otherwise be read as another part', () => {
    const purl: Purl = { type: 'npm', name: 'a/b@c?d#e', version: "1'(2)*!" };
    expect(formatPurl(purl)).toBe('pkg:npm/a%2Fb%40c%3Fd%23e@1%27%282%29%2A%21');
    expect(parsePurl(formatPurl(purl))).toEqual(purl);
  });
});
