import { parse } from 'yaml';
import { workflowErrors } from './schema.ts';
import { type Mapping, list, mapping, text } from './shape.ts';

export interface Step {
  /** `id:`, or a name that no expression can hold. */
  readonly id: string;
  readonly name: string | undefined;
  readonly condition: string | undefined;
  readonly uses: string | undefined;
  readonly run: string | undefined;
  readonly with: Mapping;
  readonly env: Mapping;
  readonly shell: string | undefined;
  readonly workingDirectory: string | undefined;
  readonly continueOnError: unknown;
  readonly timeoutMinutes: unknown;
}

export interface Job {
  readonly id: string;
  readonly name: string | undefined;
  readonly needs: readonly string[];
  readonly condition: string | undefined;
  readonly permissions: unknown;
  readonly environment: unknown;
  readonly env: Mapping;
  readonly run: RunDefaults;
  readonly outputs: Mapping;
  readonly matrix: unknown;
  readonly failFast: unknown;
  readonly continueOnError: unknown;
  readonly timeoutMinutes: unknown;
  readonly steps: readonly Step[];
}

/** `defaults.run`. */
export interface RunDefaults {
  readonly shell: string | undefined;
  readonly workingDirectory: string | undefined;
}

export interface Workflow {
  /** Path within the repository, such as `.github/workflows/deliver.yml`. */
  readonly file: string;
  readonly name: string;
  readonly on: unknown;
  readonly env: Mapping;
  readonly permissions: unknown;
  readonly jobs: ReadonlyMap<string, Job>;
}

/** Reads a workflow file. @throws Error with everything that the official schema says against it. */
export async function parseWorkflow(file: string, content: string): Promise<Workflow> {
  const errors = await workflowErrors(file, content);
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return readWorkflow(file, parse(content));
}

/** A workflow from its parsed YAML. @throws Error for a job that calls a reusable workflow, which this runner does not do. */
export function readWorkflow(file: string, document: unknown): Workflow {
  const root = mapping(document);
  const defaults = runDefaults(root['defaults'], { shell: undefined, workingDirectory: undefined });
  const jobs = Object.entries(mapping(root['jobs'])).map(
    ([id, job]) => [id, readJob(id, mapping(job), defaults)] as const,
  );
  return {
    file,
    name: text(root['name']) ?? file,
    on: root['on'],
    env: mapping(root['env']),
    permissions: root['permissions'],
    jobs: new Map(jobs),
  };
}

function runDefaults(defaults: unknown, outer: RunDefaults): RunDefaults {
  const run = mapping(mapping(defaults)['run']);
  return {
    shell: text(run['shell']) ?? outer.shell,
    workingDirectory: text(run['working-directory']) ?? outer.workingDirectory,
  };
}

function readJob(id: string, job: Mapping, defaults: RunDefaults): Job {
  if (job['uses'] !== undefined)
    throw new Error(`job '${id}' calls a reusable workflow, which is not supported here`);
  const strategy = mapping(job['strategy']);
  return {
    id,
    name: text(job['name']),
    needs: list(job['needs']).map(String),
    condition: text(job['if']),
    permissions: job['permissions'],
    environment: job['environment'],
    env: mapping(job['env']),
    run: runDefaults(job['defaults'], defaults),
    outputs: mapping(job['outputs']),
    matrix: strategy['matrix'],
    failFast: strategy['fail-fast'] ?? true,
    continueOnError: job['continue-on-error'] ?? false,
    timeoutMinutes: job['timeout-minutes'] ?? 360,
    steps: readSteps(job['steps']),
  };
}

/** The steps of a job or of a composite action. */
export const readSteps = (steps: unknown): readonly Step[] =>
  list(steps).map((step, at) => readStep(mapping(step), `__${at + 1}`));

const readStep = (step: Mapping, fallback: string): Step => ({
  id: text(step['id']) ?? fallback,
  name: text(step['name']),
  condition: text(step['if']),
  uses: text(step['uses']),
  run: text(step['run']),
  with: mapping(step['with']),
  env: mapping(step['env']),
  shell: text(step['shell']),
  workingDirectory: text(step['working-directory']),
  continueOnError: step['continue-on-error'] ?? false,
  timeoutMinutes: step['timeout-minutes'],
});
