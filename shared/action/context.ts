import { readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { type Problem, UserError } from '../text/error.ts';
import { systemClock } from './system-clock.ts';
import { log } from './log.ts';
import { maskSecret } from './runner.ts';
import { parseJson } from '../text/json.ts';

/** Who runs this, where and why: the facts of the workflow run, as the runner gives them. Absent facts are empty texts. */
export interface Run {
  readonly repository: string;
  readonly repositoryId: string;
  readonly ownerId: string;
  readonly ref: string;
  readonly sha: string;
  /** `owner/repo/.github/workflows/file.yml@ref` of the workflow that holds the job. */
  readonly workflowRef: string;
  readonly job: string;
  readonly runId: string;
  readonly runAttempt: string;
  readonly actor: string;
  readonly eventName: string;
  /** The webhook payload; untrusted, and of any shape. */
  readonly event: unknown;
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly runnerEnvironment: string;
}

/** Everything that an action's program takes from the outside. */
export interface ActionContext {
  readonly run: Run;
  readonly log: Log;
  readonly clock: Clock;
  /** Where the repository is checked out; relative paths of inputs start here. */
  readonly workspace: string;
  /** A directory that the runner empties after the job. */
  readonly temp: string;
  /** The directory of docker's config.json. */
  readonly dockerConfig: string;
  /** HTTP(S)_PROXY, NO_PROXY and their lower-case forms, as far as they are set. */
  readonly proxy: Readonly<Record<string, string>>;
  /** Aborts when the job is cancelled; the runner leaves 7.5 seconds. */
  readonly signal: AbortSignal;
  /** An environment variable that the user names in an input, such as `key: env:SIGNING_KEY`. */
  variable(name: string): string | undefined;
  /** From now on the log shows `***` instead. */
  mask(secret: string): void;
  /** The job's OIDC token for `audience`. @throws UserError when the job may not have one. */
  idToken(audience: string): Promise<string>;
}

/** Why everything stops when the runner says so. */
export const CANCELLED: Problem = {
  what: 'the job was cancelled',
  rule: 'what was begun may be there in part; nothing is tagged, recorded or decided before all of it is',
  next: 'run the job again: it completes what is there',
};

const variable = (name: string): string => process.env[name] ?? '';

/** Reads the runner's environment once. */
export function loadContext(): ActionContext {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      controller.abort(new UserError(CANCELLED));
    });
  }
  return {
    run: loadRun(),
    log,
    clock: systemClock,
    workspace: variable('GITHUB_WORKSPACE') || process.cwd(),
    temp: variable('RUNNER_TEMP') || tmpdir(),
    dockerConfig: variable('DOCKER_CONFIG') || path.join(homedir(), '.docker'),
    proxy: loadProxy(),
    signal: controller.signal,
    variable: (name) => process.env[name],
    mask: (secret) => {
      if (secret !== '') maskSecret(secret);
    },
    idToken,
  };
}

function loadRun(): Run {
  return {
    repository: variable('GITHUB_REPOSITORY'),
    repositoryId: variable('GITHUB_REPOSITORY_ID'),
    ownerId: variable('GITHUB_REPOSITORY_OWNER_ID'),
    ref: variable('GITHUB_REF'),
    sha: variable('GITHUB_SHA'),
    workflowRef: variable('GITHUB_WORKFLOW_REF'),
    job: variable('GITHUB_JOB'),
    runId: variable('GITHUB_RUN_ID'),
    runAttempt: variable('GITHUB_RUN_ATTEMPT'),
    actor: variable('GITHUB_ACTOR'),
    eventName: variable('GITHUB_EVENT_NAME'),
    event: loadEvent(variable('GITHUB_EVENT_PATH')),
    serverUrl: variable('GITHUB_SERVER_URL') || 'https://github.com',
    apiUrl: variable('GITHUB_API_URL') || 'https://api.github.com',
    runnerEnvironment: variable('RUNNER_ENVIRONMENT'),
  };
}

function loadEvent(file: string): unknown {
  if (file === '') return undefined;
  try {
    return parseJson(readFileSync(file));
  } catch {
    return undefined;
  }
}

function loadProxy(): Record<string, string> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
  const set = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(set.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function idToken(audience: string): Promise<string> {
  if (variable('ACTIONS_ID_TOKEN_REQUEST_URL') === '' || variable('ACTIONS_ID_TOKEN_REQUEST_TOKEN') === '') {
    throw new UserError({
      what: 'this job has no OIDC token',
      rule: 'keyless signing needs one; a pull request from a fork never has it, and a reusable workflow has only what its caller grants',
      next: "add 'permissions: { id-token: write }' to the job (and to the caller of a reusable workflow)",
    });
  }
  const { getIDToken } = await import('@actions/core');
  return getIDToken(audience);
}
