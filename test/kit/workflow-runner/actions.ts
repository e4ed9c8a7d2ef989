import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { ProcessResult } from './process.ts';
import { actionErrors } from './schema.ts';
import { type Mapping, mapping, text } from './shape.ts';

/** An action that the runner itself plays, such as actions/checkout. It throws to fail. */
export type Builtin = (
  call: BuiltinCall,
) => Promise<Partial<Pick<ProcessResult, 'outputs' | 'env' | 'path'>>>;

export interface BuiltinCall {
  readonly inputs: Readonly<Record<string, string>>;
  /** The step's environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly workspace: string;
  readonly write: (line: string) => void;
}

export interface InputDeclaration {
  readonly name: string;
  readonly required: boolean;
  /** May hold expressions. */
  readonly default: unknown;
  readonly deprecation: string | undefined;
}

/** One script of a node action, and when it runs. */
export interface Script {
  readonly file: string;
  readonly condition: string;
}

interface Declared {
  readonly directory: string;
  readonly inputs: readonly InputDeclaration[];
  /** Name to its declaration. */
  readonly outputs: Mapping;
}

export interface NodeAction extends Declared {
  readonly kind: 'node';
  readonly main: string;
  readonly pre: Script | undefined;
  readonly post: Script | undefined;
}

export interface CompositeAction extends Declared {
  readonly kind: 'composite';
  readonly steps: unknown;
}

export interface BuiltinAction {
  readonly kind: 'builtin';
  readonly run: Builtin;
}

export type Action = NodeAction | CompositeAction | BuiltinAction;

/** Where `uses:` is looked up. */
export interface ActionSources {
  /** For `./path`: the job's workspace, so that it must be checked out first. */
  readonly workspace: string;
  /** The root of the repository that `fixity-actions/fixity/…` stands for. */
  readonly root: string;
  /** By `owner/repo` or `owner/repo/path`. */
  readonly builtins: Readonly<Record<string, Builtin>>;
}

const OWN = 'fixity-actions/fixity/';

/** Finds the action that a step uses. @throws Error when there is none, or its action.yml is not valid. */
export async function resolveAction(uses: string, sources: ActionSources): Promise<Action> {
  if (uses.startsWith('./')) return loadAction(path.join(sources.workspace, uses));
  const [name = '', reference = ''] = uses.split('@');
  if (reference === '') throw new Error(`'${uses}' names no version: owner/repository@commit is wanted`);
  const builtin = sources.builtins[name];
  if (builtin !== undefined) return { kind: 'builtin', run: builtin };
  if (name.startsWith(OWN)) return loadAction(path.join(sources.root, name.slice(OWN.length)));
  throw new Error(
    `'${uses}' is an action of others and is not fetched; give a stand-in for '${name}' in 'builtins'`,
  );
}

/** Reads an action's folder. @throws Error when it has no valid action.yml. */
export async function loadAction(directory: string): Promise<NodeAction | CompositeAction> {
  const file = ['action.yml', 'action.yaml'].map((name) => path.join(directory, name)).find(existsSync);
  if (file === undefined) throw new Error(`Can't find 'action.yml' or 'action.yaml' under '${directory}'`);
  const content = readFileSync(file, 'utf8');
  const errors = await actionErrors(file, content);
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return readAction(directory, mapping(parse(content)));
}

function readAction(directory: string, root: Mapping): NodeAction | CompositeAction {
  const runs = mapping(root['runs']);
  const using = text(runs['using']) ?? '';
  const inputs = Object.entries(mapping(root['inputs'])).map(([name, declaration]) =>
    inputDeclaration(name, mapping(declaration)),
  );
  const declared: Declared = { directory, inputs, outputs: mapping(root['outputs']) };
  if (using === 'composite') return { ...declared, kind: 'composite', steps: runs['steps'] };
  if (!/^node\d+$/.test(using)) throw new Error(`an action that runs with '${using}' is not supported here`);
  return {
    ...declared,
    kind: 'node',
    main: text(runs['main']) ?? '',
    pre: script(runs['pre'], runs['pre-if']),
    post: script(runs['post'], runs['post-if']),
  };
}

const inputDeclaration = (name: string, declaration: Mapping): InputDeclaration => ({
  name,
  required: declaration['required'] === true,
  default: declaration['default'] ?? '',
  deprecation: text(declaration['deprecationMessage']),
});

function script(file: unknown, condition: unknown): Script | undefined {
  const name = text(file);
  return name === undefined ? undefined : { file: name, condition: text(condition) ?? 'always()' };
}
