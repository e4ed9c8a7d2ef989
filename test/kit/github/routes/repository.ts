import { type Call, type Route, notFound, ok, route, user } from '../api.ts';

function repositoryBody(call: Call): Readonly<Record<string, unknown>> {
  const { repository } = call;
  const [owner = '', name] = repository.name.split('/');
  return {
    id: repository.id,
    name,
    full_name: repository.name,
    owner: { ...user(owner, call.origin), id: repository.ownerId, type: 'Organization' },
    private: repository.isPrivate,
    visibility: repository.isPrivate ? 'private' : 'public',
    default_branch: repository.defaultBranch,
    url: call.repositoryUrl,
    html_url: `${call.origin}/${repository.name}`,
    clone_url: `${call.origin}/${repository.name}.git`,
  };
}

function teamMembership(call: Call): Readonly<Record<string, unknown>> {
  const { org = '', team_slug: team = '', username = '' } = call.params;
  if (call.teams[`${org}/${team}`]?.includes(username) !== true) throw notFound();
  return { role: 'member', state: 'active', url: `${call.origin}/api/v3/orgs/${org}/teams/${team}` };
}

/** No job's token may ask for members: it takes that of a GitHub App. */
const membershipRoute: Route = {
  operation: 'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
  permission: ['members', 'read'],
  handle: (call) => ok(teamMembership(call)),
};

/** The repository itself, and who belongs to a team. */
export const repositoryRoutes = [
  route('GET /', ['metadata', 'read'], (call) => ok(repositoryBody(call))),
  membershipRoute,
];
