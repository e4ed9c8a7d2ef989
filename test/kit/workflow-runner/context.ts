import type { Run } from './run.ts';

/** What distinguishes one job's `github` context from that of another. */
export interface JobPlace {
  readonly job: string;
  readonly token: string;
  readonly workspace: string;
  readonly eventPath: string;
}

/** `refs/heads/a/b` is the branch `a/b`. */
export function splitRef(ref: string): { readonly name: string; readonly type: 'branch' | 'tag' } {
  const match = /^refs\/(heads|tags|pull)\/(.+)$/.exec(ref);
  return { name: match?.[2] ?? ref, type: match?.[1] === 'tags' ? 'tag' : 'branch' };
}

/** The `github` context (GitHub Docs, "Contexts", 2026). */
export function githubContext(run: Run, place: JobPlace): Readonly<Record<string, unknown>> {
  const { options, handle } = run;
  const { repository, github } = options;
  const actor = options.actor ?? 'octocat';
  const owner = repository.name.split('/')[0] ?? '';
  const { name, type } = splitRef(run.ref);
  return {
    actor,
    actor_id: '583231',
    api_url: github.apiUrl,
    base_ref: pullRequestRef(options.payload, 'base'),
    event: options.payload ?? {},
    event_name: options.event ?? 'push',
    event_path: place.eventPath,
    graphql_url: github.graphqlUrl,
    head_ref: pullRequestRef(options.payload, 'head'),
    job: place.job,
    ref: run.ref,
    ref_name: name,
    ref_protected: false,
    ref_type: type,
    repository: repository.name,
    repository_id: String(repository.id ?? 1001),
    repository_owner: owner,
    repository_owner_id: String(repository.ownerId ?? 2002),
    repositoryUrl: `git://${repository.name}.git`,
    retention_days: '90',
    run_attempt: String(handle.attempt),
    run_id: String(handle.id),
    run_number: String(handle.number),
    server_url: github.serverUrl,
    sha: run.sha,
    token: place.token,
    triggering_actor: actor,
    workflow: run.workflow.name,
    workflow_ref: `${repository.name}/${run.workflow.file}@${run.ref}`,
    workflow_sha: run.sha,
    workspace: place.workspace,
  };
}

function pullRequestRef(payload: unknown, side: 'base' | 'head'): string {
  const event = payload as { pull_request?: Record<string, { ref?: unknown }> } | undefined;
  const ref = event?.pull_request?.[side]?.ref;
  return typeof ref === 'string' ? ref : '';
}

/** Not variables: the event is a file, the token has to be passed on purpose. */
const CONTEXT_ONLY = ['event', 'token', 'repositoryUrl'];

/** The GITHUB_ variables of a step. */
export function githubVariables(
  context: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const shown = Object.entries(context).filter(([name]) => !CONTEXT_ONLY.includes(name));
  return Object.fromEntries(shown.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, String(value)]));
}

/** What an OIDC token of the job says (GitHub Docs, "OpenID Connect reference", 2026). */
export function oidcClaims(
  context: Readonly<Record<string, unknown>>,
  environment: string | undefined,
): Readonly<Record<string, string>> {
  const repository = String(context['repository']);
  const pullRequest =
    context['event_name'] === 'pull_request' ? 'pull_request' : `ref:${String(context['ref'])}`;
  const names = ['actor', 'actor_id', 'base_ref', 'event_name', 'head_ref', 'ref', 'ref_type', 'repository'];
  const more = [
    'repository_id',
    'repository_owner',
    'repository_owner_id',
    'run_attempt',
    'run_id',
    'run_number',
  ];
  const last = ['sha', 'workflow', 'workflow_ref', 'workflow_sha'];
  const same = [...names, ...more, ...last].map((name) => [name, String(context[name])] as const);
  return {
    ...Object.fromEntries(same),
    sub: `repo:${repository}:${environment === undefined ? pullRequest : `environment:${environment}`}`,
    job_workflow_ref: String(context['workflow_ref']),
    job_workflow_sha: String(context['workflow_sha']),
    repository_visibility: 'private',
    runner_environment: 'github-hosted',
    ...(environment === undefined ? {} : { environment }),
  };
}
