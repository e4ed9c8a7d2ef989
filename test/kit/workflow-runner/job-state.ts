import path from 'node:path';
import type { Action } from './actions.ts';
import { githubVariables } from './context.ts';
import type { RunDefaults } from './document.ts';
import type { Scope, Status } from './expressions.ts';
import type { Permissions } from './permissions.ts';
import type { Run, StepOutcome, StepResult } from './run.ts';
import type { Mapping } from './shape.ts';

/** What an expression sees of a step. */
export interface StepRecord {
  readonly outputs: Readonly<Record<string, string>>;
  readonly outcome: StepOutcome;
  readonly conclusion: StepOutcome;
}

/** One job under way. */
export interface JobState {
  readonly run: Run;
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly permissions: Permissions;
  readonly workspace: string;
  readonly temp: string;
  /** Milliseconds since the epoch at which `timeout-minutes` is over. */
  readonly deadline: number;
  /** `github`, `needs`, `vars`, `secrets`, `matrix`, `strategy`, `inputs`, `runner`. */
  readonly contexts: Mapping;
  /** From the workflow, the job and GITHUB_ENV. */
  env: Readonly<Record<string, string>>;
  /** From GITHUB_PATH; the newest first. */
  path: readonly string[];
  readonly machine: Readonly<Record<string, string>>;
  status: 'success' | 'failure' | 'cancelled';
  /** Post steps; the newest first. */
  readonly posts: (() => Promise<void>)[];
  /** Resolved before the first step, by `uses`. */
  readonly actions: Map<string, Action>;
  readonly results: StepResult[];
  /** What the scripts of each action saved, by step. */
  readonly states: Record<string, Record<string, string>>;
}

/** Where a step stands: directly in its job, or within a composite action. */
export interface StepFrame {
  readonly job: JobState;
  readonly records: Record<string, StepRecord>;
  readonly defaults: RunDefaults;
  /** A composite action's `inputs`, instead of the workflow's. */
  readonly inputs: Mapping | undefined;
  /** `env` of the composite action's own step. */
  readonly env: Readonly<Record<string, string>>;
  readonly actionPath: string | undefined;
  failed: boolean;
  readonly isComposite: boolean;
}

/** What `success()` and the others answer: within a composite action they speak of the action, elsewhere of the job. */
export function statusOf(frame: StepFrame): Status {
  const { status } = frame.job;
  const failed = frame.isComposite ? frame.failed : status === 'failure';
  const cancelled = status === 'cancelled';
  return { success: !failed && !cancelled, failure: failed && !cancelled, cancelled };
}

/** What the expressions of a step see; `env` is the step's own. */
export function scopeOf(frame: StepFrame, env: Readonly<Record<string, string>> = {}): Scope {
  const { job } = frame;
  const github = job.contexts['github'] as Mapping;
  return {
    contexts: {
      ...job.contexts,
      ...(frame.inputs === undefined ? {} : { inputs: frame.inputs }),
      github: frame.actionPath === undefined ? github : { ...github, action_path: frame.actionPath },
      env: { ...job.env, ...frame.env, ...env },
      steps: frame.records,
      job: { status: job.status },
    },
    status: statusOf(frame),
    workspace: job.workspace,
  };
}

/**
 * The environment of one step: the machine's, the workflow's, then the step's; nothing of it can take the place of GITHUB_ and RUNNER_
 * variables.
 */
export function environmentOf(
  frame: StepFrame,
  env: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { job } = frame;
  const github = githubVariables(job.contexts['github'] as Mapping);
  const merged = { ...job.machine, ...job.env, ...frame.env, ...env };
  const mayAskForIdToken = job.permissions['id-token'] === 'write';
  return {
    ...merged,
    CI: merged['CI'] ?? 'true',
    GITHUB_ACTIONS: 'true',
    ...github,
    ...runnerVariables(job.temp),
    ...(mayAskForIdToken
      ? {
          ACTIONS_ID_TOKEN_REQUEST_URL: job.run.options.github.idTokenUrl,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: job.token,
        }
      : {}),
    ...(frame.actionPath === undefined ? {} : { GITHUB_ACTION_PATH: frame.actionPath }),
    ...own,
    PATH: [...job.path, merged['PATH'] ?? ''].join(path.delimiter),
  };
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'X64', arm64: 'ARM64' };

/** The `runner` context. */
export const runnerContext = (temp: string): Readonly<Record<string, string>> => ({
  arch: ARCHITECTURES[process.arch] ?? process.arch.toUpperCase(),
  environment: 'github-hosted',
  name: 'Fixity test runner',
  os: 'Linux',
  temp,
  tool_cache: path.join(temp, '_tools'),
});

const runnerVariables = (temp: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(runnerContext(temp)).map(([name, value]) => [`RUNNER_${name.toUpperCase()}`, value]),
  );
