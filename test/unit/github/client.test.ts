import { describe, expect, it } from '@jest/globals';
import { type GitHub, connectGitHub } from '../../../shared/github/client.ts';
import { UnavailableError, UserError } from '../../../shared/text/error.ts';
import { type TestClock, testClock } from '../../kit/clock.ts';

type Reply = readonly [status: number, headers?: Readonly<Record<string, string>>] | Error;

/** A client whose requests are answered from a list; it keeps what was asked. */
async function clientOf(
  replies: readonly Reply[],
): Promise<{ github: GitHub; clock: TestClock; asked: Request[] }> {
  const clock = testClock();
  const asked: Request[] = [];
  const answers = [...replies];
  const github = await connectGitHub({
    repository: 'acme/shop',
    token: 'ghs_secret',
    apiUrl: 'https://github.example/api/v3/',
    serverUrl: 'https://github.example',
    clock,
    fetch: (input, init) => {
      asked.push(new Request(input, init));
      const reply = answers.shift() ?? [200];
      if (reply instanceof Error) return Promise.reject(reply);
      const [status, headers = {}] = reply;
      const body = status === 204 ? null : JSON.stringify({ message: 'so it is' });
      return Promise.resolve(
        new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } }),
      );
    },
  });
  return { github, clock, asked };
}

describe('asking GitHub', () => {
  it('fills in the repository and sends the token, to the server that the run names', async () => {
    const { github, asked } = await clientOf([[200]]);
    await expect(github.request('GET /repos/{owner}/{repo}')).resolves.toEqual({ message: 'so it is' });
    expect(asked[0]?.url).toBe('https://github.example/api/v3/repos/acme/shop');
    expect(asked[0]?.headers.get('authorization')).toBe('token ghs_secret');
    expect(github.url).toBe('https://github.example/acme/shop');
  });

  it.each([
    ['a server error', [[500], [200]], [1_000]],
    ['two bad gateways', [[502], [503], [200]], [1_000, 2_000]],
    ['a broken connection', [new TypeError('fetch failed'), [200]], [1_000]],
    ['a secondary limit with its time', [[403, { 'retry-after': '7' }], [200]], [7_000]],
    ['too many requests without a time', [[429], [200]], [60_000]],
  ] as const)('tries a reading request again after %s', async (_, replies, slept) => {
    const { github, clock } = await clientOf(replies);
    await github.request('GET /repos/{owner}/{repo}');
    expect(clock.slept).toEqual(slept);
  });

  it('does not repeat a request that makes something, when nobody knows whether it arrived', async () => {
    const { github, asked } = await clientOf([[500]]);
    await expect(github.request('POST /repos/{owner}/{repo}/deployments')).rejects.toThrow(UnavailableError);
    expect(asked).toHaveLength(1);
  });

  it('repeats it when GitHub says that it did not take it', async () => {
    const { github, asked } = await clientOf([[503], [403, { 'retry-after': '1' }], [201]]);
    await github.request('POST /repos/{owner}/{repo}/deployments');
    expect(asked).toHaveLength(3);
  });

  it('gives up after four tries and says so', async () => {
    const { github } = await clientOf([[500], [500], [500], [500]]);
    await expect(github.request('GET /repos/{owner}/{repo}')).rejects.toThrow(
      /GitHub does not answer.*HTTP 500 after 4 tries/,
    );
  });

  it('does not wait for a limit that lasts long', async () => {
    const { github, clock } = await clientOf([[403, { 'retry-after': '3600' }]]);
    await expect(github.request('GET /repos/{owner}/{repo}')).rejects.toThrow(/HTTP 403 after 1 try/);
    expect(clock.slept).toEqual([]);
  });

  it.each([
    [401, 'GET /repos/{owner}/{repo}', /does not know the token/],
    [403, 'POST /repos/{owner}/{repo}/deployments', /permissions: \{ deployments: write \}/],
    [404, 'GET /repos/{owner}/{repo}/environments/{environment_name}', /permissions: \{ actions: read \}/],
    [403, 'PATCH /repos/{owner}/{repo}/git/refs/{+ref}', /permissions: \{ contents: write \}/],
    [422, 'POST /repos/{owner}/{repo}/git/trees', /GitHub refused a request.*so it is/],
  ])('explains %i to %s', async (status, route, reason) => {
    const { github } = await clientOf([[status]]);
    const asking = github.request(route, { ref: 'heads/main', environment_name: 'a' });
    await expect(asking).rejects.toThrow(reason);
    await expect(asking).rejects.toThrow(UserError);
    await expect(asking).rejects.not.toThrow(/ghs_secret/);
  });

  it('finds nothing where there is nothing, and only then', async () => {
    const { github } = await clientOf([[404], [403]]);
    await expect(github.find('GET /repos/{owner}/{repo}')).resolves.toBeUndefined();
    await expect(github.find('GET /repos/{owner}/{repo}')).rejects.toThrow(UserError);
  });
});
