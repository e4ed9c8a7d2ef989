import { existsSync } from 'node:fs';
import path from 'node:path';

/** What docker, buildx, buildah and ssh read. The token of the job's cache service is among them: cache backend `gha` needs it, and it never is an argument. */
const NAMES = [
  'PATH',
  'HOME',
  'TMPDIR',
  'XDG_RUNTIME_DIR',
  'SSH_AUTH_SOCK',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'BUILDX_BUILDER',
  'BUILDX_CONFIG',
  'BUILDKIT_HOST',
  'REGISTRY_AUTH_FILE',
  'CONTAINERS_CONF',
  'CONTAINERS_STORAGE_CONF',
  'CONTAINERS_REGISTRIES_CONF',
  'ACTIONS_CACHE_URL',
  'ACTIONS_RESULTS_URL',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_CACHE_SERVICE_V2',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_REGION',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
] as const;

/** The environment that builders get: these variables as far as they are set, and docker's configuration directory. */
export function builderEnvironment(
  variable: (name: string) => string | undefined,
  dockerConfig: string,
): Readonly<Record<string, string>> {
  const set = NAMES.flatMap((name) => {
    const value = variable(name);
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(set), DOCKER_CONFIG: dockerConfig };
}

/** For buildah: docker's credentials, if there are any. It refuses to start when the directory is named and has no config.json. */
export function buildahEnvironment(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const others = Object.fromEntries(Object.entries(env).filter(([name]) => name !== 'DOCKER_CONFIG'));
  const file = dockerConfigFile(env);
  if (file === undefined || others['REGISTRY_AUTH_FILE'] !== undefined || !existsSync(file)) return others;
  return { ...others, REGISTRY_AUTH_FILE: file };
}

/** The files in which buildah may find credentials, the most important first: the one that is named, else docker's and its own (containers-auth.json(5)). */
export function buildahAuthFiles(env: Readonly<Record<string, string>>): readonly string[] {
  const named = env['REGISTRY_AUTH_FILE'];
  if (named !== undefined) return [named];
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    dockerConfigFile(env),
    runtime === undefined
      ? `/run/containers/${process.getuid?.() ?? 0}/auth.json`
      : path.join(runtime, 'containers', 'auth.json'),
    path.join(env['HOME'] ?? '/', '.config', 'containers', 'auth.json'),
  ].filter((file) => file !== undefined);
}

function dockerConfigFile({
  DOCKER_CONFIG: directory,
}: Readonly<Record<string, string>>): string | undefined {
  return directory === undefined ? undefined : path.join(directory, 'config.json');
}
