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
  unprocessable,
  user,
} from '../api.ts';
import type { Pull } from '../state.ts';

const shaOf = async (call: Call, branch: string): Promise<string | undefined> =>
  (await call.repository.objects.facts(`refs/heads/${branch}`))?.sha;

async function body(call: Call, pull: Pull): Promise<Readonly<Record<string, unknown>>> {
  const owner = call.repository.name.split('/')[0] ?? '';
  const side = async (branch: string): Promise<unknown> => ({
    label: `${owner}:${branch}`,
    ref: branch,
    sha: (await shaOf(call, branch)) ?? '',
    user: user(owner, call.origin),
    repo: {
      name: call.repository.name.split('/')[1],
      full_name: call.repository.name,
      id: call.repository.id,
    },
  });
  return {
    id: pull.number,
    number: pull.number,
    title: pull.title,
    body: pull.body,
    state: pull.state,
    draft: pull.isDraft,
    user: user(pull.user, call.origin),
    head: await side(pull.head),
    base: await side(pull.base),
    created_at: pull.createdAt,
    updated_at: pull.createdAt,
    html_url: `${call.origin}/${call.repository.name}/pull/${pull.number}`,
    url: `${call.repositoryUrl}/pulls/${pull.number}`,
  };
}

/** The branch of `owner:branch` or `branch`. */
const branchOf = (head: string): string => head.split(':').at(-1) ?? '';

async function list(call: Call): Promise<Answer> {
  const [state, head, base] = ['state', 'head', 'base'].map((name) => call.query.get(name));
  const found = call.repository.pulls.filter(
    (pull) =>
      (state === 'all' || pull.state === (state ?? 'open')) &&
      (head === null || head === undefined || pull.head === branchOf(head)) &&
      (base === null || base === undefined || pull.base === base),
  );
  return page(await Promise.all(found.map((pull) => body(call, pull)).reverse()));
}

async function create(call: Call): Promise<Answer> {
  const { repository } = call;
  const [head, base] = [branchOf(textOf(call, 'head', '')), textOf(call, 'base', '')];
  const [from, to] = [await shaOf(call, head), await shaOf(call, base)];
  if (from === undefined) throw unprocessable('Validation Failed: head is invalid');
  if (to === undefined) throw unprocessable('Validation Failed: base is invalid');
  if (from === to) throw unprocessable(`Validation Failed: No commits between ${base} and ${head}`);
  if (repository.pulls.some((pull) => pull.state === 'open' && pull.head === head && pull.base === base)) {
    throw unprocessable(`Validation Failed: A pull request already exists for ${call.actor}:${head}.`);
  }
  const pull: Pull = {
    number: repository.pulls.length + repository.issues.length + 1,
    head,
    base,
    user: call.actor,
    createdAt: call.now(),
    title: textOf(call, 'title', ''),
    body: textOf(call, 'body', null),
    state: 'open',
    isDraft: call.body['draft'] === true,
    reviews: [],
  };
  repository.pulls.push(pull);
  return created(await body(call, pull));
}

function find(call: Call): Pull {
  const number = numberOf(call, 'pull_number');
  const found = call.repository.pulls.find((pull) => pull.number === number);
  if (found === undefined) throw notFound();
  return found;
}

async function update(call: Call): Promise<Answer> {
  const pull = find(call);
  pull.title = textOf(call, 'title', pull.title);
  pull.body = textOf(call, 'body', pull.body);
  pull.state = textOf(call, 'state', pull.state) === 'closed' ? 'closed' : 'open';
  return ok(await body(call, pull));
}

async function ofCommit(call: Call): Promise<Answer> {
  const sha = call.params['commit_sha'] ?? '';
  const found: unknown[] = [];
  for (const pull of call.repository.pulls) {
    const contained = await call.repository.git.maybe([
      'merge-base',
      '--is-ancestor',
      sha,
      `refs/heads/${pull.head}`,
    ]);
    if (contained !== undefined) found.push(await body(call, pull));
  }
  return page(found);
}

function reviews(call: Call): Answer {
  const pull = find(call);
  return page(
    pull.reviews.map((review, at) => ({
      id: at + 1,
      user: user(review.user, call.origin),
      state: review.state,
      body: '',
      commit_id: review.commit,
    })),
  );
}

/** Pull requests within the repository. */
export const pullRoutes = [
  route('GET /pulls', ['pull-requests', 'read'], list),
  route('POST /pulls', ['pull-requests', 'write'], create),
  route('GET /pulls/{pull_number}', ['pull-requests', 'read'], async (call) =>
    ok(await body(call, find(call))),
  ),
  route('PATCH /pulls/{pull_number}', ['pull-requests', 'write'], update),
  route('GET /pulls/{pull_number}/reviews', ['pull-requests', 'read'], reviews),
  route('GET /commits/{commit_sha}/pulls', ['pull-requests', 'read'], ofCommit),
];
