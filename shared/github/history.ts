import { field, items, textField } from './answer.ts';
import type { GitHub } from './client.ts';

export interface CommitFacts {
  readonly sha: string;
  readonly message: string;
  readonly parents: readonly string[];
}

/** The newest commits of a branch that changed a file, newest first. */
export async function commitsOf(
  github: GitHub,
  branch: string,
  path: string,
  count: number,
): Promise<readonly CommitFacts[]> {
  const answer = await github.request('GET /repos/{owner}/{repo}/commits', {
    sha: branch,
    path,
    per_page: count,
  });
  return items(answer).map((each) => ({
    sha: textField(each, 'sha'),
    message: textField(each, 'commit', 'message'),
    parents: items(field(each, 'parents') ?? []).map((parent) => textField(parent, 'sha')),
  }));
}
