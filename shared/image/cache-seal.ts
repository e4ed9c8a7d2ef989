import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Digest } from '../oci/digest.ts';
import { ASSEMBLER_VERSION, type Compression } from './compression.ts';

/** What is said of a packed layer: these bytes are what this assembler makes of that content. */
export interface SealedLayer {
  readonly diffId: Digest;
  readonly compression: Compression;
  readonly digest: Digest;
  /** Bytes, packed. */
  readonly size: number;
}

/** Marks layers that whoever knows a secret has packed. */
export interface Seal {
  make(layer: SealedLayer): string;
  holds(layer: SealedLayer, text: string): boolean;
}

/** Says what the derived key is for (RFC 5869, 3.2), so that it fits nothing else that is derived from the same secret. */
const PURPOSE = 'fixity build-image layer cache seal 1';
const KEY_BYTES = 32;

/** HMAC-SHA-256 (RFC 2104) with a key that is derived with HKDF-SHA-256 (RFC 5869). A seal is hexadecimal text. */
export function cacheSeal(secret: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, KEY_BYTES));
  const code = ({ diffId, compression, digest, size }: SealedLayer): Buffer =>
    createHmac('sha256', key)
      .update(JSON.stringify([ASSEMBLER_VERSION, compression, diffId, digest, size]))
      .digest();
  return {
    make: (layer) => code(layer).toString('hex'),
    holds: (layer, text) => {
      const [expected, given] = [code(layer), Buffer.from(text, 'hex')];
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
