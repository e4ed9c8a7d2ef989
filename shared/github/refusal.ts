import { UnavailableError, UserError, messageOf } from '../text/error.ts';
import { statusOf } from './failure.ts';

interface Scope {
  readonly route: RegExp;
  readonly scope: string;
  /** Where reading is only done before writing; default: by the method. */
  readonly level?: 'write';
}

/** Which permission of the job's token GitHub asks for (docs: "Permissions required for GitHub Apps"). */
const SCOPES: readonly Scope[] = [
  { route: /\/attestations/, scope: 'attestations', level: 'write' },
  { route: /\/deployments/, scope: 'deployments' },
  { route: /\/environments/, scope: 'actions' },
  { route: /\/actions\//, scope: 'actions' },
  { route: /\/pulls/, scope: 'pull-requests' },
  { route: /\/(contents|git|branches|commits)/, scope: 'contents' },
];

/** What a failed request means to the user; anything that is not an answer of GitHub's is returned as it is. */
export function explain(error: unknown, route: string, repository: string): unknown {
  const status = statusOf(error);
  if (status === undefined || error instanceof UnavailableError) return error;
  const options = { cause: error };
  const seen = `HTTP ${status}: ${messageOf(error)}`;
  switch (status) {
    case 401:
      return new UserError(
        {
          what: 'GitHub does not know the token',
          rule: route,
          seen,
          next: "leave 'token' out to use the job's own",
        },
        options,
      );
    case 403:
    case 404:
      return new UserError(
        {
          what: `the token may not do this in ${repository}, or it is not there`,
          rule: `${route} (GitHub answers 404 for what a token may not see)`,
          seen,
          next: permissionNeeded(route),
        },
        options,
      );
    default:
      return status >= 500
        ? new UnavailableError(
            { what: 'GitHub failed', rule: route, seen, next: 'run the job again later' },
            options,
          )
        : new UserError({ what: 'GitHub refused a request', rule: route, seen }, options);
  }
}

function permissionNeeded(route: string): string {
  if (route.includes('/orgs/')) {
    return "give 'token' a GitHub App's token that may read the organisation's members, or name people with user:";
  }
  const found = SCOPES.find((each) => each.route.test(route));
  const level = found?.level ?? (route.startsWith('GET ') ? 'read' : 'write');
  const scope = found?.scope ?? 'contents';
  return `add 'permissions: { ${scope}: ${level} }' to the job`;
}
