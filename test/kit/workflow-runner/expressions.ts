import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Evaluator, Lexer, Parser, data } from '@actions/expressions';

type Data = ReturnType<Evaluator['evaluate']>;

/** What the status functions of a condition answer. */
export interface Status {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

/** What an expression can see: the contexts by name, and the answers of its functions. */
export interface Scope {
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly status?: Status;
  /** Where `hashFiles` looks. */
  readonly workspace?: string;
}

const CONTEXTS = [
  'github',
  'env',
  'vars',
  'job',
  'jobs',
  'steps',
  'runner',
  'secrets',
  'strategy',
  'matrix',
  'needs',
  'inputs',
];
const STATUS_FUNCTIONS = ['always', 'success', 'failure', 'cancelled'];

function toData(value: unknown): Data {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  return new data.Dictionary(...Object.entries(value).map(([key, each]) => ({ key, value: toData(each) })));
}

function fromData(value: Data): unknown {
  if (value instanceof data.Array) return value.values().map(fromData);
  if (value instanceof data.Dictionary) {
    return Object.fromEntries(value.pairs().map((pair) => [pair.key, fromData(pair.value)]));
  }
  return value instanceof data.Null ? null : value.value;
}

/** The lexer of @actions/expressions 0.3.61 unescapes only the first `''` of a literal; its tokens still hold the source. */
function lex(expression: string): ReturnType<Lexer['lex']>['tokens'] {
  const { tokens } = new Lexer(expression).lex();
  return tokens.map((token) =>
    token.lexeme.startsWith("'")
      ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
      : token,
  );
}

function calculate(expression: string, scope: Scope): Data {
  const status = scope.status ?? { success: true, failure: false, cancelled: false };
  const known = { always: true, ...status };
  const functions = STATUS_FUNCTIONS.map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: (): Data => toData(known[name as keyof typeof known]),
  }));
  const hash = {
    name: 'hashFiles',
    minArgs: 1,
    maxArgs: 255,
    call: (...patterns: Data[]): Data => toData(hashFiles(scope.workspace ?? '.', patterns.map(textOf))),
  };
  const all = [...functions, hash];
  const tree = new Parser(lex(expression), CONTEXTS, all).parse();
  const contexts = Object.fromEntries(CONTEXTS.map((name) => [name, scope.contexts[name] ?? {}]));
  const definitions = new Map(all.map((each) => [each.name.toLowerCase(), each]));
  return new Evaluator(tree, toData(contexts) as data.Dictionary, definitions).evaluate();
}

const textOf = (value: Data): string => value.coerceString();

/** SHA-256 over the SHA-256 of every file that matches, as `hashFiles` does; empty when none does. */
function hashFiles(root: string, patterns: readonly string[]): string {
  const names = new Set(patterns.flatMap((pattern) => globSync(pattern, { cwd: root })));
  const files = [...names].sort().filter((name) => statSync(path.join(root, name)).isFile());
  if (files.length === 0) return '';
  const whole = createHash('sha256');
  for (const name of files) {
    whole.update(
      createHash('sha256')
        .update(readFileSync(path.join(root, name)))
        .digest(),
    );
  }
  return whole.digest('hex');
}

/** The value of one expression, without its `${{ }}`. @throws Error of the official parser and evaluator. */
export const evaluate = (expression: string, scope: Scope): unknown => fromData(calculate(expression, scope));

/** How an expression's value is written into text: `''` for null, `1e+21`-free numbers, `Object`, `Array`. */
export const toText = (value: unknown): string => textOf(toData(value));

/** Null, false, 0, NaN and the empty text are false. */
export const isTrue = (value: unknown): boolean => Boolean(value);

/** Whether a condition asks for the status itself; otherwise `success()` is meant as well. */
function namesStatus(expression: string): boolean {
  const tokens = lex(expression);
  return tokens.some(
    ({ lexeme }, at) => STATUS_FUNCTIONS.includes(lexeme.toLowerCase()) && tokens[at + 1]?.lexeme === '(',
  );
}

/** Decides an `if:`; absent means `success()`, and one that names no status function means `success() && (...)`. */
export function decide(condition: string | undefined, scope: Scope): boolean {
  const bare = (condition ?? '').replace(/^\s*\$\{\{([^]*)\}\}\s*$/, '$1').trim();
  if (bare === '') return isTrue(evaluate('success()', scope));
  return isTrue(evaluate(namesStatus(bare) ? bare : `success() && (${bare})`, scope));
}
