import type { EnvironmentProtection } from '../workflow-runner/service.ts';
import type { Environment, RepositoryState } from './state.ts';

/** The environment of that name; GitHub makes one that does not exist on first use, with no protection at all. */
export function ensureEnvironment(
  repository: RepositoryState,
  name: string,
  nextId: () => number,
): Environment {
  const known = repository.environments.get(name);
  if (known !== undefined) return known;
  const environment = { id: nextId(), name };
  repository.environments.set(name, environment);
  return environment;
}

/** Whether it needs a review, and who may give it: a listed person, or a member of a listed team, and perhaps not the one who asked. */
export function protection(
  { reviewers = [], preventSelfReview = false }: Environment,
  owner: string,
  teams: Readonly<Record<string, readonly string[]>>,
): EnvironmentProtection {
  const people = reviewers.flatMap((name) =>
    name.startsWith('team:') ? (teams[`${owner}/${name.slice('team:'.length)}`] ?? []) : [name],
  );
  return {
    needsApproval: reviewers.length > 0,
    mayReview: (person, actor) => people.includes(person) && !(preventSelfReview && person === actor),
  };
}

/** Its rules as the API shows them. */
export function protectionRules(environment: Environment, origin: string): readonly unknown[] {
  const { reviewers = [], waitMinutes = 0, preventSelfReview = false } = environment;
  const rules: unknown[] = [];
  if (waitMinutes > 0) rules.push({ id: environment.id + 1, type: 'wait_timer', wait_timer: waitMinutes });
  if (reviewers.length > 0) {
    rules.push({
      id: environment.id + 2,
      type: 'required_reviewers',
      prevent_self_review: preventSelfReview,
      reviewers: reviewers.map((name) => reviewer(name, origin)),
    });
  }
  if (environment.protectedBranches === true) rules.push({ id: environment.id + 3, type: 'branch_policy' });
  return rules;
}

function reviewer(name: string, origin: string): unknown {
  const [, team] = /^team:(.+)$/.exec(name) ?? [];
  if (team !== undefined) {
    return {
      type: 'Team',
      reviewer: { slug: team, name: team, members_url: `${origin}/`, permission: 'push' },
    };
  }
  return {
    type: 'User',
    reviewer: { login: name, html_url: `${origin}/${encodeURIComponent(name)}`, type: 'User' },
  };
}
