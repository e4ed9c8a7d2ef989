import type { Credential, CredentialSource } from '../../../shared/oci/credential.ts';
import { usedRepositories } from './repositories.ts';
import type { BuildRequest } from './request.ts';

/** A registry of a build, and what this action logs in with there. */
export interface Login {
  readonly registry: string;
  readonly credential: Credential;
}

/** docker's config.json, as far as it is about credentials; other fields are kept as they are. */
export type DockerConfig = Readonly<Record<string, unknown>> & {
  readonly auths?: Readonly<Record<string, unknown>>;
  readonly credHelpers?: Readonly<Record<string, unknown>>;
  readonly credsStore?: unknown;
};

/** The logins of all registries that the build uses; a registry without one is asked anonymously. */
export async function loginsFor(
  request: BuildRequest,
  credentials: CredentialSource,
): Promise<readonly Login[]> {
  const asked = usedRepositories(request).map(async ({ registry, repository }) => {
    const credential = await credentials.for(registry, repository);
    return credential === undefined ? [] : [{ registry, credential }];
  });
  return (await Promise.all(asked)).flat();
}

/** Whether docker's configuration does not have it: it was given to this action. */
export const isGiven = ({ credential }: Login): boolean => credential.source === undefined;

/**
 * The configuration in which these logins win over whatever it has for their registries. With a `credsStore` docker looks at no `auths`, unless the
 * registry's own helper is the empty text.
 */
export function configWithLogins(config: DockerConfig, logins: readonly Login[]): DockerConfig {
  const registries = new Set(logins.map(({ registry }) => registry));
  const others = (entries: Readonly<Record<string, unknown>> = {}): Record<string, unknown> =>
    Object.fromEntries(Object.entries(entries).filter(([key]) => !registries.has(registryOf(key))));
  const auths = logins.map(({ registry, credential }) => [keyOf(registry), authOf(credential)] as const);
  const helpers = config.credsStore === undefined ? [] : logins.map(({ registry }) => [keyOf(registry), '']);
  return {
    ...config,
    auths: { ...others(config.auths), ...Object.fromEntries(auths) },
    credHelpers: { ...others(config.credHelpers), ...(Object.fromEntries(helpers) as object) },
  };
}

const HUB = 'https://index.docker.io/v1/';

/** Docker Hub goes by the name that docker itself writes. */
const keyOf = (registry: string): string => (registry === 'docker.io' ? HUB : registry);

/** The registry of a key, which may be an address, or podman's `registry/repository`. */
function registryOf(key: string): string {
  const host = key.replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
  return ['index.docker.io', 'registry-1.docker.io'].includes(host) ? 'docker.io' : host;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const authOf = (credential: Credential): object =>
  'password' in credential
    ? { auth: base64(`${credential.username}:${credential.password}`) }
    : { auth: base64('<token>:'), identitytoken: credential.identityToken };
