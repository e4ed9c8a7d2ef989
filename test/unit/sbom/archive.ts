import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Readable } from 'node:stream';
import type { Descriptor, ImageManifest } from '../../../shared/oci/descriptor.ts';
import { type Digest, digestOf } from '../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import type { Manifest } from '../../../shared/oci/store.ts';
import type { BlobSource } from '../../../shared/oci/blob.ts';

/** One entry, written as it is told: tests need archives that no honest tool makes. */
export interface RawEntry {
  readonly path: string;
  readonly type?: string;
  readonly content?: string | Uint8Array;
  readonly target?: string;
  /** Overrides the size field. */
  readonly size?: number;
  readonly prefix?: string;
  readonly magic?: string;
}

const BLOCK = 512;

/** A tar archive of ustar headers and nothing clever. */
export function tarOf(entries: readonly (RawEntry | readonly [string, string])[], end = true): Buffer {
  const parts = entries.map((entry) =>
    'path' in entry ? member(entry) : member({ path: entry[0], content: entry[1] }),
  );
  return Buffer.concat([...parts, ...(end ? [Buffer.alloc(2 * BLOCK)] : [])]);
}

function member(entry: RawEntry): Buffer {
  const content = Buffer.from(entry.content ?? '');
  const header = Buffer.alloc(BLOCK);
  header.write(entry.path, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write((entry.size ?? content.length).toString(8).padStart(11, '0'), 124);
  header.write('00000000000\0', 136);
  header.write(entry.type ?? '0', 156);
  header.write(entry.target ?? '', 157, 100);
  header.write(entry.magic ?? 'ustar\x0000', 257);
  header.write(entry.prefix ?? '', 345, 167);
  checksum(header);
  return Buffer.concat([header, content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}

/** Writes the sum of a header's bytes into it. */
export function checksum(header: Buffer): void {
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
}

/** A pax extended header for the entry after it; `more` are records in the end, also of keys that are there already. */
export function pax(
  records: Readonly<Record<string, string>>,
  type = 'x',
  ...more: readonly [string, string][]
): RawEntry {
  const lines = [...Object.entries(records), ...more].map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    let length = Buffer.byteLength(rest) + 1;
    while (String(length).length + Buffer.byteLength(rest) !== length) length += 1;
    return `${length}${rest}`;
  });
  return { path: 'PaxHeaders/x', type, content: lines.join('') };
}

export type Packing = 'none' | 'gzip' | 'zstd';

const PACK: Record<Packing, (bytes: Buffer) => Buffer> = {
  none: (bytes) => bytes,
  gzip: (bytes) => gzipSync(bytes),
  zstd: (bytes) => zstdCompressSync(bytes),
};
const LAYER_TYPE: Record<Packing, string> = {
  none: MEDIA_TYPE.layer,
  gzip: MEDIA_TYPE.layerGzip,
  zstd: `${MEDIA_TYPE.layer}+zstd`,
};

export interface TestImage {
  readonly store: BlobSource;
  readonly manifest: Manifest;
  readonly layers: readonly Descriptor[];
  readonly blobs: Map<Digest, Buffer>;
}

/** A platform image in memory, with the layers given as archives. */
export function imageOf(
  archives: readonly Buffer[],
  packing: Packing = 'gzip',
  config: object = {},
): TestImage {
  const blobs = new Map<Digest, Buffer>();
  const keep = (bytes: Buffer, mediaType: string): Descriptor => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const layers = archives.map((archive) => keep(PACK[packing](archive), LAYER_TYPE[packing]));
  const diffIds = archives.map((archive) => digestOf(archive));
  const content: ImageManifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPE.manifest,
    config: keep(
      Buffer.from(
        JSON.stringify({
          os: 'linux',
          architecture: 'amd64',
          rootfs: { type: 'layers', diff_ids: diffIds },
          ...config,
        }),
      ),
      MEDIA_TYPE.config,
    ),
    layers,
  };
  const bytes = Buffer.from(JSON.stringify(content));
  const descriptor = keep(bytes, MEDIA_TYPE.manifest);
  const store: BlobSource = {
    name: 'memory',
    readBlob: async ({ digest }) => {
      await Promise.resolve();
      const found = blobs.get(digest);
      if (found === undefined) throw new Error(`no blob ${digest}`);
      return Readable.from(slices(found));
    },
  };
  return { store, manifest: { bytes, descriptor, content }, layers, blobs };
}

/** Odd sizes, so that no header falls on the edge of a chunk. */
function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}
