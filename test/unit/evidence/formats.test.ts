import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseBundle } from '../../../shared/evidence/bundle.ts';
import { canonicalJson } from '../../../shared/evidence/canonical.ts';
import { preAuthEncoding } from '../../../shared/evidence/dsse.ts';
import { keyHint, parsePrivateKey, parsePublicKey, publicPart } from '../../../shared/evidence/key.ts';
import { LIMIT } from '../../../shared/evidence/limits.ts';
import { checkPredicate, knownPredicate } from '../../../shared/evidence/predicates/known.ts';
import { CYCLONEDX_TYPE, SPDX_TYPE } from '../../../shared/evidence/predicates/sbom.ts';
import { TEST_RESULT_TYPE, testResultPredicate } from '../../../shared/evidence/predicates/test-result.ts';
import { loadSigner } from '../../../shared/evidence/signer.ts';
import { encodeStatement, parseStatement } from '../../../shared/evidence/statement.ts';
import { signature, signer } from './fixtures.ts';

describe('a DSSE envelope', () => {
  it("covers type and payload as the protocol's own example does", () => {
    expect(preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world')).toString()).toBe(
      'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
    );
  });

  it('counts bytes, not characters', () => {
    expect(preAuthEncoding('ü', Buffer.from('é')).toString()).toBe('DSSEv1 2 ü 2 é');
  });
});

type Json = Record<string, unknown>;

describe('a bundle', () => {
  const good = async (): Promise<Json> =>
    JSON.parse((await signer.sign(signature())).bytes.toString()) as Json;

  it('leaves the keyid of the signature out, and names the key by a hint', async () => {
    expect(await good()).toMatchObject({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) as unknown } },
      dsseEnvelope: {
        payloadType: 'application/vnd.in-toto+json',
        signatures: [{ sig: expect.any(String) as unknown }],
      },
    });
    expect(JSON.stringify(await good())).not.toContain('keyid');
  });

  const change =
    (path: string, value: unknown) =>
    (bundle: Json): Json => {
      const copy = structuredClone(bundle);
      const keys = path.split('.');
      const last = keys.pop() ?? '';
      const inner = keys.reduce((each, key) => each[key] as Json, copy);
      inner[last] = value;
      return copy;
    };

  it.each([
    ['another version', change('mediaType', 'application/vnd.dev.sigstore.bundle.v0.2+json'), 'mediaType'],
    ['an unknown field', change('more', 1), 'bundle'],
    ['no material', change('verificationMaterial', {}), 'verificationMaterial'],
    [
      'key and certificate',
      change('verificationMaterial.certificate', { rawBytes: 'AAAA' }),
      'verificationMaterial',
    ],
    [
      'a chain of certificates',
      change('verificationMaterial', { x509CertificateChain: {} }),
      'verificationMaterial',
    ],
    ['a signed message', change('messageSignature', {}), 'bundle'],
    ['no signature', change('dsseEnvelope.signatures', []), 'dsseEnvelope.signatures'],
    [
      'two signatures',
      change('dsseEnvelope.signatures', [{ sig: 'AAAA' }, { sig: 'AAAA' }]),
      'dsseEnvelope.signatures',
    ],
    [
      'a signature that is no base64',
      change('dsseEnvelope.signatures', [{ sig: 'A-_A' }]),
      'dsseEnvelope.signatures[0].sig',
    ],
    ['an empty payload', change('dsseEnvelope.payload', ''), 'dsseEnvelope.payload'],
    ['base64 with something after it', change('dsseEnvelope.payload', 'AAAA\n'), 'dsseEnvelope.payload'],
    ['a payload type that is no text', change('dsseEnvelope.payloadType', 1), 'dsseEnvelope.payloadType'],
  ])('with %s is malformed', async (_, alter, field) => {
    const bundle = alter(await good());
    expect(() => parseBundle(Buffer.from(JSON.stringify(bundle)))).toThrow(`malformed bundle at ${field}`);
  });

  it('is read under the older spelling of its media type too', async () => {
    const older = change('mediaType', 'application/vnd.dev.sigstore.bundle+json;version=0.3')(await good());
    expect(parseBundle(Buffer.from(JSON.stringify(older))).material.kind).toBe('key');
  });

  it('is malformed when it is not JSON, not UTF-8, or one byte too large', () => {
    expect(() => parseBundle(Buffer.from('{'))).toThrow('JSON in UTF-8');
    expect(() => parseBundle(Buffer.from([0x22, 0xff, 0x22]))).toThrow('JSON in UTF-8');
    expect(() => parseBundle(Buffer.alloc(LIMIT.bundleBytes + 1))).toThrow('size');
  });
});

describe('a statement', () => {
  it('is refused when its predicate is one byte too large', () => {
    const predicate = { text: 'x'.repeat(LIMIT.predicateBytes - '{"text":""}'.length) };
    expect(encodeStatement({ ...signature(), predicate }).length).toBeGreaterThan(LIMIT.predicateBytes);
    expect(() => encodeStatement({ ...signature(), predicate: { text: `${predicate.text}x` } })).toThrow(
      /too large to sign .* saw 16777217 bytes/,
    );
  });

  it('of the largest size that is signed is read again', async () => {
    const predicate = { text: 'x'.repeat(LIMIT.predicateBytes - '{"text":""}'.length) };
    const { bytes } = await signer.sign({ ...signature(), predicate });
    expect(parseStatement(parseBundle(bytes).payload).predicate).toEqual(predicate);
  });

  it('is refused with more subjects than verifiers read', () => {
    const [subject] = signature().subject;
    const many = Array.from({ length: LIMIT.subjects + 1 }, () => subject ?? { digest: {} });
    expect(() => encodeStatement({ ...signature(), subject: many })).toThrow(/too many subjects .* saw 1025/);
  });

  it.each([
    ['no object', '1', 'malformed statement'],
    ['another kind of statement', '{"_type":"x"}', '_type'],
    ['no subjects', JSON.stringify({ ...signature(), subject: undefined }), 'subject'],
    ['a subject without digest', JSON.stringify({ ...signature(), subject: [{ name: 'a' }] }), 'subject'],
    [
      'a digest that is no text',
      JSON.stringify({ ...signature(), subject: [{ digest: { sha256: 1 } }] }),
      'subject.digest',
    ],
    ['no type', JSON.stringify({ ...signature(), predicateType: '' }), 'predicateType'],
    ['no predicate', JSON.stringify({ ...signature(), predicate: null }), 'predicate'],
  ])('with %s is malformed', (_, payload, field) => {
    expect(() => parseStatement(Buffer.from(payload))).toThrow(field);
  });

  it('is compared by content: the order of keys does not matter, that of lists does', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[1,{"c":2,"d":1}]}');
    expect(canonicalJson(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
  });
});

const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('keys', () => {
  it.each([
    ['PKCS #8', EC, EC.privateKey.export({ type: 'pkcs8', format: 'pem' })],
    ['SEC1', EC, EC.privateKey.export({ type: 'sec1', format: 'pem' })],
    ['RSA in PKCS #8', RSA, RSA.privateKey.export({ type: 'pkcs8', format: 'pem' })],
    ['RSA in PKCS #1', RSA, RSA.privateKey.export({ type: 'pkcs1', format: 'pem' })],
    [
      'PKCS #8 with Windows line ends and spaces around',
      EC,
      `\r\n ${EC.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().replaceAll('\n', '\r\n')} `,
    ],
  ])('are read as %s', (_, pair, pem) => {
    expect(keyHint(publicPart(parsePrivateKey(pem.toString())))).toBe(keyHint(pair.publicKey));
  });

  it.each([
    ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' }), 'ec secp384r1'],
    ['Ed25519', generateKeyPairSync('ed25519'), 'ed25519'],
    ['short RSA', generateKeyPairSync('rsa', { modulusLength: 1024 }), 'rsa 1024 bits'],
  ])('of type %s are refused by name, private and public', (_, { privateKey, publicKey }, seen) => {
    expect(() => parsePrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow(
      `saw ${seen}`,
    );
    expect(() => parsePublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toThrow(
      `saw ${seen}`,
    );
  });

  it('are refused without showing anything of them', () => {
    const secret = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----';
    for (const text of [secret, 'c2VjcmV0']) {
      expect(() => parsePrivateKey(text)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('c2VjcmV0') as unknown }),
      );
    }
  });

  it('are not mixed up: no private key for a public one, and no public one to sign', () => {
    expect(() => parsePublicKey(EC.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow(
      /not a public key/,
    );
    expect(() => parsePrivateKey(EC.publicKey.export({ type: 'spki', format: 'pem' }).toString())).toThrow(
      /not a private key/,
    );
  });
});

describe('choosing a signer', () => {
  const ports = { variable: () => undefined, readFile: () => '', pullRequest: false };
  const key = EC.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it.each([
    ['auto', key, false, 'signs'],
    ['auto', key, true, 'signs'],
    ['auto', undefined, true, 'does not'],
    ['key', key, false, 'signs'],
    ['none', key, false, 'does not'],
  ] as const)(
    'signing %s with key %#, in a pull request %s: %s',
    async (signing, given, pullRequest, expected) => {
      const chosen = await loadSigner({ signing, key: given }, { ...ports, pullRequest });
      expect(chosen === undefined ? 'does not' : 'signs').toBe(expected);
    },
  );

  it.each([
    ['auto', false],
    ['key', true],
  ] as const)('signing %s without key, in a pull request %s, is an error', async (signing, pullRequest) => {
    await expect(loadSigner({ signing, key: undefined }, { ...ports, pullRequest })).rejects.toThrow(
      /no signing key/,
    );
  });
});

describe('predicates', () => {
  it('of tests are as in-toto describes them, with what it has no field for among the annotations', () => {
    const predicate = testResultPredicate({
      suite: 'unit',
      result: 'FAILED',
      finishedOn: new Date('2026-11-24T10:00:00Z'),
      reportSha256: 'ab',
      annotations: { tests: 3 },
      failedTests: ['a'],
      url: 'https://example.com/run',
    });
    expect(predicate).toEqual({
      result: 'FAILED',
      configuration: [
        {
          name: 'unit',
          digest: { sha256: 'ab' },
          annotations: { tests: 3, finishedOn: '2026-11-24T10:00:00.000Z' },
        },
      ],
      url: 'https://example.com/run',
      failedTests: ['a'],
    });
    const known = knownPredicate(TEST_RESULT_TYPE);
    expect(known?.discriminator(predicate)).toBe('unit');
    expect(known?.time(predicate)).toEqual(new Date('2026-11-24T10:00:00Z'));
  });

  it('that lack what their type requires are refused with every field', () => {
    expect(() => {
      checkPredicate(TEST_RESULT_TYPE, { configuration: 'unit' }, 'a.json');
    }).toThrow(/'result'.*saw nothing[^]*'configuration'.*saw text/);
    expect(() => {
      checkPredicate(CYCLONEDX_TYPE, { bomFormat: 'CycloneDX' }, 'a.json');
    }).toThrow(/'specVersion' of CycloneDX SBOM/);
  });

  it.each([
    [
      'cyclonedx',
      { bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { timestamp: '2026-11-24T10:00:00Z' } },
      CYCLONEDX_TYPE,
    ],
    [
      'spdx',
      {
        spdxVersion: 'SPDX-2.3',
        SPDXID: 'SPDXRef-DOCUMENT',
        creationInfo: { created: '2026-11-24T10:00:00Z' },
      },
      SPDX_TYPE,
    ],
  ])(
    'of SBOMs are told apart by their format, and dated in their own words: %s',
    (format, document, type) => {
      expect(knownPredicate(type)?.discriminator(document)).toBe(format);
      expect(knownPredicate(type)?.time(document)).toEqual(new Date('2026-11-24T10:00:00Z'));
    },
  );

  it('of an unknown type need only be objects', () => {
    expect(() => {
      checkPredicate('https://acme.example/v1', {}, 'a.json');
    }).not.toThrow();
    expect(() => {
      checkPredicate('https://acme.example/v1', [], 'a.json');
    }).toThrow(/a.json is not a predicate/);
  });
});
