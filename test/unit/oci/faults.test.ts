import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { copyImage } from '../../../shared/oci/copy.ts';
import type { Descriptor } from '../../../shared/oci/descriptor.ts';
import { layoutStore } from '../../../shared/oci/layout.ts';
import { isFallbackTag } from '../../../shared/oci/referrers.ts';
import type { RetryBudget } from '../../../shared/oci/retry.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { UnavailableError, UserError } from '../../../shared/text/error.ts';
import { testClock } from '../../kit/clock.ts';
import type { FaultAction } from '../../kit/registry/fault.ts';
import { type Fixture, startFixture, stopFixtures } from '../../kit/registry/fixture.ts';
import {
  AMD64,
  ARM64,
  testReferrer,
  type TestImageOptions,
  writeTestImage,
} from '../../kit/registry/image.ts';
import { contentOf, missingFrom } from '../../kit/registry/state.ts';

/** Waits take no time here. */
const hasty: RetryBudget = { tries: 3, milliseconds: 1_000_000 };
const patient: RetryBudget = { tries: 20, milliseconds: 1_000_000 };
const directories: string[] = [];
afterEach(async () => {
  await stopFixtures();
  await Promise.all(directories.splice(0).map((directory) => rm(directory, { recursive: true })));
});

/** Work in which one registry will fail, done as often as it takes. */
interface Scene {
  readonly failing: Fixture;
  readonly work: () => Promise<unknown>;
  /** Where the work leads to, and what must be there in the end. */
  readonly target: ImageStore;
  readonly wanted: Descriptor;
  /** Bytes of blobs that arrived at the target so far. */
  readonly received: () => number;
}

const SMALL = { layers: ['x'.repeat(50_000)] };
const LARGE = { ...SMALL, platforms: [AMD64, ARM64] };
/** Read around Node's parser. */
const BULK = { layers: ['x'.repeat(1_500_000)] };
const start = (budget: RetryBudget, referrers = true): Promise<Fixture> =>
  startFixture({ referrers }, { budget });

const uploaded = ({ registry }: Fixture): number =>
  registry.requests
    .filter(({ url }) => url.includes('/blobs/uploads/'))
    .reduce((sum, { bytes }) => sum + bytes, 0);
const stored = ({ registry }: Fixture): number =>
  [...registry.repository('acme/shop').blobs.values()].reduce((sum, { length }) => sum + length, 0);

/** An image, its manifests and referrers in a registry that works. */
async function source(budget: RetryBudget, options: TestImageOptions) {
  const from = await start(budget);
  const image = await writeTestImage(from.store, options);
  await from.store.attach(await testReferrer(from.store, image, 'tested'));
  return { from, image };
}

async function push(budget: RetryBudget): Promise<Scene> {
  const to = await start(budget);
  // What a push writes, known beforehand.
  const wanted = await writeTestImage((await start(budget)).store, LARGE);
  const work = (): Promise<unknown> => writeTestImage(to.store, { ...LARGE, tag: 'v1' });
  return { failing: to, work, target: to.store, wanted, received: () => uploaded(to) };
}

interface CopyScene {
  readonly referrers?: boolean;
  readonly options?: TestImageOptions;
}

async function copyFrom(
  budget: RetryBudget,
  side: 'source' | 'destination',
  { referrers = true, options = SMALL }: CopyScene = {},
): Promise<Scene> {
  const [{ from, image }, to] = [await source(budget, options), await start(budget, referrers)];
  const work = async (): Promise<void> => {
    await copyImage(from.store, to.store, image.digest, { referrers: true });
    const { bytes, descriptor } = await from.store.readManifest(image.digest);
    await to.store.putManifest(bytes, { mediaType: descriptor.mediaType, tag: 'v1', expect: null });
  };
  const failing = side === 'source' ? from : to;
  return { failing, work, target: to.store, wanted: image, received: () => uploaded(to) };
}

async function pull(budget: RetryBudget, options: TestImageOptions): Promise<Scene> {
  const { from, image } = await source(budget, options);
  const directory = await mkdtemp(path.join(tmpdir(), 'fixity-faults-'));
  directories.push(directory);
  const target = layoutStore(directory, 'oci-layout:test', testClock());
  const work = async (): Promise<void> => {
    await copyImage(from.store, target, image.digest, { referrers: true });
    const { bytes, descriptor } = await from.store.readManifest(image.digest);
    await target.putManifest(bytes, { mediaType: descriptor.mediaType, tag: 'v1', expect: null });
  };
  return { failing: from, work, target, wanted: image, received: () => 0 };
}

async function attach(budget: RetryBudget, referrers = true): Promise<Scene> {
  const to = await start(budget, referrers);
  const image = await writeTestImage(to.store);
  const before = uploaded(to);
  const wanted = await writeReferrer((await start(budget)).store, image);
  const work = (): Promise<unknown> => writeReferrer(to.store, image);
  return { failing: to, work, target: to.store, wanted, received: () => uploaded(to) - before };
}

const writeReferrer = async (store: ImageStore, image: Descriptor): Promise<Descriptor> =>
  store.attach(await testReferrer(store, image, 'tested'));

type MakeScene = (budget: RetryBudget) => Promise<Scene>;

const WORKS: readonly [string, MakeScene][] = [
  ['a push', push],
  ['a pull into a layout', (budget) => pull(budget, SMALL)],
  ['a pull of a large layer', (budget) => pull(budget, BULK)],
  ['a copy whose source fails', (budget) => copyFrom(budget, 'source')],
  ['a copy of a large layer whose source fails', (budget) => copyFrom(budget, 'source', { options: BULK })],
  ['a copy whose destination fails', (budget) => copyFrom(budget, 'destination', { options: LARGE })],
  [
    'a copy to a registry without the referrers API',
    (budget) => copyFrom(budget, 'destination', { referrers: false }),
  ],
  ['an attachment', attach],
  ['an attachment without the referrers API', (budget) => attach(budget, false)],
];

const FAULTS: readonly [string, FaultAction][] = [
  ['a reset', { kind: 'reset' }],
  ['status 503', { kind: 'status', status: 503 }],
  ['status 429', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }],
  ['an answer that is lost', { kind: 'lost' }],
  ['an answer that is cut', { kind: 'cut', after: 10 }],
  ['an answer that is cut at its end', { kind: 'cut', after: 1_000_000 }],
  ['a request that is cut', { kind: 'cut-upload', after: 5 }],
];

const CASES = WORKS.flatMap(([name, scene]) =>
  FAULTS.map(([fault, action]) => [name, fault, scene, action] as const),
);

/** How many requests the work takes. */
async function countSteps(scene: MakeScene): Promise<number> {
  const { failing, work } = await scene(patient);
  const before = failing.registry.requests.length;
  await work();
  return failing.registry.requests.length - before;
}

/** No manifest is there without what it names, and only the very last step gives a tag: its answer may get lost. */
async function checkUnfinished(scene: Scene, isLast: boolean): Promise<void> {
  const { target, wanted, failing } = scene;
  const repository = failing.registry.repository('acme/shop');
  for (const stored of repository.manifests.values()) {
    expect(missingFrom(repository, contentOf(stored))).toBeUndefined();
  }
  failing.registry.faults.clear();
  const tags = (await target.listTags()).filter((tag) => !isFallbackTag(tag));
  if (!isLast) expect(tags).toEqual([]);
  for (const tag of tags) expect((await target.resolve(tag))?.digest).toBe(wanted.digest);
}

async function failsFrom(step: number, steps: number, scene: Scene, action: FaultAction): Promise<void> {
  const { failing, work, target, wanted, received } = scene;
  failing.registry.faults.add({ skip: step, times: Infinity, action });
  const [outcome] = await Promise.allSettled([work()]);
  if (outcome.status === 'rejected') {
    // Anything else would be shown to people as a bug.
    expect([UnavailableError, UserError]).toContain((outcome.reason as Error).constructor);
    // After the write of the tag there are two looks at it; the answer to the write itself may be what got lost.
    await checkUnfinished(scene, step >= steps - (action.kind === 'lost' ? 3 : 2));
  }
  failing.registry.faults.clear();
  const before = { bytes: received(), held: stored(failing) };
  await work();
  expect((await target.resolve(wanted.digest))?.digest).toBe(wanted.digest);
  if (target === failing.store) expect(received() - before.bytes).toBe(stored(failing) - before.held);
}

/** Says at which step it was. */
const at = (step: number, steps: number) => (cause: unknown) => {
  throw new Error(`at step ${step} of ${steps}`, { cause });
};

describe('from any step on', () => {
  it.each(CASES)('%s ends with %s, tags nothing, and a rerun sends only what is missing', async (...test) => {
    const [, , scene, action] = test;
    const steps = await countSteps(scene);
    expect(steps).toBeGreaterThan(2);
    for (let step = 0; step < steps; step += 1) {
      await failsFrom(step, steps, await scene(hasty), action).catch(at(step, steps));
      await stopFixtures();
    }
  });
});

describe('at each fourth step', () => {
  it.each(CASES)('%s comes through %s', async (...test) => {
    const [, , scene, action] = test;
    for (let skip = 0; skip < 4; skip += 1) {
      const { failing, work, target, wanted } = await scene(patient);
      failing.registry.faults.add({ skip, times: Infinity, every: 4, action });
      await work();
      expect((await target.resolve(wanted.digest))?.digest).toBe(wanted.digest);
      await stopFixtures();
    }
  });
});
