import type { Clock } from '../../../shared/ports/clock.ts';
import type { Log } from '../../../shared/ports/log.ts';
import { formatDuration } from '../../../shared/text/duration.ts';

/** A step of a build that has ended: its instruction as the builder shows it, and what it printed. */
export interface Step {
  readonly title: string;
  readonly lines: readonly string[];
  readonly milliseconds?: number;
  readonly cached?: boolean;
}

/** Where builders tell what they do; `settled` resolves when all of it is in the log. */
export interface StepLog {
  /** One line, or a group when the step printed something. */
  readonly ended: (step: Step) => void;
  /** A step that is still at work: a line at most every five seconds. */
  readonly working: (title: string) => void;
  readonly settled: () => Promise<void>;
}

const BEAT_MILLISECONDS = 5_000;
const MAX_TITLE_CHARACTERS = 160;

/** Steps that run side by side are told one after another, each as a whole. */
export function stepLog(log: Log, clock: Clock): StepLog {
  let last = clock.now().getTime();
  let done = Promise.resolve();
  const tell = (work: () => Promise<void> | void): void => {
    last = clock.now().getTime();
    done = done.then(work);
  };
  return {
    ended: (step) => {
      const title = titleOf(step);
      tell(() => {
        if (step.lines.length === 0) {
          log.info(title);
          return;
        }
        return log.group(title, () => {
          for (const line of step.lines) log.info(line);
          return Promise.resolve();
        });
      });
    },
    working: (title) => {
      if (clock.now().getTime() - last < BEAT_MILLISECONDS) return;
      tell(() => {
        log.info(`… ${short(title)}`);
      });
    },
    settled: () => done,
  };
}

function titleOf({ title, milliseconds, cached }: Step): string {
  if (cached === true) return `${short(title)} · from the cache`;
  return milliseconds === undefined ? short(title) : `${short(title)} · ${formatDuration(milliseconds)}`;
}

/** Instructions of many lines in one, and not longer than a screen is wide. */
export function short(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length <= MAX_TITLE_CHARACTERS ? line : `${line.slice(0, MAX_TITLE_CHARACTERS - 1)}…`;
}

/** Keeps the last lines of a step; how many were dropped is said. */
export interface StepLines {
  readonly add: (line: string) => void;
  readonly all: () => readonly string[];
}

const MAX_STEP_LINES = 2_000;

export function stepLines(limit = MAX_STEP_LINES): StepLines {
  const lines: string[] = [];
  let dropped = 0;
  return {
    add: (line) => {
      lines.push(line);
      if (lines.length <= limit) return;
      lines.shift();
      dropped += 1;
    },
    all: () => (dropped === 0 ? [...lines] : [`(${dropped} earlier lines are not shown)`, ...lines]),
  };
}
