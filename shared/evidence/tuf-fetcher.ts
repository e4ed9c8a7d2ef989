import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { UpdaterOptions } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import { createSend, discard, readAll } from '../oci/http.ts';

type Fetcher = NonNullable<UpdaterOptions['fetcher']>;

export interface FetcherPorts {
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY and their lower-case forms. */
  readonly proxy?: Readonly<Record<string, string>> | undefined;
  /** For files on their way. */
  readonly directory: string;
}

/** A connection on which nothing moves for so long is given up: long enough for a network that works. */
const IDLE_MILLISECONDS = 5_000;

/**
 * How an updater of The Update Framework gets its files: the library's own way knows no proxy.
 * A status other than 200 becomes the error by which the library tells the end of a chain of roots.
 */
export function tufFetcher({ proxy, directory }: FetcherPorts): Fetcher {
  const send = createSend({ idleMilliseconds: IDLE_MILLISECONDS, ...(proxy === undefined ? {} : { proxy }) });
  const downloadBytes = async (url: string, maxLength: number): Promise<Buffer> => {
    const answer = await send({ method: 'GET', url: new URL(url) });
    if (answer.status === 200) return readAll(answer, maxLength);
    await discard(answer);
    throw new DownloadHTTPError(`${url} answered ${answer.status}`, answer.status);
  };
  return {
    downloadBytes,
    downloadFile: async (url, maxLength, handle) => {
      const file = path.join(directory, `download-${process.pid}`);
      await writeFile(file, await downloadBytes(url, maxLength));
      try {
        return await handle(file);
      } finally {
        await rm(file, { force: true });
      }
    },
  };
}
