import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Descriptor } from '../../../../shared/oci/descriptor.ts';
import { readyForProduction, recordsIn } from './proof.ts';
import { KUSTOMIZATION, type Promoted, type World, createWorld, promoteBuilt } from './world.ts';

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

describe('a run that was broken off', () => {
  const breaks: readonly (readonly [string, () => void])[] = [
    [
      'while copying',
      () => {
        world.registry.faults.add({
          method: 'PUT',
          path: '/production/shop/',
          action: { kind: 'status', status: 500 },
          times: 99,
        });
      },
    ],
    [
      'at the commit',
      () => {
        world.github.fail({ kind: 'server-error', method: 'PATCH', times: 4 });
      },
    ],
    [
      'after the commit, before the deployment',
      () => {
        // The first request only asks whether the token may.
        world.github.fail({ kind: 'slow', method: 'POST', path: /deployments$/, milliseconds: 1 });
        world.github.fail({ kind: 'server-error', method: 'POST', path: /deployments$/ });
      },
    ],
    [
      'after the deployment, before the record',
      () => {
        world.github.fail({ kind: 'server-error', method: 'POST', path: /statuses$/ });
      },
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
    await promote(await readyForProduction(world, 'v0'), 'production');
    const before = /sha256:.*/.exec(await world.file(KUSTOMIZATION))?.[0];
    world.clock.advance(60_000);
    const image = await readyForProduction(world, 'v1');
    breakIt();
    await expect(promote(image, 'production')).rejects.toThrow();
    world.registry.faults.clear();
    const outcome = await promote(image, 'production');
    expect(outcome.result).toBe('done');
    expect(await world.file(KUSTOMIZATION)).toContain(image.digest);
    const [record, ...others] = await recordsIn(world, 'production/shop', image, 'production');
    expect(others).toEqual([]);
    expect(record?.promotion.previousDigest).toBe(before);
    const { deployments } = world.github.repository('acme/shop');
    expect(deployments.filter(({ environment }) => environment === 'production')).toHaveLength(2);
    expect(deployments.at(-1)?.statuses.at(-1)?.state).toBe('success');
    expect((await promote(image, 'production')).result).toBe('unchanged');
  });
});

it('says what it committed when it cannot go on from there', async () => {
  const image = await readyForProduction(world, 'v1');
  // The first request only asks whether the token may.
  world.github.fail({ kind: 'slow', method: 'POST', path: /deployments$/, milliseconds: 1 });
  world.github.fail({ kind: 'server-error', method: 'POST', path: /deployments$/, times: 9 });
  await expect(promote(image, 'production')).rejects.toThrow(
    /the deployment files name the image since commit [0-9a-f]{40}, and running the job again/,
  );
  expect(await world.file(KUSTOMIZATION)).toContain(image.digest);
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
    const image = await readyForProduction(world);
    meanwhile((text) => `${text}namespace: shop\n`);
    const outcome = await promote(image, 'production');
    await pending;
    expect(outcome.result).toBe('done');
    const text = await world.file(KUSTOMIZATION);
    expect(text).toContain('namespace: shop');
    expect(text).toContain(image.digest);
  });

  it('changed the image itself: refused, and theirs stays', async () => {
    const image = await readyForProduction(world);
    meanwhile((text) => text.replace('1.4.0', '1.4.9'));
    await expect(promote(image, 'production')).rejects.toThrow(
      /somebody else changed shop.*saw shop:1.4.9 instead of shop:1.4.0/,
    );
    await pending;
    expect(await world.file(KUSTOMIZATION)).toContain('1.4.9');
  });

  it('promoted the same digest: one deployment remains', async () => {
    const image = await readyForProduction(world);
    const outcomes = await Promise.all([promote(image, 'production'), promote(image, 'production')]);
    expect(outcomes.filter(({ result }) => result !== 'done' && result !== 'unchanged')).toEqual([]);
    const { deployments } = world.github.repository('acme/shop');
    const states = deployments
      .filter(({ environment }) => environment === 'production')
      .map(({ statuses }) => statuses.at(-1)?.state);
    expect(states.filter((state) => state !== 'inactive')).toEqual(['success']);
    const again = await promote(image, 'production');
    expect(again.result).toBe('unchanged');
  });
});
