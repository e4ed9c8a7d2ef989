import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LineCounter, isNode, parse, parseDocument } from 'yaml';
import { workflowErrors } from './workflow-runner/schema.ts';
import { type Mapping, list, mapping, text } from './workflow-runner/shape.ts';
import { segments } from './workflow-runner/template.ts';

/** Something wrong in a workflow file. */
export interface LintProblem {
  /** Counts from 1. */
  readonly line: number;
  readonly message: string;
}

/** What an action.yml declares. */
export interface DeclaredAction {
  /** Whether each is required: without a default, and with `required: true`. */
  readonly inputs: ReadonlyMap<string, boolean>;
  readonly outputs: ReadonlySet<string>;
}

/** This suite's actions by name. */
export type ActionCatalogue = ReadonlyMap<string, DeclaredAction>;

/** Reads every actions/NAME/action.yml under `root`. */
export function readCatalogue(root: string): ActionCatalogue {
  const files = globSync('actions/*/action.yml', { cwd: root });
  return new Map(files.map((file) => [path.basename(path.dirname(file)), declared(path.join(root, file))]));
}

function declared(file: string): DeclaredAction {
  const action = mapping(parse(readFileSync(file, 'utf8')));
  const inputs = Object.entries(mapping(action['inputs'])).map(([name, input]) => {
    const { required, default: fallback } = mapping(input);
    return [name.toLowerCase(), required === true && fallback === undefined] as const;
  });
  return { inputs: new Map(inputs), outputs: new Set(Object.keys(mapping(action['outputs']))) };
}

/** A workflow within a Markdown file: its YAML, and the line before it. */
export interface YamlBlock {
  readonly line: number;
  readonly content: string;
}

/** Every fenced YAML block that holds a workflow: one with `jobs:` at its left edge. */
export function workflowBlocks(markdown: string): readonly YamlBlock[] {
  const blocks = markdown.matchAll(/^```ya?ml[^\n]*\n([^]*?)^```/gm);
  return [...blocks]
    .filter(([, content = '']) => /^jobs:/m.test(content))
    .map(({ index, 1: content = '' }) => {
      const line = markdown.slice(0, index).split('\n').length;
      return /^on:/m.test(content)
        ? { line, content }
        : { line: line - 2, content: `${REST_OF_FILE}${content}` };
    });
}

/** Jobs alone are to be put into a file that has a trigger and permissions already. */
const REST_OF_FILE = 'on: push\npermissions: {}\n';

/** What is wrong with a workflow, for GitHub's own schema and for us. */
export async function lintWorkflow(
  file: string,
  content: string,
  catalogue: ActionCatalogue,
): Promise<readonly LintProblem[]> {
  const errors = await workflowErrors(file, content);
  if (errors.length > 0) return errors.map((message) => ({ line: lineIn(message), message }));
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines });
  const found: LintProblem[] = [];
  const report: Report = (at, message) => {
    const node = document.getIn(at, true);
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    found.push({ line: lines.linePos(offset).line, message });
  };
  const root = mapping(document.toJS());
  if (root['permissions'] === undefined)
    report([], "no 'permissions' at the top: begin with 'permissions: {}'");
  for (const id of Object.keys(mapping(root['jobs']))) lintJob(root, id, catalogue, report);
  return found;
}

const lineIn = (message: string): number =>
  Number(/Line: (\d+)/.exec(message)?.[1] ?? /at line (\d+)/.exec(message)?.[1] ?? '1');

type Report = (at: readonly (string | number)[], message: string) => void;

function lintJob(root: Mapping, id: string, catalogue: ActionCatalogue, report: Report): void {
  const jobs = mapping(root['jobs']);
  const job = mapping(jobs[id]);
  const steps = list(job['steps']).map(mapping);
  const at = ['jobs', id];
  steps.forEach((step, index) => {
    lintStep(step, catalogue, (more, message) => {
      report([...at, 'steps', index, ...more], message);
    });
  });
  lintStepReferences(job, id, catalogue, report);
  lintNeeds(job, id, jobs, report);
}

function lintStepReferences(job: Mapping, id: string, catalogue: ActionCatalogue, report: Report): void {
  const known = new Map(
    list(job['steps']).map((step) => [text(mapping(step)['id']), text(mapping(step)['uses'])] as const),
  );
  for (const [, step = '', output = ''] of references(job, /\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
    const outputs = catalogue.get(ownName(known.get(step)) ?? '')?.outputs;
    if (!known.has(step)) report(['jobs', id], `there is no step '${step}' in job '${id}'`);
    else if (outputs?.has(output) === false) report(['jobs', id], `step '${step}' has no output '${output}'`);
  }
}

function lintNeeds(job: Mapping, id: string, jobs: Mapping, report: Report): void {
  const needs = list(job['needs']);
  for (const [, other = '', output = ''] of references(job, /\bneeds\.([\w-]+)\.outputs\.([\w-]+)/g)) {
    const outputs = mapping(mapping(jobs[other])['outputs']);
    if (!needs.includes(other)) report(['jobs', id], `job '${id}' does not need '${other}'`);
    else if (!(output in outputs)) report(['jobs', id], `job '${other}' has no output '${output}'`);
  }
}

/** Matches within every expression of a job; an `if` is an expression without marks. */
function references(job: Mapping, pattern: RegExp): readonly RegExpMatchArray[] {
  const found: RegExpMatchArray[] = [];
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      const parts = key === 'if' ? [{ expression: value }] : segments(value);
      for (const part of parts) if ('expression' in part) found.push(...part.expression.matchAll(pattern));
    } else if (value !== null && typeof value === 'object') {
      for (const [name, each] of Object.entries(value)) visit(each, name);
    }
  };
  visit(job, '');
  return found;
}

/** The name of one of our own actions, from outside or from within this repository. */
const ownName = (uses: string | undefined): string | undefined =>
  /^(?:fixity-actions\/fixity|\.)\/actions\/([\w-]+)(?:@|$)/.exec(uses ?? '')?.[1];

/** What people outside can write, and a shell would read as its own. */
const UNTRUSTED = /\bgithub\.(event|head_ref)\b/;

function lintStep(step: Mapping, catalogue: ActionCatalogue, report: Report): void {
  const [uses, run] = [text(step['uses']), text(step['run'])];
  if (uses !== undefined) lintUses(uses, step, catalogue, report);
  for (const part of segments(run ?? '')) {
    if ('expression' in part && UNTRUSTED.test(part.expression)) {
      report(['run'], `'${part.expression}' in a script can be code: pass it through 'env'`);
    }
  }
}

function lintUses(uses: string, step: Mapping, catalogue: ActionCatalogue, report: Report): void {
  const isLocal = uses.startsWith('./');
  const isPinned = /@[0-9a-f]{40}$/.test(uses) || /^docker:\/\/.+@sha256:[0-9a-f]{64}$/.test(uses);
  if (!isLocal && !isPinned) report(['uses'], `'${uses}' is not pinned to a commit`);
  const name = ownName(uses);
  if (name === undefined) return;
  const action = catalogue.get(name);
  if (action === undefined) {
    report(['uses'], `there is no action '${name}'`);
    return;
  }
  const given = Object.keys(mapping(step['with'])).map((input) => input.toLowerCase());
  for (const input of given) {
    if (!action.inputs.has(input)) report(['with', input], `'${name}' has no input '${input}'`);
  }
  for (const [input, required] of action.inputs) {
    if (required && !given.includes(input)) report(['uses'], `'${name}' needs the input '${input}'`);
  }
}

/** A workflow to lint: where it is, and the line before it. */
export interface WorkflowSource {
  readonly file: string;
  readonly line: number;
  readonly content: string;
}

/** Every workflow that this repository shows or runs: examples, its own, and those within Markdown. */
export function findWorkflows(root: string): readonly WorkflowSource[] {
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const find = (pattern: string): readonly string[] =>
    globSync(pattern, { cwd: root, exclude: (name) => name === 'node_modules' || name === 'dist' }).sort();
  const files = [...find('workflows-examples/**/*.{yml,yaml}'), ...find('.github/workflows/*.{yml,yaml}')];
  const workflows = files.map((file) => ({ file, line: 0, content: read(file) }));
  const pages = ['README.md', 'CONTRIBUTING.md', ...find('actions/*/README.md'), ...find('docs/**/*.md')];
  const blocks = pages
    .filter((file) => existsSync(path.join(root, file)))
    .flatMap((file) => workflowBlocks(read(file)).map((block) => ({ file, ...block })));
  return [...workflows.filter(({ content }) => /^jobs:/m.test(content)), ...blocks];
}
