import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attachStatement } from '../../../shared/evidence/attach.ts';
import { utf8String } from '../../../shared/evidence/certificate.ts';
import { parseSigningConfig } from '../../../shared/evidence/signing-config.ts';
import { parseTrustRoots } from '../../../shared/evidence/trust-root.ts';
import type { TrustedIdentity } from '../../../shared/evidence/trust.ts';
import { loadEvidence } from '../../../shared/evidence/verify.ts';
import { ISSUER, type Sigstore, startSigstore } from '../../kit/sigstore/sigstore.ts';
import { IMAGE, push, release, signature, signer as keySigner, tests } from './fixtures.ts';
import { FACTS, SUBJECT, identity, load, signerOf } from './keyless-fixtures.ts';
import { memoryStore } from './memory-store.ts';

let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await startSigstore({ timestamps: true });
});
afterAll(() => sigstore.close());

describe('verifying certificates', () => {
  const asked = (change: Partial<TrustedIdentity>): TrustedIdentity => ({ ...identity, ...change });

  it.each([
    ['the beginning of a tag', asked({ subject: SUBJECT.replace('v1.4.2', 'v*') })],
    [
      'repository and ids',
      asked({ repository: 'https://github.com/acme/shop', repositoryId: '123', ownerId: '456' }),
    ],
  ])('accepts an identity by %s', async (_, trusted) => {
    expect((await load(sigstore, trusted)).accepted).toHaveLength(1);
  });

  it.each([
    ['a subject that begins like the one allowed', identity, { san: `${SUBJECT}-evil` }],
    ['a subject that ends like the one allowed', identity, { san: `https://evil.example/?${SUBJECT}` }],
    [
      'a subject that the allowed one would match as a pattern',
      asked({ subject: 'https://github.com/acme/shop/.github/workflows/deliver.yml@refs/tags/v1.4.2' }),
      { san: 'https://githubXcom/acme/shop/.github/workflows/deliver.yml@refs/tags/v1.4.2' },
    ],
    [
      'another branch of the workflow',
      asked({ subject: SUBJECT.replace('v1.4.2', 'v*') }),
      { san: SUBJECT.replace('tags/v1', 'heads/x') },
    ],
    ['another issuer', asked({ issuer: `${ISSUER}/acme` }), {}],
    ['another repository', asked({ repository: 'https://github.com/acme/shop-evil' }), {}],
    ['another repository of the same name', asked({ repositoryId: '124' }), {}],
    ['another owner of the same name', asked({ ownerId: '4567' }), {}],
  ])('does not accept %s', async (_, trusted, claims) => {
    const store = memoryStore();
    const others = { ...FACTS, ...claims };
    const stranger = await signerOf(sigstore, { ...others, sub: others.san });
    const signed = await stranger.sign(signature());
    await push(store, signed.bytes);
    const roots = { trustRoots: parseTrustRoots(sigstore.trustRoot) };
    const { accepted, ignored } = await loadEvidence([store], IMAGE.digest, [trusted], roots);
    expect(accepted).toEqual([]);
    expect(ignored).toMatchObject([{ reason: 'other signer' }]);
  });

  it("takes no certificate for a key's signature, and no key for an identity's", async () => {
    const store = memoryStore();
    await attachStatement(store, await signerOf(sigstore), signature(), IMAGE);
    await attachStatement(store, keySigner, tests('unit', '2026-11-24T11:00:00Z'), IMAGE);
    const roots = { trustRoots: parseTrustRoots(sigstore.trustRoot) };
    const byKey = await loadEvidence([store], IMAGE.digest, [release], roots);
    expect(byKey.accepted.map(({ timeSource }) => timeSource)).toEqual(['predicate']);
    expect(byKey.ignored).toMatchObject([
      { reason: 'other signer', detail: expect.stringContaining('only keys are trusted') as unknown },
    ]);
    const byIdentity = await loadEvidence([store], IMAGE.digest, [identity], roots);
    expect(byIdentity.accepted.map(({ timeSource }) => timeSource)).not.toContain('predicate');
    expect(byIdentity.accepted).toHaveLength(1);
    expect((await loadEvidence([store], IMAGE.digest, [release, identity], roots)).accepted).toHaveLength(2);
  });

  it('accepts a certificate of an instance that is one of several trusted, and none of another', async () => {
    const other = await startSigstore({ log: false, timestamps: true });
    try {
      const store = memoryStore();
      await attachStatement(store, await signerOf(other), signature(), IMAGE);
      const both = parseTrustRoots(`${sigstore.trustRoot}\n${other.trustRoot}\n`);
      expect(
        (await loadEvidence([store], IMAGE.digest, [identity], { trustRoots: both })).accepted,
      ).toHaveLength(1);
      const one = await loadEvidence([store], IMAGE.digest, [identity], { trustRoots: both.slice(0, 1) });
      expect(one).toMatchObject({ accepted: [], ignored: [{ reason: 'other signer' }] });
    } finally {
      await other.close();
    }
  });

  const forged = async (change: (bundle: Record<string, Record<string, unknown>>) => void) => {
    const { bytes } = await (await signerOf(sigstore)).sign(signature());
    const bundle = JSON.parse(bytes.toString()) as Record<string, Record<string, unknown>>;
    change(bundle);
    const store = memoryStore();
    await push(store, Buffer.from(JSON.stringify(bundle)));
    const roots = { trustRoots: parseTrustRoots(sigstore.trustRoot) };
    return loadEvidence([store], IMAGE.digest, [identity], roots);
  };

  it.each<[string, (bundle: Record<string, Record<string, unknown>>) => void]>([
    ['without its log entry', ({ verificationMaterial }) => delete verificationMaterial?.['tlogEntries']],
    [
      'without any time',
      ({ verificationMaterial }) => {
        delete verificationMaterial?.['tlogEntries'];
        delete verificationMaterial?.['timestampVerificationData'];
      },
    ],
    [
      'with another payload',
      ({ dsseEnvelope }) =>
        Object.assign(dsseEnvelope ?? {}, { payload: Buffer.from('{}').toString('base64') }),
    ],
    [
      'with a certificate that is none',
      ({ verificationMaterial }) =>
        Object.assign(verificationMaterial ?? {}, { certificate: { rawBytes: 'AAAA' } }),
    ],
  ])('does not accept a bundle %s', async (_, change) => {
    expect(await forged(change)).toMatchObject({ accepted: [], ignored: [{ reason: 'other signer' }] });
  });

  it('compares the end of trust with the trusted time', async () => {
    const until = (validUntil: string) => load(sigstore, asked({ validUntil: new Date(validUntil) }));
    expect((await until('2100-01-01T00:00:00Z')).accepted).toHaveLength(1);
    expect((await until('2020-01-01T00:00:00Z')).ignored).toMatchObject([{ reason: 'expired signer' }]);
    expect((await load(sigstore, asked({ revoked: true }))).ignored).toMatchObject([
      { reason: 'revoked signer' },
    ]);
  });

  it.each([
    ['*', /trust strangers/],
    ['https://github.com/acme/*', /trust strangers/],
    ['https://github.com/acme/shop/.github/workflows/deliver.yml@*', /trust strangers/],
    ['https://github.com/acme/shop/.github/workflows/deliver.yml@refs/tags/*', /trust strangers/],
    ['https://github.com/*/shop/.github/workflows/deliver.yml@refs/tags/v1', /trust strangers/],
    ['', /trust strangers/],
  ])('refuses to trust %j', async (subject, why) => {
    const roots = { trustRoots: parseTrustRoots(sigstore.trustRoot) };
    await expect(loadEvidence([memoryStore()], IMAGE.digest, [asked({ subject })], roots)).rejects.toThrow(
      why,
    );
  });

  it('refuses to trust an identity without a trust root', async () => {
    await expect(loadEvidence([memoryStore()], IMAGE.digest, [identity])).rejects.toThrow(
      /need a trust root/,
    );
  });
});

describe('what an instance publishes', () => {
  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no certificate authority', '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}'],
  ])('is no trust root with %s', (_, text) => {
    expect(() => parseTrustRoots(text)).toThrow(/trust root/);
  });

  const now = new Date('2026-11-24T12:00:00Z');
  const config = (services: unknown): string =>
    JSON.stringify({ caUrls: [{ url: 'https://ca', majorApiVersion: 1 }], ...(services as object) });
  const service = (url: string, majorApiVersion: number, start: string, end?: string) => ({
    url,
    majorApiVersion,
    validFor: { start, end },
  });

  it('names the newest service that is valid and that we speak with', () => {
    const rekorTlogUrls = [
      service('https://old', 1, '2020-01-01T00:00:00Z'),
      service('https://new', 2, '2026-01-01T00:00:00Z'),
      service('https://ended', 2, '2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z'),
      service('https://later', 2, '2027-01-01T00:00:00Z'),
      service('https://strange', 3, '2026-06-01T00:00:00Z'),
    ];
    expect(parseSigningConfig(config({ rekorTlogUrls, rekorTlogConfig: { selector: 'ANY' } }), now)).toEqual({
      fulcio: 'https://ca',
      rekor: { url: 'https://new', majorApiVersion: 2 },
    });
  });

  it.each([
    ['no JSON', '{', /JSON of a Sigstore signing config/],
    ['no authority', '{}', /certificate authority/],
    ['nobody to vouch for the time', config({}), /vouch for the time/],
    [
      'several logs at once',
      config({
        rekorTlogUrls: [service('https://a', 1, '2020-01-01T00:00:00Z')],
        rekorTlogConfig: { selector: 'ALL' },
      }),
      /several at once/,
    ],
  ])('is no signing config with %s', (_, text, why) => {
    expect(() => parseSigningConfig(text, now)).toThrow(why);
  });

  it.each([
    ['a short text', Buffer.from([0x0c, 2, 0x61, 0x62]), 'ab'],
    ['a long text', Buffer.concat([Buffer.from([0x0c, 0x81, 200]), Buffer.alloc(200, 'x')]), 'x'.repeat(200)],
    ['another type', Buffer.from([0x16, 1, 0x61]), undefined],
    ['a length that lies', Buffer.from([0x0c, 3, 0x61]), undefined],
    ['nothing', Buffer.alloc(0), undefined],
  ])('holds extensions as DER texts: %s', (_, der, text) => {
    expect(utf8String(der)).toBe(text);
  });
});
