import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Step } from './document.ts';
import { type StepFrame, environmentOf, scopeOf } from './job-state.ts';
import type { ProcessResult } from './process.ts';
import { runStepProcess } from './step-process.ts';
import { resolveText } from './template.ts';

/** Unspecified has no pipefail; `shell: bash` has (GitHub Docs, "Workflow syntax", 2026). */
const SHELLS: Readonly<Record<string, string>> = {
  '': 'bash -e {0}',
  bash: 'bash --noprofile --norc -eo pipefail {0}',
  sh: 'sh -e {0}',
  python: 'python {0}',
};

/** The program and arguments for a script file. @throws Error for a shell that is neither known nor a template. */
export function shellCommand(shell: string, file: string): readonly [string, readonly string[]] {
  const template = SHELLS[shell] ?? shell;
  if (!template.includes('{0}')) throw new Error(`Invalid shell option '${shell}': a template needs '{0}'`);
  const [command = '', ...args] = template.split(/\s+/).map((word) => word.replace('{0}', file));
  return [command, args];
}

/** Runs a `run:` step. */
export async function runScript(
  frame: StepFrame,
  step: Step,
  env: Readonly<Record<string, string>>,
): Promise<ProcessResult> {
  const scope = scopeOf(frame, env);
  const shell = resolveText(step.shell ?? frame.defaults.shell ?? '', scope);
  const directory = resolveText(step.workingDirectory ?? frame.defaults.workingDirectory ?? '', scope);
  const file = path.join(frame.job.temp, `${randomUUID()}.sh`);
  writeFileSync(file, `${resolveText(step.run, scope)}\n`);
  const [command, args] = shellCommand(shell, file);
  return runStepProcess(frame, step, {
    command,
    args,
    cwd: path.resolve(frame.job.workspace, directory),
    env: environmentOf(frame, env, { GITHUB_ACTION: '__run' }),
  });
}
