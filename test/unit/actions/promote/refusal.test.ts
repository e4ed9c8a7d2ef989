import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Descriptor } from '../../../../shared/oci/descriptor.ts';
import { MEDIA_TYPE } from '../../../../shared/oci/media-types.ts';
import { EVERYTHING, prove, readyForProduction, recordsIn } from './proof.ts';
import { type Promoted, type World, createWorld, promoteBuilt, reference, stranger } from './world.ts';

const READER = { repository: 'acme/shop', repository_owner: 'acme', sub: 'repo:acme/shop' };

let world: World;

beforeEach(async () => {
  world = await createWorld();
});

afterEach(async () => {
  await world.stop();
});

const mainOf = ({ github }: World): Promise<string> =>
  github.repository('acme/shop').git.text(['rev-parse', 'main']);

const promote = (
  image: Descriptor,
  environment: string,
  more?: Readonly<Record<string, string>>,
): Promise<Promoted> => promoteBuilt(world, image, environment, more);

it('an image without any platform is refused: of nothing, everything would be true', async () => {
  const empty = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [] });
  const image = await world
    .store('build/shop')
    .putManifest(Buffer.from(empty), { mediaType: MEDIA_TYPE.index });
  await prove(world, image, EVERYTHING);
  await expect(promote(image, 'staging')).rejects.toThrow(/no image for any platform/);
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
    const image = await readyForProduction(world);
    world.clock.advance(60_000);
    await prove(world, image, ['canary'], { verdict: 'inconclusive' });
    expect((await promote(image, 'production')).result).toBe('refused');
    world.clock.advance(60_000);
    await prove(world, image, ['canary'], { verdict: 'pass' });
    expect((await promote(image, 'production', { mode: 'check' })).result).toBe('done');
  });

  it('meets a digest that is held, in every mode, until the hold ends', async () => {
    const image = await world.build('v1');
    await prove(world, image, EVERYTHING);
    const policy = await world.file('.github/fixity.yml');
    await world.commit({
      '.github/fixity.yml': policy.replace('  staging:\n', '  staging:\n    mode: warn\n'),
      '.github/fixity/holds.yml': `version: 1\nholds:\n  - {id: INC-7, environment: staging, image: shop, digest: '${image.digest}', reason: broken, by: eve, until: 2026-11-24}\n`,
    });
    const outcome = await promote(image, 'staging');
    expect(outcome.result).toBe('refused');
    expect(outcome.problems).toMatchObject([
      {
        what: 'shop may not go to staging: hold INC-7',
        seen: 'held by eve: broken, until 2026-11-24 23:59:59Z',
      },
    ]);
    expect((await promote(await world.build('v2'), 'staging', { mode: 'check' })).result).toBe('done');
    world.clock.advance(12 * 3_600_000);
    expect((await promote(image, 'staging', { mode: 'check' })).result).toBe('done');
  });

  it('meets a proven digest outside of the window, and lets it in when the window is open', async () => {
    const image = await world.build('v1');
    await prove(world, image, EVERYTHING);
    const policy = await world.file('.github/fixity.yml');
    const window = "    window: {zone: UTC, allow: ['Tue 13:00-16:00']}\n";
    await world.commit({ '.github/fixity.yml': policy.replace('  staging:\n', `  staging:\n${window}`) });
    const outcome = await promote(image, 'staging');
    expect(outcome.problems).toMatchObject([
      { what: 'shop may not go to staging: window', seen: 'Tue 12:00 in UTC' },
    ]);
    world.clock.advance(3_600_000);
    expect((await promote(image, 'staging', { mode: 'check' })).result).toBe('done');
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
    const [record] = await recordsIn(world, 'build/shop', image, 'staging');
    expect(record?.promotion.warnings).toContain('signed-by');
  });
});

describe('a wrong request', () => {
  it.each([
    [{ environment: 'prodction' }, /no environment 'prodction'.*did you mean 'production'/],
    [{ images: `shp=example.com/x@sha256:${'0'.repeat(64)}` }, /no image 'shp'.*did you mean 'shop'/],
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
      /this signer may not record promotions to staging.*accepts records by release/,
    );
  });

  it.each([
    ['may not upload', { method: 'POST', path: '/build/shop/blobs/uploads/' }],
    ['may not attach', { method: 'PUT', path: '/build/shop/manifests/' }],
  ])(
    'where the registry does not let it record in place (%s) is refused before the commit',
    async (_, fault) => {
      const image = await world.build('v1');
      await prove(world, image, EVERYTHING);
      const before = await mainOf(world);
      const body = JSON.stringify({
        errors: [{ code: 'DENIED', message: 'permission_denied: write_package' }],
      });
      world.registry.faults.add({ ...fault, times: 99, action: { kind: 'status', status: 403, body } });
      await expect(promote(image, 'staging')).rejects.toThrow(
        /does not allow this.*write_package.*nothing was committed/,
      );
      expect(await mainOf(world)).toBe(before);
      expect(world.github.repository('acme/shop').deployments).toEqual([]);
      expect(await recordsIn(world, 'build/shop', image, 'staging')).toEqual([]);
      world.registry.faults.clear();
      expect((await promote(image, 'staging')).result).toBe('done');
    },
  );

  it('with a token that may not commit names the permission, and has moved no byte', async () => {
    const image = await readyForProduction(world);
    const token = world.github.mint({ contents: 'read', deployments: 'write' }, { ...READER });
    const writes = world.registry.requests.length;
    await expect(
      world.promote(
        { images: reference(world, 'build/shop', image.digest), environment: 'production' },
        { token },
      ),
    ).rejects.toThrow(/permissions: \{ contents: write \}/);
    expect(world.registry.requests.slice(writes).every(({ method }) => /GET|HEAD/.test(method))).toBe(true);
  });

  it.each([[{}], [{ deployments: 'read' as const }]])(
    'with a token that may not write deployments (%j) names the permission, and has written nothing',
    async (deployments) => {
      const image = await world.build('v1');
      await prove(world, image, EVERYTHING);
      const token = world.github.mint({ contents: 'write', ...deployments }, { ...READER });
      const [file, writes] = ['deploy/staging/kustomization.yaml', world.registry.requests.length];
      const before = await world.file(file);
      await expect(
        world.promote(
          { images: reference(world, 'build/shop', image.digest), environment: 'staging' },
          { token },
        ),
      ).rejects.toThrow(/permissions: \{ deployments: (read|write) \}/);
      expect(await world.file(file)).toBe(before);
      expect(world.github.repository('acme/shop').deployments).toEqual([]);
      expect(world.registry.requests.slice(writes).every(({ method }) => /GET|HEAD/.test(method))).toBe(true);
    },
  );
});
