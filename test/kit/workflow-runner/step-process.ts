import type { Step } from './document.ts';
import { type StepFrame, scopeOf } from './job-state.ts';
import { type ProcessRequest, type ProcessResult, runProcess } from './process.ts';
import { writeLog } from './run.ts';
import { resolve } from './template.ts';

const MINUTE_MS = 60_000;

/** The step's own limit or what is left of the job's, whichever is less, in milliseconds. */
function timeLimit(frame: StepFrame, step: Step): number {
  const left = Math.max(1, frame.job.deadline - Date.now());
  const minutes = resolve(step.timeoutMinutes, scopeOf(frame));
  return typeof minutes === 'number' ? Math.min(left, minutes * MINUTE_MS) : left;
}

/** Starts a step's program; what it says goes to the job's log, environment and path, its summary and annotations to the run. */
export async function runStepProcess(
  frame: StepFrame,
  step: Step,
  request: Pick<ProcessRequest, 'command' | 'args' | 'cwd' | 'env'>,
): Promise<ProcessResult> {
  const { job } = frame;
  const place = { job: job.name, step: step.id };
  const result = await runProcess({
    ...request,
    temp: job.temp,
    masks: job.run.masks,
    timeoutMs: timeLimit(frame, step),
    write: (line) => {
      writeLog(job.run, job.name, step.id, line);
    },
  });
  job.env = { ...job.env, ...result.env };
  job.path = [...[...result.path].reverse(), ...job.path];
  if (result.summary !== '') job.run.summaries.push({ ...place, text: result.summary });
  for (const annotation of result.annotations) job.run.annotations.push({ ...annotation, ...place });
  if (Date.now() >= job.deadline) job.status = 'cancelled';
  if (!result.ok) fail(frame, step, result);
  return result;
}

function fail(frame: StepFrame, step: Step, result: ProcessResult): void {
  const minutes = String(step.timeoutMinutes);
  const reason = result.timedOut
    ? `The action '${step.id}' has timed out after ${minutes} minutes.`
    : `Process completed with exit code ${String(result.exitCode)}.`;
  writeLog(frame.job.run, frame.job.name, step.id, `##[error]${reason}`);
}
