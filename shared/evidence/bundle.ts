import { type Digest, digestOf } from '../oci/digest.ts';
import { UserError } from '../text/error.ts';
import { parseJson } from '../text/json.ts';
import { LIMIT } from './limits.ts';
import { isRecord } from '../text/json-value.ts';

/** A Sigstore bundle, version 0.3 (sigstore/protobuf-specs, sigstore_bundle.proto). */
export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** The first spelling of the same format; read, never written. */
const OLD_BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle+json;version=0.3';

export const isBundleMediaType = (mediaType: string): boolean =>
  mediaType === BUNDLE_MEDIA_TYPE || mediaType === OLD_BUNDLE_MEDIA_TYPE;

/** What a bundle says about who signed it; nothing of it is proven before the signature is verified. */
export type VerificationMaterial =
  { readonly kind: 'key'; readonly hint: string } | { readonly kind: 'certificate'; readonly der: Buffer };

export interface Bundle {
  readonly material: VerificationMaterial;
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** A bundle as it is stored: its bytes, never serialised again, and their digest. */
export interface StoredBundle {
  readonly bytes: Buffer;
  readonly digest: Digest;
}

/**
 * The bundle of a statement signed with a key. The signature's `keyid` stays empty: readers built on go-dsse compare it with a
 * fingerprint of another form and find no signature when it differs; the hint belongs to the verification material.
 */
export function keyBundle(envelope: {
  readonly payloadType: string;
  readonly payload: Buffer;
  readonly signature: Buffer;
  readonly hint: string;
}): StoredBundle {
  const json = {
    mediaType: BUNDLE_MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: envelope.hint } },
    dsseEnvelope: {
      payload: envelope.payload.toString('base64'),
      payloadType: envelope.payloadType,
      signatures: [{ sig: envelope.signature.toString('base64') }],
    },
  };
  const bytes = Buffer.from(JSON.stringify(json));
  return { bytes, digest: digestOf(bytes) };
}

/**
 * Reads a bundle strictly: known fields only, one DSSE envelope with one signature, one kind of verification material.
 * @throws UserError that names the field.
 */
export function parseBundle(bytes: Uint8Array): Bundle {
  if (bytes.length > LIMIT.bundleBytes) {
    throw malformed('size', `at most ${LIMIT.bundleBytes} bytes`, String(bytes.length));
  }
  const top = record(jsonOf(bytes), 'bundle', ['mediaType', 'verificationMaterial', 'dsseEnvelope']);
  const mediaType = text(top['mediaType'], 'mediaType');
  if (!isBundleMediaType(mediaType)) throw malformed('mediaType', BUNDLE_MEDIA_TYPE, mediaType);
  return { material: parseMaterial(top['verificationMaterial']), ...parseEnvelope(top['dsseEnvelope']) };
}

function parseMaterial(value: unknown): VerificationMaterial {
  const field = 'verificationMaterial';
  const known = ['publicKey', 'certificate', 'tlogEntries', 'timestampVerificationData'];
  const material = record(value, field, known);
  const { publicKey, certificate } = material;
  if ((publicKey === undefined) === (certificate === undefined)) {
    throw malformed(field, 'either publicKey or certificate', Object.keys(material).join(', '));
  }
  if (publicKey !== undefined) {
    const { hint } = record(publicKey, `${field}.publicKey`, ['hint']);
    return { kind: 'key', hint: hint === undefined ? '' : text(hint, `${field}.publicKey.hint`) };
  }
  const { rawBytes } = record(certificate, `${field}.certificate`, ['rawBytes']);
  return { kind: 'certificate', der: base64(rawBytes, `${field}.certificate.rawBytes`) };
}

function parseEnvelope(value: unknown): Omit<Bundle, 'material'> {
  const field = 'dsseEnvelope';
  const envelope = record(value, field, ['payload', 'payloadType', 'signatures']);
  const { signatures } = envelope;
  if (!Array.isArray(signatures) || signatures.length !== 1) {
    const seen = Array.isArray(signatures) ? String(signatures.length) : typeof signatures;
    throw malformed(`${field}.signatures`, 'exactly one signature', seen);
  }
  const signature = record(signatures[0], `${field}.signatures[0]`, ['sig', 'keyid']);
  return {
    payloadType: text(envelope['payloadType'], `${field}.payloadType`),
    payload: base64(envelope['payload'], `${field}.payload`),
    signature: base64(signature['sig'], `${field}.signatures[0].sig`),
  };
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes);
  } catch (error) {
    throw new UserError({ what: 'malformed bundle', rule: 'JSON in UTF-8' }, { cause: error });
  }
}

function record(value: unknown, field: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw malformed(field, 'an object', typeof value);
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw malformed(field, `the fields ${known.join(', ')}`, unknown);
  return value;
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string') throw malformed(field, 'text', typeof value);
  return value;
}

function base64(value: unknown, field: string): Buffer {
  const encoded = text(value, field);
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== encoded) {
    throw malformed(field, 'base64 with padding', encoded.slice(0, 40));
  }
  return bytes;
}

const malformed = (field: string, rule: string, seen: string): UserError =>
  new UserError({ what: `malformed bundle at ${field}`, rule, seen: JSON.stringify(seen) });
