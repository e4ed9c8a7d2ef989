import { messageOf } from '../../../shared/text/error.ts';
import type { Step } from './document.ts';
import { decide } from './expressions.ts';
import { type StepFrame, scopeOf } from './job-state.ts';
import { type StepOutcome, type StepResult, writeLog } from './run.ts';
import { runScript } from './script-step.ts';
import { resolve, resolveText, resolveTexts } from './template.ts';
import { type StepEnd, runUses } from './uses-step.ts';

const SKIPPED = { outputs: {}, outcome: 'skipped', conclusion: 'skipped' } as const;

/** Runs steps one after another; each decides by its own `if:` whether it runs after a failure. */
export async function runSteps(frame: StepFrame, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const done = await runStep(frame, step);
    if (frame.isComposite) continue;
    const { github, onStep } = frame.job.run.options;
    const result = { ...done, permissions: github.takeUsed(frame.job.token) };
    frame.job.results.push(result);
    const { name: job, workspace, run } = frame.job;
    const summary = run.summaries.findLast((each) => each.job === job && each.step === step.id)?.text ?? '';
    await onStep?.({ ...result, job, workspace, summary });
  }
}

async function runStep(frame: StepFrame, step: Step): Promise<Omit<StepResult, 'permissions'>> {
  const { job } = frame;
  const say = (line: string): void => {
    writeLog(job.run, job.name, step.id, line);
  };
  let end: StepEnd;
  let name = step.name ?? step.uses ?? 'run';
  try {
    const env = resolveTexts(step.env, scopeOf(frame));
    if (!decide(step.condition, scopeOf(frame, env))) {
      frame.records[step.id] = SKIPPED;
      return { ...SKIPPED, id: step.id, name, uses: step.uses, exitCode: undefined };
    }
    name = resolveText(name, scopeOf(frame, env));
    say(`Run ${name}`);
    end = await (step.uses === undefined ? runScript(frame, step, env) : runUses(frame, step, env, runSteps));
  } catch (error) {
    job.run.annotations.push({ level: 'error', message: messageOf(error), job: job.name, step: step.id });
    say(`##[error]${messageOf(error)}`);
    end = { ok: false, exitCode: undefined, outputs: {} };
  }
  const record = conclude(frame, step, end);
  frame.records[step.id] = record;
  return { ...record, id: step.id, name, uses: step.uses, exitCode: end.exitCode ?? undefined };
}

function conclude(
  frame: StepFrame,
  step: Step,
  end: StepEnd,
): Pick<StepResult, 'outputs' | 'outcome' | 'conclusion'> {
  const outcome: StepOutcome = end.ok ? 'success' : 'failure';
  const tolerated = !end.ok && resolve(step.continueOnError, scopeOf(frame)) === true;
  const conclusion = tolerated ? 'success' : outcome;
  if (conclusion === 'failure') {
    frame.failed = true;
    if (!frame.isComposite && frame.job.status === 'success') frame.job.status = 'failure';
  }
  return { outputs: end.outputs, outcome, conclusion };
}
