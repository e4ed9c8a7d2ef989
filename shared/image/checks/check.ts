import type { SourcePosition } from '../../text/error.ts';

/** What can be looked for before and after a build; each can be `off`, `warn` or `error`. */
export const CHECKS = {
  'base-images': 'every base is named by digest',
  'remote-sources': 'everything that an ADD of a Dockerfile fetches is named by checksum or commit',
  'clean-tree': 'everything that goes in is committed, or ignored by git on purpose',
  'secret-files': 'no file that is known to hold credentials',
  'secret-values': 'no environment variable, label or step of the history that looks like a credential',
  'root-user': 'the container does not run as root',
  setuid: 'no new file takes on its owner’s rights',
  leftovers: 'no version-control folder, package cache or compiler',
  healthcheck: 'there is a health check',
  builder: 'nothing that the builder itself warns of',
  compression: 'every runtime can read the layers',
  size: 'the layers keep within their budget, and did not grow by more than a limit since the previous release',
} as const;

export type CheckName = keyof typeof CHECKS;
export type CheckLevel = 'off' | 'warn' | 'error';
export type CheckLevels = Readonly<Partial<Record<CheckName, CheckLevel>>>;

/** What each check does where nothing else is said. */
export const DEFAULT_LEVELS: Readonly<Record<CheckName, CheckLevel>> = {
  'base-images': 'error',
  'remote-sources': 'warn',
  'clean-tree': 'error',
  'secret-files': 'error',
  'secret-values': 'error',
  'root-user': 'warn',
  setuid: 'warn',
  leftovers: 'warn',
  healthcheck: 'off',
  builder: 'warn',
  compression: 'warn',
  size: 'warn',
};

/** Something a check saw; whether it warns or refuses is the level's business. */
export interface Finding {
  readonly check: CheckName;
  readonly what: string;
  readonly seen?: string;
  readonly next?: string;
  readonly at?: SourcePosition;
}

export interface JudgedFinding extends Finding {
  readonly level: 'warn' | 'error';
}

/** Findings with their levels; those of checks that are off are left out. Errors come first. */
export function judge(findings: readonly Finding[], levels: CheckLevels): readonly JudgedFinding[] {
  const judged = findings.flatMap((finding) => {
    const level = levels[finding.check] ?? DEFAULT_LEVELS[finding.check];
    return level === 'off' ? [] : [{ ...finding, level }];
  });
  return [
    ...judged.filter((each) => each.level === 'error'),
    ...judged.filter((each) => each.level === 'warn'),
  ];
}
