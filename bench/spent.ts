import { readFileSync } from 'node:fs';

/** What this process took until now. */
export interface Spent {
  /** Seconds of all cores. */
  readonly cpu: number;
  /** MiB, at most; of this program alone, as maxRSS would count the process that started it too. */
  readonly peak: number;
}

export function spent(): Spent {
  const { user, system } = process.cpuUsage();
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return { cpu: (user + system) / 1_000_000, peak: Number(peak) / 1_024 };
}
