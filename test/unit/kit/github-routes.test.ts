import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openGit } from '../../kit/github/git.ts';
import { type GitHubFake, type GitHubOptions, startGitHub } from '../../kit/github/server.ts';
import { type Ask, asker } from '../../kit/github/ask.ts';
import type { Permissions } from '../../kit/workflow-runner/permissions.ts';

const started: GitHubFake[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((github) => github.stop()));
});

const SHOP = 'acme/shop';
const CLAIMS = { repository: SHOP, repository_owner: 'acme', sub: `repo:${SHOP}:environment:production` };

async function start(options: Partial<GitHubOptions> = {}): Promise<GitHubFake> {
  const files = { 'README.md': '# Shop\n', 'deploy/app.yaml': 'image: shop\n' };
  const github = await startGitHub({ repositories: { [SHOP]: { files } }, ...options });
  started.push(github);
  return github;
}

const everything: Permissions = {
  actions: 'read',
  attestations: 'write',
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  members: 'read',
  'pull-requests': 'write',
  'security-events': 'write',
  statuses: 'write',
};

const client = (github: GitHubFake, token = github.mint(everything, CLAIMS)): Ask =>
  asker(github, SHOP, token);

const head = async (ask: Ask): Promise<string> =>
  text((await ask('GET /git/ref/heads%2Fmain')).body['object']?.['sha']);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

describe('git data', () => {
  it('makes a commit that git itself can clone, signed unless an author is named', async () => {
    const github = await start();
    const ask = client(github);
    const parent = await head(ask);
    const base = (await ask(`GET /git/commits/${parent}`)).body['tree']?.['sha'];
    const entry = { path: 'deploy/app.yaml', mode: '100644', type: 'blob', content: 'image: new\n' };
    const tree = await ask('POST /git/trees', { base_tree: base, tree: [entry] });
    const commit = await ask('POST /git/commits', {
      message: 'Promote',
      tree: tree.body['sha'],
      parents: [parent],
    });
    expect(commit.body['verification']?.['verified']).toBe(true);
    const moved = await ask('PATCH /git/refs/heads%2Fmain', { sha: commit.body['sha'] });
    expect(moved.status).toBe(200);
    const clone = mkdtempSync(path.join(tmpdir(), 'clone-'));
    execFileSync('git', ['clone', '--quiet', github.repository(SHOP).directory, clone]);
    expect(readFileSync(path.join(clone, 'deploy/app.yaml'), 'utf8')).toBe('image: new\n');
    expect(readFileSync(path.join(clone, 'README.md'), 'utf8')).toBe('# Shop\n');
    const named = { message: 'x', tree: tree.body['sha'], author: { name: 'a', email: 'a@example.com' } };
    expect((await ask('POST /git/commits', named)).body['verification']?.['verified']).toBe(false);
  });

  it('serves git itself over HTTP, for a token that may', async () => {
    const github = await start();
    const clone = path.join(mkdtempSync(path.join(tmpdir(), 'clone-')), 'shop');
    const git = async (token: string, ...args: string[]): Promise<string> => {
      const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
      const settings = [
        `http.extraheader=AUTHORIZATION: basic ${basic}`,
        'user.name=a',
        'user.email=a@example.com',
      ];
      return openGit(tmpdir()).text([...settings.flatMap((setting) => ['-c', setting]), ...args]);
    };
    const [reader, writer] = (['read', 'write'] as const).map((level) =>
      github.mint({ contents: level }, CLAIMS),
    );
    const address = `${github.serverUrl}/${SHOP}`;
    await expect(git('nothing', 'clone', address, clone)).rejects.toThrow(/401|could not read/);
    const without = github.mint({ issues: 'write' }, CLAIMS);
    await expect(git(without, 'clone', address, clone)).rejects.toThrow('403');
    await git(text(reader), 'clone', '--quiet', address, clone);
    await git('', '-C', clone, 'commit', '--quiet', '--allow-empty', '-m', 'new');
    await expect(git(text(reader), '-C', clone, 'push', '--quiet')).rejects.toThrow('403');
    await git(text(writer), '-C', clone, 'push', '--quiet');
    expect(await head(client(github))).toBe(await git('', '-C', clone, 'rev-parse', 'HEAD'));
    expect(github.used(text(reader))).toEqual({ contents: 'read' });
  });

  it('moves a branch forward only, unless forced', async () => {
    const github = await start();
    const ask = client(github);
    const first = await head(ask);
    const tree = (await ask(`GET /git/commits/${first}`)).body['tree']?.['sha'];
    const orphan = (await ask('POST /git/commits', { message: 'x', tree, parents: [] })).body['sha'];
    const refused = await ask('PATCH /git/refs/heads%2Fmain', { sha: orphan });
    expect([refused.status, refused.body['message']]).toEqual([422, 'Update is not a fast forward']);
    expect((await ask('PATCH /git/refs/heads%2Fmain', { sha: orphan, force: true })).status).toBe(200);
  });

  it.each<[string, object, string]>([
    ['POST /git/refs', { ref: 'refs/heads/main', sha: 'HEAD' }, 'Reference already exists'],
    ['POST /git/refs', { ref: 'main', sha: 'HEAD' }, 'must start with refs/'],
    ['POST /git/refs', { ref: 'refs/heads/x', sha: '0'.repeat(40) }, 'Object does not exist'],
    ['PATCH /git/refs/heads%2Fnone', { sha: 'HEAD' }, 'Reference does not exist'],
    ['POST /git/trees', { tree: [{ path: '../x', content: '' }] }, 'malformed path'],
    ['POST /git/commits', { message: 'x', tree: '0'.repeat(40) }, 'Tree SHA does not exist'],
  ])('refuses %s %j', async (request, body, message) => {
    const github = await start();
    const ask = client(github);
    const sha = await head(ask);
    const filled = JSON.parse(JSON.stringify(body).replace('HEAD', sha)) as unknown;
    const reply = await ask(request, filled);
    expect([reply.status, text(reply.body['message'])]).toEqual([422, expect.stringContaining(message)]);
  });

  it('reads files, folders, trees, blobs, refs, commits and branches', async () => {
    const github = await start();
    const ask = client(github);
    const sha = await head(ask);
    const file = await ask('GET /contents/deploy/app.yaml?ref=main');
    expect(Buffer.from(text(file.body['content']), 'base64').toString()).toBe('image: shop\n');
    const raw = await ask('GET /contents/README.md', undefined, {
      accept: 'application/vnd.github.raw+json',
    });
    expect(raw.body).toBe('# Shop\n');
    const folder = await ask('GET /contents/');
    expect(folder.list.map((each) => each['path'])).toEqual(['README.md', 'deploy']);
    const tree = await ask(`GET /git/trees/${sha}?recursive=1`);
    expect(tree.body['tree']).toHaveLength(3);
    expect((await ask(`GET /git/blobs/${text(file.body['sha'])}`)).body['size']).toBe(12);
    expect((await ask('GET /git/matching-refs/heads')).body).toHaveLength(1);
    expect((await ask('GET /commits')).list.map((each) => each['sha'])).toEqual([sha]);
    expect((await ask('GET /commits/main')).body['sha']).toBe(sha);
    expect((await ask('GET /branches/main')).body['commit']?.['sha']).toBe(sha);
    expect((await ask('GET /contents/none')).status).toBe(404);
    expect((await ask('GET /git/ref/heads%2Fnone')).status).toBe(404);
  });
});

describe('deployments', () => {
  const deploy = async (ask: Ask, more: object = {}): Promise<number> => {
    const body = { ref: 'main', auto_merge: false, required_contexts: [], environment: 'staging', ...more };
    const id = Number((await ask('POST /deployments', body)).body['id']);
    await ask(`POST /deployments/${id}/statuses`, { state: 'success' });
    return id;
  };
  const states = async (ask: Ask, id: number): Promise<unknown> =>
    (await ask(`GET /deployments/${id}/statuses`)).list.map((each) => each['state']);

  it('become inactive when the next one succeeds, but not in production', async () => {
    const github = await start();
    const ask = client(github);
    const [first, second] = [await deploy(ask), await deploy(ask)];
    expect(await states(ask, first)).toEqual(['inactive', 'success']);
    expect(await states(ask, second)).toEqual(['success']);
    const production = await deploy(ask, { environment: 'production' });
    await deploy(ask, { environment: 'production' });
    expect(await states(ask, production)).toEqual(['success']);
  });

  it('are listed newest first, by environment and task, in pages', async () => {
    const github = await start();
    const ask = client(github);
    const ids = [await deploy(ask), await deploy(ask), await deploy(ask)];
    await deploy(ask, { environment: 'other' });
    const page = await ask('GET /deployments?environment=staging&task=deploy&per_page=2');
    expect(page.list.map((each) => each['id'])).toEqual([ids[2], ids[1]]);
    expect(page.headers.get('link')).toContain('page=2');
  });

  it('wait for statuses unless told not to', async () => {
    const github = await start();
    const ask = client(github);
    const sha = await head(ask);
    await ask(`POST /statuses/${sha}`, { state: 'pending', context: 'ci' });
    expect((await ask('POST /deployments', { ref: 'main' })).status).toBe(409);
    await ask(`POST /statuses/${sha}`, { state: 'success', context: 'ci' });
    expect((await ask('POST /deployments', { ref: 'main' })).status).toBe(201);
    expect((await ask('GET /commits/main/statuses')).list.map((each) => each['state'])).toEqual([
      'success',
      'pending',
    ]);
  });
});

describe('environments, runs, pull requests and the rest', () => {
  it('show how an environment is protected, and nothing of one that does not exist', async () => {
    const production = {
      reviewers: ['lead', 'team:release'],
      preventSelfReview: true,
      waitMinutes: 5,
      protectedBranches: true,
    };
    const github = await start({ repositories: { [SHOP]: { environments: { production } } } });
    const ask = client(github);
    const reply = await ask('GET /environments/production');
    const rules = reply.body['protection_rules'] as unknown as readonly Record<string, unknown>[];
    expect(rules.map((rule) => rule['type'])).toEqual(['wait_timer', 'required_reviewers', 'branch_policy']);
    expect(rules[1]).toMatchObject({
      prevent_self_review: true,
      reviewers: [{ reviewer: { login: 'lead' } }, {}],
    });
    expect((await ask('GET /environments/canary')).status).toBe(404);
    expect(github.environment(SHOP, 'canary').needsApproval).toBe(false);
    expect((await ask('GET /environments/canary')).body['protection_rules']).toEqual([]);
  });

  it('know runs with their approvals and jobs', async () => {
    const github = await start();
    const ask = client(github);
    const facts = {
      name: 'Deliver',
      file: '.github/workflows/deliver.yml',
      event: 'push',
      ref: 'refs/tags/v1',
    };
    const run = github.startRun(SHOP, { ...facts, sha: await head(ask), actor: 'octocat' });
    run.startJob('build');
    run.finishJob('build', 'success');
    run.review('production', { approved: true, by: 'lead', comment: 'go' });
    expect((await ask(`GET /actions/runs/${run.id}`)).body).toMatchObject({
      head_branch: 'v1',
      event: 'push',
    });
    expect((await ask(`GET /actions/runs/${run.id}/jobs`)).body).toMatchObject({ total_count: 1 });
    expect((await ask(`GET /actions/runs/${run.id}/approvals`)).body).toMatchObject([
      { state: 'approved', comment: 'go', user: { login: 'lead' }, environments: [{ name: 'production' }] },
    ]);
  });

  it('hold pull requests, issues, checks, SARIF, attestations and teams', async () => {
    const github = await start({
      repositories: { [SHOP]: { files: { a: '1' } } },
      teams: { 'acme/release': ['lead'] },
    });
    const ask = client(github);
    const sha = await head(ask);
    await ask('POST /git/refs', { ref: 'refs/heads/promote', sha });
    expect((await ask('POST /pulls', { title: 'x', head: 'promote', base: 'main' })).status).toBe(422);
    const tree = (await ask(`GET /git/commits/${sha}`)).body['tree']?.['sha'];
    const commit = (await ask('POST /git/commits', { message: 'x', tree, parents: [sha] })).body['sha'];
    await ask('PATCH /git/refs/heads%2Fpromote', { sha: commit });
    const pull = await ask('POST /pulls', { title: 'x', head: 'promote', base: 'main' });
    expect(pull.body).toMatchObject({ number: 1, head: { ref: 'promote', sha: commit } });
    expect((await ask('POST /pulls', { title: 'x', head: 'promote', base: 'main' })).status).toBe(422);
    expect((await ask('GET /pulls?head=acme:promote')).body).toHaveLength(1);
    expect((await ask(`GET /commits/${text(commit)}/pulls`)).body).toHaveLength(1);
    expect((await ask('GET /pulls/1/reviews')).body).toEqual([]);
    expect((await ask('PATCH /pulls/1', { state: 'closed' })).body['state']).toBe('closed');
    const issue = await ask('POST /issues', { title: 'Drift', labels: ['drift'] });
    expect(issue.body['number']).toBe(2);
    await ask('POST /issues/2/comments', { body: 'again' });
    expect((await ask('GET /issues/2/comments')).body).toHaveLength(1);
    expect((await ask('GET /issues?labels=drift')).body).toHaveLength(1);
    expect((await ask('PATCH /issues/2', { state: 'closed' })).body['state_reason']).toBe('completed');
    expect((await ask('GET /issues')).body).toEqual([]);
    const check = await ask('POST /check-runs', {
      name: 'scan',
      head_sha: sha,
      output: { title: 't', summary: 's' },
    });
    const done = { status: 'completed', conclusion: 'success' };
    expect((await ask(`PATCH /check-runs/${Number(check.body['id'])}`, done)).body).toMatchObject(done);
    expect(
      (await ask('POST /code-scanning/sarifs', { commit_sha: sha, ref: 'refs/heads/main', sarif: 'x' }))
        .status,
    ).toBe(422);
    const digest = 'a'.repeat(64);
    const statement = {
      predicateType: 'https://slsa.dev/provenance/v1',
      subject: [{ digest: { sha256: digest } }],
    };
    const payload = Buffer.from(JSON.stringify(statement)).toString('base64');
    await ask('POST /attestations', { bundle: { dsseEnvelope: { payload } } });
    expect((await ask(`GET /attestations/sha256:${digest}`)).body['attestations']).toHaveLength(1);
    expect((await ask(`GET ${github.apiUrl}/orgs/acme/teams/release/memberships/lead`)).body).toMatchObject({
      role: 'member',
    });
    expect((await ask(`GET ${github.apiUrl}/orgs/acme/teams/release/memberships/other`)).status).toBe(404);
    expect((await ask('GET /')).status).toBe(404);
    expect((await ask('GET ')).body).toMatchObject({ full_name: SHOP, default_branch: 'main' });
  });
});
