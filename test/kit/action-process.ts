import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inputVariable, prefixed } from './workflow-runner/inputs.ts';
import { createMasks } from './workflow-runner/masks.ts';
import { type Patience, type ProcessResult, runProcess } from './workflow-runner/process.ts';

/** The root of this repository. */
export const REPOSITORY_ROOT = path.resolve(import.meta.dirname, '../..');

/** How a test starts an action's bundle. */
export interface ActionRequest {
  /** By name as in action.yml; one that is not given is absent, so that the bundle's own default counts. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Added to a clean environment: GITHUB_API_URL, tokens, ports. */
  readonly env?: Readonly<Record<string, string>>;
  /** GITHUB_WORKSPACE and the working directory; default a new directory. */
  readonly workspace?: string;
  /** The webhook payload behind GITHUB_EVENT_PATH. */
  readonly eventPath?: string;
  readonly timeoutMs?: number;
  /** Default: as long as the runner waits, 7.5 s and then 2.5 s. */
  readonly patience?: Patience;
  readonly signal?: AbortSignal;
  /** Another script than dist/<name>/index.js, such as its post step; relative to the repository. */
  readonly script?: string;
  /** What an earlier step of the same action saved; read as STATE_name. */
  readonly state?: Readonly<Record<string, string>>;
}

/** What an action's process did, and the report that it left behind. */
export interface ActionResult extends ProcessResult {
  /** The JSON behind the output `report-path`, or undefined. */
  readonly report: unknown;
}

/**
 * Starts `dist/<name>/index.js` as the runner does, in an environment that holds nothing of the caller's but PATH, with a home and a
 * RUNNER_TEMP of its own. Returns when it has ended; a failing action is a result, not an error.
 */
export async function runAction(name: string, request: ActionRequest = {}): Promise<ActionResult> {
  const sandbox = mkdtempSync(path.join(tmpdir(), `fixity-${name}-`));
  const [home, temp] = [path.join(sandbox, 'home'), path.join(sandbox, 'temp')];
  const workspace = request.workspace ?? path.join(sandbox, 'workspace');
  for (const directory of [home, temp, workspace]) mkdirSync(directory, { recursive: true });
  try {
    const result = await runProcess({
      command: process.execPath,
      args: [path.resolve(REPOSITORY_ROOT, request.script ?? `dist/${name}/index.js`)],
      cwd: workspace,
      temp,
      masks: createMasks(),
      env: {
        ...baseEnvironment(home, temp, workspace),
        ...(request.eventPath === undefined ? {} : { GITHUB_EVENT_PATH: request.eventPath }),
        ...request.env,
        ...prefixed(request.inputs ?? {}, inputVariable),
        ...prefixed(request.state ?? {}, (each) => `STATE_${each}`),
      },
      ...(request.timeoutMs === undefined ? {} : { timeoutMs: request.timeoutMs }),
      ...(request.patience === undefined ? {} : { patience: request.patience }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    return { ...result, report: readReport(result.outputs['report-path']) };
  } finally {
    rmSync(sandbox, { recursive: true, force: true });
  }
}

const readReport = (file: string | undefined): unknown =>
  file === undefined || !existsSync(file) ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as unknown);

const baseEnvironment = (
  home: string,
  temp: string,
  workspace: string,
): Readonly<Record<string, string>> => ({
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTOR: 'octocat',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_JOB: 'test',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_REPOSITORY_ID: '1001',
  GITHUB_REPOSITORY_OWNER: 'acme',
  GITHUB_REPOSITORY_OWNER_ID: '2002',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_RUN_ID: '4711',
  GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
  GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/deliver.yml@refs/heads/main',
  GITHUB_WORKSPACE: workspace,
  HOME: home,
  LANG: 'C.UTF-8',
  PATH: process.env['PATH'] ?? '',
  RUNNER_ARCH: process.arch.toUpperCase(),
  RUNNER_ENVIRONMENT: 'github-hosted',
  RUNNER_OS: 'Linux',
  RUNNER_TEMP: temp,
});
