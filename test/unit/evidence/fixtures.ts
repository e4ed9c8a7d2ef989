import { generateKeyPairSync } from 'node:crypto';
import { BUNDLE_MEDIA_TYPE, keyBundle } from '../../../shared/evidence/bundle.ts';
import { IN_TOTO_PAYLOAD_TYPE, signPayload } from '../../../shared/evidence/dsse.ts';
import { keySigner } from '../../../shared/evidence/signer.ts';
import { type Statement, statementAbout } from '../../../shared/evidence/statement.ts';
import type { Descriptor } from '../../../shared/oci/descriptor.ts';
import { type Digest, digestOf } from '../../../shared/oci/digest.ts';
import type { MemoryStore } from './memory-store.ts';

export const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';
export const VULN = 'https://cosign.sigstore.dev/attestation/vuln/v1';
export const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const ours = newKey();
export const theirs = newKey();
export const signer = keySigner(ours.privateKey);
export const stranger = keySigner(theirs.privateKey);
export const release = { name: 'release', publicKey: ours.publicKey };

export const IMAGE: Descriptor = {
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest: digestOf('image'),
  size: 5,
};
export const OTHER: Descriptor = { ...IMAGE, digest: digestOf('other image') };

export const signature = (subject: Descriptor = IMAGE): Statement => statementAbout([subject], SIGNATURE, {});
export const tests = (suite: string, finishedOn: string, result = 'PASSED'): Statement =>
  statementAbout([IMAGE], TEST_RESULT, {
    result,
    configuration: [{ name: suite, annotations: { finishedOn } }],
  });

/** Attaches any bytes as a bundle, as somebody with push rights could. */
export async function push(
  store: MemoryStore,
  bundle: Uint8Array,
  change: Record<string, unknown> = {},
): Promise<Digest> {
  const digest = digestOf(bundle);
  store.blobs.set(digest, Buffer.from(bundle));
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: BUNDLE_MEDIA_TYPE,
    config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: digestOf('{}'), size: 2 },
    layers: [{ mediaType: BUNDLE_MEDIA_TYPE, digest, size: bundle.length }],
    subject: IMAGE,
    ...change,
  };
  return (await store.attach(Buffer.from(JSON.stringify(manifest)))).digest;
}

export const signed = (payload: string, payloadType = IN_TOTO_PAYLOAD_TYPE): Buffer =>
  keyBundle({
    payloadType,
    payload: Buffer.from(payload),
    signature: signPayload(payloadType, Buffer.from(payload), ours.privateKey),
    hint: '',
  }).bytes;
