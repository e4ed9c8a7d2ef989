import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { isDeadProcess } from './layout-lock.ts';

/** A file that is still written changes all the time; one that has not for so long was left behind. */
const STALE_MILLISECONDS = 60 * 60_000;

const PARTIAL = /^\.partial-(?:(\d+)-)?[0-9a-f-]{36}(?:@(.+))?$/;

/** A new name in `directory` for a file that gets its own when it is whole; it says who writes it. */
export const partialPath = (directory: string): string =>
  path.join(directory, `.partial-${process.pid}-${randomUUID()}@${encodeURIComponent(hostname())}`);

/**
 * Removes the partial files whose writer was killed: a process of this machine that has ended, or one of another machine that has
 * written nothing for an hour before `now`. What others are writing stays.
 */
export async function removeStalePartials(directory: string, now: Date): Promise<void> {
  const names = await readdir(directory).catch((): string[] => []);
  for (const name of names) {
    const writer = PARTIAL.exec(name);
    if (writer === null) continue;
    const file = path.join(directory, name);
    const [, pid, host] = writer;
    const isOurs = host === encodeURIComponent(hostname());
    const isStale = isOurs ? isDeadProcess(hostname(), pid) : await isOld(file, now);
    if (isStale) await rm(file, { force: true });
  }
}

async function isOld(file: string, now: Date): Promise<boolean> {
  try {
    return now.getTime() - (await stat(file)).mtimeMs > STALE_MILLISECONDS;
  } catch {
    return false;
  }
}
