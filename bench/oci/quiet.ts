import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

const LOOK_MILLISECONDS = 500;
const MOST_BUSY = 0.15;

/** Waits until others leave the processors alone, for `patience` milliseconds at most; returns whether they did. */
export async function quiet(patience: number): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end;) {
    const before = times();
    await wait(LOOK_MILLISECONDS);
    const after = times();
    if (1 - (after.idle - before.idle) / (after.all - before.all) < MOST_BUSY) return true;
  }
  return false;
}

function times(): { readonly idle: number; readonly all: number } {
  const all = cpus().map((cpu) => cpu.times);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return { idle: sum(all.map(({ idle }) => idle)), all: sum(all.flatMap((each) => Object.values(each))) };
}
