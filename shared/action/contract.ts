import { type Camel, camel } from '../text/case.ts';
import { type Problem, UserError } from '../text/error.ts';
import type { Parser } from './parser.ts';

/** One input of an action. `T` is the type that its program gets. */
export interface Input<T> {
  readonly parser: Parser<unknown>;
  readonly description: string;
  readonly required: boolean;
  /** Text, as in action.yml; may be a runner expression, which only the runner can fill in. */
  readonly default?: string;
  /** The value is masked in the log before anything else happens. */
  readonly secret: boolean;
  /** Carries the type; never set. */
  readonly value?: T;
}

interface InputOptions {
  readonly secret?: boolean;
}

/** An input that must be given. */
export const required = <T>(
  parser: Parser<T>,
  description: string,
  options: InputOptions = {},
): Input<T> => ({
  parser,
  description,
  required: true,
  secret: options.secret ?? false,
});

/** An input that may be absent; `expression` is a runner expression that fills it in, such as `${{ github.token }}`. */
export const optional = <T>(
  parser: Parser<T>,
  description: string,
  options: InputOptions & { readonly expression?: string } = {},
): Input<T | undefined> => ({
  parser,
  description,
  required: false,
  secret: options.secret ?? false,
  ...(options.expression === undefined ? {} : { default: options.expression }),
});

/** An input with a literal default, written as a user would write it. */
export const defaulted = <T>(parser: Parser<T>, literal: string, description: string): Input<T> => ({
  parser,
  description,
  required: false,
  default: literal,
  secret: false,
});

export type { Camel } from '../text/case.ts';

export type Inputs = Readonly<Record<string, Input<unknown>>>;

/** The typed values of a table of inputs, by camel-case name. */
export type Values<I extends Inputs> = {
  readonly [K in keyof I & string as Camel<K>]: I[K] extends Input<infer T> ? T : never;
};

/** A permission of the job's token that the action needs, and why; README and the fake GitHub of the tests hold it to be true. */
export interface Permission {
  readonly scope: string;
  readonly level: 'read' | 'write';
  readonly why: string;
}

/** The single table of an action: action.yml, the README's tables and the typed values all come from it. */
export interface Contract<I extends Inputs = Inputs, O extends string = string> {
  /** The folder's name. */
  readonly name: string;
  readonly description: string;
  readonly inputs: I;
  /** Name to description. */
  readonly outputs: Readonly<Record<O, string>>;
  readonly permissions: readonly Permission[];
  /**
   * Inputs that contradict each other. Values that are absent or did not parse are undefined; `given` has the names of those that were
   * written, so that a value that is reported already is not called missing too.
   */
  contradictions?(values: Partial<Values<I>>, given: ReadonlySet<string>): readonly Problem[];
}

const RESULT_OUTPUTS = {
  result:
    '`done`, `unchanged`, `refused`, `inconclusive`, `invalid`, `unavailable` or `bug`; set on failure too.',
  'report-path': 'The report as JSON, for tools; absent when the inputs were invalid.',
} as const;

type ResultOutput = keyof typeof RESULT_OUTPUTS;

/** Adds the outputs that every action has. */
export function defineContract<const I extends Inputs, O extends string>(
  contract: Contract<I, O>,
): Contract<I, O | ResultOutput> {
  return { ...contract, outputs: { ...contract.outputs, ...RESULT_OUTPUTS } };
}

/**
 * Reads every input once. An empty text is an absent input.
 * @throws UserError with all problems at once: missing, malformed, out of range, contradictory.
 */
export function parseInputs<I extends Inputs>(
  contract: Contract<I>,
  read: (name: string) => string,
): Values<I> {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  const written = new Set<string>();
  for (const [name, input] of Object.entries(contract.inputs)) {
    const given = read(name) || literalDefault(input);
    if (given === '') {
      values[camel(name)] = undefined;
      if (input.required) problems.push({ what: `input '${name}' is missing`, rule: input.parser.type });
      continue;
    }
    written.add(name);
    try {
      values[camel(name)] = input.parser.parse(given);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems.map((problem) => about(name, input, problem)));
    }
  }
  problems.push(...(contract.contradictions?.(values as Partial<Values<I>>, written) ?? []));
  if (problems.length > 0) throw new UserError(problems);
  return values as Values<I>;
}

const literalDefault = (input: Input<unknown>): string =>
  input.default === undefined || input.default.includes('${{') ? '' : input.default;

/** Names the input; what a secret held is not shown. */
function about(name: string, input: Input<unknown>, problem: Problem): Problem {
  const what = `input '${name}': ${problem.what}`;
  if (!input.secret) return { ...problem, what };
  return { what, ...(problem.rule === undefined ? {} : { rule: problem.rule }) };
}
