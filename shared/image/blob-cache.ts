import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hexOf } from '../oci/digest.ts';
import type { ImageStore } from '../oci/store.ts';
import { fullDisk } from './full-disk.ts';

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
        const blob = await store.readBlob(descriptor, signalOf(options));
        await fetched(blob, file);
      }
      return createReadStream(file, { start: options?.offset ?? 0, highWaterMark: 256 * 1024 });
    },
  };
}

async function fetched(blob: Readable, file: string): Promise<void> {
  const directory = path.dirname(file);
  const partial = `${file}.${randomUUID()}`;
  try {
    mkdirSync(directory, { recursive: true });
    await pipeline(blob, createWriteStream(partial, { mode: 0o600 }));
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw fullDisk(error, directory) ?? error;
  }
}

const signalOf = (options: { readonly signal?: AbortSignal } | undefined) =>
  options?.signal === undefined ? {} : { signal: options.signal };
