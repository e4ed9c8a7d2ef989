import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { commit } from '../unit/actions/build-image/repository.ts';

/** A repository with one commit on its branch `main`, served by git itself. */
export interface ServedRepository {
  readonly url: string;
  readonly commit: string;
  stop(): Promise<void>;
}

export async function serveRepository(directory: string): Promise<ServedRepository> {
  const root = path.join(directory, 'served');
  const repository = path.join(root, 'lib.git');
  mkdirSync(repository, { recursive: true });
  writeFileSync(path.join(repository, 'x.txt'), 'x');
  commit(repository);
  const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: repository, encoding: 'utf8' }).trim();
  const port = await freePort();
  const options = [
    '--reuseaddr',
    '--export-all',
    '--listen=127.0.0.1',
    `--port=${port}`,
    `--base-path=${root}`,
  ];
  const daemon = spawn('git', ['daemon', ...options], { stdio: 'ignore', detached: true });
  const ended = once(daemon, 'exit');
  const stop = async (): Promise<void> => {
    // git starts the daemon as a process of its own, in this group.
    if (daemon.pid !== undefined) process.kill(-daemon.pid);
    await ended;
  };
  try {
    await listening(port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `git://127.0.0.1:${port}/lib.git`, commit: head, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port: number): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    const connection = connect(port, '127.0.0.1');
    const answer = await Promise.race([
      once(connection, 'connect').then(() => true),
      once(connection, 'error').then(() => false),
    ]).catch(() => false);
    connection.destroy();
    if (answer) return;
    await wait(100);
  }
  throw new Error('git daemon does not listen');
}
