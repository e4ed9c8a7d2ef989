import { createPublicKey, verify } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ROUTES } from '../../kit/github/router.ts';
import { complete } from '../../kit/github/complete.ts';
import { checkAnswer, operationNames } from '../../kit/github/openapi.ts';
import { type GitHubFake, type GitHubOptions, startGitHub } from '../../kit/github/server.ts';
import { type Ask, type Reply, asker } from '../../kit/github/ask.ts';
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

describe('the description', () => {
  it('is answered by a route for every operation, and by no route that it does not have', () => {
    expect(ROUTES.map(({ operation }) => operation).sort()).toEqual([...operationNames()].sort());
  });
});

describe('answers', () => {
  it.each<[number, unknown, string | undefined]>([
    [201, { id: 1 }, undefined],
    [201, { id: 'one' }, 'must be integer'],
    [200, { id: 1 }, 'is not an answer of'],
  ])('of %i %j follow the description or are told apart', (status, body, message) => {
    const said = checkAnswer('POST /repos/{owner}/{repo}/attestations', status, body).map(
      (each) => each.message,
    );
    expect(said).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
  });

  it('are completed with the emptiest values that the description allows, and never changed', () => {
    const person = {
      type: 'object',
      properties: { name: { type: 'string' }, age: { type: 'integer' } },
      required: ['name'],
    };
    const schema = {
      type: 'object',
      properties: {
        id: { type: 'integer' },
        at: { type: 'string', format: 'date-time' },
        state: { type: 'string', enum: ['open', 'closed'] },
        owner: { anyOf: [person, { type: 'null' }] },
        people: { type: 'array', items: person },
        note: { type: 'string' },
      },
      required: ['id', 'at', 'state', 'owner', 'people'],
    };
    const at = expect.stringMatching(/^\d{4}-/) as unknown;
    expect(complete(schema, {}, 'http://x')).toEqual({ id: 0, at, state: 'open', owner: null, people: [] });
    expect(complete(schema, { id: 7, owner: { age: 3 }, people: [{}], extra: 1 }, 'http://x')).toEqual({
      ...{ id: 7, at, state: 'open', owner: { name: '', age: 3 }, people: [{ name: '' }], extra: 1 },
    });
  });

  it('that are wrong are a 500, and fail the test at the end', async () => {
    const github = await startGitHub({ repositories: { [SHOP]: {} } });
    const wrong = {
      sha: 'x',
      ref: 'x',
      task: 'x',
      environment: 'x',
      payload: {},
      description: null,
      creator: 'x',
    };
    const flags = { isTransient: false, isProduction: false, statuses: [] };
    github.repository(SHOP).deployments.push({ ...wrong, ...flags, id: 1, createdAt: 'yesterday' });
    const reply = await client(github)('GET /deployments');
    expect([reply.status, text(reply.body['message'])]).toEqual([500, expect.stringContaining('date-time')]);
    await expect(github.stop()).rejects.toThrow('the GitHub fake gave wrong answers');
  });
});

describe('tokens', () => {
  it('are refused when unknown, and limited to what was granted', async () => {
    const github = await start();
    expect((await client(github, 'nothing')('GET /deployments')).status).toBe(401);
    const ask = client(github, github.mint({ contents: 'read' }, CLAIMS));
    const refused = await ask('GET /deployments');
    expect([refused.status, refused.body['message']]).toEqual([
      403,
      'Resource not accessible by integration',
    ]);
    expect(refused.headers.get('x-accepted-github-permissions')).toBe('deployments=read');
    expect((await ask('POST /git/refs', { ref: 'refs/heads/x', sha: await head(ask) })).status).toBe(403);
  });

  it('see no private repository but their own', async () => {
    const github = await start({ repositories: { [SHOP]: {}, 'acme/other': {} } });
    const ask = client(github);
    expect((await ask(`GET ${github.apiUrl}/repos/acme/other`)).status).toBe(404);
  });

  it('remember what they were used for, at the highest level', async () => {
    const github = await start();
    const token = github.mint(everything, CLAIMS);
    const ask = client(github, token);
    await ask('GET /deployments');
    await ask('POST /deployments', { ref: 'main', auto_merge: false, required_contexts: [] });
    await ask('GET /deployments');
    expect(github.takeUsed(token)).toEqual({ deployments: 'write' });
    await ask('GET /contents/README.md');
    expect(github.takeUsed(token)).toEqual({ contents: 'read' });
    expect(github.used(token)).toEqual({ contents: 'read', deployments: 'write' });
    expect(github.requests.map(({ method, permission, status }) => [method, permission, status])).toEqual([
      ['GET', 'deployments: read', 200],
      ['POST', 'deployments: write', 201],
      ['GET', 'deployments: read', 200],
      ['GET', 'contents: read', 200],
    ]);
  });
});

describe('requests that do not follow the description', () => {
  it.each<[string, unknown, string]>([
    ['POST /deployments', { environment: 3 }, 'ref'],
    ['POST /deployments', { ref: 'main', colour: 'red' }, 'colour'],
    ['POST /deployments', undefined, ''],
    ['GET /deployments?enviroment=x', undefined, 'enviroment'],
    ['GET /pulls?state=maybe', undefined, 'state'],
    ['POST /issues', { body: 'no title' }, 'title'],
  ])('are refused with 422: %s %j', async (request, body, field) => {
    const github = await start();
    const reply = await client(github)(request, body);
    expect(reply.status).toBe(422);
    expect(JSON.stringify(reply.body)).toContain(field);
  });
});

describe('OIDC', () => {
  it('gives a token that its public key verifies, only with id-token: write', async () => {
    const github = await start();
    const ask = async (permissions: Permissions): Promise<Reply> => {
      const token = github.mint(permissions, CLAIMS);
      return client(github, token)(`GET ${github.idTokenUrl}&audience=sigstore`);
    };
    expect((await ask({ contents: 'write' })).status).toBe(403);
    const jwt = text((await ask({ 'id-token': 'write' })).body['value']);
    const [header = '', claims = '', signature = ''] = jwt.split('.');
    const discovery = (await (
      await fetch(`${github.oidcIssuer}/.well-known/openid-configuration`)
    ).json()) as {
      jwks_uri: string;
    };
    const { keys } = (await (await fetch(discovery.jwks_uri)).json()) as { keys: unknown[] };
    const key = createPublicKey({ key: keys[0] as never, format: 'jwk' });
    expect(
      verify('RSA-SHA256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url')),
    ).toBe(true);
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    expect(said).toMatchObject({ ...CLAIMS, aud: 'sigstore', iss: github.oidcIssuer });
  });
});

describe('faults', () => {
  it('come as often as asked, to the requests that match', async () => {
    const github = await start();
    const ask = client(github);
    github.fail({ kind: 'server-error', path: /deployments/, times: 2 });
    github.fail({ kind: 'secondary-rate-limit', method: 'POST', retryAfter: 7 });
    expect((await ask('GET /contents/README.md')).status).toBe(200);
    expect([(await ask('GET /deployments')).status, (await ask('GET /deployments')).status]).toEqual([
      500, 500,
    ]);
    expect((await ask('GET /deployments')).status).toBe(200);
    const limited = await ask('POST /issues', { title: 'x' });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([403, '7']);
    github.fail({ kind: 'conflict' });
    expect((await ask('GET /issues')).status).toBe(409);
    github.fail({ kind: 'reset' });
    await expect(ask('GET /issues')).rejects.toThrow('fetch failed');
  });
});
