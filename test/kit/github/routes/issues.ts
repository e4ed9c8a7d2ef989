import {
  type Answer,
  type Call,
  created,
  notFound,
  numberOf,
  ok,
  page,
  route,
  textOf,
  user,
} from '../api.ts';
import type { Issue } from '../state.ts';

const body = (call: Call, issue: Issue): Readonly<Record<string, unknown>> => ({
  id: issue.number,
  number: issue.number,
  title: issue.title,
  body: issue.body,
  state: issue.state,
  state_reason: issue.stateReason,
  labels: issue.labels.map((name) => ({ name, color: 'ededed', default: false })),
  assignees: issue.assignees.map((login) => user(login, call.origin)),
  user: user(issue.user, call.origin),
  comments: issue.comments.length,
  created_at: issue.createdAt,
  updated_at: issue.createdAt,
  closed_at: null,
  url: `${call.repositoryUrl}/issues/${issue.number}`,
  html_url: `${call.origin}/${call.repository.name}/issues/${issue.number}`,
});

function find(call: Call): Issue {
  const number = numberOf(call, 'issue_number');
  const found = call.repository.issues.find((issue) => issue.number === number);
  if (found === undefined) throw notFound();
  return found;
}

function list(call: Call): Answer {
  const state = call.query.get('state') ?? 'open';
  const labels = (call.query.get('labels') ?? '').split(',').filter((label) => label !== '');
  const found = call.repository.issues.filter(
    (issue) =>
      (state === 'all' || issue.state === state) && labels.every((label) => issue.labels.includes(label)),
  );
  return page(found.map((issue) => body(call, issue)).reverse());
}

const names = (value: unknown, known: readonly string[]): readonly string[] =>
  Array.isArray(value)
    ? (value as readonly (string | { name?: string })[]).map((each) =>
        typeof each === 'string' ? each : (each.name ?? ''),
      )
    : known;

function create(call: Call): Answer {
  const { issues, pulls } = call.repository;
  const issue: Issue = {
    number: issues.length + pulls.length + 1,
    user: call.actor,
    createdAt: call.now(),
    title: textOf(call, 'title', ''),
    body: textOf(call, 'body', null),
    state: 'open',
    stateReason: null,
    labels: names(call.body['labels'], []),
    assignees: names(call.body['assignees'], []),
    comments: [],
  };
  issues.push(issue);
  return created(body(call, issue));
}

function update(call: Call): Answer {
  const issue = find(call);
  issue.title = textOf(call, 'title', issue.title);
  issue.body = textOf(call, 'body', issue.body);
  issue.state = textOf(call, 'state', issue.state) === 'closed' ? 'closed' : 'open';
  issue.stateReason = textOf(call, 'state_reason', issue.state === 'closed' ? 'completed' : null);
  issue.labels = names(call.body['labels'], issue.labels);
  issue.assignees = names(call.body['assignees'], issue.assignees);
  return ok(body(call, issue));
}

const commentBody = (call: Call, issue: Issue, comment: Issue['comments'][number]): unknown => ({
  ...comment,
  user: user(comment.user, call.origin),
  author_association: 'NONE',
  issue_url: `${call.repositoryUrl}/issues/${issue.number}`,
});

function comment(call: Call): Answer {
  const issue = find(call);
  const added = { id: call.nextId(), body: textOf(call, 'body', ''), user: call.actor };
  issue.comments.push(added);
  return created(commentBody(call, issue, added));
}

/** Issues and their comments. */
export const issueRoutes = [
  route('GET /issues', ['issues', 'read'], list),
  route('POST /issues', ['issues', 'write'], create),
  route('GET /issues/{issue_number}', ['issues', 'read'], (call) => ok(body(call, find(call)))),
  route('PATCH /issues/{issue_number}', ['issues', 'write'], update),
  route('GET /issues/{issue_number}/comments', ['issues', 'read'], (call) => {
    const issue = find(call);
    return page(issue.comments.map((each) => commentBody(call, issue, each)));
  }),
  route('POST /issues/{issue_number}/comments', ['issues', 'write'], comment),
];
