import type { Review, RunFacts } from '../workflow-runner/service.ts';
import type { Git } from './git.ts';
import type { Objects } from './objects.ts';

/** Everything that the fake knows of one repository, beside its git objects. Tests may read it. */
export interface RepositoryState {
  /** `owner/name` */
  readonly name: string;
  readonly id: number;
  readonly ownerId: number;
  readonly isPrivate: boolean;
  readonly defaultBranch: string;
  /** A bare git repository. */
  readonly directory: string;
  readonly git: Git;
  /** Reads it. */
  readonly objects: Objects;
  readonly environments: Map<string, Environment>;
  readonly deployments: Deployment[];
  readonly statuses: CommitStatus[];
  readonly checkRuns: CheckRun[];
  readonly pulls: Pull[];
  readonly issues: Issue[];
  readonly sarifs: Sarif[];
  readonly attestations: Attestation[];
  readonly runs: WorkflowRun[];
  /** Commits that GitHub signed, because their author and committer were left to it. */
  readonly signedCommits: Set<string>;
}

export interface EnvironmentOptions {
  /** People who may review, by login; teams as `team:slug`. Absent or empty: no approval is needed. */
  readonly reviewers?: readonly string[];
  readonly preventSelfReview?: boolean;
  readonly waitMinutes?: number;
  /** Only protected branches may deploy. */
  readonly protectedBranches?: boolean;
  /** Shown as GitHub shows it; absent where it does not. */
  readonly adminsMayBypass?: boolean;
}

export interface Environment extends EnvironmentOptions {
  readonly id: number;
  readonly name: string;
}

export interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly environment: string;
  readonly logUrl: string;
  readonly environmentUrl: string;
  readonly createdAt: string;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly payload: unknown;
  readonly description: string | null;
  readonly creator: string;
  readonly createdAt: string;
  readonly isTransient: boolean;
  readonly isProduction: boolean;
  /** Newest last. */
  readonly statuses: DeploymentStatus[];
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly createdAt: string;
}

export interface CheckRun {
  readonly id: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Pull {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  readonly user: string;
  readonly createdAt: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  readonly isDraft: boolean;
  readonly reviews: readonly { readonly user: string; readonly state: string; readonly commit: string }[];
}

export interface Issue {
  readonly number: number;
  readonly user: string;
  readonly createdAt: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: readonly string[];
  assignees: readonly string[];
  readonly comments: { readonly id: number; readonly body: string; readonly user: string }[];
}

export interface Sarif {
  readonly id: string;
  readonly commit: string;
  readonly ref: string;
  /** Unpacked. */
  readonly document: unknown;
}

export interface Attestation {
  readonly id: number;
  readonly bundle: unknown;
  readonly predicateType: string;
  readonly subjects: readonly string[];
}

export interface WorkflowRun extends RunFacts {
  readonly id: number;
  readonly number: number;
  readonly createdAt: string;
  conclusion: string | undefined;
  readonly jobs: RunJob[];
  readonly reviews: (Review & { readonly environment: string })[];
}

export interface RunJob {
  readonly id: number;
  readonly name: string;
  readonly startedAt: string;
  completedAt: string | undefined;
  conclusion: string | undefined;
}
