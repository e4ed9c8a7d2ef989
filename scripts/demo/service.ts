import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import type { Digest } from '../../shared/oci/digest.ts';
import { readImage } from '../../shared/oci/image.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { readTar } from '../../shared/image/tar-reader.ts';

/** A process that serves what an image holds. */
export interface Service {
  readonly digest: Digest;
  readonly port: number;
  stop(): Promise<void>;
}

interface ImageConfig {
  readonly config: {
    readonly Entrypoint: readonly string[];
    readonly WorkingDir?: string;
    readonly Env?: readonly string[];
  };
}

/** Pulls the image by digest, unpacks its layers, and starts its entrypoint on a free port, with this Node as the image's. */
export async function startService(store: ImageStore, digest: Digest): Promise<Service> {
  const root = mkdtempSync(path.join(tmpdir(), 'fixity-service-'));
  const config = await unpack(store, digest, root);
  const [, script = ''] = config.config.Entrypoint;
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(root, script)], {
    cwd: path.join(root, config.config.WorkingDir ?? '/'),
    env: { PORT: String(port), HOST: '127.0.0.1', VERSION: digest, ...variables(config) },
    stdio: 'ignore',
  });
  await waitUntilReady(port, child);
  return {
    digest,
    port,
    stop: async () => {
      child.kill();
      await once(child, 'exit');
      rmSync(root, { recursive: true });
    },
  };
}

const variables = ({ config }: ImageConfig): Record<string, string> =>
  Object.fromEntries((config.Env ?? []).map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));

async function unpack(store: ImageStore, digest: Digest, root: string): Promise<ImageConfig> {
  const image = await readImage(store, digest);
  const [platform] = image.platforms;
  if (platform === undefined || !('config' in platform.manifest.content))
    throw new Error(`${digest} has no platform`);
  const { config, layers } = platform.manifest.content;
  for (const layer of layers) {
    const blob = await store.readBlob(layer);
    await extract(layer.mediaType.endsWith('gzip') ? blob.pipe(createGunzip()) : blob, root);
  }
  const chunks = await (await store.readBlob(config)).toArray();
  return JSON.parse(Buffer.concat(chunks as Buffer[]).toString()) as ImageConfig;
}

/** Files and directories are enough for a service of scripts; the reader has refused every path that leaves the root. */
async function extract(layer: AsyncIterable<Uint8Array>, root: string): Promise<void> {
  await readTar(layer, (entry) => {
    const target = path.join(root, entry.path);
    if (entry.type === 'directory') mkdirSync(target, { recursive: true });
    if (entry.type !== 'file') return undefined;
    const chunks: Uint8Array[] = [];
    return {
      write: (chunk) => chunks.push(Uint8Array.from(chunk)),
      end: () => {
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, Buffer.concat(chunks));
      },
    };
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function waitUntilReady(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt += 1) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
      if (answer.ok) return;
    } catch {
      // Not listening yet.
    }
    await wait(50);
  }
  throw new Error(`the service did not start on port ${port}`);
}
