import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { buildWithBuildah } from '../../actions/build-image/builders/buildah.ts';
import { type FoundBuildah, findBuilders } from '../../actions/build-image/builders/found.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import { type TestBuilderPorts, buildRequest, builderPorts } from '../kit/building.ts';
import { type BusyboxLayout, busyboxLayout } from '../kit/busybox.ts';
import { ACCOUNT, type Distribution, startDistribution } from '../kit/distribution.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { recorded } from '../kit/recorder.ts';

const PARTS = ['buildah', 'busybox', 'tar', 'docker-registry'];

let directory = '';
let base: BusyboxLayout;
let registry: Distribution | undefined;

beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'private-'));
  if (PARTS.some((part) => findProgram(part) === undefined)) return;
  base = busyboxLayout(directory);
  registry = await startDistribution('private');
  const name = parseReference(`${registry.host}/acme/base`);
  const from = openStore(parseReference(`oci-layout:${base.path}`), portsWith().stores);
  await copyImage(from, openStore(name, portsWith().stores), base.digest, { referrers: false });
});
afterAll(async () => {
  await registry?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Ports that were given the account of the registry, and whose programs find nothing of it by themselves. */
function portsWith(env: Readonly<Record<string, string>> = {}): TestBuilderPorts {
  const home = mkdtempSync(path.join(directory, 'home-'));
  const ports = builderPorts(home, { PATH: process.env['PATH'] ?? '', HOME: home, ...env });
  const credentials = {
    for: (host: string) => Promise.resolve(host === registry?.host ? { ...ACCOUNT } : undefined),
  };
  return { ...ports, stores: { ...ports.stores, workspace: directory, credentials } };
}

/** buildah with a storage of its own, which knows no image yet. */
async function found(ports: TestBuilderPorts): Promise<FoundBuildah> {
  const { buildah } = await findBuilders(ports);
  if ('missing' in buildah) throw new Error(buildah.missing);
  const place = mkdtempSync(path.join(directory, 'storage-'));
  const roots = ['--root', path.join(place, 'root'), '--runroot', path.join(place, 'run')];
  return { ...buildah, storage: ['--storage-driver', 'vfs', ...roots] };
}

const host = (): string => registry?.host ?? '';
const onPrivate = (): string => `FROM ${host()}/acme/base@${base.digest}`;
const SECRETS = [ACCOUNT.password, Buffer.from(`${ACCOUNT.username}:${ACCOUNT.password}`).toString('base64')];

/** Everything below `place`, as one text. */
const contentOf = (place: string): string =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

describe('buildah with a base in a private registry of this machine', () => {
  interop('logs in with what the action was given, and shows the password nowhere', PARTS, async () => {
    const ports = portsWith();
    const tool = await found(ports);
    const recorder = recorded(tool.program, directory);
    const lines = [onPrivate(), 'RUN env > /env.txt && echo built'];
    const image = await buildWithBuildah(
      buildRequest(directory, 'private', lines),
      { ...tool, program: recorder.program },
      ports,
    );
    expect(image.digest).toMatch(/^sha256:/);
    const shown = [
      ...ports.lines,
      JSON.stringify(recorder.calls()),
      contentOf(path.join(directory, 'private')),
    ];
    for (const secret of SECRETS) expect(shown.join('\n')).not.toContain(secret);
    // The program got a file that nobody else may read, and which is gone.
    const [call] = recorder.calls();
    expect(call?.files).toEqual([expect.stringMatching(/^600 700 .*\/docker-config-\w+\/auth\.json$/)]);
    expect(readdirSync(ports.temp)).toEqual([]);
  });

  interop('says how to log in when nothing was given', PARTS, async () => {
    const ports = portsWith();
    const tool = await found(ports);
    const stores = { ...ports.stores, credentials: { for: () => Promise.resolve(undefined) } };
    // From another base than the target's, which this action reads before buildah does.
    const lines = [`${onPrivate()} AS other`, 'RUN echo x > /x', 'FROM scratch', 'COPY --from=other /x /x'];
    const building = buildWithBuildah(buildRequest(directory, 'refused', lines), tool, { ...ports, stores });
    await expect(building).rejects.toMatchObject({
      problems: [{ next: expect.stringContaining('registry-username') as unknown }],
    });
  });

  interop('leaves no credential behind when the build fails or is cancelled', PARTS, async () => {
    const ports = portsWith();
    const tool = await found(ports);
    const failing = buildRequest(directory, 'failing', [onPrivate(), 'RUN exit 3']);
    await expect(buildWithBuildah(failing, tool, ports)).rejects.toThrow('exit status 3');
    expect(readdirSync(ports.temp)).toEqual([]);
    const controller = new AbortController();
    const stopping = {
      ...ports,
      stores: { ...ports.stores, signal: controller.signal },
      log: {
        ...ports.log,
        info: () => {
          controller.abort(new Error('cancelled'));
        },
      },
    };
    const endless = buildRequest(directory, 'endless', [onPrivate(), 'RUN while true; do :; done']);
    await expect(buildWithBuildah(endless, tool, stopping)).rejects.toThrow('cancelled');
    expect(readdirSync(ports.temp)).toEqual([]);
  });

  interop("uses the user's own login where there is one", PARTS, async () => {
    const config = path.join(directory, 'docker');
    mkdirSync(config);
    const auth = SECRETS[1];
    writeFileSync(path.join(config, 'config.json'), JSON.stringify({ auths: { [host()]: { auth } } }));
    const ports = portsWith({ DOCKER_CONFIG: config });
    const configured = {
      ...ports.stores,
      credentials: { for: () => Promise.resolve({ ...ACCOUNT, source: 'docker’s configuration' }) },
    };
    const request = buildRequest(directory, 'configured', [onPrivate(), 'RUN echo built']);
    const image = await buildWithBuildah(request, await found(ports), { ...ports, stores: configured });
    expect(image.kind).toBe('manifest');
  });

  interop('passes over caches, which it could not write, and says so', PARTS, async () => {
    const caches = { cacheFrom: ['127.0.0.1:1/acme/cache'], cacheTo: ['127.0.0.1:1/acme/cache'] };
    const ports = portsWith();
    const request = buildRequest(directory, 'cached', [onPrivate(), 'RUN echo x > /x'], caches);
    const { warnings } = await buildWithBuildah(request, await found(ports), ports);
    expect(warnings.map(({ what }) => what)).toEqual([expect.stringContaining('passed over')]);
  });
});
