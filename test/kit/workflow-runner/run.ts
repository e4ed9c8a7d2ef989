import type { Builtin } from './actions.ts';
import type { Annotation } from './commands.ts';
import type { Masks } from './masks.ts';
import type { Permissions } from './permissions.ts';
import type { GitHubService, JobConclusion, Review, RunHandle } from './service.ts';

/** What starts a workflow run. */
export interface RunOptions {
  /** The workflow's path within the repository at `sha`, or an absolute path on disk. */
  readonly file: string;
  readonly repository: {
    /** `owner/name` */
    readonly name: string;
    /** A bare git repository. */
    readonly directory: string;
    readonly id?: number;
    readonly ownerId?: number;
  };
  readonly github: GitHubService;
  /** Default `push`. */
  readonly event?: string;
  /** The webhook payload. */
  readonly payload?: unknown;
  /** Default `refs/heads/main`. */
  readonly ref?: string;
  /** Default: what `ref` points to. */
  readonly sha?: string;
  readonly actor?: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Asked when an environment needs approval; without it nobody approves. */
  readonly approve?: (request: ApprovalRequest) => Review | Promise<Review>;
  /** Awaited after each step: where a test plays the cluster. */
  readonly onStep?: (step: FinishedStep) => void | Promise<void>;
  /** Each line of the log as it comes, masked. */
  readonly write?: (line: LogLine) => void;
  /** Stand-ins for actions of others, by `owner/repo` or `owner/repo/path`; actions/checkout is there already. */
  readonly builtins?: Readonly<Record<string, Builtin>>;
  /** Added to the environment of the machine; steps may change it. HOME is a new directory unless it is here. */
  readonly machine?: Readonly<Record<string, string>>;
}

export interface ApprovalRequest {
  readonly environment: string;
  readonly job: string;
  readonly runId: number;
}

export interface LogLine {
  readonly job: string;
  /** Empty between steps. */
  readonly step: string;
  readonly text: string;
}

export interface StepResult {
  /** The step's `id`, or `__N`. */
  readonly id: string;
  readonly name: string;
  readonly uses: string | undefined;
  /** Before `continue-on-error`. */
  readonly outcome: StepOutcome;
  /** After it. */
  readonly conclusion: StepOutcome;
  readonly outputs: Readonly<Record<string, string>>;
  readonly exitCode: number | undefined;
  /** Which permissions of the job's token the step used. */
  readonly permissions: Permissions;
}

export type StepOutcome = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface FinishedStep extends StepResult {
  readonly job: string;
  readonly workspace: string;
  /** The Markdown that it wrote for the job summary; empty when it wrote none. */
  readonly summary: string;
}

export interface JobResult {
  readonly result: JobConclusion;
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly StepResult[];
  /** What the job's token may do. */
  readonly permissions: Permissions;
}

export interface WorkflowResult {
  readonly result: JobConclusion;
  readonly runId: number;
  /** By id; one of a matrix by `id (value, …)`. */
  readonly jobs: Readonly<Record<string, JobResult>>;
  readonly log: readonly LogLine[];
  readonly annotations: readonly (Annotation & { readonly job: string; readonly step: string })[];
  readonly summaries: readonly { readonly job: string; readonly step: string; readonly text: string }[];
}

/** One run under way: what every job of it shares. */
export interface Run {
  readonly options: RunOptions;
  readonly handle: RunHandle;
  readonly workflow: { readonly name: string; readonly file: string };
  readonly ref: string;
  readonly sha: string;
  readonly masks: Masks;
  readonly log: LogLine[];
  readonly annotations: (Annotation & { readonly job: string; readonly step: string })[];
  readonly summaries: { readonly job: string; readonly step: string; readonly text: string }[];
}

/** Writes one line to the log of the run, masked. */
export function writeLog(run: Run, job: string, step: string, text: string): void {
  const line = { job, step, text: run.masks.apply(text) };
  run.log.push(line);
  run.options.write?.(line);
}
