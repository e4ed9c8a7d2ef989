import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openGit } from '../github/git.ts';
import { resolveCommit } from './checkout.ts';
import { githubContext } from './context.ts';
import { type Job, type Workflow, parseWorkflow } from './document.ts';
import { type Status, decide, toText } from './expressions.ts';
import { runJob } from './job.ts';
import { createMasks } from './masks.ts';
import { type Combination, expandMatrix } from './matrix.ts';
import { type JobResult, type Run, type RunOptions, type WorkflowResult, writeLog } from './run.ts';
import type { JobConclusion } from './service.ts';
import type { Mapping } from './shape.ts';
import { resolve } from './template.ts';

export type {
  ApprovalRequest,
  FinishedStep,
  JobResult,
  LogLine,
  RunOptions,
  StepResult,
  WorkflowResult,
} from './run.ts';
export type { Builtin } from './actions.ts';

/**
 * Runs a workflow file as GitHub would, job after job in the order of their needs, each in a workspace of its own.
 * A failing workflow is a result. @throws Error when the file is not a valid workflow.
 */
export async function runWorkflow(options: RunOptions): Promise<WorkflowResult> {
  const ref = options.ref ?? 'refs/heads/main';
  const sha = options.sha ?? (await resolveCommit(options.repository.directory, ref));
  const workflow = await readWorkflowFile(options, sha);
  const run = startRun(options, workflow, ref, sha);
  const finished = new Map<string, FinishedJob>();
  const jobs: Record<string, JobResult> = {};
  for (const job of inOrder(workflow)) {
    const done = await runAll(run, workflow, job, finished, jobs);
    finished.set(job.id, done);
  }
  const result = worst([...finished.values()].map((job) => job.result));
  run.handle.finish(result);
  const { log, annotations, summaries } = run;
  return { result, runId: run.handle.id, jobs, log, annotations, summaries };
}

async function readWorkflowFile(options: RunOptions, sha: string): Promise<Workflow> {
  if (path.isAbsolute(options.file)) {
    const file = `.github/workflows/${path.basename(options.file)}`;
    return parseWorkflow(file, readFileSync(options.file, 'utf8'));
  }
  const git = openGit(options.repository.directory);
  return parseWorkflow(options.file, (await git.bytes(['show', `${sha}:${options.file}`])).toString());
}

function startRun(options: RunOptions, workflow: Workflow, ref: string, sha: string): Run {
  const { name, file } = workflow;
  const event = options.event ?? 'push';
  const facts = { name, file, event, ref, sha, actor: options.actor ?? 'octocat' };
  const masks = createMasks();
  for (const secret of Object.values(options.secrets ?? {})) masks.add(secret);
  const handle = options.github.startRun(options.repository.name, facts);
  return {
    options,
    handle,
    workflow: { name, file },
    ref,
    sha,
    masks,
    log: [],
    annotations: [],
    summaries: [],
  };
}

/** A job, or all of a matrix, as others see it. */
interface FinishedJob {
  readonly result: JobConclusion;
  readonly outputs: Readonly<Record<string, string>>;
  /** The jobs that it needs, and those that they need. */
  readonly ancestors: ReadonlySet<string>;
}

/** Those that others need come first. @throws Error when jobs need each other. */
function inOrder(workflow: Workflow): readonly Job[] {
  const pending = [...workflow.jobs.values()];
  const order: Job[] = [];
  while (pending.length > 0) {
    const ready = pending.findIndex((job) => job.needs.every((need) => order.some(({ id }) => id === need)));
    const [job] = ready < 0 ? [] : pending.splice(ready, 1);
    if (job === undefined)
      throw new Error(`jobs that need each other: ${pending.map(({ id }) => id).join(', ')}`);
    order.push(job);
  }
  return order;
}

/** `success()` and `failure()` of a job look at every ancestor, not only at `needs`. */
function statusAfter(ancestors: ReadonlySet<string>, finished: ReadonlyMap<string, FinishedJob>): Status {
  const results = [...ancestors].map((id) => finished.get(id)?.result);
  return {
    success: results.every((result) => result === 'success'),
    failure: results.includes('failure'),
    cancelled: false,
  };
}

async function runAll(
  run: Run,
  workflow: Workflow,
  job: Job,
  finished: ReadonlyMap<string, FinishedJob>,
  jobs: Record<string, JobResult>,
): Promise<FinishedJob> {
  const ancestors = new Set(job.needs.flatMap((need) => [need, ...(finished.get(need)?.ancestors ?? [])]));
  const contexts = {
    needs: Object.fromEntries(job.needs.map((need) => [need, pick(finished.get(need))])),
    vars: run.options.vars ?? {},
    inputs: run.options.inputs ?? {},
  };
  const github = githubContext(run, { job: job.id, token: '', workspace: '', eventPath: '' });
  const scope = { contexts: { ...contexts, github }, status: statusAfter(ancestors, finished) };
  if (!decide(job.condition, scope)) {
    writeLog(run, job.id, '', 'skipped');
    jobs[job.id] = { result: 'skipped', outputs: {}, steps: [], permissions: {} };
    return { result: 'skipped', outputs: {}, ancestors };
  }
  const combinations = expandMatrix(resolve(job.matrix, scope));
  const failFast = resolve(job.failFast, scope) !== false;
  const results = await runCombinations(run, workflow, job, combinations, { contexts, failFast, jobs });
  const outputs = results.flatMap((each) => Object.entries(each.outputs).filter(([, value]) => value !== ''));
  return {
    result: worst(results.map((each) => each.result)),
    outputs: Object.fromEntries(outputs),
    ancestors,
  };
}

interface Strategy {
  readonly contexts: Mapping;
  readonly failFast: boolean;
  readonly jobs: Record<string, JobResult>;
}

async function runCombinations(
  run: Run,
  workflow: Workflow,
  job: Job,
  combinations: readonly Combination[],
  { contexts, failFast, jobs }: Strategy,
): Promise<readonly JobResult[]> {
  const results: JobResult[] = [];
  for (const [index, matrix] of combinations.entries()) {
    const values = Object.values(matrix).map(toText).join(', ');
    const name = values === '' ? job.id : `${job.id} (${values})`;
    const stopped = failFast && results.some(({ result }) => result === 'failure');
    const strategy = { 'fail-fast': failFast, 'job-index': index, 'job-total': combinations.length };
    const result: JobResult = stopped
      ? { result: 'cancelled', outputs: {}, steps: [], permissions: {} }
      : await runJob(run, workflow, job, name, { ...contexts, matrix, strategy });
    results.push(result);
    jobs[name] = result;
    writeLog(run, name, '', result.result);
  }
  return results;
}

const pick = (job: FinishedJob | undefined): Mapping => ({
  result: job?.result,
  outputs: job?.outputs ?? {},
});

function worst(results: readonly JobConclusion[]): JobConclusion {
  const order = ['failure', 'cancelled', 'success'] as const;
  return order.find((each) => results.includes(each)) ?? 'skipped';
}
