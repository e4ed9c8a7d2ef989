import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answeringCaches } from '../../../../../actions/build-image/builders/silent-cache.ts';
import { buildRequest, builderPorts } from '../../../../kit/building.ts';
import {
  type CacheService,
  type CacheServiceMode,
  startCacheService,
} from '../../../../kit/cache-service.ts';
import { directory, removeDirectories } from '../repository.ts';

let service: CacheService;
beforeEach(async () => {
  service = await startCacheService();
});
afterEach(async () => {
  await service.close();
  await removeDirectories();
});

const LOCAL = 'type=local,src=/tmp/cache';

async function left(caches: readonly string[], env = service.env, milliseconds = 300) {
  const place = directory();
  const request = buildRequest(place, 'x', ['FROM scratch'], { cacheFrom: caches, cacheTo: caches });
  const answer = await answeringCaches(request, builderPorts(place, env), milliseconds);
  expect(answer.request.cacheTo).toEqual(answer.request.cacheFrom);
  return { caches: answer.request.cacheFrom, problems: answer.problems.map(({ what }) => what) };
}

const host = (): string => new URL(service.env['ACTIONS_RESULTS_URL'] ?? '').host;
const registry = (): string => `type=registry,ref=${host()}/acme/cache:main`;

describe('answeringCaches', () => {
  it.each<CacheServiceMode>(['works', 429, 500])(
    'keeps the caches of a service that answers: %p',
    async (mode) => {
      service.answer(mode);
      const caches = ['type=gha,scope=a', registry(), LOCAL];
      expect(await left(caches)).toEqual({ caches, problems: [] });
    },
  );

  it('keeps those of a service that refuses the connection, which BuildKit says by itself', async () => {
    const caches = ['127.0.0.1:1/acme/cache', registry()];
    expect(await left(caches)).toEqual({ caches, problems: [] });
  });

  it('leaves out those of a service that never answers, and keeps all others', async () => {
    service.answer('hangs');
    expect(await left(['type=gha', 'type=gha,scope=a', registry(), LOCAL])).toEqual({
      caches: [LOCAL],
      problems: [`the caches at ${host()} are not used`],
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['nothing', {}],
    ['an address without a token', { ACTIONS_CACHE_URL: 'http://127.0.0.1:1/' }],
    [
      'no address of the first version',
      { ACTIONS_RUNTIME_TOKEN: 'x', ACTIONS_RESULTS_URL: 'http://127.0.0.1:1' },
    ],
  ])('says that the job has no cache service when the runner gives %s', async (_, env) => {
    expect(await left(['type=gha', LOCAL], env)).toEqual({
      caches: [LOCAL],
      problems: ['caches of type=gha are not used'],
    });
    expect(service.asked()).toBe(0);
  });

  it('asks the service of the first version too', async () => {
    service.answer('hangs');
    const env = { ACTIONS_RUNTIME_TOKEN: 'x', ACTIONS_CACHE_URL: service.env['ACTIONS_RESULTS_URL'] ?? '' };
    expect((await left(['type=gha'], env)).caches).toEqual([]);
  });

  it('stops with the job', async () => {
    service.answer('hangs');
    const place = directory();
    const ports = builderPorts(place, service.env);
    const signal = AbortSignal.abort(new Error('cancelled'));
    const request = buildRequest(place, 'x', ['FROM scratch'], { cacheFrom: ['type=gha'] });
    const asking = answeringCaches(request, { ...ports, stores: { ...ports.stores, signal } }, 60_000);
    await expect(asking).rejects.toThrow('cancelled');
  });
});
