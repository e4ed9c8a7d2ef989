import type { Problem } from '../../../shared/text/error.ts';

/** What BuildKit says of one piece of work at one moment. */
export interface WorkState {
  readonly id: string;
  readonly title: string;
  readonly isStarted: boolean;
  readonly isCompleted: boolean;
  /** Empty when there is none. */
  readonly error: string;
}

/** Remembers what is at work, and which caches failed. */
export interface CacheProgress {
  readonly see: (state: WorkState) => void;
  /** Caches that could not be read or written; a build goes on without them. */
  readonly problems: () => readonly Problem[];
  /** The caches at work while nothing else is; undefined when something else is. */
  readonly waitsFor: () => readonly string[] | undefined;
}

export function cacheProgress(): CacheProgress {
  const problems = new Map<string, Problem>();
  const atWork = new Map<string, string>();
  return {
    see: ({ id, title, isStarted, isCompleted, error }) => {
      if (isCompleted) atWork.delete(id);
      else if (isStarted) atWork.set(id, title);
      // On the first build there is no cache.
      if (isCacheWork(title) && error !== '' && !error.endsWith('not found')) {
        problems.set(id, cacheProblem(title, error));
      }
    },
    problems: () => [...problems.values()],
    waitsFor: () => {
      const titles = [...atWork.values()];
      return titles.every(isCacheWork) ? titles.map(cacheName) : undefined;
    },
  };
}

/** `importing cache manifest from …`, `exporting cache to registry`, `exporting to GitHub Actions Cache`, `preparing build cache for export`. */
export const isCacheWork = (title: string): boolean =>
  /^(?:importing|exporting|preparing)\b.*\bcache\b/i.test(title) && !title.startsWith('exporting to image');

/** The cache itself; BuildKit calls that of GitHub by a number. */
const cacheName = (title: string): string =>
  title
    .replace(/^importing cache manifest from (?:gha:\d+$)?/, '')
    .replace(/^exporting (?:cache )?to /, '')
    .replace(/^$/, 'GitHub Actions Cache');

const cacheProblem = (title: string, error: string): Problem => ({
  what: `the cache (${cacheName(title)}) was not ${title.startsWith('importing') ? 'read' : 'written'}`,
  rule: 'a cache makes a build faster, and never fails it',
  seen: error,
});
