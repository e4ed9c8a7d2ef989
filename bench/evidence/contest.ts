import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { median } from '../process.ts';

const exec = promisify(execFile);

/** One program's way to do the job. */
export interface Contestant {
  readonly name: string;
  /** The command of one run; the number tells runs apart that must not meet. */
  readonly command: (run: number) => readonly string[];
}

/** Medians of whole processes. */
export interface Measured {
  readonly name: string;
  readonly milliseconds: number;
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
  readonly requests: number;
}

/** Runs the contestants in turns, so that a busy moment of the machine hits all alike. Needs GNU time. */
export async function contest(
  contestants: readonly Contestant[],
  runs: number,
  world: { readonly env: NodeJS.ProcessEnv; readonly requests: () => number },
): Promise<readonly Measured[]> {
  const samples = contestants.map(() => [] as Omit<Measured, 'name'>[]);
  for (let run = 0; run < runs; run += 1) {
    for (const [index, { command }] of contestants.entries()) {
      const before = world.requests();
      const start = process.hrtime.bigint();
      const { stderr } = await exec('/usr/bin/time', ['-f', '%U %S %M', ...command(run)], { env: world.env });
      const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
      const [user = 0, system = 0, kibibytes = 0] = (stderr.trim().split('\n').at(-1) ?? '')
        .split(' ')
        .map(Number);
      samples[index]?.push({
        milliseconds,
        cpuSeconds: user + system,
        peakMebibytes: kibibytes / 1_024,
        requests: world.requests() - before,
      });
    }
  }
  return contestants.map(({ name }, index) => {
    const mine = samples[index] ?? [];
    return {
      name,
      milliseconds: median(mine.map((each) => each.milliseconds)),
      cpuSeconds: median(mine.map((each) => each.cpuSeconds)),
      peakMebibytes: median(mine.map((each) => each.peakMebibytes)),
      requests: median(mine.map((each) => each.requests)),
    };
  });
}

/** One line a contestant, for the table of the README. */
export const report = (job: string, measured: readonly Measured[]): string =>
  measured
    .map(
      ({ name, milliseconds, cpuSeconds, peakMebibytes, requests }) =>
        `| ${job} | ${name} | ${milliseconds.toFixed(0)} ms | ${cpuSeconds.toFixed(2)} s | ${peakMebibytes.toFixed(0)} MiB | ${requests} |`,
    )
    .join('\n');
