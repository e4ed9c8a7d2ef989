import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import { UserError } from '../text/error.ts';

/**
 * The contract of the bytes: tar form, block size, level and dictionary together. Any change of what is written for the same
 * input is a new version, never a silent change of version 1.
 */
export const ASSEMBLER_VERSION = 1;

/** Uncompressed bytes a block holds; changing it changes digests. */
export const BLOCK_BYTES = 1024 * 1024;
const DICTIONARY_BYTES = 32 * 1024;
const LEVEL = 6;

/** Deflate, no name, time 0, no hint of level, unknown system (RFC 1952, 2.3): the header that Node writes tells the system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** An empty final block with fixed codes (RFC 1951, 3.2.3): each of ours ends in a sync flush, so none is final. */
const FINAL_BLOCK = Buffer.from([3, 0]);

const deflateBlock = promisify(deflateRaw) as (block: Buffer, options: object) => Promise<Buffer>;

/**
 * Compresses to one gzip member (RFC 1952). Blocks of 1 MiB are deflated side by side, each primed with the 32 KiB before it; the bytes do
 * not depend on `parallelism`, nor on how the input is cut. Holds about `parallelism` blocks in memory.
 */
export async function* gzip(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  parallelism = 4,
): AsyncGenerator<Buffer, void, undefined> {
  const pending: Promise<Buffer>[] = [];
  let crc = 0;
  let length = 0;
  let before: Buffer | undefined;
  yield HEADER;
  for await (const block of blocks(chunks)) {
    crc = crc32(block, crc);
    length += block.length;
    pending.push(compress(block, before));
    before = block.subarray(Math.max(0, block.length - DICTIONARY_BYTES));
    if (pending.length >= parallelism) yield await (pending.shift() ?? Buffer.alloc(0));
  }
  for (const compressed of pending) yield await compressed;
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  yield Buffer.concat([FINAL_BLOCK, trailer]);
}

function compress(block: Buffer, dictionary: Buffer | undefined): Promise<Buffer> {
  const compressed = deflateBlock(block, {
    level: LEVEL,
    memLevel: 8,
    windowBits: 15,
    chunkSize: BLOCK_BYTES / 2,
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(dictionary === undefined ? {} : { dictionary }),
  });
  // Awaited later, in order; a failure before that must not count as unhandled.
  compressed.catch(() => undefined);
  return compressed;
}

async function* blocks(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  let block = Buffer.allocUnsafe(BLOCK_BYTES);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const copied = chunk.copy(block, filled, at);
      at += copied;
      filled += copied;
      if (filled < BLOCK_BYTES) continue;
      yield block;
      block = Buffer.allocUnsafe(BLOCK_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

/** SHA-256 of what version 1 makes of `knownText()`; equal on Node 20 to 26, x64 and arm64. */
const KNOWN_ANSWER = '5c18f6cab5b1e119cf41e5338865b2e6aee467326535c61471ae8a47f4701f2d';

/** 64 KiB that exercise matches, literals and incompressible bytes alike. */
function knownText(): Buffer {
  const text = Buffer.alloc(64 * 1024);
  let state = 1;
  for (let at = 0; at < text.length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const isText = (at >> 12) % 2 === 0;
    text[at] = isText ? 97 + ((state >>> 16) % 4) : state >>> 24;
  }
  return text;
}

/**
 * Compresses a known text and compares: a Node that is linked to another zlib writes other, equally valid bytes, and would silently give
 * the same content another digest.
 * @throws UserError naming the runtime.
 */
export async function checkCompressor(
  versions: { readonly node: string; readonly zlib: string } = process.versions,
  expected = KNOWN_ANSWER,
): Promise<void> {
  const text = knownText();
  const hash = createHash('sha256');
  hash.update(await compress(text, undefined)).update(await compress(text, text.subarray(-DICTIONARY_BYTES)));
  const answer = hash.digest('hex');
  if (answer === expected) return;
  throw new UserError({
    what: "this Node's zlib does not compress as the assembler's contract says",
    rule: `assembler-version ${ASSEMBLER_VERSION} promises equal bytes for equal content`,
    seen: `Node ${versions.node} with zlib ${versions.zlib}`,
    next: "use an official build of Node (GitHub's runners have one); builds linked to a system's zlib differ",
  });
}
