import { Readable } from 'node:stream';
import { UserError } from '../text/error.ts';
import type { Descriptor } from './descriptor.ts';
import { digestOf } from './digest.ts';
import type { ImageStore } from './store.ts';

/** A store that is only read from. */
export type BlobSource = Pick<ImageStore, 'name' | 'readBlob'>;

/** The whole of a small blob. @throws UserError when it says to be, or is, larger than `limit` bytes. */
export async function readSmallBlob(
  store: BlobSource,
  descriptor: Descriptor,
  limit: number,
): Promise<Buffer> {
  if (descriptor.size > limit) {
    throw new UserError({
      what: `blob ${descriptor.digest} in ${store.name} is larger than expected`,
      rule: `at most ${limit} bytes`,
      seen: `${descriptor.size} bytes`,
    });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of (await store.readBlob(descriptor)) as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Stores bytes that are in memory, and returns what names them. */
export async function writeBytes(
  store: ImageStore,
  bytes: Uint8Array,
  mediaType: string,
): Promise<Descriptor> {
  const descriptor: Descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
  await store.writeBlob(descriptor, () => Readable.from([Buffer.from(bytes)], { objectMode: false }));
  return descriptor;
}
