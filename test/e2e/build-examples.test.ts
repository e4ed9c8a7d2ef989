import { writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Repository } from '../../scripts/demo/repository.ts';
import { takeSample } from '../../scripts/demo/world.ts';
import { systemClock } from '../../shared/action/system-clock.ts';
import { parseDigest } from '../../shared/oci/digest.ts';
import { readImage } from '../../shared/oci/image.ts';
import { openStore } from '../../shared/oci/open.ts';
import { formatPlatform } from '../../shared/oci/platform.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { type GitHubFake, startGitHub } from '../kit/github/server.ts';
import { interop } from '../kit/parts.ts';
import { type TestRegistry, startRegistry } from '../kit/registry/registry.ts';
import type { Builtin } from '../kit/workflow-runner/actions.ts';
import type { WorkflowResult } from '../kit/workflow-runner/run.ts';
import { runWorkflow } from '../kit/workflow-runner/workflow.ts';

const WORKFLOWS = [
  'build-dockerfile.yml',
  'build-files.yml',
  'build-monorepo.yml',
  'build-multi-platform.yml',
];

let registry: TestRegistry;
let github: GitHubFake;
let repository: Repository;

beforeAll(async () => {
  registry = await startRegistry();
  repository = await takeSample(registry.host, 'no key', WORKFLOWS);
  github = await startGitHub({ repositories: { 'acme/shop': { directory: repository.bare } } });
}, 60_000);
afterAll(async () => {
  await Promise.all([registry.close(), github.stop()]);
});

/** Nothing was kept before; what is kept now is nobody's concern. */
const cache: Builtin = () => Promise.resolve({ outputs: { 'cache-hit': '' } });

async function release(name: string, tag: string): Promise<WorkflowResult> {
  repository.tag(tag);
  const result = await runWorkflow({
    file: `.github/workflows/${name}`,
    repository: { name: 'acme/shop', directory: repository.bare },
    github,
    event: 'push',
    ref: `refs/tags/${tag}`,
    builtins: { 'actions/cache': cache },
    secrets: { CACHE_SECRET: 'f'.repeat(64) },
  });
  const end = result.log.slice(-25).map(({ text }) => text);
  if (result.result !== 'success') throw new Error([result.result, ...end].join('\n'));
  return result;
}

const store = (image: string): ImageStore =>
  openStore(parseReference(`${registry.host}/acme/${image}`), {
    credentials: { for: () => Promise.resolve(undefined) },
    clock: systemClock,
  });

const outputsOf = (result: WorkflowResult, job: string): Readonly<Record<string, string>> =>
  result.jobs[job]?.steps.find(({ id }) => id === 'build')?.outputs ?? {};

const platformsOf = async (image: string, tag: string): Promise<readonly string[]> => {
  const found = await store(image).resolve(tag);
  if (found === undefined) throw new Error(`there is no ${image}:${tag}`);
  const { platforms } = await readImage(store(image), found.digest);
  return platforms.map(({ platform }) => formatPlatform(platform));
};

describe('build-files.yml', () => {
  it('builds for two platforms, proves that it can be repeated, and tags version and line', async () => {
    const outputs = outputsOf(await release('build-files.yml', 'v1.4.2'), 'build');
    expect(outputs).toMatchObject({ result: 'done', reproducible: 'true', tags: '1.4.2\n1.4\nlatest' });
    expect((await store('shop').resolve('1.4.2'))?.digest).toBe(outputs['digest']);
    expect(await platformsOf('shop', '1.4.2')).toEqual(['linux/amd64', 'linux/arm64']);
  }, 60_000);

  it('takes unchanged layers from the release before', async () => {
    const result = await release('build-files.yml', 'v1.4.3');
    expect(outputsOf(result, 'build')).toMatchObject({ result: 'done', tags: '1.4.3\n1.4\nlatest' });
    expect(result.summaries.map(({ text }) => text).join('')).toContain('same (reused)');
  }, 60_000);
});

describe('build-monorepo.yml', () => {
  it('releases the service that the tag names', async () => {
    const directory = path.join(repository.clone, 'services/billing');
    mkdirSync(directory, { recursive: true });
    writeFileSync(
      path.join(directory, 'image.yml'),
      'from: scratch\nlayers: [{copy: {src/: /app/}}]\nconfig: {entrypoint: [/app/server.js]}\n',
    );
    repository.commit('Add billing', {});
    const outputs = outputsOf(await release('build-monorepo.yml', 'billing/v2.0.1'), 'build');
    expect(outputs['image']).toMatch(new RegExp(`^${registry.host}/acme/billing@sha256:`));
    expect(outputs['tags']).toBe('2.0.1\n2.0\nlatest');
    const { top } = await readImage(store('billing'), parseDigest(outputs['digest'] ?? ''));
    expect(top.content.annotations).toMatchObject({ 'org.opencontainers.image.title': 'billing' });
  }, 60_000);
});

// Of the builders of a Dockerfile buildah runs on any machine; docker's needs a daemon.
describe('the examples of a Dockerfile', () => {
  interop(
    'build-dockerfile.yml builds, checks and pushes with buildah',
    ['buildah'],
    async () => {
      const result = await release('build-dockerfile.yml', 'v1.5.0');
      const outputs = outputsOf(result, 'build');
      expect(outputs['tags']?.split('\n')).toEqual(['1.5.0', expect.stringMatching(/^sha-/), 'latest']);
      expect((await store('shop').resolve('1.5.0'))?.digest).toBe(outputs['digest']);
      expect(JSON.parse(outputs['base-images'] ?? '')).toMatchObject([
        { name: `${registry.host}/acme/base/nodejs` },
      ]);
    },
    120_000,
  );

  interop(
    'build-multi-platform.yml joins what the jobs of a matrix pushed without tags',
    ['buildah'],
    async () => {
      const result = await release('build-multi-platform.yml', 'v1.6.0');
      expect(await platformsOf('shop', '1.6.0')).toEqual(['linux/amd64', 'linux/arm64']);
      expect(outputsOf(result, 'merge')).toMatchObject({ result: 'done', tags: '1.6.0\nlatest' });
      expect((await store('shop').listTags()).filter((tag) => tag.includes('none'))).toEqual([]);
    },
    120_000,
  );
});
