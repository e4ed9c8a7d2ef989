import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Updater } from 'tuf-js';
import { messageOf } from '../text/error.ts';
import { embeddedFirstRoot } from './embedded-root.ts';
import type { TrustSource } from './instance.ts';
import { tufFetcher } from './tuf-fetcher.ts';

/** Where what was fetched is kept, and how it is fetched. */
export interface RefreshPorts {
  readonly cache: string;
  readonly proxy?: Readonly<Record<string, string>> | undefined;
}

/**
 * The trusted root that a repository of The Update Framework publishes now; every step from the first root to it is verified.
 * @throws Error when the repository does not answer in time, or does not verify.
 */
export async function refreshedRoot(source: TrustSource, ports: RefreshPorts): Promise<string> {
  try {
    return await fetchRoot(source, ports);
  } catch (error) {
    // A cache that was written by halves would fail for ever.
    await rm(ports.cache, { recursive: true, force: true });
    throw new Error(rootCause(error), { cause: error });
  }
}

async function fetchRoot(source: TrustSource, { cache, proxy }: RefreshPorts): Promise<string> {
  const { mirror, target } = source;
  const { host, pathname } = new URL(mirror);
  const metadataDir = path.join(cache, encodeURIComponent(`${host}${pathname.replace(/\/$/, '')}`));
  const targetDir = path.join(metadataDir, 'targets');
  await mkdir(targetDir, { recursive: true });
  const firstRoot = path.join(metadataDir, 'root.json');
  if (!existsSync(firstRoot)) await writeFile(firstRoot, await readFirstRoot(source));
  const updater = new Updater({
    metadataBaseUrl: mirror,
    targetBaseUrl: `${mirror}/targets`,
    metadataDir,
    targetDir,
    fetcher: tufFetcher({ proxy, directory: metadataDir }),
  });
  const info = await updater.getTargetInfo(target);
  if (info === undefined) throw new Error(`there is no ${target}`);
  const file = (await updater.findCachedTarget(info)) ?? (await updater.downloadTarget(info));
  return readFile(file, 'utf8');
}

const readFirstRoot = async ({ mirror, firstRoot }: TrustSource): Promise<string> =>
  typeof firstRoot === 'object' ? readFile(firstRoot.file, 'utf8') : embeddedFirstRoot(mirror);

/** The library wraps what happened in what it was doing. */
function rootCause(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  return error instanceof Error && cause instanceof Error ? rootCause(cause) : messageOf(error);
}
