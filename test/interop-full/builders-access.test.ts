import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { buildWithBuildah } from '../../actions/build-image/builders/buildah.ts';
import { buildWithBuildx } from '../../actions/build-image/builders/buildx.ts';
import { type FoundBuildx, findBuilders } from '../../actions/build-image/builders/found.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { askProgram } from '../../shared/tools/run.ts';
import { type TestBuilderPorts, buildRequest, builderPorts } from '../kit/building.ts';
import { type BusyboxLayout, busyboxLayout } from '../kit/busybox.ts';
import { ACCOUNT, type Distribution, startDistribution } from '../kit/distribution.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { recorded } from '../kit/recorder.ts';
import { type BuildKit, startBuildKit } from './buildkit-daemon.ts';

const BUILDKIT = ['docker', 'buildkitd', 'runc', 'busybox', 'tar'];
const PRIVATE = [...BUILDKIT, 'docker-registry'];
const SSH = [...BUILDKIT, 'ssh-agent', 'ssh-add', 'ssh-keygen'];

let directory = '';
let base: BusyboxLayout;
let buildkit: BuildKit;
let registry: Distribution | undefined;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'access-'));
  if (PRIVATE.some((part) => findProgram(part) === undefined)) return;
  base = busyboxLayout(directory);
  buildkit = await startBuildKit(directory);
  registry = await startDistribution('private');
  const { stores } = given();
  const from = openStore(parseReference('oci-layout:busybox'), stores);
  const to = openStore(parseReference(`${registry.host}/acme/base`), stores);
  await copyImage(from, to, base.digest, { referrers: false });
}, 60_000);
afterAll(async () => {
  await registry?.close();
  await buildkit.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Ports that were given the account; docker itself knows nothing of it. */
function given(env: Readonly<Record<string, string>> = {}): TestBuilderPorts {
  const ports = builderPorts(directory, { ...buildkit.env, ...env });
  const credentials = {
    for: (host: string) => Promise.resolve(host === registry?.host ? { ...ACCOUNT } : undefined),
  };
  return { ...ports, stores: { ...ports.stores, credentials } };
}

async function found(ports: TestBuilderPorts): Promise<FoundBuildx> {
  const { buildx } = await findBuilders(ports, buildkit.builder);
  if ('missing' in buildx) throw new Error(buildx.missing);
  return buildx;
}

const contentOf = (place: string): string =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

describe('docker buildx with a private registry', () => {
  interop(
    'reads bases and caches with what the action was given, and shows the password nowhere',
    PRIVATE,
    async () => {
      const host = registry?.host ?? '';
      const ports = given();
      const tool = await found(ports);
      const recorder = recorded(tool.docker, directory);
      const cache = `type=registry,ref=${host}/acme/cache:main`;
      const lines = [`FROM ${host}/acme/base@${base.digest}`, 'RUN env > /env.txt && echo built'];
      const build = (name: string) =>
        buildWithBuildx(
          buildRequest(directory, name, lines, { cacheFrom: [cache], cacheTo: [`${cache},mode=max`] }),
          { ...tool, docker: recorder.program },
          ports,
        );
      const first = await build('first');
      const argv = ['buildx', 'prune', '--builder', buildkit.builder, '--all', '--force'];
      await askProgram({ program: tool.docker, argv, env: buildkit.env, cwd: directory });
      const second = await build('second');
      expect([first.warnings, second.warnings]).toEqual([[], []]);
      expect(second.digest).toBe(first.digest);
      expect(ports.lines.some((line) => line.endsWith('· from the cache'))).toBe(true);

      const [call] = recorder.calls();
      expect(call?.files).toEqual([expect.stringMatching(/^600 700 .*\/docker-config-\w+\/config\.json$/)]);
      const shown = [
        ...ports.lines,
        JSON.stringify(recorder.calls()),
        contentOf(directory),
        contentOf(registry?.storage ?? ''),
      ];
      const secrets = [
        ACCOUNT.password,
        Buffer.from(`${ACCOUNT.username}:${ACCOUNT.password}`).toString('base64'),
      ];
      for (const secret of secrets) expect(shown.join('\n').includes(secret)).toBe(false);
      expect(readdirSync(ports.temp).filter((name) => name.startsWith('docker-config'))).toEqual([]);
    },
  );

  interop('says what to give when nothing was', PRIVATE, async () => {
    const ports = builderPorts(directory, buildkit.env);
    const lines = [`FROM ${registry?.host ?? ''}/acme/other:1`, 'RUN echo other'];
    const building = buildWithBuildx(buildRequest(directory, 'refused', lines), await found(ports), ports);
    await expect(building).rejects.toMatchObject({
      problems: [{ at: { line: 1 }, next: expect.stringContaining('registry-username') as unknown }],
    });
  });
});

/** An agent with a throwaway key, while `work` runs. */
async function withAgent<T>(work: (socket: string) => Promise<T>): Promise<T> {
  const place = mkdtempSync(path.join(directory, 'agent-'));
  const [socket, key] = [path.join(place, 'sock'), path.join(place, 'key')];
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(agent.stdout, 'data');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    return await work(socket);
  } finally {
    agent.kill();
    await once(agent, 'exit');
  }
}

describe('ssh', () => {
  const lines = [
    'FROM base',
    'RUN --mount=type=ssh test -S "$SSH_AUTH_SOCK" && echo "agent at $SSH_AUTH_SOCK"',
    'RUN test -z "$SSH_AUTH_SOCK" && echo nothing left',
  ];
  const request = (name: string, ssh: readonly string[]) =>
    buildRequest(directory, name, lines, {
      buildContexts: { base: 'oci-layout://busybox:v1' },
      ssh,
      noCache: true,
    });

  interop('reaches the step that mounts it, by the variable or by the path of a socket', SSH, async () => {
    await withAgent(async (socket) => {
      for (const [env, ssh] of [
        [{ SSH_AUTH_SOCK: socket }, 'default'],
        [{}, `default=${socket}`],
      ] as const) {
        const ports = given(env);
        await buildWithBuildx(request('ssh', [ssh]), await found(ports), ports);
        expect(ports.lines).toContainEqual(expect.stringMatching(/^agent at \/run\/buildkit\/ssh_agent/));
        expect(ports.lines).toContain('nothing left');
      }
    });
  });

  interop('reaches it with buildah too', [...SSH, 'buildah'], async () => {
    await withAgent(async (socket) => {
      const ports = given({ SSH_AUTH_SOCK: socket });
      const { buildah } = await findBuilders(ports);
      if ('missing' in buildah) throw new Error(buildah.missing);
      const roots = ['--root', path.join(directory, 'storage'), '--runroot', path.join(directory, 'run')];
      const tool = { ...buildah, storage: ['--storage-driver', 'vfs', ...roots] };
      await buildWithBuildah(request('ssh-buildah', ['default']), tool, ports);
      expect(ports.lines).toContainEqual(expect.stringMatching(/^agent at /));
      expect(ports.lines).toContain('nothing left');
    });
  });

  interop('is asked for where it was not given, as a secret is', SSH, async () => {
    const ports = given();
    const tool = await found(ports);
    const mounting = [...lines.slice(0, 1), 'RUN --mount=type=secret,id=npm,required=true true'];
    const contexts = { buildContexts: { base: 'oci-layout://busybox:v1' } };
    const forwarding = ['FROM base', 'RUN --mount=type=ssh,required=true true'];
    const attempts = [
      buildRequest(directory, 'no-ssh', forwarding, contexts),
      buildRequest(directory, 'no-secret', mounting, contexts),
    ];
    const errors = await Promise.all(
      attempts.map((each) => buildWithBuildx(each, tool, ports).catch((error: unknown) => error)),
    );
    expect(errors).toMatchObject([
      { problems: [{ next: expect.stringContaining('give ssh: default') as unknown }] },
      { problems: [{ next: expect.stringContaining('ID=VALUE in secrets') as unknown }] },
    ]);
  });

  interop('says that there is no agent', SSH, async () => {
    const ports = given();
    const building = buildWithBuildx(request('no-agent', ['default']), await found(ports), ports);
    await expect(building).rejects.toMatchObject({
      problems: [{ next: expect.stringContaining('ssh-agent') as unknown }],
    });
  });
});
