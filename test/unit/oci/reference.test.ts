import { describe, expect, it } from '@jest/globals';
import {
  formatReference,
  type ImageReference,
  parseDigestReference,
  parseReference,
  repositoryName,
  withDigest,
} from '../../../shared/oci/reference.ts';
import { digestOf } from '../../../shared/oci/digest.ts';

const DIGEST = digestOf('an image');
const HEX = DIGEST.slice('sha256:'.length);
const hub = (repository: string): ImageReference => ({ kind: 'registry', registry: 'docker.io', repository });
const at = (registry: string, repository: string): ImageReference => ({
  kind: 'registry',
  registry,
  repository,
});

describe('a reference', () => {
  const RIGHT: readonly [string, ImageReference][] = [
    ['nginx', hub('library/nginx')],
    ['nginx:1.27', { ...hub('library/nginx'), tag: '1.27' }],
    [`nginx@${DIGEST}`, { ...hub('library/nginx'), digest: DIGEST }],
    [`nginx:1.27@${DIGEST}`, { ...hub('library/nginx'), tag: '1.27', digest: DIGEST }],
    ['acme/shop', hub('acme/shop')],
    ['a/b/c/d', hub('a/b/c/d')],
    ['docker.io/nginx', hub('library/nginx')],
    ['index.docker.io/nginx', hub('library/nginx')],
    ['registry-1.docker.io/acme/shop', hub('acme/shop')],
    ['docker.io/library/nginx', hub('library/nginx')],
    ['ghcr.io/acme/shop:V1.2_3-rc.1', { ...at('ghcr.io', 'acme/shop'), tag: 'V1.2_3-rc.1' }],
    ['localhost/shop', at('localhost', 'shop')],
    ['localhost:5000/shop:1', { ...at('localhost:5000', 'shop'), tag: '1' }],
    ['host:5000/shop', at('host:5000', 'shop')],
    ['HOST/shop', at('HOST', 'shop')],
    ['127.0.0.1:5000/a/b', at('127.0.0.1:5000', 'a/b')],
    ['[::1]:5000/shop', at('[::1]:5000', 'shop')],
    ['[2001:db8::1]/shop', at('[2001:db8::1]', 'shop')],
    ['xn--n3h.example/shop', at('xn--n3h.example', 'shop')],
    ['a.b-c.example:443/x__y/z.w/q---r', at('a.b-c.example:443', 'x__y/z.w/q---r')],
    ['host/shop', hub('host/shop')],
    [`r.io/${'a'.repeat(255)}`, at('r.io', 'a'.repeat(255))],
    [`r.io/shop:${'t'.repeat(128)}`, { ...at('r.io', 'shop'), tag: 't'.repeat(128) }],
    ['shop:5000', { ...hub('library/shop'), tag: '5000' }],
    [HEX.slice(0, 63), hub(`library/${HEX.slice(0, 63)}`)],
    ['oci-layout:./image', { kind: 'layout', path: './image' }],
    ['oci-layout:/tmp/Some Where/image:v1', { kind: 'layout', path: '/tmp/Some Where/image', tag: 'v1' }],
    [`oci-layout:image@${DIGEST}`, { kind: 'layout', path: 'image', digest: DIGEST }],
    [`oci-layout:image:v1@${DIGEST}`, { kind: 'layout', path: 'image', tag: 'v1', digest: DIGEST }],
    ['oci-layout:/odd:name/image', { kind: 'layout', path: '/odd:name/image' }],
  ];

  it.each(RIGHT)('%s is understood', (text, expected) => {
    expect(parseReference(text)).toEqual(expected);
  });

  it.each(RIGHT)('%s is the same reference when it is written in full', (text, expected) => {
    expect(parseReference(formatReference(parseReference(text)))).toEqual(expected);
  });

  it.each([
    ['', 'not a repository name'],
    ['Nginx', 'no capital letters'],
    ['ghcr.io/Acme/shop', 'no capital letters'],
    ['ghcr.io/', 'not a repository name'],
    ['ghcr.io//shop', 'not a repository name'],
    ['ghcr.io/acme/', 'not a repository name'],
    ['/shop', 'not a repository name'],
    ['acme/-shop', 'not a repository name'],
    ['acme/shop_', 'not a repository name'],
    ['acme/a..b', 'not a repository name'],
    ['acme/a___b', 'not a repository name'],
    ['acme/../shop', 'not a repository name'],
    ['../shop', 'not a registry'],
    ['ghcr.io/acme/../shop', 'not a repository name'],
    ['acme/shop name', 'not a repository name'],
    ['acme/shöp', 'not a repository name'],
    ['-host.io/shop', 'not a registry'],
    ['host-.io/shop', 'not a registry'],
    ['ho_st.io/shop', 'not a registry'],
    ['user:secret@host.io/shop', 'not a digest'],
    ['https://ghcr.io/acme/shop', 'not a'],
    ['host.io:/shop', 'not a registry'],
    ['host.io:port/shop', 'not a registry'],
    ['host.io:99999/shop', 'not a port'],
    ['[::1/shop', 'not a registry'],
    ['shop:', 'not a tag'],
    ['shop:-tag', 'not a tag'],
    ['shop:.tag', 'not a tag'],
    ['shop:a b', 'not a tag'],
    [`shop:${'t'.repeat(129)}`, 'not a tag'],
    ['shop@', 'not a digest'],
    ['shop@sha256:abc', 'not a digest'],
    [`shop@${DIGEST.toUpperCase()}`, 'not a digest'],
    [`shop@sha512:${HEX}${HEX}`, 'not a digest'],
    [`shop@${DIGEST}@${DIGEST}`, 'not a digest'],
    [`shop@${DIGEST}:tag`, 'not a digest'],
    [HEX, 'a bare image ID'],
    [`r.io/${'a'.repeat(256)}`, 'too long'],
    ['shop\n', 'not a repository name'],
    ['shop:v1\n', 'not a tag'],
    ['ghcr.io\n/shop', 'not a registry'],
    ['oci-layout:', 'needs a path'],
    [`oci-layout:@${DIGEST}`, 'needs a path'],
    ['oci-layout:a\0b', 'needs a path'],
    ['oci-layout:image:bad tag', 'not a tag'],
  ])('%j is refused: %s', (text, why) => {
    expect(() => parseReference(text)).toThrow(why);
  });

  it('is pinned to a digest without its tag', () => {
    const pinned = withDigest(parseReference('ghcr.io/acme/shop:v1'), DIGEST);
    expect(formatReference(pinned)).toBe(`ghcr.io/acme/shop@${DIGEST}`);
    expect(formatReference(withDigest(parseReference('oci-layout:image:v1'), DIGEST))).toBe(
      `oci-layout:image@${DIGEST}`,
    );
  });

  it('has a name without tag and digest', () => {
    expect(repositoryName(parseReference(`ghcr.io/acme/shop:v1@${DIGEST}`))).toBe('ghcr.io/acme/shop');
    expect(repositoryName(parseReference('oci-layout:./image:v1'))).toBe('oci-layout:./image');
  });

  it('with a tag alone is not taken where a digest is wanted', () => {
    expect(parseDigestReference(`ghcr.io/acme/shop:v1@${DIGEST}`).digest).toBe(DIGEST);
    expect(() => parseDigestReference('ghcr.io/acme/shop:v1')).toThrow('not named by digest');
    expect(() => parseDigestReference('oci-layout:image')).toThrow('not named by digest');
  });
});
