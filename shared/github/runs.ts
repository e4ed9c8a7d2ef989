import { field, items, textField } from './answer.ts';
import type { GitHub } from './client.ts';

/** Somebody's word on a job that waited for an environment. GitHub tells neither when it was said nor for which attempt. */
export interface Review {
  readonly environments: readonly string[];
  readonly state: 'approved' | 'rejected';
  readonly by: string;
  /** Bots never count as people. */
  readonly isBot: boolean;
}

/** Who is behind a workflow run. */
export interface RunPeople {
  readonly requesters: readonly string[];
  /** Undefined when GitHub knows no account of somebody who wrote or committed. */
  readonly authors: readonly string[] | undefined;
  /** From 1; undefined when GitHub does not say. */
  readonly attempt: number | undefined;
}

/** The reviews of a workflow run, of all its environments. */
export async function runReviews(github: GitHub, runId: string): Promise<readonly Review[]> {
  const answer = await github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals', {
    run_id: Number(runId),
  });
  return items(answer).flatMap((each) => {
    const state = textField(each, 'state');
    if (state !== 'approved' && state !== 'rejected') return [];
    const environments = items(field(each, 'environments') ?? []).map((one) => textField(one, 'name'));
    return [
      {
        environments,
        state,
        by: textField(each, 'user', 'login'),
        isBot: field(each, 'user', 'type') === 'Bot',
      },
    ];
  });
}

/** Who started the run, and each attempt of it that we can see, and who wrote and committed what it runs on. */
export async function runPeople(github: GitHub, runId: string): Promise<RunPeople> {
  const run = await github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
    run_id: Number(runId),
  });
  const commit = await github.request('GET /repos/{owner}/{repo}/commits/{ref}', {
    ref: textField(run, 'head_sha'),
  });
  const attempt = field(run, 'run_attempt');
  return {
    requesters: texts(field(run, 'actor', 'login'), field(run, 'triggering_actor', 'login')),
    authors: authorsOf(commit),
    attempt: typeof attempt === 'number' ? attempt : undefined,
  };
}

/** A co-author counts where the commit names an account; any other address is nobody's that GitHub would tell. */
const CO_AUTHOR = /^co-authored-by:.*<(?:\d+\+)?([^<>@\s+]+)@users\.noreply\.github\.com>\s*$/gim;

function authorsOf(commit: unknown): readonly string[] | undefined {
  const known = [field(commit, 'author', 'login'), field(commit, 'committer', 'login')];
  if (!known.every((login) => typeof login === 'string')) return undefined;
  const message = field(commit, 'commit', 'message');
  const others =
    typeof message === 'string' ? [...message.matchAll(CO_AUTHOR)].map(([, login]) => login) : [];
  return texts(...known, ...others);
}

const texts = (...values: readonly unknown[]): readonly string[] => [
  ...new Set(values.filter((value) => typeof value === 'string')),
];

/** Whether a person is in a team (`org/slug`); needs a token that may read the organisation's members. */
export async function isTeamMember(github: GitHub, team: string, login: string): Promise<boolean> {
  const [org = '', slug = ''] = team.split('/');
  const answer = await github.find('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
    org,
    team_slug: slug,
    username: login,
  });
  return answer !== undefined && field(answer, 'state') === 'active';
}
