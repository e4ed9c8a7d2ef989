import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findDeployment, openDeployment } from '../../../../actions/promote/deployment.ts';
import { type Plan, planDigest } from '../../../../actions/promote/plan.ts';
import { type GitHub, connectGitHub } from '../../../../shared/github/client.ts';
import { deploymentState } from '../../../../shared/github/deployments.ts';
import { digestOf } from '../../../../shared/oci/digest.ts';
import { testClock } from '../../../kit/clock.ts';
import { type GitHubFake, startGitHub } from '../../../kit/github/server.ts';

let fake: GitHubFake;
let github: GitHub;

beforeEach(async () => {
  fake = await startGitHub({ repositories: { 'acme/shop': { files: { a: 'a\n' } } } });
  const claims = { repository: 'acme/shop', repository_owner: 'acme', sub: 'repo:acme/shop' };
  const token = fake.mint({ contents: 'read', deployments: 'write' }, claims);
  const { apiUrl, serverUrl } = fake;
  github = await connectGitHub({ repository: 'acme/shop', token, apiUrl, serverUrl, clock: testClock() });
});

afterEach(async () => {
  await fake.stop();
});

const planOf = (content: string): Plan => ({
  version: 1,
  environment: 'production',
  policy: digestOf('policy'),
  images: [
    {
      image: 'shop',
      digest: digestOf(content),
      source: 'x.io/shop',
      destinations: ['x.io/production'],
      verdict: 'pass',
      evidence: [],
    },
  ],
  targets: [],
});

const open = async (plan: Plan, known: Awaited<ReturnType<typeof findDeployment>>) =>
  openDeployment(github, plan, known, {
    ref: 'main',
    planDigest: planDigest(plan),
    run: 'https://example.com/run',
    previous: new Map(),
  });

describe('two runs that promote the same release at once', () => {
  it('end with the deployment that was made first; the later one steps back', async () => {
    const plan = planOf('v1');
    const [one, other] = [await findDeployment(github, plan), await findDeployment(github, plan)];
    const first = await open(plan, one);
    const second = await open(plan, other);
    expect(first.state).toBe('open');
    expect(second).toMatchObject({ id: first.id, state: 'elsewhere' });
    const { deployments } = fake.repository('acme/shop');
    expect(deployments).toHaveLength(2);
    expect(await deploymentState(github, deployments.at(-1)?.id ?? 0)).toBe('inactive');
    expect((await findDeployment(github, plan)).ours).toMatchObject({ id: first.id, state: 'open' });
  });

  it('are not those that a release in between parts', async () => {
    const plan = planOf('v1');
    const first = await open(plan, await findDeployment(github, plan));
    await open(planOf('v2'), await findDeployment(github, planOf('v2')));
    const again = await findDeployment(github, plan);
    expect(again.ours).toBeUndefined();
    const back = await open(plan, again);
    expect(back.state).toBe('open');
    expect(back.id).not.toBe(first.id);
  });
});
