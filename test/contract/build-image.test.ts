import { readFileSync, watch } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { contract } from '../../actions/build-image/contract.ts';
import { systemClock } from '../../shared/action/system-clock.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import type { ImageIndex } from '../../shared/oci/descriptor.ts';
import { parseDigest } from '../../shared/oci/digest.ts';
import { readImage } from '../../shared/oci/image.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { type ActionResult, runAction } from '../kit/action-process.ts';
import { writeTestImage } from '../kit/registry/image.ts';
import { type TestRegistry, startRegistry } from '../kit/registry/registry.ts';
import {
  FILES,
  commit,
  directory,
  removeDirectories,
  repository,
  write,
} from '../unit/actions/build-image/repository.ts';

let registry: TestRegistry;

beforeEach(async () => {
  registry = await startRegistry();
});
afterEach(async () => {
  await registry.close();
  await removeDirectories();
});

type Env = Readonly<Record<string, string>>;

const build = async (workspace: string, inputs: Env, env: Env = {}): Promise<ActionResult> =>
  runAction('build-image', { workspace, inputs: { token: '', ...inputs }, env: { GITHUB_SHA: '', ...env } });

const storeOf = (image: string) =>
  openStore(parseReference(image), { credentials: anonymous, clock: systemClock });

const resultOf = ({ outputs, log }: ActionResult): string => outputs['result'] ?? log.join('\n');

/** Large enough that two processes meet while they write. */
const LARGE = Object.fromEntries(
  Array.from({ length: 40 }, (_, at) => [`node_modules/dep/${at}.js`, `${at}\n`.repeat(20_000)]),
);

/** Another commit of the same sources. */
function changed(content: string): string {
  const workspace = repository({ ...FILES, ...LARGE });
  write(workspace, { 'src/server.js': content });
  commit(workspace, content);
  return workspace;
}

describe('two jobs at once', () => {
  it('that build one commit into one layout with one cache give one image, whole, with its tags once', async () => {
    const workspace = repository({ ...FILES, '.gitignore': 'node_modules/\nout/\ncache/\n', ...LARGE });
    const inputs = { image: 'oci-layout:out', tags: 'v1.2.3\nlatest', 'cache-dir': 'cache' };
    const ran = await Promise.all([1, 2, 3].map(async () => build(workspace, inputs)));
    for (const each of ran) expect(resultOf(each)).toMatch(/^(done|unchanged)$/);
    const digests = new Set(ran.map(({ outputs }) => outputs['digest']));
    expect(digests.size).toBe(1);
    const layout = path.join(workspace, 'out');
    const { manifests } = JSON.parse(readFileSync(path.join(layout, 'index.json'), 'utf8')) as ImageIndex;
    const names = manifests.map(({ annotations }) => annotations?.['org.opencontainers.image.ref.name']);
    expect(names.filter((name) => name !== undefined).sort()).toEqual(['latest', 'v1.2.3']);
    const { platforms } = await readImage(
      storeOf(`oci-layout:${layout}`),
      parseDigest([...digests][0] ?? ''),
    );
    expect(platforms).toHaveLength(2);
    const again = await build(workspace, inputs);
    expect(again.outputs).toMatchObject({ result: 'unchanged', digest: [...digests][0] });
  }, 60_000);

  it.each(['a registry', 'a layout'])(
    'that release two commits as one version into %s: one of them does, the other is told',
    async (place) => {
      const image = place === 'a layout' ? `oci-layout:${directory()}/out` : `${registry.host}/acme/shop`;
      const workspaces = [changed('one\n'), changed('two\n')];
      const ran = await Promise.all(
        workspaces.map(async (each) => build(each, { image, tags: 'v1.2.3\nlatest' })),
      );
      expect(ran.map(resultOf).sort()).toEqual(['done', 'refused']);
      const winner = ran.find(({ outputs }) => outputs['result'] === 'done');
      const loser = ran.find(({ outputs }) => outputs['result'] === 'refused');
      for (const tag of ['v1.2.3', 'latest'])
        expect((await storeOf(image).resolve(tag))?.digest).toBe(winner?.outputs['digest']);
      expect(loser?.summary).toMatch(/v1\.2\.3/);
    },
    60_000,
  );

  it('that release two versions into one repository: both are there, and latest is the newer one in the end', async () => {
    const image = `${registry.host}/acme/shop`;
    const [older, newer] = [changed('one\n'), changed('two\n')];
    const ran = await Promise.all([
      build(older, { image, tags: 'type=ref,event=tag' }, { GITHUB_REF: 'refs/tags/v1.2.3' }),
      build(newer, { image, tags: 'type=ref,event=tag' }, { GITHUB_REF: 'refs/tags/v1.2.4' }),
    ]);
    expect(ran.map(resultOf)).toEqual(['done', 'done']);
    const store = storeOf(image);
    expect((await store.resolve('v1.2.3'))?.digest).toBe(ran[0].outputs['digest']);
    expect((await store.resolve('v1.2.4'))?.digest).toBe(ran[1].outputs['digest']);
    expect((await store.resolve('latest'))?.digest).toBe(ran[1].outputs['digest']);
  }, 60_000);
});

describe('a job that is cancelled while it uploads', () => {
  it('has tagged nothing, says so, and a new one completes it', async () => {
    const workspace = changed('one\n');
    const image = `${registry.host}/acme/shop`;
    registry.faults.add({
      method: 'PUT',
      path: '/blobs/uploads/',
      action: { kind: 'slow', milliseconds: 60_000 },
    });
    const ran = await runAction('build-image', {
      workspace,
      inputs: { token: '', image, tags: 'v1.2.3' },
      env: { GITHUB_SHA: '' },
      timeoutMs: 3000,
    });
    registry.faults.clear();
    expect(ran.outputs['result']).toBe('inconclusive');
    expect(ran.summary).toMatch(/cancelled, a new run completes it/);
    expect(await storeOf(image).listTags()).toEqual([]);
    expect(resultOf(await build(workspace, { image, tags: 'v1.2.3' }))).toBe('done');
  }, 60_000);
});

describe('a job that is killed while it writes a layout', () => {
  it('leaves nothing that a new one stumbles over', async () => {
    const workspace = repository({ ...FILES, '.gitignore': 'node_modules/\nout/\ncache/\n', ...LARGE });
    const inputs = { token: '', image: 'oci-layout:out', tags: 'v1.2.3', 'cache-dir': 'cache' };
    const kill = new AbortController();
    const watcher = watch(workspace, (_, name) => {
      if (name === 'out') kill.abort();
    });
    const ran = await runAction('build-image', {
      workspace,
      inputs,
      env: { GITHUB_SHA: '' },
      signal: kill.signal,
      patience: { interruptMs: 0, terminateMs: 0 },
    });
    watcher.close();
    expect(ran.exitCode).not.toBe(0);
    const again = await build(workspace, inputs);
    expect(resultOf(again)).toBe('done');
    const layout = storeOf(`oci-layout:${path.join(workspace, 'out')}`);
    const { platforms } = await readImage(layout, parseDigest(again.outputs['digest'] ?? ''));
    expect(platforms).toHaveLength(2);
  }, 60_000);
});

describe('a container job', () => {
  const inputs = (): Env => ({ image: `${registry.host}/acme/shop`, tags: 'v1.2.3' });

  it('may build a checkout that belongs to another user', async () => {
    const ran = await build(repository(), inputs(), { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' });
    expect(resultOf(ran)).toBe('done');
  });

  it('needs the program git, and says so', async () => {
    const workspace = repository();
    const without = { PATH: directory() };
    const refused = await build(workspace, inputs(), without);
    expect(refused.summary).toMatch(/no commit to take the time from[^]*git, which has to be installed/);
    const more = { 'source-date-epoch': '0', 'clean-tree': 'off' };
    expect(resultOf(await build(workspace, { ...inputs(), ...more }, without))).toBe('done');
  });
});

describe('what a step leaves behind', () => {
  it('is every output that later steps rely on, a summary, and a last line that repeats its heading', async () => {
    const image = `${registry.host}/acme/shop`;
    const ran = await build(repository(), {
      image,
      tags: 'v1.2.3\nlatest',
      'verify-reproducible': 'true',
      checks: 'healthcheck=warn',
    });
    const { outputs, log, summary } = ran;
    const promised = Object.keys(contract.outputs).filter((name) => name !== 'comparison');
    expect(Object.keys(outputs).sort()).toEqual(promised.sort());
    expect(outputs['image']).toBe(`${image}@${outputs['digest']}`);
    expect(outputs['tags']).toBe('v1.2.3\nlatest');
    expect(summary.split('\n')[0]).toMatch(/build-image: built, reproducible$/);
    expect(log.at(-1)).toBe(`build-image: built, reproducible (${outputs['digest']})`);
    expect(ran.annotations).toMatchObject([
      {
        level: 'warning',
        message: expect.stringMatching(/^there is no health check – check 'healthcheck' – set/),
      },
    ]);
  });

  it('is a warning at the line that is to blame', async () => {
    const base = `${registry.host}/base`;
    await writeTestImage(storeOf(base), { tag: '12', layers: [] });
    const yaml = (FILES['image.yml'] ?? '').replace('scratch', `${base}:12`).replace(', linux/arm64', '');
    const workspace = repository({ ...FILES, 'image.yml': yaml });
    const ran = await build(workspace, {
      image: `${registry.host}/acme/shop`,
      tags: 'v1',
      'base-images': 'warn',
    });
    expect(resultOf(ran)).toBe('done');
    expect(ran.annotations).toContainEqual({
      level: 'warning',
      message: expect.stringMatching(/check 'base-images'.*write {2}from: /) as unknown,
      file: 'image.yml',
      line: 1,
      column: 7,
    });
  });

  it('is an annotation at the line of image.yml, and nothing in the registry, when that line is wrong', async () => {
    const workspace = repository({ ...FILES, 'image.yml': 'from: scratch\nlayrs: []\n' });
    const ran = await build(workspace, { image: `${registry.host}/acme/shop`, tags: 'v1' });
    expect(ran.exitCode).toBe(1);
    expect(ran.outputs).toMatchObject({ result: 'invalid' });
    expect(ran.annotations).toMatchObject([{ level: 'error', file: 'image.yml', line: 2 }]);
    expect(registry.requests).toEqual([]);
  });
});
