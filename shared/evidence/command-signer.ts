import { type KeyObject, createHash } from 'node:crypto';
import { UserError } from '../text/error.ts';
import { keyBundle } from './bundle.ts';
import { IN_TOTO_PAYLOAD_TYPE, preAuthEncoding, verifyPayload } from './dsse.ts';
import { describeKey, keyHint } from './key.ts';
import type { Signer } from './signed-bundle.ts';
import { encodeStatement } from './statement.ts';

/** Gives 32 bytes, a SHA-256 digest, to a command, and returns what it writes: the signature. */
export type SignDigest = (digest: Buffer) => Promise<Buffer>;

/**
 * Signs with a key that never leaves its device or service: a command gets a digest and gives a signature. What it gives is verified
 * with the public key before it is used.
 */
export function commandSigner(publicKey: KeyObject, signDigest: SignDigest): Signer {
  const description = describeKey(publicKey);
  return {
    description,
    trust: { name: description, publicKey },
    sign: async (statement) => {
      const payload = encodeStatement(statement);
      const digest = createHash('sha256').update(preAuthEncoding(IN_TOTO_PAYLOAD_TYPE, payload)).digest();
      const answer = await signDigest(digest);
      const signature = readSignature(answer).find((each) =>
        verifyPayload(IN_TOTO_PAYLOAD_TYPE, payload, each, publicKey),
      );
      if (signature === undefined) throw notASignature(answer, description);
      const hint = keyHint(publicKey);
      return { ...keyBundle({ payloadType: IN_TOTO_PAYLOAD_TYPE, payload, signature, hint }), statement };
    },
  };
}

/** Services write signatures as bytes, as base64 of either alphabet, or with the key's version before it; ECDSA as DER or as r and s. */
function readSignature(answer: Buffer): readonly Buffer[] {
  const text = answer.toString('latin1').trim();
  const encoded = text.replace(/^vault:v\d+:/, '');
  const decoded = /^[A-Za-z0-9+/_=\s-]+$/.test(encoded) ? [Buffer.from(encoded, 'base64')] : [];
  return [answer, ...decoded].flatMap((bytes) => (bytes.length === 64 ? [bytes, derOf(bytes)] : [bytes]));
}

const [SEQUENCE, INTEGER] = [0x30, 0x02];

/** r and s of P-256 as DER (RFC 3279, 2.2.3). */
function derOf(pair: Buffer): Buffer {
  const integer = (bytes: Buffer): Buffer => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const short = bytes.subarray(first === -1 ? bytes.length - 1 : first);
    const content = (short[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), short]) : short;
    return Buffer.concat([Buffer.from([INTEGER, content.length]), content]);
  };
  const content = Buffer.concat([integer(pair.subarray(0, 32)), integer(pair.subarray(32))]);
  return Buffer.concat([Buffer.from([SEQUENCE, content.length]), content]);
}

const notASignature = (answer: Buffer, key: string): UserError =>
  new UserError({
    what: "the signing command's answer is no signature by the public key",
    rule: `ECDSA with SHA-256 or RSA PKCS #1 v1.5 with SHA-256 over the digest, by ${key}`,
    seen: `${answer.length} bytes`,
    next: 'check that public-key is the public part of the key that the command uses, and that it signs a digest, not a message',
  });
