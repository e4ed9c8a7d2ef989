import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect } from '@jest/globals';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { busyboxLayout } from '../kit/busybox.ts';
import { startDistribution } from '../kit/distribution.ts';
import { findProgram, interop } from '../kit/parts.ts';
import {
  buildImage,
  contextFor,
  directory,
  outputOf,
  removeDirectories,
  repository,
} from '../unit/actions/build-image/repository.ts';

afterEach(removeDirectories);

/** A port that others do not use: one for each process. */
const PORT = 20_000 + (process.pid % 20_000);

const webService = (): string =>
  repository({
    'site/index.html': 'hello from podman\n',
    'image.yml': `from: oci-layout:${busyboxLayout(directory()).path}:v1
layers: [{copy: {site/: /www/}}]
config:
  entrypoint: [/bin/busybox, httpd, -f, -p, '127.0.0.1:${PORT}', -h, /www]
  user: '65532:65532'
`,
  });

async function answer(child: ChildProcess): Promise<string> {
  while (child.exitCode === null) {
    try {
      return await (await fetch(`http://127.0.0.1:${PORT}/`)).text();
    } catch {
      await wait(50);
    }
  }
  throw new Error('the container ended');
}

describe('an assembled image', () => {
  interop(
    'is pulled and run by podman, and answers',
    ['podman', 'runc', 'docker-registry', 'busybox', 'tar'],
    async () => {
      const distribution = await startDistribution();
      const place = directory();
      const store = [
        '--root',
        path.join(place, 'root'),
        '--runroot',
        path.join(place, 'run'),
        '--storage-driver',
        'vfs',
      ];
      const options = [
        ...store,
        '--cgroup-manager',
        'cgroupfs',
        '--events-backend',
        'file',
        '--runtime',
        'runc',
      ];
      // Below the limits of a machine whose own are lower than what podman would set.
      const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'];
      const podman = findProgram('podman') ?? 'podman';
      const name = `fixity-${process.pid}`;
      try {
        const inputs = { image: `${distribution.host}/acme/web`, 'clean-tree': 'off', 'base-images': 'off' };
        const image = outputOf(await buildImage(inputs, contextFor(webService())), 'image');
        const run = ['run', '--name', name, '--tls-verify=false', '--network', 'host', ...limits, image];
        const child = spawn(podman, [...options, ...run], { stdio: 'ignore' });
        const ended = once(child, 'exit');
        try {
          expect(await answer(child)).toBe('hello from podman\n');
        } finally {
          // As process 1 it takes no signal but SIGKILL; this also unmounts what podman mounted.
          execFileSync(podman, [...options, 'rm', '--force', '--time', '0', name], { stdio: 'ignore' });
          await ended;
        }
      } finally {
        await distribution.close();
      }
    },
    120_000,
  );
});
