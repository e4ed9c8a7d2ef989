/** The job's log as the core sees it: one line a fact. */
export interface Log {
  info(line: string): void;
  warn(line: string): void;
  /** Lines written while `work` runs are folded under `title`. */
  group<T>(title: string, work: () => Promise<T>): Promise<T>;
}
