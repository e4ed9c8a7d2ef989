/** The job's log as the core sees it: one line a fact. */
export interface Log {
  info(line: string): void;
  /** `at` is the place to blame, when a file is. */
  warn(line: string, at?: Place): void;
  /** Lines written while `work` runs are folded under `title`. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
}

/** A place in a file, counted from 1. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}
