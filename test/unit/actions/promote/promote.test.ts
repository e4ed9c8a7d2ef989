import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Descriptor } from '../../../../shared/oci/descriptor.ts';
import { EVERYTHING, prove, readyForProduction, recordsIn } from './proof.ts';
import {
  KUSTOMIZATION,
  type Promoted,
  type World,
  createWorld,
  promoteBuilt,
  reference,
  writeInWorkspace,
} from './world.ts';

const READER = { repository: 'acme/shop', repository_owner: 'acme', sub: 'repo:acme/shop' };

let world: World;

beforeEach(async () => {
  world = await createWorld();
});

afterEach(async () => {
  await world.stop();
});

const promote = (
  image: Descriptor,
  environment: string,
  more?: Readonly<Record<string, string>>,
): Promise<Promoted> => promoteBuilt(world, image, environment, more);

describe('promoting', () => {
  it('brings a proven digest to production: copied with its evidence, named, recorded, deployed', async () => {
    const image = await readyForProduction(world);
    const outcome = await promote(image, 'production');

    expect(outcome).toMatchObject({ result: 'done', outputs: { verdict: 'pass' } });
    expect(outcome.outputs['image']).toBe(`${world.registry.host}/production/shop@${image.digest}`);
    expect((await world.store('production/shop').resolve(image.digest))?.digest).toBe(image.digest);
    expect(await world.file(KUSTOMIZATION)).toBe(
      `# desired state\nresources: [deployment.yaml]\nimages:\n  - name: shop # ours\n    newName: "${world.registry.host}/production/shop"\n    digest: ${image.digest}`,
    );
    const [record, ...others] = await recordsIn(world, 'production/shop', image, 'production');
    expect(others).toEqual([]);
    expect(record?.promotion).toMatchObject({
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
    expect(outcome.outputs['recordDigest']).toBe(record?.bundle);
    const deployment = world.github.repository('acme/shop').deployments.at(-1);
    expect(deployment).toMatchObject({ environment: 'production', sha: outcome.outputs['commit'] });
    expect(deployment?.statuses.map(({ state }) => state)).toEqual(['in_progress', 'success']);
    expect(deployment?.payload).toMatchObject({
      images: [{ name: 'shop', image: outcome.outputs['image'] }],
    });
  });

  it('uses the permissions that the contract names, and no others', async () => {
    await promote(await readyForProduction(world), 'production');
    expect(world.github.used(world.token)).toEqual({ contents: 'write', deployments: 'write' });
  });

  it('does nothing the second time, and says so', async () => {
    const image = await readyForProduction(world);
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
    const one = await readyForProduction(world, 'v1');
    await promote(one, 'production');
    world.clock.advance(60_000);
    const two = await readyForProduction(world, 'v2');
    await promote(two, 'production');
    const [record] = await recordsIn(world, 'production/shop', two, 'production');
    expect(record?.promotion.previousDigest).toBe(one.digest);
  });

  it('edits the workspace and commits nothing with write: none', async () => {
    const image = await world.build('v1');
    await prove(world, image, EVERYTHING);
    const file = 'deploy/staging/kustomization.yaml';
    writeInWorkspace(world, file, await world.file(file));
    const outcome = await promote(image, 'staging', { write: 'none' });
    expect(outcome.outputs['commit']).toBeUndefined();
    expect(readFileSync(path.join(world.workspace, file), 'utf8')).toContain(`digest: ${image.digest}`);
    expect(await world.file(file)).toContain('newTag');
  });
});

describe('checking', () => {
  it('shows what would change and writes nothing', async () => {
    const image = await readyForProduction(world);
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
    writeInWorkspace(world, '.github/fixity.yml', policy.replace(/ +tests: .*\n/, ''));
    writeInWorkspace(world, 'keys/release.pub', await world.file('keys/release.pub'));
    const outcome = await world.promote(
      { images: reference(world, 'build/shop', image.digest), environment: 'staging', mode: 'check' },
      { eventName: 'pull_request' },
    );
    expect(outcome.result).toBe('refused');
    expect(outcome.summary).toMatch(
      /Preview only(?::|&#58;) with this pull request.*the verdict would be pass/,
    );
  });

  it('asks no registry that only the policy of a pull request names', async () => {
    const image = await world.build('v1');
    await prove(world, image, EVERYTHING);
    const [host, strange] = [world.registry.host, 'internal.example:8443'];
    const policy = await world.file('.github/fixity.yml');
    writeInWorkspace(world, '.github/fixity.yml', policy.replaceAll(host, strange));
    writeInWorkspace(world, 'keys/release.pub', await world.file('keys/release.pub'));
    const outcome = await world.promote(
      { images: reference(world, 'build/shop', image.digest), environment: 'staging', mode: 'check' },
      { eventName: 'pull_request' },
    );
    expect(outcome.result).toBe('done');
    expect(outcome.summary).toMatch(/no verdict is shown for it.*internal\.example/);
  });

  const BROKEN: readonly (readonly [string, () => void, RegExp])[] = [
    [
      'is not right',
      () => {
        writeInWorkspace(world, '.github/fixity.yml', 'nonsense: [');
      },
      /not valid YAML/,
    ],
    [
      'is a file of the runner',
      () => {
        const full = path.join(world.workspace, '.github/fixity.yml');
        rmSync(full);
        symlinkSync('/etc/passwd', full);
      },
      /fixity.yml cannot be read.*a link out of the workspace/,
    ],
  ];
  it.each(BROKEN)('passes by the policy in force when that of the pull request %s', async (_, act, why) => {
    const image = await world.build('v1');
    await prove(world, image, EVERYTHING);
    writeInWorkspace(world, '.github/fixity.yml', 'version: 1\n');
    act();
    const outcome = await world.promote(
      { images: reference(world, 'build/shop', image.digest), environment: 'staging', mode: 'check' },
      { eventName: 'pull_request' },
    );
    expect(outcome.result).toBe('done');
    expect(outcome.summary).toMatch(/Preview only(?::|&#58;) nothing can be judged by/);
    expect(outcome.summary).toMatch(why);
    expect(JSON.stringify(outcome)).not.toContain('root:');
  });
});
