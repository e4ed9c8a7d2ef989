import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../text/error.ts';
import type { Credential, CredentialSource } from './credential.ts';
import { parseJson } from '../text/json.ts';

export type { Credential, CredentialSource } from './credential.ts';

/** No credentials for anyone. */
export const anonymous: CredentialSource = { for: () => Promise.resolve(undefined) };

/** docker's config.json, as far as it is about credentials. */
interface DockerConfig {
  readonly auths?: Readonly<Record<string, DockerAuth>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

interface DockerAuth {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

/** Asks the credential helper `docker-credential-NAME` about a server; undefined when it knows none. */
export type CredentialHelper = (name: string, server: string) => Promise<Credential | undefined>;

/**
 * The credentials of docker's config.json in `configDir`, by docker's own order: `credHelpers` of the registry, `auths` (the longest
 * key that covers the repository), `credsStore`. The file is read once, at first use; no file means anonymous.
 */
export function dockerCredentials(configDir: string, helper?: CredentialHelper): CredentialSource {
  const file = path.join(configDir, 'config.json');
  let config: Promise<DockerConfig> | undefined;
  return {
    for: async (registry, repository) => {
      config ??= readConfig(file);
      return find(await config, { registry, repository, file, ask: helper ?? askHelper });
    },
  };
}

interface Wanted {
  readonly registry: string;
  readonly repository: string;
  readonly file: string;
  readonly ask: CredentialHelper;
}

async function find(config: DockerConfig, wanted: Wanted): Promise<Credential | undefined> {
  const { registry, repository, file, ask } = wanted;
  const hosts = serverNames(registry);
  const helper = hosts.map((host) => own(config.credHelpers, host)).find((name) => name !== undefined);
  if (helper !== undefined) return askAll(ask, helper, hosts);
  for (const key of hosts.flatMap((host) => scopesOf(host, repository))) {
    const auth =
      own(config.auths, key) ?? own(config.auths, `https://${key}`) ?? own(config.auths, `https://${key}/`);
    const credential = auth === undefined ? undefined : decode(auth, `${key} in ${file}`);
    if (credential !== undefined) return credential;
  }
  return config.credsStore === undefined ? undefined : askAll(ask, config.credsStore, hosts);
}

/** Docker Hub is known by several names; docker itself writes the first. */
const serverNames = (registry: string): readonly string[] =>
  registry === 'docker.io'
    ? ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'registry-1.docker.io']
    : [registry];

/** `ghcr.io/acme/shop`, `ghcr.io/acme`, `ghcr.io`: podman's per-repository keys, longest first. */
function scopesOf(host: string, repository: string): readonly string[] {
  if (host.startsWith('https://')) return [host];
  const parts = repository.split('/');
  return [...parts.map((_, index) => [host, ...parts.slice(0, parts.length - index)].join('/')), host];
}

async function askAll(
  ask: CredentialHelper,
  name: string,
  hosts: readonly string[],
): Promise<Credential | undefined> {
  for (const host of hosts) {
    const credential = await ask(name, host);
    if (credential !== undefined) return credential;
  }
  return undefined;
}

async function askHelper(name: string, server: string): Promise<Credential | undefined> {
  const { runCredentialHelper } = await import('./credential-helper.ts');
  return runCredentialHelper(name, server);
}

function decode(auth: DockerAuth, source: string): Credential | undefined {
  if (nonEmpty(auth.identitytoken)) return { identityToken: auth.identitytoken, source };
  if (nonEmpty(auth.username) && nonEmpty(auth.password)) {
    return { username: auth.username, password: auth.password, source };
  }
  if (!nonEmpty(auth.auth)) return undefined;
  const text = Buffer.from(auth.auth, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon > 0)
    return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, ''), source };
  throw new UserError({ what: `the entry ${source} is malformed`, rule: 'auth is base64 of NAME:PASSWORD' });
}

const nonEmpty = (value: unknown): value is string => typeof value === 'string' && value !== '';

const own = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;

async function readConfig(file: string): Promise<DockerConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new UserError({ what: `${file} cannot be read` }, { cause: error });
  }
  try {
    const config: unknown = parseJson(text);
    return typeof config === 'object' && config !== null ? config : {};
  } catch {
    throw new UserError({ what: `${file} is not JSON`, next: 'log in again, or remove the file' });
  }
}
