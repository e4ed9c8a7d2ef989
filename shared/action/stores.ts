import { type CredentialSource, dockerCredentials } from '../oci/credentials.ts';
import type { StorePorts } from '../oci/open.ts';
import type { ActionContext } from './context.ts';

/** The values of `registryInputs`. */
export interface RegistryInputs {
  readonly registryUsername?: string | undefined;
  readonly registryPassword?: string | undefined;
}

/** What every store needs from the outside: credentials, time, proxy, cancellation, and where relative layouts start. */
export function storePorts(inputs: RegistryInputs, context: ActionContext): StorePorts {
  return {
    credentials: credentialsFrom(inputs, context),
    clock: context.clock,
    proxy: context.proxy,
    signal: context.signal,
    log: context.log,
    workspace: context.workspace,
  };
}

function credentialsFrom(inputs: RegistryInputs, context: ActionContext): CredentialSource {
  const { registryUsername: username, registryPassword: password } = inputs;
  if (username !== undefined && password !== undefined) {
    return { for: () => Promise.resolve({ username, password }) };
  }
  return dockerCredentials(context.dockerConfig);
}
