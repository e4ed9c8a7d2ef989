import type { RunFacts, RunHandle } from '../workflow-runner/service.ts';
import type { Deployment, RepositoryState, RunJob, WorkflowRun } from './state.ts';

interface Ports {
  readonly origin: string;
  readonly now: () => Date;
  readonly nextId: () => number;
}

/** Adds a workflow run to a repository; the runner tells what becomes of it. */
export function startRun(repository: RepositoryState, facts: RunFacts, ports: Ports): RunHandle {
  const time = (): string => ports.now().toISOString();
  const run: WorkflowRun = {
    ...facts,
    id: ports.nextId(),
    number: repository.runs.length + 1,
    createdAt: time(),
    conclusion: undefined,
    jobs: [],
    reviews: [],
  };
  repository.runs.push(run);
  return {
    id: run.id,
    number: run.number,
    attempt: 1,
    startJob: (name) => {
      const job: RunJob = {
        id: ports.nextId(),
        name,
        startedAt: time(),
        completedAt: undefined,
        conclusion: undefined,
      };
      run.jobs.push(job);
    },
    finishJob: (name, conclusion) => {
      const job = run.jobs.find((each) => each.name === name);
      if (job === undefined) return;
      job.completedAt = time();
      job.conclusion = conclusion;
    },
    review: (environment, review) => {
      run.reviews.push({ environment, ...review });
    },
    startDeployment: (environment) => startDeployment(repository, run, environment, ports),
    finish: (conclusion) => {
      run.conclusion = conclusion;
    },
  };
}

/** The deployment that `environment:` makes by itself. */
function startDeployment(
  repository: RepositoryState,
  run: WorkflowRun,
  environment: string,
  ports: Ports,
): ReturnType<RunHandle['startDeployment']> {
  const time = (): string => ports.now().toISOString();
  const logUrl = `${ports.origin}/${repository.name}/actions/runs/${run.id}`;
  const status = (state: string): Deployment['statuses'][number] => {
    const facts = { description: '', environment, logUrl, environmentUrl: '', createdAt: time() };
    return { id: ports.nextId(), state, ...facts };
  };
  const deployment: Deployment = {
    id: ports.nextId(),
    sha: run.sha,
    ref: run.ref.replace(/^refs\/(heads|tags)\//, ''),
    task: 'deploy',
    environment,
    payload: {},
    description: null,
    creator: 'github-actions[bot]',
    createdAt: time(),
    isTransient: false,
    isProduction: environment === 'production',
    statuses: [status('in_progress')],
  };
  repository.deployments.push(deployment);
  return {
    finish: (ok) => {
      deployment.statuses.push(status(ok ? 'success' : 'failure'));
    },
  };
}
