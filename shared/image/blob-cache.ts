import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { hexOf } from '../oci/digest.ts';
import type { ImageStore } from '../oci/store.ts';

/**
 * The same store, whose blobs are fetched once and then read from `directory`: base layers are read for their paths, for the destination
 * and for the inventory. A blob is kept only after the store has verified its last byte.
 */
export function cachingStore(store: ImageStore, directory: string): ImageStore {
  return {
    ...store,
    readBlob: async (descriptor, options) => {
      const file = path.join(directory, hexOf(descriptor.digest));
      if (!existsSync(file)) {
        mkdirSync(directory, { recursive: true });
        const partial = `${file}.${randomUUID()}`;
        await pipeline(
          await store.readBlob(descriptor, signalOf(options)),
          createWriteStream(partial, { mode: 0o600 }),
        );
        renameSync(partial, file);
      }
      return createReadStream(file, { start: options?.offset ?? 0, highWaterMark: 256 * 1024 });
    },
  };
}

const signalOf = (options: { readonly signal?: AbortSignal } | undefined) =>
  options?.signal === undefined ? {} : { signal: options.signal };
