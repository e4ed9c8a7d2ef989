import type { Permissions } from './permissions.ts';

/** What the runner needs of GitHub; the GitHub fake is one. */
export interface GitHubService {
  /** GITHUB_API_URL, GITHUB_SERVER_URL and GITHUB_GRAPHQL_URL. */
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly graphqlUrl: string;
  /** ACTIONS_ID_TOKEN_REQUEST_URL. */
  readonly idTokenUrl: string;
  /** A token of a job: it may do what `permissions` say, and its OIDC tokens carry `claims`. */
  mint(permissions: Permissions, claims: Claims): string;
  /** The permissions that requests with this token have used since this was last asked, at the highest level. */
  takeUsed(token: string): Permissions;
  /** Registers a workflow run, so that the API knows it. */
  startRun(repository: string, run: RunFacts): RunHandle;
  /** What protects an environment; one that does not exist is created without protection, as GitHub does. */
  environment(repository: string, name: string): EnvironmentProtection;
}

export type Claims = Readonly<Record<string, string>>;

export interface RunFacts {
  readonly name: string;
  /** `.github/workflows/deliver.yml` */
  readonly file: string;
  readonly event: string;
  readonly ref: string;
  readonly sha: string;
  readonly actor: string;
}

export interface EnvironmentProtection {
  /** Somebody has to approve before the job starts. */
  readonly needsApproval: boolean;
  /** Whether GitHub would let this person review a job that `actor` started. */
  readonly mayReview: (person: string, actor: string) => boolean;
}

export type JobConclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface RunHandle {
  readonly id: number;
  readonly number: number;
  readonly attempt: number;
  startJob(name: string): void;
  finishJob(name: string, conclusion: JobConclusion): void;
  /** Somebody approved or rejected a job that waits for an environment. */
  review(environment: string, review: Review): void;
  /** `environment:` makes a deployment, unless it says `deployment: false`. */
  startDeployment(environment: string): { finish(ok: boolean): void };
  finish(conclusion: JobConclusion): void;
}

export interface Review {
  readonly approved: boolean;
  readonly by: string;
  readonly comment?: string;
}
