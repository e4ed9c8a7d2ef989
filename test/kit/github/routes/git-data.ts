import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Answer, type Call, created, notFound, ok, page, route, textOf, unprocessable } from '../api.ts';
import { readCommit, verification } from '../commit.ts';

const SHA = /^[0-9a-f]{40}$/;

/** The type of an object, or undefined when there is none. */
const typeOf = async ({ repository }: Call, sha: string): Promise<string | undefined> =>
  SHA.test(sha) ? (await repository.objects.facts(sha))?.type : undefined;

const refBody = (call: Call, ref: string, sha: string, type: string): Readonly<Record<string, unknown>> => ({
  ref,
  url: `${call.repositoryUrl}/git/${ref}`,
  object: { type, sha, url: `${call.repositoryUrl}/git/${type}s/${sha}` },
});

async function showRef(call: Call, ref: string, status: number): Promise<Answer> {
  const object = await call.repository.objects.facts(ref);
  if (object === undefined) throw notFound();
  return { status, body: refBody(call, ref, object.sha, object.type) };
}

async function matchingRefs(call: Call): Promise<Answer> {
  const { git } = call.repository;
  const format = '%(refname) %(objectname) %(objecttype)';
  const lines = await git.text(['for-each-ref', `--format=${format}`]);
  const prefix = `refs/${call.params['ref'] ?? ''}`;
  const refs = lines
    .split('\n')
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.split(' '));
  return page(refs.map(([ref = '', sha = '', type = '']) => refBody(call, ref, sha, type)));
}

async function createRef(call: Call): Promise<Answer> {
  const { git } = call.repository;
  const [ref, sha] = [textOf(call, 'ref', ''), textOf(call, 'sha', '')];
  if (!/^refs\/[^/]+\/.+/.test(ref))
    throw unprocessable('Reference name must start with refs/ and have two slashes');
  if ((await git.maybe(['check-ref-format', ref])) === undefined)
    throw unprocessable(`${ref} is not a valid ref name.`);
  if ((await typeOf(call, sha)) === undefined) throw unprocessable('Object does not exist');
  const nothing = '0'.repeat(40);
  if ((await git.maybe(['update-ref', ref, sha, nothing])) === undefined)
    throw unprocessable('Reference already exists');
  return showRef(call, ref, 201);
}

/** Moves a ref forward only, and only from what it was when it was looked at. */
async function updateRef(call: Call): Promise<Answer> {
  const { git, objects } = call.repository;
  const ref = `refs/${call.params['ref'] ?? ''}`;
  const sha = textOf(call, 'sha', '');
  const old = (await objects.facts(ref))?.sha;
  if (old === undefined) throw unprocessable('Reference does not exist');
  if ((await typeOf(call, sha)) === undefined) throw unprocessable('Object does not exist');
  const forward = (await git.maybe(['merge-base', '--is-ancestor', old, sha])) !== undefined;
  if (!forward && call.body['force'] !== true) throw unprocessable('Update is not a fast forward');
  if ((await git.maybe(['update-ref', ref, sha, old])) === undefined) {
    throw unprocessable('Update is not a fast forward');
  }
  return showRef(call, ref, 200);
}

async function deleteRef(call: Call): Promise<Answer> {
  const ref = `refs/${call.params['ref'] ?? ''}`;
  const { git, objects } = call.repository;
  if ((await objects.facts(ref)) === undefined) {
    throw unprocessable('Reference does not exist');
  }
  await git.text(['update-ref', '-d', ref]);
  return { status: 204 };
}

async function createBlob(call: Call): Promise<Answer> {
  const encoding = textOf(call, 'encoding', 'utf-8') === 'base64' ? 'base64' : 'utf8';
  const input = Buffer.from(textOf(call, 'content', ''), encoding);
  const sha = await call.repository.git.text(['hash-object', '-w', '--stdin'], { input });
  return created({ sha, url: `${call.repositoryUrl}/git/blobs/${sha}` });
}

async function getBlob(call: Call): Promise<Answer> {
  const sha = call.params['file_sha'] ?? '';
  const object = SHA.test(sha) ? await call.repository.objects.read(sha) : undefined;
  if (object?.type !== 'blob') throw notFound();
  const { bytes } = object;
  if (call.wantsRaw) return { status: 200, bytes };
  const content = lined(bytes.toString('base64'));
  return ok({
    sha,
    size: bytes.length,
    content,
    encoding: 'base64',
    url: `${call.repositoryUrl}/git/blobs/${sha}`,
  });
}

/** GitHub breaks base64 after 60 characters. */
export const lined = (base64: string): string => base64.replace(/.{1,60}/g, '$&\n');

interface TreeEntry {
  readonly path?: string;
  readonly mode?: string;
  readonly sha?: string | null;
  readonly content?: string;
}

async function createTree(call: Call): Promise<Answer> {
  const { git, objects } = call.repository;
  const scratch = mkdtempSync(path.join(tmpdir(), 'fixity-tree-'));
  const env = { GIT_INDEX_FILE: path.join(scratch, 'index') };
  try {
    const base = textOf(call, 'base_tree', null);
    if (base !== null) {
      if ((await objects.facts(`${base}^{tree}`)) === undefined) {
        throw unprocessable('base_tree is not a valid tree oid');
      }
      await git.text(['read-tree', base], { env });
    }
    for (const entry of call.body['tree'] as readonly TreeEntry[]) await putEntry(call, entry, env);
    const sha = await git.text(['write-tree'], { env });
    return await showTree(call, sha, 201, false);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function putEntry(call: Call, entry: TreeEntry, env: Readonly<Record<string, string>>): Promise<void> {
  const { git } = call.repository;
  const name = entry.path ?? '';
  if (name === '' || name.startsWith('/') || name.split('/').some((part) => /^(\.\.?|\.git|)$/.test(part))) {
    throw unprocessable('tree.path contains a malformed path component');
  }
  if (entry.sha === null) {
    await git.text(['rm', '--cached', '--quiet', '--ignore-unmatch', '--', name], { env });
    return;
  }
  const mode = entry.mode ?? '100644';
  const blob =
    entry.sha ?? (await git.text(['hash-object', '-w', '--stdin'], { input: entry.content ?? '' }));
  if ((await typeOf(call, blob)) === undefined) throw unprocessable('tree.sha is not a valid object');
  await git.text(['update-index', '--add', '--cacheinfo', `${mode},${blob},${name}`], { env });
}

async function showTree(call: Call, sha: string, status: number, recursive: boolean): Promise<Answer> {
  const { git, objects } = call.repository;
  const tree = (await objects.facts(`${sha}^{tree}`))?.sha;
  if (tree === undefined) throw notFound();
  const listing = await git.text(['ls-tree', '-z', '-l', ...(recursive ? ['-r', '-t'] : []), tree]);
  const entries = listing.split('\0').filter((line) => line !== '');
  return {
    status,
    body: {
      sha: tree,
      url: `${call.repositoryUrl}/git/trees/${tree}`,
      truncated: false,
      tree: entries.map(treeEntry),
    },
  };
}

function treeEntry(line: string): Readonly<Record<string, unknown>> {
  const [facts = '', name] = line.split('\t');
  const [mode, type, sha, size = '-'] = facts.split(/ +/);
  return { path: name, mode, type, sha, ...(size === '-' ? {} : { size: Number(size) }) };
}

interface Person {
  readonly name?: string;
  readonly email?: string;
  readonly date?: string;
}

/** A commit whose author and committer are left to GitHub is signed by it; one that names them is not. */
async function createCommit(call: Call): Promise<Answer> {
  const { git, signedCommits } = call.repository;
  const tree = textOf(call, 'tree', '');
  if ((await typeOf(call, tree)) !== 'tree') throw unprocessable('Tree SHA does not exist');
  const parents = (call.body['parents'] as readonly string[] | undefined) ?? [];
  for (const parent of parents) {
    if ((await typeOf(call, parent)) !== 'commit')
      throw unprocessable('Parent SHA does not exist or is not a commit object');
  }
  const author = call.body['author'] as Person | undefined;
  const committer = (call.body['committer'] as Person | undefined) ?? author;
  const env = { ...identity('AUTHOR', author, call), ...identity('COMMITTER', committer, call) };
  const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'];
  const sha = await git.text(args, { env, input: textOf(call, 'message', '') });
  if (author === undefined && committer === undefined) signedCommits.add(sha);
  return created(await gitCommit(call, sha));
}

const identity = (role: string, person: Person | undefined, call: Call): Record<string, string> => ({
  [`GIT_${role}_NAME`]: person?.name ?? call.actor,
  [`GIT_${role}_EMAIL`]: person?.email ?? `${call.actor}@users.noreply.github.com`,
  [`GIT_${role}_DATE`]: person?.date ?? call.now(),
});

async function gitCommit(call: Call, sha: string): Promise<Readonly<Record<string, unknown>>> {
  const commit = await readCommit(call.repository.objects, sha);
  const url = (kind: string, each: string): string => `${call.repositoryUrl}/git/${kind}/${each}`;
  return {
    ...commit,
    url: url('commits', sha),
    html_url: `${call.origin}/${call.repository.name}/commit/${sha}`,
    tree: { sha: commit.tree, url: url('trees', commit.tree) },
    parents: commit.parents.map((parent) => ({ sha: parent, url: url('commits', parent) })),
    verification: verification(call, sha),
  };
}

async function getCommit(call: Call): Promise<Answer> {
  const sha = call.params['commit_sha'] ?? '';
  if ((await typeOf(call, sha)) !== 'commit') throw notFound();
  return ok(await gitCommit(call, sha));
}

/** The Git database API. */
export const gitDataRoutes = [
  route('GET /git/ref/{ref}', ['contents', 'read'], (call) =>
    showRef(call, `refs/${call.params['ref'] ?? ''}`, 200),
  ),
  route('GET /git/matching-refs/{ref}', ['contents', 'read'], matchingRefs),
  route('POST /git/refs', ['contents', 'write'], createRef),
  route('PATCH /git/refs/{ref}', ['contents', 'write'], updateRef),
  route('DELETE /git/refs/{ref}', ['contents', 'write'], deleteRef),
  route('POST /git/blobs', ['contents', 'write'], createBlob),
  route('GET /git/blobs/{file_sha}', ['contents', 'read'], getBlob),
  route('POST /git/trees', ['contents', 'write'], createTree),
  route('GET /git/trees/{tree_sha}', ['contents', 'read'], (call) =>
    showTree(call, call.params['tree_sha'] ?? '', 200, call.query.get('recursive') !== null),
  ),
  route('POST /git/commits', ['contents', 'write'], createCommit),
  route('GET /git/commits/{commit_sha}', ['contents', 'read'], getCommit),
];
