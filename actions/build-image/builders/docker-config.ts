import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../../shared/text/error.ts';
import { parseJson } from '../../../shared/text/json.ts';
import { buildahAuthFiles, buildahEnvironment } from './environment.ts';
import { type DockerConfig, configWithLogins, isGiven, loginsFor } from './login.ts';
import type { BuildRequest, BuilderPorts } from './request.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * Lets docker and buildx log in with what this action was given. Such a login stands in a configuration directory of this build alone, for its owner's
 * eyes, which is gone when `work` ends, however it ends; all else in it is the user's own: contexts, plugins, and the builders that buildx knows.
 */
export async function withDockerLogins<T>(
  request: BuildRequest,
  { env, stores, temp }: BuilderPorts,
  work: (env: Environment) => Promise<T>,
): Promise<T> {
  const logins = (await loginsFor(request, stores.credentials)).filter(isGiven);
  if (logins.length === 0) return work(env);
  const own = env['DOCKER_CONFIG'] ?? path.join(env['HOME'] ?? '', '.docker');
  return withPrivateDirectory(temp, async (directory) => {
    await linkEntries(own, directory);
    const config = configWithLogins(await readConfig(path.join(own, 'config.json')), logins);
    await writePrivate(path.join(directory, 'config.json'), config);
    return work({
      ...env,
      DOCKER_CONFIG: directory,
      BUILDX_CONFIG: env['BUILDX_CONFIG'] ?? path.join(own, 'buildx'),
    });
  });
}

/** The same for buildah, whose configuration is one file. It knows no `credsStore`: what docker's has for the build's registries is in the file too. */
export async function withBuildahLogins<T>(
  request: BuildRequest,
  { env, stores, temp }: BuilderPorts,
  work: (env: Environment) => Promise<T>,
): Promise<T> {
  const configs = await Promise.all(buildahAuthFiles(env).map(readConfig));
  const stored = configs.some(({ credsStore }) => credsStore !== undefined);
  const logins = (await loginsFor(request, stores.credentials)).filter((each) => stored || isGiven(each));
  if (logins.length === 0) return work(buildahEnvironment(env));
  return withPrivateDirectory(temp, async (directory) => {
    const file = path.join(directory, 'auth.json');
    const { auths, credHelpers } = configWithLogins(joined(configs), logins);
    await writePrivate(file, { auths, credHelpers });
    return work(buildahEnvironment({ ...env, REGISTRY_AUTH_FILE: file }));
  });
}

async function withPrivateDirectory<T>(temp: string, work: (directory: string) => Promise<T>): Promise<T> {
  // Made with the mode 0700.
  const directory = await mkdtemp(path.join(temp, 'docker-config-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const writePrivate = (file: string, content: object): Promise<void> =>
  writeFile(file, JSON.stringify(content), { mode: 0o600, flag: 'wx' });

async function linkEntries(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return;
  for (const name of await readdir(from)) {
    if (name !== 'config.json') await symlink(path.join(from, name), path.join(to, name));
  }
}

async function readConfig(file: string): Promise<DockerConfig> {
  if (!existsSync(file)) return {};
  try {
    const config = parseJson(await readFile(file));
    if (typeof config === 'object' && config !== null) return config as DockerConfig;
  } catch {
    // Said below: an error of the parser may show a secret.
  }
  throw new UserError({
    what: `${file} cannot be read`,
    rule: 'a JSON object',
    next: 'log in again, or remove the file',
  });
}

/** The first file that knows a registry decides about it. */
const joined = (configs: readonly DockerConfig[]): DockerConfig =>
  configs.reduceRight<DockerConfig>(
    (others, { auths, credHelpers }) => ({
      auths: { ...others.auths, ...auths },
      credHelpers: { ...others.credHelpers, ...credHelpers },
    }),
    {},
  );
