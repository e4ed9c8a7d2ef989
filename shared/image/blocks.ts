/** Uncompressed bytes a block holds; changing it changes digests. */
export const BLOCK_BYTES = 1024 * 1024;

/** More than Node's pool has threads, so that none waits for this thread to read the next block. */
export const BLOCKS_AT_ONCE = 6;

/** Blocks to use again: without it a large layer leaves hundreds of them to the collector, which is in no hurry. */
export interface BlockPool {
  take(): Buffer;
  /** Says that nobody reads the block any more. What is no whole block is not used again: its memory is freed at once. */
  give(block: Buffer): void;
}

export function blockPool(): BlockPool {
  const free: Buffer[] = [];
  return {
    take: () => free.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES),
    give: (block) => {
      if (block.length === BLOCK_BYTES) free.push(block);
      else release(block);
    },
  };
}

/** Frees the memory of a buffer that nobody reads any more. Small ones share theirs with others, and Node 20 cannot free any. */
export function release({ buffer, byteOffset }: Buffer): void {
  const isAlone = byteOffset === 0 && buffer.byteLength > Buffer.poolSize;
  if (isAlone && buffer instanceof ArrayBuffer && 'transfer' in buffer) buffer.transfer(0);
}

/** The same bytes in blocks of 1 MiB, the last one shorter. */
export async function* blocks(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  let block = Buffer.allocUnsafe(BLOCK_BYTES);
  let filled = 0;
  for await (const chunk of chunks) {
    if (filled === 0 && chunk.length === BLOCK_BYTES) {
      yield chunk;
      continue;
    }
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

/** What `work` makes of each item, in the items' order; at most `parallelism` run at a time. */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
  parallelism: number,
): AsyncGenerator<Awaited<R>, void, undefined> {
  const pending: Promise<R>[] = [];
  for await (const item of items) {
    const made = work(item);
    // Awaited later, in order; a failure before that must not count as unhandled.
    made.catch(() => undefined);
    pending.push(made);
    const [first] = pending.length >= parallelism ? pending.splice(0, 1) : [];
    if (first !== undefined) yield await first;
  }
  for (const made of pending) yield await made;
}
