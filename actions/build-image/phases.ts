import type { Clock } from '../../shared/ports/clock.ts';
import type { Log } from '../../shared/ports/log.ts';

export interface Phase {
  readonly name: string;
  readonly milliseconds: number;
}

/** What took how long. */
export interface Phases {
  /** Runs `work` as a group of the log, and takes its time. */
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** In the order in which they ended. */
  list(): readonly Phase[];
}

export function phases({ clock, log }: { readonly clock: Clock; readonly log: Log }): Phases {
  const done: Phase[] = [];
  return {
    run: (name, work) =>
      log.group(name, async () => {
        const start = clock.now().getTime();
        try {
          return await work();
        } finally {
          done.push({ name, milliseconds: clock.now().getTime() - start });
        }
      }),
    list: () => done,
  };
}
