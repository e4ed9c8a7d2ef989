import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { UserError, messageOf } from '../text/error.ts';

const KNOWN = /^application\/vnd\.(?:oci\.image\.layer|docker\.image\.rootfs)\..*tar(?:[.+](gzip|zstd))?$/;
const CHUNK_BYTES = 256 * 1024;

/** Whether `unpack` knows how a layer of this media type is packed. */
export const isUnpackable = (mediaType: string): boolean => KNOWN.test(mediaType);

/**
 * What `consume` makes of a layer's archive, unpacked as its media type says (OCI image-spec 1.1, layer.md; Docker schema 2).
 * @param name what errors call the layer.
 * @throws UserError for a media type that names another compression, and for bytes that are not what it names.
 */
export async function unpack<T>(
  blob: Readable,
  mediaType: string,
  name: string,
  consume: (archive: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const known = KNOWN.exec(mediaType);
  if (known === null) {
    blob.destroy();
    throw new UserError({
      what: `${name} is packed in a way that is not known`,
      rule: 'a tar archive, plain or with gzip or zstd',
      seen: mediaType,
    });
  }
  try {
    if (known[1] === undefined) return await pipeline(blob, consume);
    return await pipeline(blob, decompressor(known[1]), consume);
  } catch (error) {
    const code = String((error as { readonly code?: unknown } | null)?.code);
    if (!/^(Z_|ZSTD_|ERR_ZLIB)/.test(code)) throw error;
    throw new UserError(
      { what: `${name} does not unpack`, rule: 'a sound gzip or zstd stream', seen: messageOf(error) },
      { cause: error },
    );
  }
}

const decompressor = (compression: string): Transform =>
  compression === 'gzip'
    ? createGunzip({ chunkSize: CHUNK_BYTES })
    : createZstdDecompress({ chunkSize: CHUNK_BYTES });
