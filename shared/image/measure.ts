import { createHash } from 'node:crypto';
import type { Digest } from '../oci/digest.ts';

/** Counts and hashes bytes as they pass. */
export interface Measure {
  through(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined>;
  add(chunk: Uint8Array): void;
  /** To be asked once, at the end. */
  digest(): Digest;
  size(): number;
}

export function measure(): Measure {
  const hash = createHash('sha256');
  let size = 0;
  const add = (chunk: Uint8Array): void => {
    hash.update(chunk);
    size += chunk.length;
  };
  return {
    add,
    through: async function* (chunks) {
      for await (const chunk of chunks) {
        add(chunk);
        yield chunk as Buffer;
      }
    },
    digest: () => `sha256:${hash.digest('hex')}` as Digest,
    size: () => size,
  };
}
