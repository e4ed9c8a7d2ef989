import { timingSafeEqual } from 'node:crypto';

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;
const BLOCK_BYTES = 64;
/** `expand 32-byte k`, as four little-endian words. */
const SIGMA = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;

/**
 * Opens a NaCl secretbox: XSalsa20 with Poly1305 (Bernstein, "Cryptography in NaCl", 2009), which node:crypto does not have. Made for
 * short texts such as keys.
 * @returns undefined when the key is wrong or the box was changed.
 */
export function openSecretbox(box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Buffer | undefined {
  if (key.length !== KEY_BYTES || nonce.length !== NONCE_BYTES || box.length < TAG_BYTES) return undefined;
  const subkey = hsalsa20(words(key), words(nonce.subarray(0, 16)));
  const sealed = box.subarray(TAG_BYTES);
  const stream = salsa20(subkey, words(nonce.subarray(16)), KEY_BYTES + sealed.length);
  const tag = poly1305(sealed, stream.subarray(0, KEY_BYTES));
  if (!timingSafeEqual(tag, box.subarray(0, TAG_BYTES))) return undefined;
  return Buffer.from(sealed.map((byte, index) => byte ^ (stream[KEY_BYTES + index] ?? 0)));
}

function words(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4, true));
}

const word = (list: ArrayLike<number>, index: number): number => list[index] ?? 0;

/** The sixteen words that the rounds start from: constants on the diagonal, the key in two halves, `input` in the middle. */
const matrix = (key: Uint32Array, input: ArrayLike<number>): Uint32Array =>
  Uint32Array.of(
    SIGMA[0],
    ...key.subarray(0, 4),
    SIGMA[1],
    ...Array.from({ length: 4 }, (_, index) => word(input, index)),
    SIGMA[2],
    ...key.subarray(4, 8),
    SIGMA[3],
  );

const COLUMNS = [
  [0, 4, 8, 12],
  [5, 9, 13, 1],
  [10, 14, 2, 6],
  [15, 3, 7, 11],
] as const;
const ROWS = [
  [0, 1, 2, 3],
  [5, 6, 7, 4],
  [10, 11, 8, 9],
  [15, 12, 13, 14],
] as const;

function twentyRounds(start: Uint32Array): Uint32Array {
  const x = Uint32Array.from(start);
  const step = (target: number, one: number, other: number, bits: number): void => {
    const sum = (word(x, one) + word(x, other)) >>> 0;
    x[target] = word(x, target) ^ ((sum << bits) | (sum >>> (32 - bits)));
  };
  for (let round = 0; round < 10; round += 1) {
    for (const [a, b, c, d] of [...COLUMNS, ...ROWS]) {
      step(b, a, d, 7);
      step(c, b, a, 9);
      step(d, c, b, 13);
      step(a, d, c, 18);
    }
  }
  return x;
}

function hsalsa20(key: Uint32Array, input: Uint32Array): Uint32Array {
  const x = twentyRounds(matrix(key, input));
  return Uint32Array.from([0, 5, 10, 15, 6, 7, 8, 9], (index) => word(x, index));
}

function salsa20(key: Uint32Array, nonce: Uint32Array, length: number): Uint8Array {
  const stream = new Uint8Array(Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES);
  const view = new DataView(stream.buffer);
  for (let block = 0; block * BLOCK_BYTES < length; block += 1) {
    const start = matrix(key, [...nonce, block, 0]);
    const mixed = twentyRounds(start);
    for (let index = 0; index < 16; index += 1) {
      view.setUint32(block * BLOCK_BYTES + index * 4, word(mixed, index) + word(start, index), true);
    }
  }
  return stream.subarray(0, length);
}

const PRIME = (1n << 130n) - 5n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

function poly1305(message: Uint8Array, key: Uint8Array): Buffer {
  const r = littleEndian(key.subarray(0, 16)) & CLAMP;
  let sum = 0n;
  for (let at = 0; at < message.length; at += 16) {
    const block = message.subarray(at, at + 16);
    sum = ((sum + littleEndian(block) + (1n << BigInt(8 * block.length))) * r) % PRIME;
  }
  const tag = (sum + littleEndian(key.subarray(16))) & ((1n << 128n) - 1n);
  return Buffer.from(tag.toString(16).padStart(32, '0'), 'hex').reverse();
}

const littleEndian = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes).reverse().toString('hex') || '0'}`);
