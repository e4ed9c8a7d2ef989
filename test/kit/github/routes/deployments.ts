import {
  type Answer,
  ApiError,
  type Call,
  created,
  notFound,
  numberOf,
  ok,
  page,
  route,
  textOf,
  unprocessable,
  user,
} from '../api.ts';
import type { Deployment, DeploymentStatus } from '../state.ts';
import { ensureEnvironment } from '../environment.ts';
import { commitOf } from './contents.ts';

const body = (call: Call, deployment: Deployment): Readonly<Record<string, unknown>> => {
  const url = `${call.repositoryUrl}/deployments/${deployment.id}`;
  return {
    id: deployment.id,
    url,
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: user(deployment.creator, call.origin),
    created_at: deployment.createdAt,
    updated_at: deployment.statuses.at(-1)?.createdAt ?? deployment.createdAt,
    statuses_url: `${url}/statuses`,
    repository_url: call.repositoryUrl,
    transient_environment: deployment.isTransient,
    production_environment: deployment.isProduction,
  };
};

function list(call: Call): Answer {
  const wanted = (['sha', 'ref', 'task', 'environment'] as const).flatMap((name) => {
    const value = call.query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const found = call.repository.deployments.filter((each) =>
    wanted.every(([name, value]) => each[name] === value),
  );
  return page(found.map((each) => body(call, each)).reverse());
}

async function create(call: Call): Promise<Answer> {
  const { repository } = call;
  const ref = textOf(call, 'ref', '');
  const sha = await commitOf(call, ref).catch(() => undefined);
  if (sha === undefined) throw unprocessable(`No ref found for: ${ref}`);
  requireContexts(call, sha, ref);
  if (call.body['auto_merge'] !== false) await requireUpToDate(call, ref);
  const environment = textOf(call, 'environment', 'production');
  ensureEnvironment(repository, environment, call.nextId);
  const deployment: Deployment = {
    id: call.nextId(),
    sha,
    ref,
    task: textOf(call, 'task', 'deploy'),
    environment,
    payload: call.body['payload'] ?? {},
    description: textOf(call, 'description', null),
    creator: call.actor,
    createdAt: call.now(),
    isTransient: call.body['transient_environment'] === true,
    isProduction: (call.body['production_environment'] ?? environment === 'production') === true,
    statuses: [],
  };
  repository.deployments.push(deployment);
  return created(body(call, deployment));
}

/** Without `required_contexts`, every status of the commit has to be success. */
function requireContexts(call: Call, sha: string, ref: string): void {
  const required = call.body['required_contexts'] as readonly string[] | undefined;
  const newest = new Map(
    call.repository.statuses.filter((each) => each.sha === sha).map((each) => [each.context, each.state]),
  );
  const contexts = required ?? [...newest.keys()];
  if (contexts.every((context) => newest.get(context) === 'success')) return;
  throw new ApiError(409, `Conflict: Commit status checks failed for ${ref}.`);
}

/** With `auto_merge`, which is the default, a branch that lacks commits of the default branch would be merged first. */
async function requireUpToDate(call: Call, ref: string): Promise<void> {
  const { git, objects, defaultBranch } = call.repository;
  if ((await objects.facts(`refs/heads/${ref}`)) === undefined) return;
  const contained = await git.maybe([
    'merge-base',
    '--is-ancestor',
    `refs/heads/${defaultBranch}`,
    `refs/heads/${ref}`,
  ]);
  if (contained === undefined) throw new ApiError(409, `Conflict merging ${defaultBranch} into ${ref}.`);
}

function find(call: Call): Deployment {
  const id = numberOf(call, 'deployment_id');
  const found = call.repository.deployments.find((each) => each.id === id);
  if (found === undefined) throw notFound();
  return found;
}

const statusBody = (
  call: Call,
  deployment: Deployment,
  status: DeploymentStatus,
): Readonly<Record<string, unknown>> => {
  const url = `${call.repositoryUrl}/deployments/${deployment.id}`;
  return {
    id: status.id,
    url: `${url}/statuses/${status.id}`,
    state: status.state,
    description: status.description,
    environment: status.environment,
    creator: user(deployment.creator, call.origin),
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url: call.repositoryUrl,
    ...(status.logUrl === '' ? {} : { log_url: status.logUrl, target_url: status.logUrl }),
    ...(status.environmentUrl === '' ? {} : { environment_url: status.environmentUrl }),
  };
};

function createStatus(call: Call): Answer {
  const deployment = find(call);
  const description = textOf(call, 'description', '');
  if (description.length > 140) throw unprocessable('description is too long (maximum is 140 characters)');
  const state = textOf(call, 'state', '');
  const status: DeploymentStatus = {
    id: call.nextId(),
    state,
    description,
    environment: textOf(call, 'environment', deployment.environment),
    logUrl: textOf(call, 'log_url', textOf(call, 'target_url', '')),
    environmentUrl: textOf(call, 'environment_url', ''),
    createdAt: call.now(),
  };
  deployment.statuses.push(status);
  if (state === 'success' && call.body['auto_inactive'] !== false) inactivateOthers(call, deployment);
  return created(statusBody(call, deployment, status));
}

/** Earlier successful deployments of the environment become inactive, but never those of a transient or production environment. */
function inactivateOthers(call: Call, current: Deployment): void {
  for (const other of call.repository.deployments) {
    const applies = other.id < current.id && other.environment === current.environment;
    if (!applies || other.isTransient || other.isProduction || other.statuses.at(-1)?.state !== 'success')
      continue;
    const same = { description: '', environment: other.environment, logUrl: '', environmentUrl: '' };
    other.statuses.push({ ...same, id: call.nextId(), state: 'inactive', createdAt: call.now() });
  }
}

/** Deployments and their statuses. */
export const deploymentRoutes = [
  route('GET /deployments', ['deployments', 'read'], list),
  route('POST /deployments', ['deployments', 'write'], create),
  route('GET /deployments/{deployment_id}', ['deployments', 'read'], (call) => ok(body(call, find(call)))),
  route('GET /deployments/{deployment_id}/statuses', ['deployments', 'read'], (call) => {
    const deployment = find(call);
    return page(deployment.statuses.map((each) => statusBody(call, deployment, each)).reverse());
  }),
  route('POST /deployments/{deployment_id}/statuses', ['deployments', 'write'], createStatus),
];
