import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ImageConfig } from '../../shared/image/config.ts';

/** An image that was unpacked for runc. */
export interface Bundle {
  readonly path: string;
  /** Of runc's own files. */
  readonly state: string;
}

/**
 * Fetches an image with crane, unpacks it with tar, and writes what runc is to do by the image's config. The network is the host's, so that
 * its loopback answers.
 */
export function unpackBundle(reference: string, directory: string): Bundle {
  const run = (program: string, ...argv: string[]): string =>
    execFileSync(program, argv, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const config = JSON.parse(run('crane', 'config', '--insecure', reference)) as ImageConfig;
  const [rootfs, archive] = [path.join(directory, 'rootfs'), path.join(directory, 'files.tar')];
  mkdirSync(rootfs);
  run('crane', 'export', '--insecure', reference, archive);
  run('tar', '-C', rootfs, '-xf', archive);
  run('runc', 'spec', '--bundle', directory);
  const file = path.join(directory, 'config.json');
  writeFileSync(file, runtimeSpec(readFileSync(file, 'utf8'), config));
  return { path: directory, state: path.join(directory, 'state') };
}

/** What a runtime makes of an image's config: only the parts that decide whether a service runs. */
function runtimeSpec(given: string, { config }: ImageConfig): string {
  const spec = JSON.parse(given) as {
    process: Record<string, unknown>;
    linux: { namespaces: { type: string }[] };
  };
  const [uid, gid] = (config?.User ?? '0:0').split(':').map(Number);
  Object.assign(spec.process, {
    terminal: false,
    args: [...(config?.Entrypoint ?? []), ...(config?.Cmd ?? [])],
    env: config?.Env ?? [],
    cwd: config?.WorkingDir ?? '/',
    user: { uid, gid },
  });
  spec.linux.namespaces = spec.linux.namespaces.filter(({ type }) => type !== 'network');
  return JSON.stringify(spec);
}
