import { type Answer, type Call, notFound, numberOf, ok, route, user } from '../api.ts';
import { protectionRules } from '../environment.ts';
import type { WorkflowRun } from '../state.ts';

function find(call: Call): WorkflowRun {
  const id = numberOf(call, 'run_id');
  const found = call.repository.runs.find((run) => run.id === id);
  if (found === undefined) throw notFound();
  return found;
}

function getRun(call: Call): Answer {
  const run = find(call);
  const branch = /^refs\/heads\/(.+)$/.exec(run.ref)?.[1] ?? run.ref.replace(/^refs\/tags\//, '');
  return ok({
    id: run.id,
    name: run.name,
    path: run.file,
    event: run.event,
    head_branch: branch,
    head_sha: run.sha,
    run_number: run.number,
    run_attempt: 1,
    status: run.conclusion === undefined ? 'in_progress' : 'completed',
    conclusion: run.conclusion ?? null,
    actor: user(run.actor, call.origin),
    triggering_actor: user(run.actor, call.origin),
    created_at: run.createdAt,
    run_started_at: run.createdAt,
    url: `${call.repositoryUrl}/actions/runs/${run.id}`,
    html_url: `${call.origin}/${call.repository.name}/actions/runs/${run.id}`,
    repository: {
      name: call.repository.name.split('/')[1],
      full_name: call.repository.name,
      id: call.repository.id,
    },
  });
}

/** No time, no digest, no attempt: GitHub does not say when somebody approved. */
function getApprovals(call: Call): Answer {
  const { environments } = call.repository;
  return ok(
    find(call).reviews.map((review) => ({
      environments: [{ id: environments.get(review.environment)?.id ?? 0, name: review.environment }],
      state: review.approved ? 'approved' : 'rejected',
      user: user(review.by, call.origin),
      comment: review.comment ?? '',
    })),
  );
}

function getJobs(call: Call): Answer {
  const run = find(call);
  const jobs = run.jobs.map((job) => ({
    id: job.id,
    run_id: run.id,
    head_sha: run.sha,
    name: job.name,
    status: job.conclusion === undefined ? 'in_progress' : 'completed',
    conclusion: job.conclusion ?? null,
    created_at: job.startedAt,
    started_at: job.startedAt,
    completed_at: job.completedAt ?? null,
  }));
  return ok({ total_count: jobs.length, jobs });
}

function getEnvironment(call: Call): Answer {
  const environment = call.repository.environments.get(call.params['environment_name'] ?? '');
  if (environment === undefined) throw notFound();
  const { adminsMayBypass, protectedBranches } = environment;
  return ok({
    id: environment.id,
    name: environment.name,
    protection_rules: protectionRules(environment, call.origin),
    deployment_branch_policy:
      protectedBranches === true ? { protected_branches: true, custom_branch_policies: false } : null,
    ...(adminsMayBypass === undefined ? {} : { can_admins_bypass: adminsMayBypass }),
  });
}

/** Workflow runs, their approvals and jobs, and the environments that protect them. */
export const runRoutes = [
  route('GET /actions/runs/{run_id}', ['actions', 'read'], getRun),
  route('GET /actions/runs/{run_id}/approvals', ['actions', 'read'], getApprovals),
  route('GET /actions/runs/{run_id}/jobs', ['actions', 'read'], getJobs),
  route('GET /environments/{environment_name}', ['actions', 'read'], getEnvironment),
];
