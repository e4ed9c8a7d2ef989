import { type KeyObject, sign, verify } from 'node:crypto';

/** The payload type of an in-toto statement (in-toto attestation framework, spec/v1/envelope.md). */
export const IN_TOTO_PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** Exactly the bytes that a DSSE signature covers: `DSSEv1 <length> <type> <length> <payload>` (DSSE 1.0, protocol.md). */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** ECDSA as DER, RSA as PKCS #1 v1.5, both over SHA-256: what every Sigstore client accepts. */
export const signPayload = (payloadType: string, payload: Uint8Array, key: KeyObject): Buffer =>
  sign('sha256', preAuthEncoding(payloadType, payload), key);

/** Whether `signature` is that of `key`; a signature of another form is a false one, not an error. */
export function verifyPayload(
  payloadType: string,
  payload: Uint8Array,
  signature: Uint8Array,
  key: KeyObject,
): boolean {
  try {
    return verify('sha256', preAuthEncoding(payloadType, payload), key, signature);
  } catch {
    return false;
  }
}
