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
  readonly authors: readonly string[];
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
  return {
    requesters: texts(field(run, 'actor', 'login'), field(run, 'triggering_actor', 'login')),
    authors: texts(field(commit, 'author', 'login'), field(commit, 'committer', 'login')),
  };
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
