import { type Answer, type Call, notFound, ok, page, route } from '../api.ts';
import { type Signature, readCommit, verification } from '../commit.ts';
import { user } from '../api.ts';
import { lined } from './git-data.ts';

/** The commit that a branch, tag or SHA names. @throws ApiError 404 */
export async function commitOf(call: Call, ref: string): Promise<string> {
  for (const each of [ref, `refs/heads/${ref}`, `refs/tags/${ref}`]) {
    const commit = await call.repository.objects.facts(`${each}^{commit}`);
    if (commit !== undefined) return commit.sha;
  }
  throw notFound();
}

/** A larger file comes without its content, unless it is asked for raw. */
const MAX_INLINE_BYTES = 1024 * 1024;

async function getContents(call: Call): Promise<Answer> {
  const { objects, defaultBranch } = call.repository;
  const file = (call.params['path'] ?? '').replace(/\/$/, '');
  const commit = await commitOf(call, call.query.get('ref') ?? defaultBranch);
  const object = await objects.read(`${commit}:${file}`);
  if (object === undefined) throw notFound();
  const { type, sha, bytes } = object;
  if (type === 'tree') return ok(await directory(call, sha, file));
  if (call.wantsRaw) return { status: 200, bytes };
  const content =
    bytes.length > MAX_INLINE_BYTES
      ? { type: 'file', encoding: 'none', content: '' }
      : { type: 'file', encoding: 'base64', content: lined(bytes.toString('base64')) };
  return ok({ ...content, ...entry(call, file, sha, bytes.length) });
}

const entry = (call: Call, file: string, sha: string, size: number): Readonly<Record<string, unknown>> => ({
  name: file.split('/').at(-1),
  path: file,
  sha,
  size,
  url: `${call.repositoryUrl}/contents/${encodeURI(file)}`,
});

async function directory(call: Call, tree: string, parent: string): Promise<readonly unknown[]> {
  const listing = await call.repository.git.text(['ls-tree', '-z', '-l', tree]);
  return listing
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [facts = '', name = ''] = line.split('\t');
      const [, type, sha = '', size = '-'] = facts.split(/ +/);
      const path = parent === '' ? name : `${parent}/${name}`;
      return {
        type: type === 'tree' ? 'dir' : 'file',
        ...entry(call, path, sha, size === '-' ? 0 : Number(size)),
      };
    });
}

/** The account of an address; null for one that nobody has told GitHub of. */
const account = (call: Call, { name, email }: Signature): Readonly<Record<string, unknown>> | null =>
  email.endsWith('github.com') ? user(name, call.origin) : null;

async function commitBody(call: Call, sha: string): Promise<Readonly<Record<string, unknown>>> {
  const commit = await readCommit(call.repository.objects, sha);
  const url = (each: string): string => `${call.repositoryUrl}/commits/${each}`;
  return {
    sha,
    url: url(sha),
    html_url: `${call.origin}/${call.repository.name}/commit/${sha}`,
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${call.repositoryUrl}/git/trees/${commit.tree}` },
      verification: verification(call, sha),
    },
    author: account(call, commit.author),
    committer: account(call, commit.committer),
    parents: commit.parents.map((parent) => ({ sha: parent, url: url(parent) })),
  };
}

async function listCommits(call: Call): Promise<Answer> {
  const { git, defaultBranch } = call.repository;
  const start = await commitOf(call, call.query.get('sha') ?? defaultBranch);
  const file = call.query.get('path');
  const log = await git.text(['log', '--format=%H', start, '--', ...(file === null ? [] : [file])]);
  const commits = log.split('\n').filter((line) => line !== '');
  return page(await Promise.all(commits.map((sha) => commitBody(call, sha))));
}

async function getBranch(call: Call): Promise<Answer> {
  const name = call.params['branch'] ?? '';
  const head = await call.repository.objects.facts(`refs/heads/${name}`);
  if (head === undefined) throw notFound();
  return ok({ name, commit: await commitBody(call, head.sha), protected: false });
}

/** Files, commits and branches. */
export const contentsRoutes = [
  route('GET /contents/{path}', ['contents', 'read'], getContents),
  route('GET /commits', ['contents', 'read'], listCommits),
  route('GET /commits/{ref}', ['contents', 'read'], async (call) =>
    ok(await commitBody(call, await commitOf(call, call.params['ref'] ?? ''))),
  ),
  route('GET /branches/{branch}', ['contents', 'read'], getBranch),
];
