import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mayBePlain } from '../../../shared/oci/http.ts';
import { usedRepositories } from './repositories.ts';
import type { BuildRequest, BuilderPorts } from './request.ts';

/**
 * Lets buildah speak plain http where this action itself may: to loopback, and to registries that are listed as insecure. Such registries are added to
 * a copy of the configuration that buildah would read (containers-registries.conf(5)); what it says of them already stays.
 */
export async function withPlainRegistries<T>(
  request: BuildRequest,
  { env, stores, temp }: Pick<BuilderPorts, 'env' | 'stores' | 'temp'>,
  work: (env: BuilderPorts['env']) => Promise<T>,
): Promise<T> {
  const hosts = new Set(usedRepositories(request).map(({ registry }) => registry));
  const plain = [...hosts].filter((host) =>
    mayBePlain(new URL(`https://${host}`), stores.insecureRegistries),
  );
  if (plain.length === 0) return work(env);
  const file = configurationFile(env);
  const own = file === undefined ? '' : await readFile(file, 'utf8');
  const directory = await mkdtemp(path.join(temp, 'registries-'));
  try {
    const copy = path.join(directory, 'registries.conf');
    await writeFile(copy, withInsecure(own, plain));
    return await work({ ...env, CONTAINERS_REGISTRIES_CONF: copy });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function configurationFile(env: BuilderPorts['env']): string | undefined {
  const named = env['CONTAINERS_REGISTRIES_CONF'];
  if (named !== undefined) return named;
  return [path.join(env['HOME'] ?? '/', '.config'), '/etc']
    .map((place) => path.join(place, 'containers', 'registries.conf'))
    .find((file) => existsSync(file));
}

/** The old format of the file, with `[registries.…]`, and lists in one line cannot be added to; then it stays as it is. */
export function withInsecure(configuration: string, hosts: readonly string[]): string {
  if (/^\s*\[registries\b|^\s*registry\s*=/m.test(configuration)) return configuration;
  const added = hosts
    .filter((host) => !configuration.includes(JSON.stringify(host)))
    .sort()
    .map((host) => `[[registry]]\nlocation = ${JSON.stringify(host)}\ninsecure = true\n`);
  return [configuration, ...added].join('\n');
}
