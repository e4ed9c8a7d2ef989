import { createHash } from 'node:crypto';
import { UserError } from '../text/error.ts';
import { MEDIA_TYPE } from '../oci/media-types.ts';
import type { BlockPool } from './blocks.ts';
import { DICTIONARY_BYTES, gzip, gzipBlock } from './gzip.ts';
import { zstd, zstdBlock } from './zstd.ts';

/**
 * The contract of the bytes: tar form, block size, level and dictionary together. Any change of what is written for the same
 * input is a new version, never a silent change of version 1.
 */
export const ASSEMBLER_VERSION = 1;

type Chunks = Iterable<Buffer> | AsyncIterable<Buffer>;

/** How the layers of an image are packed. */
export type Compression = 'gzip' | 'zstd' | 'none';

interface Packing {
  readonly mediaType: string;
  /** The end of a file's name. */
  readonly suffix: string;
  /** The packed bytes; they depend on the content alone. Holds about `parallelism` blocks in memory. */
  readonly pack: (
    chunks: Chunks,
    parallelism?: number,
    pool?: BlockPool,
  ) => Iterable<Buffer> | AsyncIterable<Buffer>;
}

export const COMPRESSIONS: Readonly<Record<Compression, Packing>> = {
  gzip: { mediaType: MEDIA_TYPE.layerGzip, suffix: 'tar.gz', pack: gzip },
  zstd: { mediaType: MEDIA_TYPE.layerZstd, suffix: 'tar.zst', pack: zstd },
  none: { mediaType: MEDIA_TYPE.layer, suffix: 'tar', pack: (chunks) => chunks },
};

/** SHA-256 of what version 1 makes of `knownText()`; of gzip equal on Node 20 to 26, x64 and arm64. */
const KNOWN_ANSWERS: Readonly<Record<Compression, string | undefined>> = {
  gzip: '7a6e7258e339610d771580a09dd9a5d6960fc1f48cffbf126b9136ef4122f39b',
  zstd: 'e7cc760a8cafc8637723edc3689597770dba1ef60d589591a1ce3717680c4dda',
  none: undefined,
};

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

const answer: Readonly<Record<Compression, (text: Buffer) => Promise<readonly Buffer[]>>> = {
  gzip: async (text) => [
    await gzipBlock(text, undefined),
    await gzipBlock(text, text.subarray(-DICTIONARY_BYTES)),
  ],
  zstd: async (text) => [await zstdBlock(text)],
  none: () => Promise.resolve([]),
};

/** What the runtime says of itself, for the error. */
export interface Runtime {
  readonly node: string;
  readonly zlib: string;
  readonly zstd?: string;
}

/**
 * Compresses a known text and compares: a Node that is linked to another library writes other, equally valid bytes, and would silently give
 * the same content another digest.
 * @throws UserError naming the runtime.
 */
export async function checkCompressor(
  compression: Compression,
  runtime: Runtime = process.versions,
  expected = KNOWN_ANSWERS[compression],
): Promise<void> {
  if (expected === undefined) return;
  const library = compression === 'zstd' ? 'zstd' : 'zlib';
  const hash = createHash('sha256');
  try {
    for (const part of await answer[compression](knownText())) hash.update(part);
    if (hash.digest('hex') === expected) return;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new UserError({
    what: `this Node's ${library} does not compress as the assembler's contract says`,
    rule: `assembler-version ${ASSEMBLER_VERSION} promises equal bytes for equal content`,
    seen: `Node ${runtime.node} with ${library} ${runtime[library] ?? 'missing'}`,
    next: "use an official build of Node (GitHub's runners have one); builds linked to a system's library differ",
  });
}
