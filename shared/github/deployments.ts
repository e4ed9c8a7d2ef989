import { field, items, numberField, textField } from './answer.ts';
import type { GitHub } from './client.ts';
import { NO_OBJECT, requirePermission } from './permission.ts';
import { tryJson } from '../text/json.ts';

export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'inactive';

export interface Deployment {
  readonly id: number;
  /** Whatever its maker put there; it is of any shape. */
  readonly payload: unknown;
}

export interface NewDeployment {
  readonly environment: string;
  /** The commit whose files name the digest. */
  readonly ref: string;
  readonly task: string;
  readonly description: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly production: boolean;
}

/** GitHub allows 140 characters (docs: "Create a deployment status"). */
const MAX_DESCRIPTION = 140;

/** The newest deployments of an environment made for `task`, newest first. */
export async function listDeployments(
  github: GitHub,
  environment: string,
  task: string,
  count = 30,
): Promise<readonly Deployment[]> {
  const answer = await github.request('GET /repos/{owner}/{repo}/deployments', {
    environment,
    task,
    per_page: count,
  });
  return items(answer).map((each) => ({ id: numberField(each, 'id'), payload: payloadOf(each) }));
}

/** GitHub gives a payload back as an object or as the text that it was. */
function payloadOf(deployment: unknown): unknown {
  const payload = field(deployment, 'payload');
  if (typeof payload !== 'string') return payload;
  return tryJson(payload) ?? payload;
}

/** Makes a deployment without merging anything and without waiting for checks: the policy has decided. */
export async function createDeployment(github: GitHub, deployment: NewDeployment): Promise<number> {
  const answer = await github.request('POST /repos/{owner}/{repo}/deployments', {
    ref: deployment.ref,
    task: deployment.task,
    environment: deployment.environment,
    description: deployment.description.slice(0, MAX_DESCRIPTION),
    payload: deployment.payload,
    auto_merge: false,
    required_contexts: [],
    production_environment: deployment.production,
  });
  return numberField(answer, 'id');
}

/** Finds out whether the token may make deployments, and makes none. @throws UserError that names the permission. */
export const requireDeployable = (github: GitHub, environment: string, task: string): Promise<void> =>
  requirePermission(github, 'POST /repos/{owner}/{repo}/deployments', {
    ref: NO_OBJECT,
    task,
    environment,
    auto_merge: false,
    required_contexts: [],
  });

/** The newest state of a deployment; undefined when it has none yet. */
export async function deploymentState(github: GitHub, id: number): Promise<string | undefined> {
  const answer = await github.request('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
    deployment_id: id,
    per_page: 1,
  });
  const [newest] = items(answer);
  return newest === undefined ? undefined : textField(newest, 'state');
}

/** Adds a state; `success` makes earlier deployments of the environment inactive, as far as GitHub does that. */
export async function setDeploymentState(
  github: GitHub,
  id: number,
  state: DeploymentState,
  details: { readonly logUrl: string; readonly description: string },
): Promise<void> {
  await github.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
    deployment_id: id,
    state,
    log_url: details.logUrl,
    description: details.description.slice(0, MAX_DESCRIPTION),
    auto_inactive: true,
  });
}
