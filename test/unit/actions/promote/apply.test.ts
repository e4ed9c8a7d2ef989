import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Descriptor } from '../../../../shared/oci/descriptor.ts';
import { digestOf } from '../../../../shared/oci/digest.ts';
import { prove, readyForProduction, recordsIn } from './proof.ts';
import { KUSTOMIZATION, type Promoted, type World, createWorld, promoteBuilt, reference } from './world.ts';

const CLAIMS = { repository: 'acme/shop', repository_owner: 'acme', sub: 'repo:acme/shop' };
const ASKS = `      approvals: {at-least: 1, not-by: [author, requester], from: ['team:acme/release']}
      environment-protection: {reviewers: 1, prevent-self-review: true}
`;

let world: World;
let image: Descriptor;
let runId: string;
let approve: (by: string, approved?: boolean) => void;
let token: string;

beforeEach(async () => {
  world = await createWorld({
    environments: { production: { reviewers: ['team:release'], preventSelfReview: true } },
    teams: { 'acme/release': ['eve', 'octocat'] },
  });
  image = await readyForProduction(world);
  const policy = await world.file('.github/fixity.yml');
  const sha = await world.commit({
    '.github/fixity.yml': `${policy.replace('      canary: {verdict', `${ASKS}      canary: {verdict`)}\n`,
  });
  const facts = {
    name: 'deliver',
    file: '.github/workflows/deliver.yml',
    event: 'push',
    ref: 'refs/heads/main',
    sha,
    actor: 'octocat',
  };
  const run = world.github.startRun('acme/shop', facts);
  runId = String(run.id);
  approve = (by, approved = true) => {
    run.review('production', { by, approved });
  };
  token = world.github.mint(
    { contents: 'write', deployments: 'write', actions: 'read', members: 'read' },
    CLAIMS,
  );
});

afterEach(async () => {
  await world.stop();
});

const go = (mode: string, more: Readonly<Record<string, string>> = {}): Promise<Promoted> =>
  world.promote(
    { images: reference(world, 'build/shop', image.digest), environment: 'production', mode, ...more },
    { runId, token },
  );

const makePlan = async (): Promise<string> => String((await go('plan')).outputs['planDigest']);

describe('a plan', () => {
  it('shows what would be done and what is pending, writes nothing, and is what its digest says', async () => {
    const before = world.github.requests.length;
    const outcome = await go('plan');
    expect(outcome).toMatchObject({ result: 'done', outputs: { verdict: 'pass' } });
    expect(outcome.summary).toMatch(/^### ⏸️ promote: production would get shop; approvals pending\n/);
    expect(outcome.summary).toContain('and nothing else.');
    const text = readFileSync(String(outcome.outputs['planPath']));
    expect(digestOf(text)).toBe(outcome.outputs['planDigest']);
    expect(JSON.parse(text.toString())).toMatchObject({
      environment: 'production',
      images: [{ image: 'shop', digest: image.digest }],
      targets: [{ path: KUSTOMIZATION, before: { tag: '1.4.0' } }],
    });
    expect(world.github.requests.slice(before).every(({ method }) => method === 'GET')).toBe(true);
    expect(await makePlan()).toBe(outcome.outputs['planDigest']);
  });

  it('of what is refused has no digest that anybody could approve', async () => {
    await prove(world, image, ['canary'], { verdict: 'fail' });
    world.clock.advance(1_000);
    await prove(world, image, ['canary'], { verdict: 'fail' });
    const outcome = await go('plan');
    expect(outcome.result).toBe('refused');
    expect(outcome.outputs['planDigest']).toBeUndefined();
  });
});

describe('applying a plan', () => {
  it('does what was approved, and records by whom', async () => {
    const planDigest = await makePlan();
    approve('eve');
    const outcome = await go('apply', { 'plan-digest': planDigest });
    expect(outcome).toMatchObject({ result: 'done', outputs: { planDigest } });
    const [record] = await recordsIn(world, 'production/shop', image, 'production');
    expect(record?.promotion).toMatchObject({
      plan: planDigest,
      approvedBy: ['eve'],
      requestedBy: 'octocat',
    });
    expect(await world.file(KUSTOMIZATION)).toContain(image.digest);
    const again = await go('apply', { 'plan-digest': planDigest });
    expect(again.result).toBe('unchanged');
    expect(world.github.used(token)).toEqual({
      contents: 'write',
      deployments: 'write',
      actions: 'read',
      members: 'read',
    });
  });

  it.each([
    ['nobody', () => undefined, /nobody/],
    [
      'the requester',
      () => {
        approve('octocat');
      },
      /not octocat, the author/,
    ],
    [
      'somebody of another team',
      () => {
        approve('mallory');
      },
      /not mallory, not one of team:acme\/release/,
    ],
    [
      'a reviewer, twice: once for another plan of this run',
      () => {
        approve('eve');
        approve('eve');
      },
      /2 approvals in this run: some are of another job or plan/,
    ],
    [
      'a reviewer, and rejected by another',
      () => {
        approve('eve');
        approve('bob', false);
      },
      /rejected by bob/,
    ],
  ])('is refused when it was approved by %s', async (_, act, seen) => {
    const planDigest = await makePlan();
    act();
    const outcome = await go('apply', { 'plan-digest': planDigest });
    expect(outcome.result).toBe('refused');
    expect(outcome.problems?.[0]).toMatchObject({ what: 'shop may not go to production: approvals' });
    expect(outcome.problems?.[0]?.seen).toMatch(seen);
    expect(await world.file(KUSTOMIZATION)).not.toContain(image.digest);
  });

  it.each([
    [
      'the deployment file',
      async () => {
        await world.commit({ [KUSTOMIZATION]: `images: [{name: shop, newTag: "9"}]\n` });
      },
    ],
    [
      'the policy',
      async () => {
        await world.commit({ '.github/fixity.yml': `${await world.file('.github/fixity.yml')}\n# looser\n` });
      },
    ],
    [
      'the evidence',
      async () => {
        world.clock.advance(1_000);
        await prove(world, image, ['canary']);
      },
    ],
  ])('is refused when %s has changed since', async (_, change) => {
    const planDigest = await makePlan();
    approve('eve');
    await change();
    await expect(go('apply', { 'plan-digest': planDigest })).rejects.toThrow(/is not what was approved/);
    expect(await recordsIn(world, 'production/shop', image, 'production')).toEqual([]);
  });

  it('goes on where a run broke off after its commit', async () => {
    const planDigest = await makePlan();
    approve('eve');
    world.github.fail({ kind: 'slow', method: 'POST', path: /deployments$/, milliseconds: 1 });
    world.github.fail({ kind: 'server-error', method: 'POST', path: /deployments$/ });
    await expect(go('apply', { 'plan-digest': planDigest })).rejects.toThrow();
    expect(await world.file(KUSTOMIZATION)).toContain(image.digest);
    const outcome = await go('apply', { 'plan-digest': planDigest });
    expect(outcome.result).toBe('done');
    const [record, ...others] = await recordsIn(world, 'production/shop', image, 'production');
    expect(others).toEqual([]);
    expect(record?.promotion.plan).toBe(planDigest);
  });

  it('needs the plan, and nothing else takes one', async () => {
    await expect(async () => go('apply')).rejects.toThrow(/'plan-digest' is missing/);
    await expect(async () => go('check', { 'plan-digest': digestOf('x') })).rejects.toThrow(
      /has no meaning with mode: check/,
    );
  });
});

describe('an environment that needs approvals', () => {
  it('is not promoted to in one go', async () => {
    await expect(promoteBuilt(world, image, 'production')).rejects.toThrow(
      /production needs approvals, and mode: promote asks nobody.*mode: apply with its plan-digest/,
    );
  });

  it('is refused while GitHub does not protect it as the policy says', async () => {
    const { environments } = world.github.repository('acme/shop');
    const production = environments.get('production');
    if (production !== undefined) environments.set('production', { ...production, preventSelfReview: false });
    const outcome = await go('plan');
    expect(outcome.result).toBe('refused');
    expect(outcome.problems?.[0]?.seen).toBe('self-review is allowed');
    environments.delete('production');
    expect((await go('plan')).problems?.[0]?.seen).toMatch(/no such environment/);
  });
});
