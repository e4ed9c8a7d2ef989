import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect } from '@jest/globals';
import { busyboxLayout } from '../kit/busybox.ts';
import { type Bundle, unpackBundle } from '../kit/container.ts';
import { startDistribution } from '../kit/distribution.ts';
import { interop } from '../kit/parts.ts';
import {
  buildImage,
  contextFor,
  digestOutput,
  directory,
  outputOf,
  removeDirectories,
  repository,
} from '../unit/actions/build-image/repository.ts';

const execute = promisify(execFile);
const run = async (program: string, ...args: string[]): Promise<string> =>
  (await execute(program, args)).stdout;

afterEach(removeDirectories);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** A web server of busybox on a base that has nothing else. */
function webService(port: number): string {
  const base = busyboxLayout(directory());
  const yaml = `from: oci-layout:${base.path}@${base.digest}
layers:
  - copy: {site/: /www/}
config:
  entrypoint: [/bin/busybox, httpd, -f, -p, '127.0.0.1:${port}', -h, /www]
  user: '65532:65532'
  workdir: /www
`;
  return repository({ 'image.yml': yaml, 'site/index.html': 'hello from a container\n' });
}

/** Asks until there is an answer; a container needs a moment to start. */
async function answer(url: string, failed: () => string | undefined): Promise<string> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const stopped = failed();
    if (stopped !== undefined) throw new Error(`the container ended: ${stopped}`);
    try {
      return await (await fetch(url)).text();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('no answer');
}

/** Runs an unpacked image, and gives what it answers; it is gone afterwards. */
async function answerOf(bundle: Bundle, port: number): Promise<string> {
  const name = `fixity-${process.pid}-${port}`;
  const root = bundle.state;
  const child = spawn('runc', ['--root', root, 'run', '--bundle', bundle.path, name], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = new Promise((resolve) => child.on('close', resolve));
  try {
    return await answer(`http://127.0.0.1:${port}/`, () =>
      child.exitCode === null ? undefined : said.join(''),
    );
  } finally {
    await run('runc', '--root', root, 'delete', '--force', name).catch(() => undefined);
    await ended;
  }
}

describe('a container of an assembled image', () => {
  interop(
    'answers a request, and skopeo, crane and oras read its image as we do',
    ['docker-registry', 'runc', 'busybox', 'crane', 'oras', 'skopeo', 'tar'],
    async () => {
      const distribution = await startDistribution();
      try {
        const port = await freePort();
        const image = `${distribution.host}/acme/web`;
        const outcome = await buildImage({ image }, contextFor(webService(port)));
        const reference = outputOf(outcome, 'image');
        const digest = digestOutput(outcome);
        await run('crane', 'validate', '--insecure', '--remote', reference);
        const inspected = await run('skopeo', 'inspect', '--tls-verify=false', `docker://${reference}`);
        expect(JSON.parse(inspected)).toMatchObject({
          Digest: digest,
          Os: 'linux',
          Architecture: 'amd64',
          Labels: { 'org.opencontainers.image.title': 'shop' },
        });
        const fetched = await run('oras', 'manifest', 'fetch', '--plain-http', '--descriptor', reference);
        expect(JSON.parse(fetched)).toMatchObject({ digest });
        expect(await answerOf(unpackBundle(reference, directory()), port)).toBe('hello from a container\n');
      } finally {
        await distribution.close();
      }
    },
    120_000,
  );

  interop(
    'can be packed with zstd or not at all, for programs that read that',
    ['docker-registry', 'busybox', 'crane', 'skopeo', 'tar'],
    async () => {
      const distribution = await startDistribution();
      try {
        for (const compression of ['zstd', 'none']) {
          const workspace = webService(1);
          const file = path.join(workspace, 'image.yml');
          writeFileSync(file, `${readFileSync(file, 'utf8')}compression: ${compression}\n`);
          const image = `${distribution.host}/acme/${compression}`;
          const outcome = await buildImage({ image, 'clean-tree': 'off' }, contextFor(workspace));
          const reference = outputOf(outcome, 'image');
          const target = path.join(directory(), 'layout');
          await run('skopeo', 'copy', '--src-tls-verify=false', `docker://${reference}`, `oci:${target}`);
          await run('crane', 'validate', '--insecure', '--fast', '--remote', reference);
        }
      } finally {
        await distribution.close();
      }
    },
    120_000,
  );
});
