import { registryUrl } from '../../../shared/oci/client.ts';
import { type HttpRequest, createSend } from '../../../shared/oci/http.ts';
import { parseReference } from '../../../shared/oci/reference.ts';
import type { Problem } from '../../../shared/text/error.ts';
import { cacheRepository } from './cache.ts';
import { csvFields } from './option.ts';
import type { BuildRequest, BuilderPorts } from './request.ts';

/** A request without the caches that cannot be used, and why not. */
export interface AnsweringCaches {
  readonly request: BuildRequest;
  readonly problems: readonly Problem[];
}

const ANSWERS_WITHIN_MILLISECONDS = 10_000;

type Ports = Pick<BuilderPorts, 'env' | 'stores'>;

/**
 * Leaves out the caches whose service does not answer at all. Any answer will do: BuildKit goes on after an error. For one that accepts and never answers it
 * waits without end, and runs no other build meanwhile, not even after this one was stopped.
 */
export async function answeringCaches(
  request: BuildRequest,
  ports: Ports,
  milliseconds = ANSWERS_WITHIN_MILLISECONDS,
): Promise<AnsweringCaches> {
  const caches = [...new Set([...request.cacheFrom, ...request.cacheTo])];
  const probes = new Map<string, Promise<Problem | undefined>>();
  for (const text of caches) {
    const probe = probeOf(text, ports);
    if (probe !== undefined)
      probes.set(text, 'what' in probe ? Promise.resolve(probe) : ask(probe, ports, milliseconds));
  }
  const found = await Promise.all([...probes].map(async ([text, problem]) => [text, await problem] as const));
  const unusable = new Map(
    found.flatMap(([text, problem]) => (problem === undefined ? [] : [[text, problem]])),
  );
  const isUsable = (text: string): boolean => !unusable.has(text);
  return {
    request: {
      ...request,
      cacheFrom: request.cacheFrom.filter(isUsable),
      cacheTo: request.cacheTo.filter(isUsable),
    },
    problems: [...new Map([...unusable.values()].map((each) => [each.what, each])).values()],
  };
}

/** What to ask the service of a cache; undefined for kinds that are not asked, a problem when the job has no such service. */
function probeOf(text: string, { env, stores }: Ports): HttpRequest | Problem | undefined {
  if (csvFields(text).includes('type=gha')) {
    return (
      gitHubProbe(env) ?? {
        what: 'caches of type=gha are not used',
        rule: 'the runner gives this job no cache service',
      }
    );
  }
  const name = cacheRepository(text);
  const reference = name === undefined ? undefined : parseReference(name);
  if (reference?.kind !== 'registry') return undefined;
  return { method: 'GET', url: new URL('/v2/', registryUrl(reference.registry, stores.insecureRegistries)) };
}

/** Of the service's second version the call that looks for an entry, of the first one whatever is at its address. */
function gitHubProbe(env: BuilderPorts['env']): HttpRequest | undefined {
  const isSecond = /^(?:true|1)$/i.test(env['ACTIONS_CACHE_SERVICE_V2'] ?? '');
  const base = env[isSecond ? 'ACTIONS_RESULTS_URL' : 'ACTIONS_CACHE_URL'];
  const token = env['ACTIONS_RUNTIME_TOKEN'];
  if (token === undefined || base === undefined || !URL.canParse(base)) return undefined;
  const call = 'twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL';
  return {
    method: 'POST',
    url: new URL(isSecond ? call : '_apis/artifactcache/caches', base.endsWith('/') ? base : `${base}/`),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ key: 'fixity-probe', restore_keys: [], version: '0'.repeat(64) })),
  };
}

/** @throws the reason of the job's signal when it is cancelled. */
async function ask(
  probe: HttpRequest,
  { stores }: Ports,
  milliseconds: number,
): Promise<Problem | undefined> {
  const limit = AbortSignal.timeout(milliseconds);
  const signal = stores.signal === undefined ? limit : AbortSignal.any([stores.signal, limit]);
  try {
    const answer = await createSend(stores)({ ...probe, signal });
    answer.body.destroy();
  } catch {
    stores.signal?.throwIfAborted();
    if (limit.aborted) return silent(probe.url.host, milliseconds);
  }
  return undefined;
}

const silent = (host: string, milliseconds: number): Problem => ({
  what: `the caches at ${host} are not used`,
  rule: `a cache service has to answer within ${milliseconds / 1_000} seconds, for a build to wait for it`,
  seen: 'no answer',
  next: 'look at the status of the service; without caches every step runs',
});
