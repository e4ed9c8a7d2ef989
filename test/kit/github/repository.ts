import { createBareRepository, commitFiles, type Files, openGit } from './git.ts';
import { openObjects } from './objects.ts';
import type { EnvironmentOptions, RepositoryState } from './state.ts';

export interface RepositoryOptions {
  /** A bare git repository that is there already; otherwise one is made, and removed at the end. */
  readonly directory?: string;
  /** Committed first, to the default branch. */
  readonly files?: Files;
  readonly id?: number;
  readonly ownerId?: number;
  /** Default `main`. */
  readonly defaultBranch?: string;
  readonly isPrivate?: boolean;
  readonly environments?: Readonly<Record<string, EnvironmentOptions>>;
}

export async function createRepository(
  name: string,
  options: RepositoryOptions,
  nextId: () => number,
): Promise<RepositoryState> {
  const directory = options.directory ?? (await createBareRepository());
  const defaultBranch = options.defaultBranch ?? 'main';
  if (options.files !== undefined) {
    await commitFiles(directory, options.files, { branch: defaultBranch, message: 'Start' });
  }
  const environments = Object.entries(options.environments ?? {}).map(
    ([environment, each]) => [environment, { ...each, id: nextId(), name: environment }] as const,
  );
  const git = openGit(directory);
  return {
    name,
    id: options.id ?? 1001,
    ownerId: options.ownerId ?? 2002,
    isPrivate: options.isPrivate ?? true,
    defaultBranch,
    directory,
    git,
    objects: openObjects(directory, git.environment),
    environments: new Map(environments),
    deployments: [],
    statuses: [],
    checkRuns: [],
    pulls: [],
    issues: [],
    sarifs: [],
    attestations: [],
    runs: [],
    signedCommits: new Set(),
  };
}
