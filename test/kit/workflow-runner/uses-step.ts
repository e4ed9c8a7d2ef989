import path from 'node:path';
import { inputVariable, prefixed } from './inputs.ts';
import { type Action, type CompositeAction, type NodeAction, type Script, loadAction } from './actions.ts';
import { type Step, readSteps } from './document.ts';
import { decide } from './expressions.ts';
import { givenInputs } from './inputs.ts';
import { type StepFrame, environmentOf, scopeOf } from './job-state.ts';
import type { ProcessResult } from './process.ts';
import { writeLog } from './run.ts';
import { mapping } from './shape.ts';
import { runStepProcess } from './step-process.ts';
import { resolveText } from './template.ts';

/** What a step that uses an action came to. */
export interface StepEnd {
  readonly ok: boolean;
  readonly exitCode: number | null | undefined;
  readonly outputs: Readonly<Record<string, string>>;
}

type RunSteps = (frame: StepFrame, steps: readonly Step[]) => Promise<void>;

/** Runs a `uses:` step; `runSteps` runs those of a composite action. */
export async function runUses(
  frame: StepFrame,
  step: Step,
  env: Readonly<Record<string, string>>,
  runSteps: RunSteps,
): Promise<StepEnd> {
  const uses = step.uses ?? '';
  const { job } = frame;
  const action = job.actions.get(uses) ?? (await loadAction(path.resolve(job.workspace, uses)));
  const scope = scopeOf(frame, env);
  const say = (line: string): void => {
    writeLog(job.run, job.name, step.id, line);
  };
  switch (action.kind) {
    case 'builtin': {
      const inputs = givenInputs(step, [], scope, () => undefined);
      const done = await action.run({
        inputs,
        env: environmentOf(frame, env, {}),
        workspace: job.workspace,
        write: say,
      });
      job.env = { ...job.env, ...done.env };
      job.path = [...(done.path ?? []), ...job.path];
      return { ok: true, exitCode: undefined, outputs: done.outputs ?? {} };
    }
    case 'composite':
      return runComposite(frame, step, action, env, runSteps);
    case 'node':
      return runNode(frame, step, action, env);
    default:
      return action satisfies never;
  }
}

/** Warns of an input that the action does not have, as GitHub does. */
const inputsOf = (
  frame: StepFrame,
  step: Step,
  action: NodeAction | CompositeAction,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const { run, name } = frame.job;
  return givenInputs(step, action.inputs, scopeOf(frame, env), (message) => {
    run.annotations.push({ level: 'warning', message, job: name, step: step.id });
    writeLog(run, name, step.id, `##[warning]${message}`);
  });
};

async function runNode(
  frame: StepFrame,
  step: Step,
  action: NodeAction,
  env: Readonly<Record<string, string>>,
): Promise<StepEnd> {
  const inputs = inputsOf(frame, step, action, env);
  const state = (frame.job.states[step.id] ??= {});
  if (action.post !== undefined) schedulePost(frame, step, action, action.post, { inputs, env, state });
  const result = await runScriptOf(frame, step, action, action.main, { inputs, env, state });
  Object.assign(state, result.state);
  return result;
}

interface Invocation {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Grows with what the scripts save. */
  readonly state: Record<string, string>;
}

function schedulePost(
  frame: StepFrame,
  step: Step,
  action: NodeAction,
  post: Script,
  invocation: Invocation,
): void {
  const { job } = frame;
  job.posts.unshift(async () => {
    if (!decide(post.condition, scopeOf(frame, invocation.env))) return;
    writeLog(job.run, job.name, step.id, `Post ${step.name ?? step.uses ?? ''}`);
    const result = await runScriptOf(frame, step, action, post.file, invocation);
    if (!result.ok) job.status = 'failure';
  });
}

/** Runs an action's `pre` script; it comes before every step of the job. */
export async function runPre(frame: StepFrame, step: Step, action: Action | undefined): Promise<void> {
  if (action?.kind !== 'node' || action.pre === undefined) return;
  if (!decide(action.pre.condition, scopeOf(frame))) return;
  const { job } = frame;
  writeLog(job.run, job.name, step.id, `Pre ${step.name ?? step.uses ?? ''}`);
  const env = Object.fromEntries(
    Object.entries(step.env).map(([name, value]) => [name, resolveText(value, scopeOf(frame))]),
  );
  const state = (job.states[step.id] ??= {});
  const inputs = givenInputs(step, action.inputs, scopeOf(frame, env), () => undefined);
  const result = await runScriptOf(frame, step, action, action.pre.file, { inputs, env, state });
  Object.assign(state, result.state);
  if (!result.ok) job.status = 'failure';
}

/** INPUT_, STATE_ and the action's own names; the node of this process is the runner's node. */
function runScriptOf(
  frame: StepFrame,
  step: Step,
  action: NodeAction,
  file: string,
  { inputs, env, state }: Invocation,
): Promise<ProcessResult> {
  const [repository = '', reference = ''] = (step.uses ?? '').split('@');
  const remote = !repository.startsWith('./');
  const own = {
    ...prefixed(inputs, inputVariable),
    ...prefixed(state, (name) => `STATE_${name}`),
    GITHUB_ACTION: step.id,
    GITHUB_ACTION_REPOSITORY: remote ? repository.split('/').slice(0, 2).join('/') : '',
    GITHUB_ACTION_REF: remote ? reference : '',
  };
  return runStepProcess(frame, step, {
    command: process.execPath,
    args: [path.resolve(action.directory, file)],
    cwd: frame.job.workspace,
    env: environmentOf(frame, env, own),
  });
}

async function runComposite(
  frame: StepFrame,
  step: Step,
  action: CompositeAction,
  env: Readonly<Record<string, string>>,
  runSteps: RunSteps,
): Promise<StepEnd> {
  const inner: StepFrame = {
    job: frame.job,
    records: {},
    defaults: { shell: undefined, workingDirectory: undefined },
    inputs: inputsOf(frame, step, action, env),
    env: { ...frame.env, ...env },
    actionPath: action.directory,
    failed: false,
    isComposite: true,
  };
  await runSteps(inner, readSteps(action.steps));
  const outputs = Object.entries(action.outputs).map(
    ([name, declaration]) => [name, resolveText(mapping(declaration)['value'], scopeOf(inner))] as const,
  );
  return { ok: !inner.failed, exitCode: undefined, outputs: Object.fromEntries(outputs) };
}
