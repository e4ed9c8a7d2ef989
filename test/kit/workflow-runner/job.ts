import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { messageOf } from '../../../shared/text/error.ts';
import { type ActionSources, resolveAction } from './actions.ts';
import { createCheckout } from './checkout.ts';
import { githubContext, oidcClaims } from './context.ts';
import type { Job, Workflow } from './document.ts';
import { type JobState, type StepFrame, runnerContext, scopeOf } from './job-state.ts';
import { effectivePermissions } from './permissions.ts';
import { type JobResult, type Run, writeLog } from './run.ts';
import type { JobConclusion } from './service.ts';
import { type Mapping, mapping } from './shape.ts';
import { runSteps } from './steps.ts';
import { resolve, resolveText, resolveTexts } from './template.ts';
import { runPre } from './uses-step.ts';

/** The root of this repository: where `fixity-actions/fixity/…` is. */
const ROOT = path.resolve(import.meta.dirname, '../../..');
const MINUTE_MS = 60_000;

/** Runs one job in a workspace of its own. `contexts` are `needs`, `vars`, `inputs`, `matrix` and `strategy`. */
export async function runJob(
  run: Run,
  workflow: Workflow,
  job: Job,
  name: string,
  contexts: Mapping,
): Promise<JobResult> {
  const scope = { contexts: { ...contexts, github: githubContext(run, placeless(job.id)) } };
  const permissions = effectivePermissions(job.permissions, workflow.permissions);
  const environment = readEnvironment(resolve(job.environment, scope));
  if (environment !== undefined && !(await isApproved(run, name, environment.name))) {
    return { result: 'failure', outputs: {}, steps: [], permissions };
  }
  const sandbox = mkdtempSync(path.join(tmpdir(), 'fixity-job-'));
  const deployment =
    environment?.deployment === true ? run.handle.startDeployment(environment.name) : undefined;
  run.handle.startJob(name);
  let result: JobResult | undefined;
  try {
    const state = startJob(run, workflow, job, name, {
      contexts,
      permissions,
      sandbox,
      environment: environment?.name,
    });
    result = await perform(state, job);
    return result;
  } finally {
    const conclusion = result?.result ?? 'failure';
    deployment?.finish(conclusion === 'success');
    run.handle.finishJob(name, conclusion);
    rmSync(sandbox, { recursive: true, force: true });
  }
}

const placeless = (job: string): Parameters<typeof githubContext>[1] => ({
  job,
  token: '',
  workspace: '',
  eventPath: '',
});

interface Environment {
  readonly name: string;
  readonly deployment: boolean;
}

function readEnvironment(value: unknown): Environment | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return { name: value, deployment: true };
  const { name, deployment } = mapping(value);
  return { name: String(name), deployment: deployment !== false };
}

/** @throws Error when somebody approves whom GitHub would not let: a mistake in the test. */
async function isApproved(run: Run, job: string, environment: string): Promise<boolean> {
  const { github, repository, approve, actor = 'octocat' } = run.options;
  const { needsApproval, mayReview } = github.environment(repository.name, environment);
  if (!needsApproval) return true;
  const review = await approve?.({ environment, job, runId: run.handle.id });
  if (review === undefined) {
    writeLog(run, job, '', `${environment}: approved by nobody`);
    return false;
  }
  if (!mayReview(review.by, actor))
    throw new Error(`${review.by} may not review ${environment} for ${actor}`);
  run.handle.review(environment, review);
  writeLog(run, job, '', `${environment}: ${review.approved ? 'approved' : 'rejected'} by ${review.by}`);
  return review.approved;
}

interface Start {
  readonly contexts: Mapping;
  readonly permissions: JobState['permissions'];
  readonly sandbox: string;
  readonly environment: string | undefined;
}

function startJob(run: Run, workflow: Workflow, job: Job, name: string, start: Start): JobState {
  const { options } = run;
  const directory = (kind: string): string => {
    const made = path.join(start.sandbox, kind);
    mkdirSync(made, { recursive: true });
    return made;
  };
  const [workspace, temp, home] = [
    directory(path.join('work', options.repository.name.split('/')[1] ?? 'repository')),
    directory('temp'),
    directory('home'),
  ];
  const eventPath = path.join(directory('event'), 'event.json');
  writeFileSync(eventPath, JSON.stringify(options.payload ?? {}));
  const place = { job: job.id, workspace, eventPath };
  const claims = oidcClaims(githubContext(run, { ...place, token: '' }), start.environment);
  const token = options.github.mint(start.permissions, claims);
  run.masks.add(token);
  const contexts = {
    ...start.contexts,
    github: githubContext(run, { ...place, token }),
    secrets: { ...options.secrets, GITHUB_TOKEN: token },
    runner: runnerContext(temp),
  };
  const outer = resolveTexts(workflow.env, { contexts });
  const inner = resolveTexts(job.env, { contexts: { ...contexts, env: outer } });
  const minutes = resolve(job.timeoutMinutes, { contexts });
  return {
    run,
    id: job.id,
    name,
    token,
    permissions: start.permissions,
    workspace,
    temp,
    deadline: Date.now() + (typeof minutes === 'number' ? minutes : 360) * MINUTE_MS,
    contexts,
    env: { ...outer, ...inner },
    path: [],
    machine: { HOME: home, LANG: 'C.UTF-8', PATH: process.env['PATH'] ?? '', ...options.machine },
    status: 'success',
    posts: [],
    actions: new Map(),
    results: [],
    states: {},
  };
}

async function perform(state: JobState, job: Job): Promise<JobResult> {
  const frame: StepFrame = {
    job: state,
    records: {},
    defaults: job.run,
    inputs: undefined,
    env: {},
    actionPath: undefined,
    failed: false,
    isComposite: false,
  };
  try {
    await resolveActions(state, job);
    for (const step of job.steps) await runPre(frame, step, state.actions.get(step.uses ?? ''));
    await runSteps(frame, job.steps);
  } catch (error) {
    state.status = 'failure';
    state.run.annotations.push({ level: 'error', message: messageOf(error), job: state.name, step: '' });
    writeLog(state.run, state.name, '', `##[error]${messageOf(error)}`);
  }
  for (const post of state.posts) await post();
  const outputs = Object.entries(job.outputs).map(
    ([name, value]) => [name, resolveText(value, scopeOf(frame))] as const,
  );
  return {
    result: toleratedResult(state, job, frame),
    outputs: Object.fromEntries(outputs),
    steps: state.results,
    permissions: state.permissions,
  };
}

/** With `continue-on-error` a failed job does not fail those that need it. */
function toleratedResult(state: JobState, job: Job, frame: StepFrame): JobConclusion {
  if (state.status !== 'failure') return state.status;
  return resolve(job.continueOnError, scopeOf(frame)) === true ? 'success' : 'failure';
}

/** Every action but those of the workspace is found before the first step, as the runner downloads them. */
async function resolveActions(state: JobState, job: Job): Promise<void> {
  const { run, workspace } = state;
  const { repository, github, builtins } = run.options;
  const source = {
    ...repository,
    repository: repository.name,
    serverUrl: github.serverUrl,
    ref: run.ref,
    sha: run.sha,
    token: state.token,
  };
  const sources: ActionSources = {
    workspace,
    root: ROOT,
    builtins: { 'actions/checkout': createCheckout(source), ...builtins },
  };
  for (const { uses } of job.steps) {
    if (uses !== undefined && !uses.startsWith('./'))
      state.actions.set(uses, await resolveAction(uses, sources));
  }
}
