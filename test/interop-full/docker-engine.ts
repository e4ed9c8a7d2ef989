import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Daemon, startDaemon } from './daemon.ts';

export interface DockerEngine extends Daemon {
  /** For docker's command line. */
  readonly env: Readonly<Record<string, string>>;
}

/** Who keeps the images: docker's own graph driver, as engines before 29 do unless told otherwise, or containerd; `20.10` is that old engine. */
export type EngineKind = 'graph' | 'containerd' | '20.10';

/** Starts a Docker engine of this test's own, which leaves the machine's network alone. */
export async function startEngine(directory: string, store: EngineKind): Promise<DockerEngine> {
  const root = path.join(directory, `engine-${store}`);
  mkdirSync(root);
  const [socket, file] = [path.join(root, 'sock'), path.join(root, 'daemon.json')];
  const features = { 'containerd-snapshotter': store === 'containerd' };
  writeFileSync(file, JSON.stringify({ features }));
  const argv = [
    ...[
      '--config-file',
      file,
      '--data-root',
      path.join(root, 'data'),
      '--exec-root',
      path.join(root, 'exec'),
    ],
    ...['--pidfile', path.join(root, 'pid'), '--host', `unix://${socket}`],
    ...['--iptables=false', '--ip6tables=false', '--bridge=none'],
  ];
  const daemon = await startDaemon({
    program: store === '20.10' ? 'dockerd-20.10' : 'dockerd',
    argv,
    socket,
    directory: root,
  });
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: directory,
    DOCKER_CONFIG: path.join(root, 'docker'),
    DOCKER_HOST: `unix://${socket}`,
  };
  const cleaning = (end: () => Promise<void>) => async (): Promise<void> => {
    await end();
    unmountBelow(root);
  };
  return { socket, env, stop: cleaning(daemon.stop), kill: cleaning(daemon.kill) };
}

/** The engine leaves the network namespace of its containers mounted. */
function unmountBelow(directory: string): void {
  const places = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((place) => place.startsWith(`${directory}/`));
  for (const place of places.toReversed()) execFileSync('umount', ['--lazy', place]);
}
