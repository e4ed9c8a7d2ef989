import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** The real registry of the distribution project, running for a test. */
export interface Distribution {
  /** `127.0.0.1:PORT`, for references. */
  readonly host: string;
  readonly storage: string;
  close(): Promise<void>;
}

const READY_MILLISECONDS = 15_000;

/** The one account of a registry that asks for it, and the line of `htpasswd -B` for it. */
export const ACCOUNT = { username: 'shop', password: 's3cret-p@ss,"word"' } as const;
const HTPASSWD = `${ACCOUNT.username}:$2b$05$abcdefghijklmnopqrstuupDMi5tR/vhxBhzAHs8gZ84zEx8U6/xa`;

/**
 * Starts `docker-registry` with storage of its own on a free port of 127.0.0.1; a private one knows `ACCOUNT` alone.
 * @throws Error with its log when it does not come up.
 */
export async function startDistribution(access: 'open' | 'private' = 'open'): Promise<Distribution> {
  const directory = await mkdtemp(path.join(tmpdir(), 'fixity-distribution-'));
  const storage = path.join(directory, 'storage');
  const host = `127.0.0.1:${await freePort()}`;
  const config = path.join(directory, 'config.yml');
  const log = path.join(directory, 'log');
  const passwords = path.join(directory, 'htpasswd');
  await writeFile(passwords, `${HTPASSWD}\n`);
  const auth = access === 'open' ? '' : `auth: { htpasswd: { realm: test, path: '${passwords}' } }\n`;
  await writeFile(config, configuration(host, storage) + auth);
  const child = spawn('sh', ['-c', 'exec docker-registry serve "$1" >"$2" 2>&1', 'sh', config, log], {
    stdio: 'ignore',
  });
  const close = async (): Promise<void> => {
    await stop(child);
    await rm(directory, { recursive: true, force: true });
  };
  if (await comesUp(host, child)) return { host, storage, close };
  const said = await readFile(log, 'utf8').catch(() => 'no log');
  await close();
  throw new Error(`docker-registry did not start: ${said.slice(-2_000)}`);
}

const configuration = (host: string, storage: string): string => `version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: ${storage} }
  delete: { enabled: true }
http: { addr: '${host}' }
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function comesUp(host: string, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + READY_MILLISECONDS;
  while (Date.now() < deadline && child.exitCode === null) {
    if (await answers(host)) return true;
    await wait(50);
  }
  return false;
}

async function answers(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get(`http://${host}/v2/`, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 || response.statusCode === 401);
    });
    request.on('error', () => {
      resolve(false);
    });
  });
}

/** By its own process id, and only when it still runs. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
