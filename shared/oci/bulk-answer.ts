import type { Readable } from 'node:stream';
import { bulkBody, type BulkBody } from './bulk-body.ts';
import type { Connection } from './bulk-connection.ts';
import { parseResponseHead, type ResponseHead } from './response-head.ts';

/** What came of a request. */
export type Outcome =
  | { readonly kind: 'answered'; readonly head: ResponseHead; readonly body: Readable }
  /** The answer is none that can be read without a full parser. */
  | { readonly kind: 'complicated' }
  /** The connection ended first; `wasClosed` when the server closed it before it had sent a byte. */
  | { readonly kind: 'lost'; readonly error: Error; readonly wasClosed: boolean };

/**
 * Reads one answer from a connection on which its request was sent. `ended` hears once that nothing more will be read, and whether the
 * connection may be used again.
 */
export async function readAnswer(
  connection: Connection,
  ended: (isReusable: boolean) => void,
): Promise<Outcome> {
  const { socket, head: memory } = connection;
  let filled = 0;
  let body: BulkBody | undefined;
  return new Promise((resolve) => {
    const begin = (head: ResponseHead, rest: Buffer): boolean => {
      body = bulkBody(socket, head.length, (isClean) => {
        ended(isClean && head.keepsAlive);
      });
      resolve({ kind: 'answered', head, body: body.stream });
      return body.took(rest.copy(body.space()));
    };
    const tookHead = (bytes: number): boolean => {
      filled += bytes;
      const end = memory.subarray(0, filled).indexOf('\r\n\r\n');
      if (end === -1 && filled < memory.length && !hasBareLineFeed(memory.subarray(0, filled))) return true;
      const head = end === -1 ? undefined : parseResponseHead(memory.subarray(0, end));
      if (head !== undefined) return begin(head, memory.subarray(end + 4, filled));
      resolve({ kind: 'complicated' });
      ended(false);
      return false;
    };
    connection.listen({
      space: () => body?.space() ?? memory.subarray(filled),
      took: (bytes) => body?.took(bytes) ?? tookHead(bytes),
      lost: (error) => {
        if (body !== undefined) {
          body.lost(error);
          return;
        }
        resolve({ kind: 'lost', error, wasClosed: filled === 0 && !isTimeout(error) });
        ended(false);
      },
    });
  });
}

/** Its end may never be seen: such a server ends its head in another way. */
const hasBareLineFeed = (head: Buffer): boolean => /(?<!\r)\n/.test(head.toString('latin1'));

const isTimeout = (error: Error): boolean => (error as NodeJS.ErrnoException).code === 'ETIMEDOUT';
