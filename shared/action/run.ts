import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Problem, UnavailableError, UserError, describeProblem, messageOf } from '../text/error.ts';
import { type ActionContext, CANCELLED, loadContext } from './context.ts';
import { type Camel, type Contract, type Inputs, type Values, parseInputs } from './contract.ts';
import { ENDS, type End, failureSummary } from './failure-summary.ts';
import { inert, placeOf } from './log.ts';
import { maskSecret, readInput, writeCommand, writeLine, writeOutput, writeSummary } from './runner.ts';

/** What an action's program decided and did. */
export interface Outcome<O extends string = string> {
  /** `refused` and `inconclusive` fail the step, after outputs and summary are written. */
  readonly result: 'done' | 'unchanged' | 'refused' | 'inconclusive';
  /** One line for the end of the log: the summary's heading without its marks. */
  readonly headline: string;
  /** By camel-case name; anything but text becomes JSON. */
  readonly outputs: { readonly [K in O as Camel<K>]?: unknown };
  /** Markdown for the job summary. */
  readonly summary: string;
  /** Written to `report-path` as JSON. */
  readonly report: unknown;
  /** Why it was refused; each becomes an annotation. */
  readonly problems?: readonly Problem[];
}

/** The lazily loaded part of an action. */
export interface Program<I extends Inputs, O extends string> {
  run(inputs: Values<I>, context: ActionContext): Promise<Outcome<O>>;
}

const MAX_SUMMARY_BYTES = 900 * 1024;
const MAX_OUTPUT_BYTES = 256 * 1024;
const PLATFORMS: readonly string[] = ['linux-x64', 'linux-arm64'];

/**
 * Runs an action: inputs are parsed and secrets masked before its program is loaded, and no network is touched before inputs are valid.
 * The only place that catches: outputs, summary, annotations, `result` and the exit code are all decided here.
 */
export async function runAction<I extends Inputs, O extends string>(
  contract: Contract<I, O>,
  load: () => Promise<Program<I, O>>,
): Promise<void> {
  let context: ActionContext | undefined;
  try {
    const inputs = start(contract);
    context = loadContext();
    const program = await load();
    conclude(contract, context, await program.run(inputs, context));
  } catch (error) {
    fail(contract.name, failureOf(error, context));
  }
}

/** Masks secrets, then parses every input. */
function start<I extends Inputs>(contract: Contract<I>): Values<I> {
  for (const [name, input] of Object.entries(contract.inputs)) {
    const value = input.secret ? readInput(name) : '';
    if (value !== '') maskSecret(value);
  }
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform)) {
    throw new UserError({
      what: `${contract.name} does not run here`,
      rule: `runners on ${PLATFORMS.join(' and ')}`,
      seen: platform,
      next: 'use runs-on: ubuntu-24.04 or ubuntu-24.04-arm',
    });
  }
  return parseInputs<I>(contract, readInput);
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function conclude(contract: Contract, context: ActionContext, outcome: Outcome): void {
  const reportPath = path.join(context.temp, 'fixity', `${contract.name}-${process.pid}.json`);
  mkdirSync(path.dirname(reportPath), { recursive: true });
  writeFileSync(reportPath, `${JSON.stringify(outcome.report, null, 2)}\n`);
  const outputs = { ...outcome.outputs, result: outcome.result, reportPath };
  let bytes = 0;
  for (const [name, value] of Object.entries<unknown>(outputs)) {
    if (value === undefined) continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    bytes += Buffer.byteLength(text);
    if (bytes > MAX_OUTPUT_BYTES)
      throw new Error(`the outputs exceed ${MAX_OUTPUT_BYTES} bytes at '${kebab(name)}'`);
    writeOutput(kebab(name), text);
  }
  writeSummary(fitting(outcome.summary));
  for (const problem of outcome.problems ?? []) annotate(problem);
  writeLine(inert(outcome.headline));
  if (outcome.result === 'refused' || outcome.result === 'inconclusive') process.exitCode = 1;
}

function fitting(markdown: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= MAX_SUMMARY_BYTES) return markdown;
  return `${bytes.subarray(0, MAX_SUMMARY_BYTES).toString()}\n\n(cut; the report has it all)`;
}

function annotate(problem: Problem): void {
  writeCommand('error', describeProblem(problem), problem.at === undefined ? {} : placeOf(problem.at));
}

interface Failure {
  readonly end: End;
  readonly problems: readonly Problem[];
  /** For the log, when the mistake is ours. */
  readonly stack?: string;
}

/** Whatever was thrown; without a context nothing but the inputs had been looked at. */
function failureOf(error: unknown, context: ActionContext | undefined): Failure {
  if (context?.signal.aborted === true) return { end: 'cancelled', problems: [CANCELLED] };
  if (error instanceof UserError) {
    return { end: context === undefined ? 'inputs' : error.result, problems: error.problems };
  }
  if (error instanceof UnavailableError) return { end: 'unavailable', problems: [error.problem] };
  const problem = {
    what: messageOf(error),
    rule: 'this is a mistake of ours',
    next: 'report it with the stack in the log',
  };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { end: 'bug', problems: [problem], stack };
}

function fail(action: string, { end, problems, stack }: Failure): void {
  process.exitCode = 1;
  writeOutput('result', ENDS[end].result);
  if (stack !== undefined) {
    writeCommand('group', 'Stack');
    writeLine(inert(stack));
    writeCommand('endgroup', '');
  }
  for (const problem of problems) annotate(problem);
  writeSummary(failureSummary(action, end, problems));
  writeLine(inert(`${action}: ${ENDS[end].words}`));
}
