import { mkdir, rm } from 'node:fs/promises';
import { initTUF } from '@sigstore/tuf';
import { messageOf } from '../text/error.ts';
import type { TrustSource } from './instance.ts';

/** Long enough for a network that works, short enough for one that does not. */
const REQUEST_MILLISECONDS = 5_000;

/**
 * The trusted root that a repository of The Update Framework publishes now; every step from the first root to it is verified.
 * Proxies are those of the environment, which the library reads by itself.
 * @param cache a directory for what was fetched; broken contents are thrown away.
 * @throws Error when the repository does not answer in time, or does not verify.
 */
export async function refreshedRoot(source: TrustSource, cache: string): Promise<string> {
  try {
    return await fetchRoot(source, cache);
  } catch (error) {
    // A cache that was written by halves would fail for ever.
    await rm(cache, { recursive: true, force: true });
    throw new Error(rootCause(error), { cause: error });
  }
}

async function fetchRoot({ mirror, target, firstRoot }: TrustSource, cache: string): Promise<string> {
  await mkdir(cache, { recursive: true });
  const client = await initTUF({
    mirrorURL: mirror,
    cachePath: cache,
    retry: 0,
    timeout: REQUEST_MILLISECONDS,
    ...(typeof firstRoot === 'object' ? { rootPath: firstRoot.file } : {}),
  });
  return client.getTarget(target);
}

/** The library wraps what happened in what it was doing. */
function rootCause(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  return error instanceof Error && cause instanceof Error ? rootCause(cause) : messageOf(error);
}
