import { UserError } from '../text/error.ts';
import type { Dockerfile } from './dockerfile.ts';
import { type Expanded, expand } from './expansion.ts';
import { type Assignment, type Instruction, assignmentsOf } from './instruction.ts';
import { lineage } from './lineage.ts';
import { type BuildArguments, globalScope } from './scope.ts';
import type { Stage } from './stage.ts';

type Variables = ReadonlyMap<string, string>;

/**
 * What an instruction of a stage knows: ARGs that were declared before it, and over them ENVs, of the stages below too. What the environment of a base
 * from outside holds is not known here. Without `at`: at the end of the stage.
 */
export function stageVariables(
  dockerfile: Dockerfile,
  stage: Stage,
  at: Instruction | undefined,
  build: BuildArguments,
): Variables {
  const scope = globalScope(dockerfile, build);
  const args = new Map<string, string>();
  const env = new Map<string, string>();
  for (const { instructions } of lineage(dockerfile, stage, scope)) {
    for (const instruction of instructions) {
      if (instruction === at) return known(args, env);
      if (instruction.keyword !== 'ARG' && instruction.keyword !== 'ENV') continue;
      for (const assignment of assignmentsOf(instruction, dockerfile.escape)) {
        if (instruction.keyword === 'ENV') set(env, assignment, known(args, env), dockerfile.escape);
        else
          declare(args, assignment, { build, globals: scope.variables, seen: known(args, env), dockerfile });
      }
    }
  }
  return known(args, env);
}

const known = (args: Variables, env: Variables): Variables => new Map([...args, ...env]);

function set(env: Map<string, string>, { name, value }: Assignment, seen: Variables, escape: string): void {
  const { text, unset } =
    value === undefined ? { text: '', unset: [] } : expandKnown(value.text, seen, escape);
  // Of a value that depends on the base nothing is known.
  if (unset.length > 0) env.delete(name);
  else env.set(name, text);
}

interface Surroundings {
  readonly build: BuildArguments;
  readonly globals: Variables;
  readonly seen: Variables;
  readonly dockerfile: Dockerfile;
}

/** The build's value, else its own default, else that of the same ARG before the first FROM. */
function declare(
  args: Map<string, string>,
  { name, value }: Assignment,
  { build, globals, seen, dockerfile }: Surroundings,
): void {
  const given = build.args !== undefined && Object.hasOwn(build.args, name) ? build.args[name] : undefined;
  const own = value === undefined ? globals.get(name) : expandKnown(value.text, seen, dockerfile.escape).text;
  const text = given ?? own;
  if (text !== undefined) args.set(name, text);
}

/** Expands a word with what is known; one that cannot be expanded has an unset variable without a name. */
export function expandKnown(text: string, variables: Variables, escape: string): Expanded {
  try {
    return expand(text, variables, escape);
  } catch (error) {
    if (error instanceof UserError) return { text, unset: [''] };
    throw error;
  }
}
