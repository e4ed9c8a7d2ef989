import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { askProgram } from '../../shared/tools/run.ts';
import { findProgram } from '../kit/parts.ts';

/** A BuildKit of this test's own, and buildx with one builder that speaks to it. */
export interface BuildKit {
  readonly env: Readonly<Record<string, string>>;
  readonly builder: string;
  stop(): Promise<void>;
  /** Ends it without giving it time. */
  kill(): Promise<void>;
}

/** Starts buildkitd with runc on a socket in `directory`. */
export async function startBuildKit(directory: string): Promise<BuildKit> {
  const root = path.join(directory, 'buildkit');
  mkdirSync(root, { recursive: true });
  const socket = path.join(root, 'buildkitd.sock');
  const log = openSync(path.join(root, 'log'), 'w');
  const options = [
    ...['--addr', `unix://${socket}`, '--root', path.join(root, 'root')],
    ...['--containerd-worker=false', '--oci-worker=true', '--oci-worker-binary=runc'],
    ...['--oci-worker-net=host', '--oci-worker-snapshotter=native'],
  ];
  const daemon = spawn(findProgram('buildkitd') ?? 'buildkitd', options, { stdio: ['ignore', log, log] });
  const ended = once(daemon, 'exit');
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    daemon.kill(signal);
    await ended;
  };
  const stop = (): Promise<void> => end('SIGTERM');
  const env = { PATH: process.env['PATH'] ?? '', HOME: directory, DOCKER_CONFIG: path.join(root, 'docker') };
  try {
    await listening(socket);
    const argv = ['buildx', 'create', '--name', 'fixity', '--driver', 'remote', `unix://${socket}`];
    const name = await askProgram({ program: findProgram('docker') ?? 'docker', argv, env, cwd: directory });
    if (name === undefined) throw new Error('docker buildx create failed');
    return { env, builder: 'fixity', stop, kill: () => end('SIGKILL') };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Looks again and again: the daemon says nowhere that it is ready. */
async function listening(socket: string): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    const connection = connect(socket);
    const answer = await Promise.race([
      once(connection, 'connect').then(() => true),
      once(connection, 'error').then(() => false),
    ]).catch(() => false);
    connection.destroy();
    if (answer) return;
    await wait(100);
  }
  throw new Error('buildkitd does not listen');
}
