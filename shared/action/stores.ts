import { type CredentialSource, dockerCredentials } from '../oci/credentials.ts';
import type { StorePorts } from '../oci/open.ts';
import type { ImageReference } from '../oci/reference.ts';
import type { ActionContext } from './context.ts';

/** The values of `registryInputs`. */
export interface RegistryInputs {
  readonly registryUsername?: string | undefined;
  readonly registryPassword?: string | undefined;
  readonly token?: string | undefined;
}

/**
 * What every store needs from the outside: credentials, time, proxy, cancellation, and where relative layouts start.
 * The credentials of the inputs belong to the registry of `image` and are offered to no other.
 */
export function storePorts(
  inputs: RegistryInputs,
  context: ActionContext,
  image: ImageReference,
): StorePorts {
  return {
    credentials: credentialsFrom(inputs, context, image),
    clock: context.clock,
    proxy: context.proxy,
    signal: context.signal,
    log: context.log,
    workspace: context.workspace,
  };
}

/** Given credentials first, then docker's configuration, then, for GitHub's registry alone, the job's token. */
function credentialsFrom(
  inputs: RegistryInputs,
  context: ActionContext,
  image: ImageReference,
): CredentialSource {
  const { registryUsername: username, registryPassword: password, token } = inputs;
  const docker = dockerCredentials(context.dockerConfig);
  return {
    for: async (registry, repository) => {
      const given = image.kind === 'registry' && image.registry === registry;
      if (given && username !== undefined && password !== undefined) return { username, password };
      const configured = await docker.for(registry, repository);
      if (configured !== undefined || registry !== 'ghcr.io' || token === undefined) return configured;
      return { username: context.run.actor || 'token', password: token };
    },
  };
}
