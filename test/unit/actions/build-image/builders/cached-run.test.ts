import { afterEach, describe, expect, it } from '@jest/globals';
import { runWithCaches } from '../../../../../actions/build-image/builders/cached-run.ts';
import type { ProgressOutcome } from '../../../../../actions/build-image/builders/progress.ts';
import { UnavailableError } from '../../../../../shared/text/error.ts';
import { buildRequest, builderPorts } from '../../../../kit/building.ts';
import { directory, removeDirectories } from '../repository.ts';

afterEach(removeDirectories);

const DONE: ProgressOutcome = { plain: [], warnings: [], caches: [{ what: 'of BuildKit' }] };

/** Runs with these ends one after another; tells the caches and the patience of each run, and what was said. */
async function runs(...ends: readonly (ProgressOutcome | (() => void))[]) {
  const place = directory();
  const ports = builderPorts(place, {});
  const given = { cacheFrom: ['type=local,src=a'], cacheTo: ['type=local,dest=b'] };
  const seen: unknown[] = [];
  const running = runWithCaches(
    buildRequest(place, 'x', ['FROM scratch'], given),
    ports,
    (request, patience) => {
      const end = ends[seen.length];
      seen.push([[...request.cacheFrom, ...request.cacheTo].length, patience]);
      return Promise.resolve().then(() => {
        if (typeof end === 'function') end();
        return DONE;
      });
    },
  );
  const outcome: unknown = await running.catch((error: unknown) => error);
  return { seen, outcome, lines: ports.lines };
}

const stall = (): void => {
  AbortSignal.abort({ stalled: ['registry'] }).throwIfAborted();
};

describe('runWithCaches', () => {
  it('runs once when no cache stands still', async () => {
    expect(await runs(DONE)).toEqual({ seen: [[2, 'caches']], outcome: DONE, lines: [] });
  });

  it('runs again without caches when one stands still, and says so at once and at the end', async () => {
    const { seen, outcome, lines } = await runs(stall, DONE);
    expect(seen).toEqual([
      [2, 'caches'],
      [0, 'anything'],
    ]);
    const said = 'built without caches: registry stood still';
    expect(lines).toEqual([said]);
    expect(outcome).toMatchObject({ caches: [{ what: said }, { what: 'of BuildKit' }] });
  });

  it('gives up when BuildKit still waits', async () => {
    expect((await runs(stall, stall)).outcome).toBeInstanceOf(UnavailableError);
  });

  it('runs once when a step fails', async () => {
    const { seen, outcome } = await runs(() => {
      throw new Error('broken');
    });
    expect([seen.length, outcome]).toEqual([1, new Error('broken')]);
  });
});
