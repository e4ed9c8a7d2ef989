import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Clock } from '../ports/clock.ts';
import { UnavailableError } from '../text/error.ts';

/** A holder keeps the lock for milliseconds; one that is seen unchanged for so long was killed. */
const STALE_MILLISECONDS = 10_000;
const PAUSE_MILLISECONDS = 10;
const MAX_WAIT_MILLISECONDS = 120_000;

const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while no other process or caller holds the lock file. A lock whose holder died is taken over: at once when it was a
 * process of this machine, else when nothing happened to it for ten seconds.
 */
export async function withLock<T>(file: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const before = queues.get(file) ?? Promise.resolve();
  const mine = before.then(
    () => locked(file, clock, work),
    () => locked(file, clock, work),
  );
  queues.set(file, mine);
  try {
    return await mine;
  } finally {
    if (queues.get(file) === mine) queues.delete(file);
  }
}

async function locked<T>(file: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const holder = `${hostname()} ${process.pid} ${randomUUID()}\n`;
  let waited = 0;
  let unchanged = 0;
  let last: string | undefined;
  while (!(await take(file, holder))) {
    const current = await holderOf(file);
    unchanged = current === last ? unchanged + PAUSE_MILLISECONDS : 0;
    last = current;
    if (current !== undefined && (isDead(current) || unchanged >= STALE_MILLISECONDS))
      await breakLock(file, current);
    if (waited >= MAX_WAIT_MILLISECONDS) {
      throw new UnavailableError({
        what: `${file} stays locked`,
        seen: `held by ${last?.trim() ?? 'nobody'}`,
      });
    }
    await clock.sleep(PAUSE_MILLISECONDS);
    waited += PAUSE_MILLISECONDS;
  }
  try {
    return await work();
  } finally {
    if ((await holderOf(file)) === holder) await rm(file, { force: true });
  }
}

async function take(file: string, holder: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(holder);
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

function isDead(holder: string): boolean {
  const [host, pid] = holder.split(' ');
  return isDeadProcess(host, pid);
}

/** Whether it was a process of this machine and has ended; of others nobody knows. */
export function isDeadProcess(host: string | undefined, pid: string | undefined): boolean {
  if (host !== hostname() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Moved aside first: only one of those who wait can do that, and it sees whether it moved the lock that it meant. */
async function breakLock(file: string, stale: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  // It was a fresh one: put back, unless the next has taken the place already.
  if ((await holderOf(aside)) !== stale) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}
