import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundleFromJSON } from '@sigstore/bundle';
import { type TrustMaterial, type VerificationPolicy, Verifier, toSignedEntity } from '@sigstore/verify';
import { certificateJudge } from '../../../shared/evidence/certificate.ts';
import { parseTrustRoots } from '../../../shared/evidence/trust-root.ts';
import type { TrustedSigner } from '../../../shared/evidence/trust.ts';
import { judgeBundle, rulesFor } from '../../../shared/evidence/verify.ts';
import { type Sigstore, startSigstore } from '../../kit/sigstore/sigstore.ts';
import { IMAGE, OTHER, ours, signature } from './fixtures.ts';
import { FACTS, SUBJECT, identity, signerOf } from './keyless-fixtures.ts';

/**
 * What the verification library accepts by itself, and we must not. Each test shows both: should the library change its mind, the
 * first half fails and says so.
 */
let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await startSigstore({ timestamps: true });
});
afterAll(() => sigstore.close());

const entityOf = (bytes: Buffer, artifact?: Buffer) =>
  toSignedEntity(bundleFromJSON(JSON.parse(bytes.toString())), artifact);

function libraryAccepts(
  bytes: Buffer,
  policy?: VerificationPolicy,
  more: Partial<TrustMaterial> = {},
): boolean {
  const [root] = parseTrustRoots(sigstore.trustRoot);
  if (root === undefined) throw new Error('no trust root');
  new Verifier({ ...root.material, ...more }, root.thresholds).verify(entityOf(bytes), policy);
  return true;
}

const weSay = async (bytes: Buffer, trusted: TrustedSigner, subject = IMAGE.digest) =>
  judgeBundle(bytes, await rulesFor(subject, [trusted], parseTrustRoots(sigstore.trustRoot), new Date()));

const signedBy = async (san: string): Promise<Buffer> => {
  const signer = await signerOf(sigstore, { ...FACTS, sub: san, san });
  return (await signer.sign(signature())).bytes;
};

describe('the library by itself', () => {
  it.each([
    `${SUBJECT}-evil`,
    `https://evil.example/${SUBJECT}`,
    SUBJECT.replace('github.com', 'githubXcom'),
  ])(
    'takes a subject for a pattern that may match anywhere, such as in %s; we compare texts',
    async (san) => {
      const bytes = await signedBy(san);
      expect(libraryAccepts(bytes, { subjectAlternativeName: SUBJECT })).toBe(true);
      expect(await weSay(bytes, identity)).toMatchObject({ reason: 'other signer' });
    },
  );

  it('does not ask what a statement is about; we compare the subject', async () => {
    const bytes = await signedBy(SUBJECT);
    expect(libraryAccepts(bytes)).toBe(true);
    expect(await weSay(bytes, identity, OTHER.digest)).toMatchObject({ reason: 'other subject' });
    expect(await weSay(bytes, identity)).toMatchObject({ signer: { name: 'release' } });
  });

  it("takes anybody's certificate where a key is trusted; we take key bundles alone then", async () => {
    const bytes = await signedBy('https://stranger.example');
    const publicKey = createPublicKey(ours.privateKey);
    const key = { publicKey: publicKey.export({ type: 'spki', format: 'der' }), validFor: () => true };
    const finder = { publicKey: () => key } as unknown as Partial<TrustMaterial>;
    expect(libraryAccepts(bytes, undefined, finder)).toBe(true);
    expect(await weSay(bytes, { name: 'release', publicKey })).toMatchObject({ reason: 'other signer' });
  });

  it('breaks on a certificate without a time; we give a verdict, whatever is thrown', async () => {
    const json = JSON.parse((await signedBy(SUBJECT)).toString()) as {
      verificationMaterial: Record<string, unknown>;
    };
    delete json.verificationMaterial['tlogEntries'];
    delete json.verificationMaterial['timestampVerificationData'];
    const bytes = Buffer.from(JSON.stringify(json));
    const [root] = parseTrustRoots(sigstore.trustRoot);
    const none = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 };
    expect(() => root && new Verifier(root.material, none).verify(entityOf(bytes))).toThrow(TypeError);
    expect(await weSay(bytes, identity)).toMatchObject({ reason: 'other signer' });
    expect(certificateJudge([])(bytes)).toEqual({ problem: 'no trust root' });
    expect(parseTrustRoots(sigstore.trustRoot)[0]?.thresholds.timestampThreshold).toBe(1);
  });

  it('signs with a keyid that other readers take for a fingerprint; we leave it out', async () => {
    const { dsseEnvelope } = JSON.parse((await signedBy(SUBJECT)).toString()) as {
      dsseEnvelope: { signatures: { keyid?: string }[] };
    };
    expect(dsseEnvelope.signatures.map(({ keyid = '' }) => keyid)).toEqual(['']);
  });
});

describe('a certificate', () => {
  it.each([
    ['that is not valid yet', 5 * 60_000],
    ['that had expired', -11 * 60_000],
  ])('%s when the signature was made is refused', async (_, certificatesFrom) => {
    const instance = await startSigstore({ log: false, timestamps: true, certificatesFrom });
    try {
      const signer = await signerOf(instance);
      await expect(signer.sign(signature())).rejects.toThrow(/does not verify .*verify certificate chain/);
    } finally {
      await instance.close();
    }
  });
});

describe("the rules by which 'gh attestation verify' takes a bundle", () => {
  // Published with the program (pkg/cmd/attestation): version 0.3 with one leaf certificate; of an instance like the public one an SCT,
  // a log entry and a time; of GitHub's own a signed timestamp.
  interface Bundle {
    readonly mediaType: string;
    readonly verificationMaterial: {
      readonly certificate?: { readonly rawBytes: string };
      readonly x509CertificateChain?: unknown;
      readonly tlogEntries?: readonly Record<string, unknown>[];
      readonly timestampVerificationData?: { readonly rfc3161Timestamps?: readonly unknown[] };
    };
    readonly dsseEnvelope: { readonly payloadType: string; readonly payload: string };
  }

  it.each([
    ['with a log, as the public one', { log: true, timestamps: false }],
    ["with a timestamp authority alone, as GitHub's", { log: false, timestamps: true }],
  ])('are kept by what we sign at an instance %s', async (_, options) => {
    const instance = await startSigstore(options);
    try {
      const { bytes } = await (await signerOf(instance)).sign(signature());
      const {
        mediaType,
        verificationMaterial: material,
        dsseEnvelope,
      } = JSON.parse(bytes.toString()) as Bundle;
      expect(mediaType).toBe('application/vnd.dev.sigstore.bundle.v0.3+json');
      expect([typeof material.certificate?.rawBytes, material.x509CertificateChain]).toEqual([
        'string',
        undefined,
      ]);
      expect(dsseEnvelope.payloadType).toBe('application/vnd.in-toto+json');
      const [entry, ...others] = material.tlogEntries ?? [];
      expect(others).toEqual([]);
      if (options.log)
        expect(Object.keys(entry ?? {})).toEqual(
          expect.arrayContaining(['inclusionPromise', 'integratedTime']),
        );
      const timestamps = material.timestampVerificationData?.rfc3161Timestamps ?? [];
      expect(timestamps).toHaveLength(options.timestamps ? 1 : 0);
      const statement = JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString()) as {
        subject: unknown;
      };
      expect(statement.subject).toEqual([{ digest: { sha256: IMAGE.digest.slice(7) } }]);
    } finally {
      await instance.close();
    }
  });
});
