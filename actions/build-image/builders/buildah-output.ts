import type { Dockerfile } from '../../../shared/dockerfile/dockerfile.ts';
import { startOf } from '../../../shared/dockerfile/instruction.ts';
import { positionAt } from '../../../shared/dockerfile/source.ts';
import type { SourcePosition } from '../../../shared/text/error.ts';
import type { BuildFailure } from './failure.ts';
import { type StepLines, type StepLog, stepLines } from './step.ts';

/** Follows what `buildah build` prints, tells the steps, and remembers the one at work. */
export interface BuildahOutput {
  readonly line: (line: string) => void;
  /** Tells the last step. */
  readonly end: () => void;
  readonly outcome: () => BuildahOutcome;
}

export interface BuildahOutcome {
  /** The step at work, with its stage and its number in it, from 0; FROM is number 0. */
  readonly step?: { readonly title: string; readonly stage: number; readonly number: number };
  /** What it printed. */
  readonly lines: readonly string[];
  /** The last line that begins with `Error:`. */
  readonly error: string | undefined;
}

const STEP = /^(?:\[(\d+)\/\d+\] )?STEP (\d+)\/\d+: (.*)$/;
const NOISE =
  /^time="[^"]*" level=|^subprocess exited with status|^--> ?[0-9a-f]*$|^COMMIT\b|^Trying to pull |^Getting image source signatures|^Copying (?:blob|config) |^Writing manifest to image|^Storing signatures/;

/** buildah works on one step at a time, so that what comes after its line is its own. */
export function buildahOutput(steps: StepLog): BuildahOutput {
  let step: BuildahOutcome['step'];
  let lines: StepLines = stepLines();
  let error: string | undefined;
  const end = (): void => {
    if (step !== undefined) steps.ended({ title: step.title, lines: lines.all() });
  };
  return {
    line: (line) => {
      const match = STEP.exec(line);
      if (match !== null) {
        end();
        step = { title: match[3] ?? '', stage: Number(match[1] ?? 1) - 1, number: Number(match[2]) - 1 };
        lines = stepLines();
      } else if (line.startsWith('Error: ')) error = line.slice('Error: '.length);
      else if (!NOISE.test(line) && line !== '') {
        lines.add(line);
        if (step !== undefined) steps.working(step.title);
      }
    },
    end,
    outcome: () => ({ lines: lines.all(), error, ...(step === undefined ? {} : { step }) }),
  };
}

/** The failure with the line of the instruction in the Dockerfile. */
export function buildahFailure(dockerfile: Dockerfile, outcome: BuildahOutcome, end: string): BuildFailure {
  const { step, lines, error } = outcome;
  const reason = error?.replace(/^building at STEP ".*": (?=[^"]*(?:"[^"]*"[^"]*)*$)/s, '') ?? end;
  // An error before the first instruction is told after the last FROM; it has no output of its own.
  const at = step && placeOf(dockerfile, step);
  return {
    builder: 'buildah',
    reason,
    lastLines: lines,
    ...(step === undefined ? {} : { step: step.title }),
    ...(at === undefined ? {} : { at }),
  };
}

/** By number and words; ONBUILD triggers of the base move the numbers, and FROM is told with its variables expanded. */
function placeOf(
  { stages, source }: Dockerfile,
  { title, stage, number }: NonNullable<BuildahOutcome['step']>,
): SourcePosition | undefined {
  const found = stages[stage];
  if (found === undefined) return undefined;
  const instructions = [found.from, ...found.instructions];
  const numbered = instructions[number];
  const said = compact(title);
  const keyword = title.split(' ', 1)[0]?.toUpperCase();
  const instruction =
    [numbered, ...instructions].find((each) => each !== undefined && compact(each.line.text) === said) ??
    (numbered?.keyword === keyword ? numbered : undefined);
  return instruction && positionAt(source, startOf(instruction));
}

const compact = (text: string): string => text.replace(/\s+/g, '').toLowerCase();
