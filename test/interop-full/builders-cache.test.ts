import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect } from '@jest/globals';
import { buildWithBuildx } from '../../actions/build-image/builders/buildx.ts';
import { findBuilders } from '../../actions/build-image/builders/found.ts';
import type { BuildRequest, BuiltImage } from '../../actions/build-image/builders/request.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { askProgram } from '../../shared/tools/run.ts';
import { buildRequest, builderPorts } from '../kit/building.ts';
import { busyboxLayout } from '../kit/busybox.ts';
import { type CacheService, startCacheService } from '../kit/cache-service.ts';
import { testClock } from '../kit/clock.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { startRegistry } from '../kit/registry/registry.ts';
import { type BuildKit, startBuildKit } from './buildkit-daemon.ts';

const PARTS = ['docker', 'buildkitd', 'runc', 'busybox', 'tar'];

let directory = '';
let buildkit: BuildKit | undefined;
let service: CacheService | undefined;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'cache-'));
  if (PARTS.some((part) => findProgram(part) === undefined)) return;
  busyboxLayout(directory);
  buildkit = await startBuildKit(directory);
  service = await startCacheService();
}, 60_000);
beforeEach(() => {
  service?.answer('works');
});
afterAll(async () => {
  await service?.close();
  await buildkit?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Forgets what BuildKit itself keeps, so that only the cache that was asked for can help. */
async function forget(): Promise<void> {
  if (buildkit === undefined) throw new Error('no BuildKit');
  const argv = ['buildx', 'prune', '--builder', buildkit.builder, '--all', '--force'];
  const program = findProgram('docker') ?? 'docker';
  await askProgram({ program, argv, env: buildkit.env, cwd: directory });
}

interface Built extends BuiltImage {
  readonly lines: readonly string[];
}

/** Each name is a step of its own. */
async function build(
  name: string,
  given: Partial<BuildRequest>,
  word = name,
  clock: Clock = testClock(),
): Promise<Built> {
  if (buildkit === undefined || service === undefined) throw new Error('no BuildKit');
  await forget();
  const plain = builderPorts(directory, { ...buildkit.env, ...service.env });
  const ports = { ...plain, stores: { ...plain.stores, clock } };
  const { buildx } = await findBuilders(ports, buildkit.builder);
  if ('missing' in buildx) throw new Error(buildx.missing);
  const lines = ['FROM base', `RUN echo ${word} > /x`];
  const request = buildRequest(directory, name, lines, {
    buildContexts: { base: 'oci-layout://busybox:v1' },
    ...given,
  });
  const image = await buildWithBuildx(request, buildx, ports);
  return { ...image, lines: ports.lines };
}

/** A clock on which a second is a minute. */
const hurried = (): Clock => ({ ...testClock(), now: () => new Date(Date.now() * 60) });

const isCached = ({ lines }: Built): boolean =>
  lines.some((line) => /RUN echo .* · from the cache$/.test(line));
const GHA: Partial<BuildRequest> = {
  cacheFrom: ['type=gha,scope=shop'],
  cacheTo: ['type=gha,scope=shop,mode=max'],
};

describe("GitHub's cache service", () => {
  interop('is written by one build, and saves the steps of the next', PARTS, async () => {
    const first = await build('first', GHA, 'gha');
    expect(first.warnings).toEqual([]);
    expect(isCached(first)).toBe(false);
    expect([...(service?.entries.keys() ?? [])].some((key) => key.startsWith('index-shop-'))).toBe(true);
    const second = await build('second', GHA, 'gha');
    expect(isCached(second)).toBe(true);
    expect(second.digest).toBe(first.digest);
    expect([...first.lines, ...second.lines].join('\n')).not.toContain(service?.token);
  });

  interop('is not written by a pull request', PARTS, async () => {
    const before = service?.entries.size;
    const { warnings } = await build('pull', { ...GHA, trusted: false });
    expect(service?.entries.size).toBe(before);
    expect(warnings.map(({ what }) => what)).toEqual([expect.stringContaining('this is a pull request')]);
  });

  interop('fails no build when it answers with an error', PARTS, async () => {
    service?.answer(500);
    const { kind, warnings } = await build('answers-500', GHA);
    expect(kind).toBe('manifest');
    expect(warnings.map(({ what }) => what)).toEqual([
      'the cache (GitHub Actions Cache) was not read',
      'the cache (GitHub Actions Cache) was not written',
    ]);
  });

  interop('fails no build when it sends it away for longer than two minutes', PARTS, async () => {
    service?.answer(429);
    const short = { cacheFrom: ['type=gha,timeout=2s'], cacheTo: ['type=gha,timeout=2s'] };
    const { kind, warnings } = await build('answers-429', short);
    expect(kind).toBe('manifest');
    expect(warnings.map(({ what }) => what)).toEqual([
      'the cache (GitHub Actions Cache) was not read',
      'the cache (GitHub Actions Cache) was not written',
    ]);
  });

  interop('holds no build up when it never answers', PARTS, async () => {
    service?.answer('hangs');
    const { kind, warnings } = await build('silent', GHA);
    expect(kind).toBe('manifest');
    expect(warnings).toMatchObject([{ what: expect.stringMatching(/^the caches at 127.* are not used$/) }]);
  });

  interop('holds no build up when it stops to answer at the end of it', PARTS, async () => {
    service?.answer('works', { calls: 1, then: 'hangs' });
    const { kind, warnings } = await build('hangs', { cacheTo: ['type=gha'] }, 'hangs', hurried());
    expect(kind).toBe('manifest');
    expect(warnings.map(({ what }) => what)).toEqual([
      'built without caches: GitHub Actions Cache stood still',
    ]);
  });
});

describe('a cache in a registry', () => {
  interop('is written by one build, and saves the steps of the next', PARTS, async () => {
    const registry = await startRegistry();
    try {
      const name = `type=registry,ref=${registry.host}/acme/cache:main`;
      const given = { cacheFrom: [name], cacheTo: [`${name},mode=max`] };
      const first = await build('registry-one', given, 'registry');
      expect(first.warnings).toEqual([]);
      const second = await build('registry-two', given, 'registry');
      expect(isCached(second)).toBe(true);
      expect(second.digest).toBe(first.digest);
    } finally {
      await registry.close();
    }
  });

  interop('holds no build up when it never answers', PARTS, async () => {
    service?.answer('hangs');
    const name = `type=registry,ref=${new URL(service?.env['ACTIONS_RESULTS_URL'] ?? '').host}/acme/cache`;
    const given = { cacheTo: [name], cacheFrom: [name] };
    const { warnings } = await build('registry-silent', given);
    expect(warnings).toMatchObject([{ what: expect.stringMatching(/^the caches at 127.* are not used$/) }]);
  });

  interop('fails no build when it cannot be reached', PARTS, async () => {
    const name = 'type=registry,ref=127.0.0.1:1/acme/cache:main';
    const { warnings } = await build('registry-gone', { cacheFrom: [name], cacheTo: [name] });
    expect(warnings.map(({ what }) => what)).toEqual([
      'the cache (127.0.0.1:1/acme/cache:main) was not read',
      'the cache (registry) was not written',
    ]);
  });
});
