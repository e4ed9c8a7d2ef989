/** A place in a file that a person edits; line and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** One thing that is wrong, in the order in which a reader asks: what was refused, by which rule, what was seen, what to do. */
export interface Problem {
  readonly what: string;
  readonly rule?: string;
  readonly seen?: string;
  readonly next?: string;
  readonly at?: SourcePosition;
}

/** `what – rule – saw seen – next`, leaving out what is not known; one line when its parts are. */
export function describeProblem(problem: Problem): string {
  const parts = [problem.what, problem.rule, problem.seen && `saw ${problem.seen}`, problem.next];
  return parts.filter((part) => part !== undefined && part !== '').join(' – ');
}

export interface UserErrorOptions {
  /** `invalid`: what the user wrote is wrong. `refused`: it is well formed, and a rule forbids it. Default `invalid`. */
  readonly result?: 'invalid' | 'refused';
  readonly cause?: unknown;
}

/** Something that its user can mend: wrong input, or a refusal by a rule. It carries every problem that was found, not only the first. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly problems: readonly Problem[];
  readonly result: 'invalid' | 'refused';

  constructor(problems: Problem | readonly Problem[], options: UserErrorOptions = {}) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(list.map(describeProblem).join('\n'), options.cause === undefined ? {} : { cause: options.cause });
    this.problems = list;
    this.result = options.result ?? 'invalid';
  }
}

/** A service did not answer as it must; trying again later may help, changing the input will not. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  readonly problem: Problem;

  constructor(problem: Problem, options: { readonly cause?: unknown } = {}) {
    super(describeProblem(problem), options.cause === undefined ? {} : { cause: options.cause });
    this.problem = problem;
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
