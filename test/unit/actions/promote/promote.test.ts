import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PROMOTION_TYPE, parsePromotion } from '../../../../shared/evidence/predicates/promotion.ts';
import { loadEvidence } from '../../../../shared/evidence/verify.ts';
import type { Descriptor } from '../../../../shared/oci/descriptor.ts';
import { EVERYTHING, KUSTOMIZATION, type World, createWorld, prove, reference, stranger } from './world.ts';

const READER = { repository: 'acme/shop', repository_owner: 'acme', sub: 'repo:acme/shop' };

let world: World;

beforeEach(async () => {
  world = await createWorld();
});

afterEach(async () => {
  await world.stop();
});

const promote = (image: Descriptor, environment: string, more: Readonly<Record<string, string>> = {}) =>
  world.promote({ images: reference(world, 'build/shop', image.digest), environment, ...more });

/** A digest that went to staging, and whose canary there ended well. */
async function readyForProduction(content = 'v1'): Promise<Descriptor> {
  const image = await world.build(content);
  await prove(world, image, EVERYTHING);
  await promote(image, 'staging');
  await prove(world, image, ['canary']);
  return image;
}

const writeInWorkspace = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(world.workspace, file)), { recursive: true });
  writeFileSync(path.join(world.workspace, file), text);
};

const recordsIn = async (store: string, image: Descriptor) => {
  const trusted = [{ ...world.signer.trust, name: 'release' }];
  const { accepted } = await loadEvidence([world.store(store)], image.digest, trusted);
  return accepted.filter(({ predicateType }) => predicateType === PROMOTION_TYPE);
};

describe('promoting', () => {
  it('brings a proven digest to production: copied with its evidence, named, recorded, deployed', async () => {
    const image = await readyForProduction();
    const outcome = await promote(image, 'production');

    expect(outcome).toMatchObject({ result: 'done', outputs: { verdict: 'pass' } });
    expect(outcome.outputs['image']).toBe(`${world.registry.host}/production/shop@${image.digest}`);
    expect((await world.store('production/shop').resolve(image.digest))?.digest).toBe(image.digest);
    expect(await world.file(KUSTOMIZATION)).toBe(
      `# desired state\nresources: [deployment.yaml]\nimages:\n  - name: shop # ours\n    newName: "${world.registry.host}/production/shop"\n    digest: ${image.digest}`,
    );
    const [record, ...others] = (await recordsIn('production/shop', image)).filter(
      ({ statement }) => parsePromotion(statement.predicate).environment === 'production',
    );
    expect(others).toEqual([]);
    expect(parsePromotion(record?.statement.predicate)).toMatchObject({
      environment: 'production',
      from: ['staging'],
      image: 'shop',
      source: `${world.registry.host}/build/shop`,
      repository: `${world.registry.host}/production/shop`,
      digest: image.digest,
      requestedBy: 'octocat',
      commit: outcome.outputs['commit'],
      deployment: Number(outcome.outputs['deploymentId']),
    });
    expect(outcome.outputs['recordDigest']).toBe(record?.bundleDigest);
    const deployment = world.github.repository('acme/shop').deployments.at(-1);
    expect(deployment).toMatchObject({ environment: 'production', sha: outcome.outputs['commit'] });
    expect(deployment?.statuses.map(({ state }) => state)).toEqual(['in_progress', 'success']);
    expect(deployment?.payload).toMatchObject({
      images: [{ name: 'shop', image: outcome.outputs['image'] }],
    });
  });

  it('uses the permissions that the contract names, and no others', async () => {
    await promote(await readyForProduction(), 'production');
    expect(world.github.used(world.token)).toEqual({ contents: 'write', deployments: 'write' });
  });

  it('does nothing the second time, and says so', async () => {
    const image = await readyForProduction();
    const first = await promote(image, 'production');
    const { length } = world.registry.requests;
    world.clock.advance(60_000);
    const second = await promote(image, 'production');
    expect(second.result).toBe('unchanged');
    expect(second.outputs).toMatchObject({
      verdict: 'pass',
      changes: [],
      deploymentId: first.outputs['deploymentId'],
      recordDigest: first.outputs['recordDigest'],
    });
    expect(second.outputs['commit']).toBeUndefined();
    const writes = world.registry.requests.slice(length).filter(({ method }) => !/GET|HEAD/.test(method));
    expect(writes).toEqual([]);
  });

  it('names the digest that was replaced', async () => {
    const one = await readyForProduction('v1');
    await promote(one, 'production');
    world.clock.advance(60_000);
    const two = await readyForProduction('v2');
    await promote(two, 'production');
    const [record] = (await recordsIn('production/shop', two)).filter(
      ({ statement }) => parsePromotion(statement.predicate).environment === 'production',
    );
    expect(parsePromotion(record?.statement.predicate).previousDigest).toBe(one.digest);
  });

  it('edits the workspace and commits nothing with write: none', async () => {
    const image = await world.build('v1');
    await prove(world, image, EVERYTHING);
    const file = 'deploy/staging/kustomization.yaml';
    writeInWorkspace(file, await world.file(file));
    const outcome = await promote(image, 'staging', { write: 'none' });
    expect(outcome.outputs['commit']).toBeUndefined();
    expect(readFileSync(path.join(world.workspace, file), 'utf8')).toContain(`digest: ${image.digest}`);
    expect(await world.file(file)).toContain('newTag');
  });
});

describe('a refusal', () => {
  interface Refused {
    readonly what: string;
    readonly prepare: (image: Descriptor) => Promise<void>;
    readonly requirement: string;
    readonly result: 'fail' | 'missing';
    readonly seen: RegExp;
  }
  const without = (kind: string) => EVERYTHING.filter((each) => each !== kind);
  const cases: readonly Refused[] = [
    {
      what: 'an unsigned digest',
      prepare: (image) => prove(world, image, without('signature')),
      requirement: 'signed-by',
      result: 'missing',
      seen: /no signature/,
    },
    {
      what: 'a digest signed by a stranger',
      prepare: async (image) => {
        await prove(world, image, without('signature'));
        await prove(world, image, ['signature'], { signer: stranger.signer });
      },
      requirement: 'signed-by',
      result: 'missing',
      seen: /no signature/,
    },
    {
      what: 'an unscanned digest',
      prepare: (image) => prove(world, image, without('scan')),
      requirement: 'vulnerabilities',
      result: 'missing',
      seen: /no scan of linux\/amd64, linux\/arm64/,
    },
    {
      what: 'a digest with a critical finding',
      prepare: (image) => prove(world, image, EVERYTHING, { critical: 1 }),
      requirement: 'vulnerabilities',
      result: 'fail',
      seen: /1 critical, 0 allowed/,
    },
    {
      what: 'a scan that is too old',
      prepare: async (image) => {
        await prove(world, image, EVERYTHING);
        world.clock.advance(25 * 3_600_000);
      },
      requirement: 'vulnerabilities',
      result: 'fail',
      seen: /it is 25 h old/,
    },
    {
      what: 'an untested digest',
      prepare: (image) => prove(world, image, without('tests')),
      requirement: 'tests unit',
      result: 'missing',
      seen: /no result of this suite/,
    },
    {
      what: 'a digest whose tests failed',
      prepare: (image) => prove(world, image, EVERYTHING, { result: 'FAILED' }),
      requirement: 'tests unit',
      result: 'fail',
      seen: /FAILED/,
    },
  ];

  it.each(cases)(
    'meets $what, says why, and writes nothing',
    async ({ prepare, requirement, result, seen }) => {
      const image = await world.build('v1');
      await prepare(image);
      const { length } = world.registry.requests;
      const outcome = await promote(image, 'staging');
      expect(outcome.result).toBe('refused');
      const { images } = outcome.report as { images: { verdict: { findings: { requirement: string }[] } }[] };
      const failed = images[0]?.verdict.findings.find((each) => each.requirement === requirement);
      expect(failed).toMatchObject({ result, seen: expect.stringMatching(seen) as unknown });
      expect(outcome.summary).toMatch(
        /^### ⛔ promote: refused, shop may not go to staging: 1 requirement not met\n/,
      );
      expect(outcome.problems).toHaveLength(1);
      expect(world.registry.requests.slice(length).every(({ method }) => /GET|HEAD/.test(method))).toBe(true);
      expect(world.github.requests.every(({ method }) => method === 'GET')).toBe(true);
    },
  );

  it('meets a digest that was never promoted to the environment before, and one whose canary failed', async () => {
    const image = await world.build('v1');
    await prove(world, image, EVERYTHING);
    await prove(world, image, ['canary'], { verdict: 'fail' });
    const outcome = await promote(image, 'production');
    expect(outcome.result).toBe('refused');
    expect(outcome.problems?.map(({ what }) => what)).toEqual([
      'shop may not go to production: from staging',
      'shop may not go to production: canary in staging',
    ]);
  });

  it('is lifted by a newer canary that passed, and comes back with one that is inconclusive', async () => {
    const image = await readyForProduction();
    world.clock.advance(60_000);
    await prove(world, image, ['canary'], { verdict: 'inconclusive' });
    expect((await promote(image, 'production')).result).toBe('refused');
    world.clock.advance(60_000);
    await prove(world, image, ['canary'], { verdict: 'pass' });
    expect((await promote(image, 'production', { mode: 'check' })).result).toBe('done');
  });

  it('is only shown where the environment warns', async () => {
    const image = await world.build('v1');
    const policy = await world.file('.github/fixity.yml');
    await world.commit({
      '.github/fixity.yml': policy.replace('  staging:\n', '  staging:\n    mode: warn\n'),
    });
    const outcome = await promote(image, 'staging');
    expect(outcome).toMatchObject({ result: 'done', outputs: { verdict: 'warn' } });
    expect(outcome.summary).toMatch(/^### ⚠️ promote: shop promoted to staging\n/);
    const [record] = await recordsIn('build/shop', image);
    expect(parsePromotion(record?.statement.predicate).warnings).toContain('signed-by');
  });
});

describe('checking', () => {
  it('shows what would change and writes nothing', async () => {
    const image = await readyForProduction();
    const reader = world.github.mint({ contents: 'read' }, { ...READER });
    const { length } = world.registry.requests;
    const outcome = await world.promote(
      { images: reference(world, 'build/shop', image.digest), environment: 'production', mode: 'check' },
      { token: reader, key: undefined },
    );
    expect(outcome.result).toBe('done');
    expect(outcome.outputs['changes']).toMatchObject([
      { path: KUSTOMIZATION, line: 4, before: 'shop:1.4.0' },
    ]);
    expect(outcome.summary).toContain(`-    newTag: "1.4.0"`);
    expect(world.github.used(reader)).toEqual({ contents: 'read' });
    expect(world.registry.requests.slice(length).every(({ method }) => /GET|HEAD/.test(method))).toBe(true);
  });

  it('judges a pull request by the policy in force and only previews its own', async () => {
    const image = await world.build('v1');
    await prove(
      world,
      image,
      EVERYTHING.filter((each) => each !== 'tests'),
    );
    const policy = await world.file('.github/fixity.yml');
    writeInWorkspace('.github/fixity.yml', policy.replace(/ +tests: .*\n/, ''));
    writeInWorkspace('keys/release.pub', await world.file('keys/release.pub'));
    const outcome = await world.promote(
      { images: reference(world, 'build/shop', image.digest), environment: 'staging', mode: 'check' },
      { eventName: 'pull_request' },
    );
    expect(outcome.result).toBe('refused');
    expect(outcome.summary).toMatch(/Preview only&#58; with this pull request.*the verdict would be pass/);
  });
});

describe('a run that was broken off', () => {
  const breaks: readonly (readonly [string, () => void])[] = [
    [
      'while copying',
      () =>
        world.registry.faults.add({
          method: 'PUT',
          path: '/production/shop/',
          action: { kind: 'status', status: 500 },
          times: 99,
        }),
    ],
    ['at the commit', () => world.github.fail({ kind: 'server-error', method: 'PATCH', times: 4 })],
    [
      'after the commit, before the deployment',
      () => world.github.fail({ kind: 'server-error', method: 'POST', path: /deployments$/ }),
    ],
    [
      'after the deployment, before the record',
      () => world.github.fail({ kind: 'server-error', method: 'POST', path: /statuses$/ }),
    ],
    [
      'after the record, before success',
      () => {
        world.github.fail({ kind: 'slow', method: 'POST', path: /statuses$/, milliseconds: 1 });
        world.github.fail({ kind: 'server-error', method: 'POST', path: /statuses$/, times: 2 });
      },
    ],
  ];
  it.each(breaks)('%s is completed by running again', async (_, breakIt) => {
    await promote(await readyForProduction('v0'), 'production');
    const before = (await world.file(KUSTOMIZATION)).match(/sha256:.*/)?.[0];
    world.clock.advance(60_000);
    const image = await readyForProduction('v1');
    breakIt();
    await expect(promote(image, 'production')).rejects.toThrow();
    world.registry.faults.clear();
    const outcome = await promote(image, 'production');
    expect(outcome.result).toBe('done');
    expect(await world.file(KUSTOMIZATION)).toContain(image.digest);
    const records = (await recordsIn('production/shop', image)).map(({ statement }) =>
      parsePromotion(statement.predicate),
    );
    const [record, ...others] = records.filter(({ environment }) => environment === 'production');
    expect(others).toEqual([]);
    expect(record?.previousDigest).toBe(before);
    const { deployments } = world.github.repository('acme/shop');
    expect(deployments.filter(({ environment }) => environment === 'production')).toHaveLength(2);
    expect(deployments.at(-1)?.statuses.at(-1)?.state).toBe('success');
    expect((await promote(image, 'production')).result).toBe('unchanged');
  });
});

describe('somebody else, meanwhile,', () => {
  const meanwhile = (edit: (text: string) => string): void => {
    // The branch moves after the plan was made: at the first request that asks for it again.
    const { git } = world.github.repository('acme/shop');
    let done = false;
    const { log } = world;
    const push = log.push.bind(log);
    log.push = (...lines) => {
      if (!done) {
        done = true;
        pending = git
          .text(['show', `main:${KUSTOMIZATION}`])
          .then((text) => world.commit({ [KUSTOMIZATION]: edit(`${text}\n`) }));
      }
      return push(...lines);
    };
  };
  let pending: Promise<unknown> = Promise.resolve();

  it('changed another line: the edit is made again on top', async () => {
    const image = await readyForProduction();
    meanwhile((text) => `${text}namespace: shop\n`);
    const outcome = await promote(image, 'production');
    await pending;
    expect(outcome.result).toBe('done');
    const text = await world.file(KUSTOMIZATION);
    expect(text).toContain('namespace: shop');
    expect(text).toContain(image.digest);
  });

  it('changed the image itself: refused, and theirs stays', async () => {
    const image = await readyForProduction();
    meanwhile((text) => text.replace('1.4.0', '1.4.9'));
    await expect(promote(image, 'production')).rejects.toThrow(
      /somebody else changed shop.*saw shop:1.4.9 instead of shop:1.4.0/,
    );
    await pending;
    expect(await world.file(KUSTOMIZATION)).toContain('1.4.9');
  });
});

describe('a wrong request', () => {
  it.each([
    [{ environment: 'prodction' }, /no environment 'prodction'.*did you mean 'production'/],
    [{ images: `shp=${'example.com/x'}@sha256:${'0'.repeat(64)}` }, /no image 'shp'.*did you mean 'shop'/],
    [{ images: `shop=example.com/x@sha256:${'0'.repeat(64)}` }, /'shop' does not come from example.com\/x/],
    [{ branch: 'nope' }, /GET \/repos\/\{owner\}\/\{repo\}\/git\/ref/],
    [{ key: '' }, /no signing key/],
  ])('%j is refused before anything is written', async (inputs, reason) => {
    const image = await world.build('v1');
    await prove(world, image, EVERYTHING);
    await expect(promote(image, 'staging', inputs)).rejects.toThrow(reason);
    expect(world.github.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('with a key that the policy does not trust to record is refused before anything is written', async () => {
    const image = await world.build('v1');
    await prove(world, image, EVERYTHING);
    await expect(promote(image, 'staging', { key: stranger.pem })).rejects.toThrow(
      /the signing key may not record promotions to staging.*accepts records by release/,
    );
  });

  it('with a token that may not write deployments names the permission', async () => {
    const image = await world.build('v1');
    await prove(world, image, EVERYTHING);
    const token = world.github.mint({ contents: 'write' }, { ...READER });
    await expect(
      world.promote(
        { images: reference(world, 'build/shop', image.digest), environment: 'staging' },
        { token },
      ),
    ).rejects.toThrow(/permissions: \{ deployments: (read|write) \}/);
  });
});
