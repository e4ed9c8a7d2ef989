import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askProgram } from '../../shared/tools/run.ts';
import { findProgram } from '../kit/parts.ts';
import { type Daemon, startDaemon } from './daemon.ts';

/** A BuildKit of this test's own, and buildx with one builder that speaks to it. */
export interface BuildKit {
  readonly env: Readonly<Record<string, string>>;
  readonly builder: string;
  readonly stop: () => Promise<void>;
  /** Ends it without giving it time. */
  readonly kill: () => Promise<void>;
}

const WORKER = [
  ...['--containerd-worker=false', '--oci-worker=true', '--oci-worker-binary=runc'],
  ...['--oci-worker-net=host', '--oci-worker-snapshotter=native'],
];

/** Starts buildkitd with runc on a socket in `directory`. */
export async function startBuildKit(directory: string): Promise<BuildKit> {
  const root = path.join(directory, 'buildkit');
  mkdirSync(root, { recursive: true });
  const socket = path.join(root, 'buildkitd.sock');
  const argv = ['--addr', `unix://${socket}`, '--root', path.join(root, 'root'), ...WORKER];
  const daemon = await startDaemon({ program: 'buildkitd', argv, socket, directory: root });
  return withBuilder(daemon, directory);
}

/** The account that .ci/install-full-parts makes: no privileges, and a range of subordinate ids. */
export const ROOTLESS_USER = 'fixity-rootless';

/** Starts buildkitd in a user namespace, as somebody who is not root. Steps run without a namespace of processes, as in BuildKit's own rootless image. */
export async function startRootlessBuildKit(directory: string): Promise<BuildKit> {
  const user = idsOf(ROOTLESS_USER);
  // Below the common directory of temporary files: the user may not look into ours.
  const place = mkdtempSync(path.join(tmpdir(), 'rootless-'));
  chownSync(place, user.uid, user.gid);
  const socket = path.join(place, 'buildkitd.sock');
  const kit = ['--net=host', '--state-dir', path.join(place, 'state'), 'buildkitd'];
  const own = ['--rootless', '--oci-worker-no-process-sandbox'];
  const argv = [...kit, '--addr', `unix://${socket}`, '--root', path.join(place, 'root'), ...own, ...WORKER];
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: place,
    XDG_RUNTIME_DIR: place,
    USER: ROOTLESS_USER,
  };
  const daemon = await startDaemon({ program: 'rootlesskit', argv, socket, directory, user, env });
  const cleaning = (stop: () => Promise<void>) => async (): Promise<void> => {
    await stop();
    rmSync(place, { recursive: true, force: true });
  };
  return withBuilder({ socket, stop: cleaning(daemon.stop), kill: cleaning(daemon.kill) }, directory);
}

function idsOf(name: string): { readonly uid: number; readonly gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  if (line === undefined) throw new Error(`no account ${name}: run .ci/install-full-parts`);
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

async function withBuilder({ socket, stop, kill }: Daemon, directory: string): Promise<BuildKit> {
  const config = path.join(directory, 'buildkit', 'docker');
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory, DOCKER_CONFIG: config };
  const argv = ['buildx', 'create', '--name', 'fixity', '--driver', 'remote', `unix://${socket}`];
  const name = await askProgram({ program: findProgram('docker') ?? 'docker', argv, env, cwd: directory });
  if (name !== undefined) return { env, builder: 'fixity', stop, kill };
  await stop();
  throw new Error('docker buildx create failed');
}
