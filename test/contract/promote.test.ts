import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import { digestOf } from '../../shared/oci/digest.ts';
import { type ActionResult, runAction } from '../kit/action-process.ts';
import type { Permissions } from '../kit/workflow-runner/permissions.ts';
import { type TestRegistry, startRegistry } from '../kit/registry/registry.ts';
import { EVERYTHING, prove, readyForProduction } from '../unit/actions/promote/proof.ts';
import {
  KUSTOMIZATION,
  type World,
  createWorld,
  reference,
  writeInWorkspace,
} from '../unit/actions/promote/world.ts';

const POLICY = '.github/fixity.yml';
const STAGING = 'deploy/staging/kustomization.yaml';
const CLAIMS = { repository: 'acme/shop', repository_owner: 'acme', sub: 'repo:acme/shop' };

let world: World;
/** Another registry, that asks for credentials. */
let guarded: TestRegistry;
let policy: string;

beforeAll(async () => {
  // The bundle's clock is the machine's; what is known about an image was known a minute ago.
  world = await createWorld({ now: new Date(Date.now() - 60_000).toISOString() });
  guarded = await startRegistry({ auth: 'basic' });
  policy = await world.file(POLICY);
});
afterEach(() => {
  world.registry.faults.clear();
  guarded.faults.clear();
});
afterAll(async () => {
  await world.stop();
  await guarded.close();
});

/** What anybody outside of the process could see of a promotion. */
interface Traces {
  readonly head: string;
  readonly deployments: number;
  readonly written: readonly string[];
}

const isWrite = ({ method }: { readonly method: string }): boolean => !/^(GET|HEAD)$/.test(method);

const traces = async (): Promise<Traces> => ({
  head: await world.github.repository('acme/shop').git.text(['rev-parse', 'main']),
  deployments: world.github.repository('acme/shop').deployments.length,
  written: [...world.registry.requests, ...guarded.requests].filter(isWrite).map(({ url }) => url),
});

interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly token?: string;
}

/** Runs the bundle in the world's repository. */
const promote = (inputs: Readonly<Record<string, string>>, given: Given = {}): Promise<ActionResult> =>
  runAction('promote', {
    inputs: { key: world.key, token: given.token ?? world.token, environment: 'staging', ...inputs },
    workspace: world.workspace,
    env: {
      GITHUB_API_URL: world.github.apiUrl,
      GITHUB_SERVER_URL: world.github.serverUrl,
      GITHUB_SHA: world.sha,
      ...given.env,
    },
  });

const messages = ({ annotations }: ActionResult): readonly string[] =>
  annotations.map(({ message }) => message);

/** Runs with another policy on the default branch, and takes it back. */
async function under<T>(text: string, work: () => Promise<T>): Promise<T> {
  await world.commit({ [POLICY]: text });
  try {
    return await work();
  } finally {
    await world.commit({ [POLICY]: policy });
  }
}

async function proven(content: string): Promise<Descriptor> {
  const image = await world.build(content);
  await prove(world, image, EVERYTHING);
  return image;
}

const NOWHERE = `shop=127.0.0.1:1/build/shop@sha256:${'0'.repeat(64)}`;

describe('promote, as the runner starts it,', () => {
  it('shows the place of a mistake in the policy, and what was meant', async () => {
    const wrong = policy.replace('signed-by: [release]', 'singed-by: [release]');
    const line = wrong.split('\n').findIndex((each) => each.includes('singed-by')) + 1;
    const ran = await under(wrong, () => promote({ images: NOWHERE }));
    expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'invalid']);
    expect(ran.annotations).toMatchObject([
      {
        level: 'error',
        file: POLICY,
        line,
        column: 7,
        message: expect.stringContaining("'signed-by'") as unknown,
      },
    ]);
    expect(ran.summary).toContain(`${POLICY}&#58;${line}&#58;`);
  });

  it('ends as unavailable when the registry cannot be reached', async () => {
    const elsewhere = policy.replaceAll(world.registry.host, '127.0.0.1:1');
    const ran = await under(elsewhere, () => promote({ images: NOWHERE }));
    expect([ran.exitCode, ran.outputs['result'], ran.outputs['verdict']]).toEqual([
      1,
      'unavailable',
      undefined,
    ]);
    expect(messages(ran)).toEqual([expect.stringContaining('127.0.0.1:1')]);
  });

  it('names the registry that does not take the credentials, and shows them nowhere', async () => {
    const image = `shop=${guarded.host}/build/shop@sha256:${'0'.repeat(64)}`;
    const secret = 'a-wrong-password-73';
    const ran = await under(policy.replaceAll(world.registry.host, guarded.host), () =>
      promote({ images: image, 'registry-username': 'robot', 'registry-password': secret }),
    );
    expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'invalid']);
    expect(messages(ran)).toEqual([expect.stringContaining(guarded.host)]);
    const shown = [
      ran.raw.replace(/^::add-mask::.*$/gm, ''),
      ran.summary,
      JSON.stringify(ran.outputs),
    ].join();
    for (const each of [secret, Buffer.from(`robot:${secret}`).toString('base64')])
      expect(shown).not.toContain(each);
  });

  it('ends as unavailable when GitHub does not answer', async () => {
    const before = await traces();
    const ran = await promote({ images: NOWHERE }, { env: { GITHUB_API_URL: 'http://127.0.0.1:1' } });
    expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'unavailable']);
    expect(messages(ran)).toEqual([expect.stringMatching(/GitHub does not answer.*after 4 tries/)]);
    expect(await traces()).toEqual(before);
  });

  it.each<[string, Permissions]>([
    ['contents: read', { deployments: 'write' }],
    ['contents: write', { contents: 'read', deployments: 'write' }],
    ['deployments: read', { contents: 'write' }],
    ['deployments: write', { contents: 'write', deployments: 'read' }],
  ])('says that the job lacks %s, and has committed nothing', async (lacking, permissions) => {
    const image = await proven(`without ${lacking}`);
    const before = await traces();
    const token = world.github.mint(permissions, CLAIMS);
    const ran = await promote({ images: reference(world, 'build/shop', image.digest) }, { token });
    expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'invalid']);
    expect(messages(ran)).toEqual([expect.stringContaining(`permissions: { ${lacking} }`)]);
    expect(await traces()).toEqual(before);
  });

  it('says that the job lacks packages: write, in place too, and has committed nothing', async () => {
    const image = await proven('in a registry that takes no writes');
    const { head, deployments } = await traces();
    const body = JSON.stringify({
      errors: [{ code: 'DENIED', message: 'permission_denied: write_package' }],
    });
    const action = { kind: 'status', status: 403, body } as const;
    world.registry.faults.add({ method: 'POST', path: '/blobs/uploads/', times: 100, action });
    const ran = await promote({ images: reference(world, 'build/shop', image.digest) });
    expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'invalid']);
    expect(messages(ran)).toEqual([
      expect.stringMatching(/permissions: \{ packages: write \}.*; nothing was committed$/),
    ]);
    expect(await traces()).toMatchObject({ head, deployments });
  });

  it('stops at a layer that is damaged on its way: nothing is committed, tagged or deployed', async () => {
    const content = 'a layer that will be damaged';
    const image = await readyForProduction(world, content);
    const away = policy.replace(`${world.registry.host}/production`, `${guarded.host}/production`);
    const layer = new RegExp(`/blobs/${digestOf(content)}`);
    world.registry.faults.add({ method: 'GET', path: layer, times: 100, action: { kind: 'corrupt' } });
    const ran = await under(away, async () => {
      const before = await traces();
      const { username, password } = guarded;
      const docker = JSON.stringify({
        auths: { [guarded.host]: { auth: Buffer.from(`${username}:${password}`).toString('base64') } },
      });
      writeInWorkspace(world, '.docker/config.json', docker);
      const result = await promote(
        { images: reference(world, 'build/shop', image.digest), environment: 'production' },
        { env: { DOCKER_CONFIG: path.join(world.workspace, '.docker') } },
      );
      const { head, deployments } = await traces();
      expect({ head, deployments }).toEqual({ head: before.head, deployments: before.deployments });
      return result;
    });
    expect([ran.exitCode, ran.outputs['commit'], ran.outputs['record-digest']]).toEqual([
      1,
      undefined,
      undefined,
    ]);
    expect(messages(ran)).toEqual([expect.stringMatching(/is not what its descriptor says/)]);
    const { manifests, tags } = guarded.repository('production/shop');
    expect([manifests.size, tags.size]).toEqual([0, 0]);
    expect(await world.file(KUSTOMIZATION)).not.toContain(image.digest);
  });

  it('refuses an image that nobody signed: outputs and summary say why, and nothing is written', async () => {
    const image = await world.build('nobody signed it');
    const before = await traces();
    const ran = await promote({ images: reference(world, 'build/shop', image.digest) });
    expect([ran.exitCode, ran.outputs]).toMatchObject([1, { result: 'refused', verdict: 'fail' }]);
    expect(messages(ran)).toContainEqual(expect.stringContaining('shop may not go to staging: signed-by'));
    expect(ran.summary).toMatch(
      /^### ⛔ promote: refused, shop may not go to staging: \d requirements not met\n/,
    );
    expect(ran.report).toMatchObject({ environment: 'staging', verdict: 'fail' });
    expect(await traces()).toEqual(before);
  });

  it('edits the workspace with write: none, records, and has nothing to do the second time', async () => {
    const image = await proven('for the workspace');
    writeInWorkspace(world, STAGING, await world.file(STAGING));
    const before = await traces();
    const inputs = { images: reference(world, 'build/shop', image.digest), write: 'none' };
    const ran = await promote(inputs);
    expect([ran.exitCode, messages(ran)]).toEqual([0, []]);
    expect(ran.outputs).toMatchObject({
      result: 'done',
      verdict: 'pass',
      image: `${world.registry.host}/build/shop@${image.digest}`,
      'record-digest': expect.stringMatching(/^sha256:/) as unknown,
      'deployment-id': expect.stringMatching(/^\d+$/) as unknown,
    });
    expect(ran.outputs['commit']).toBeUndefined();
    expect(JSON.parse(ran.outputs['changes'] ?? '')).toMatchObject([{ path: STAGING, image: 'shop' }]);
    expect(readFileSync(path.join(world.workspace, STAGING), 'utf8')).toContain(`digest: ${image.digest}`);
    const { head, deployments } = await traces();
    expect([head, deployments]).toEqual([before.head, before.deployments + 1]);
    expect(ran.summary).toMatch(/^### ✅ promote: shop promoted to staging\n/);
    expect((await promote(inputs)).outputs['result']).toBe('unchanged');
  });
});
