import path from 'node:path';
import type { ActionContext } from '../../shared/action/context.ts';
import type { Signer } from '../../shared/evidence/signer.ts';
import { trustedKeys } from '../../shared/evidence/trust.ts';
import { promotersOf } from '../../shared/policy/inheritance.ts';
import { POLICY_PATH, type Policy, type RepositoryFiles, loadPolicy } from '../../shared/policy/load.ts';
import { UserError } from '../../shared/text/error.ts';
import { readWorkspaceFile } from './write.ts';

/**
 * The policy of a pull request's working tree, where it differs from the one in force. It is only ever shown: whoever could change the
 * rules in the change that they judge would judge themselves.
 */
export async function previewPolicy(inForce: Policy, context: ActionContext): Promise<Policy | undefined> {
  if (context.run.eventName !== 'pull_request') return undefined;
  const files: RepositoryFiles = {
    uri: 'this pull request',
    read: (file) => readWorkspaceFile(path.join(context.workspace, file)),
  };
  if ((await files.read(POLICY_PATH)) === undefined) return undefined;
  const policy = await loadPolicy(files);
  return policy.digest === inForce.digest ? undefined : policy;
}

/**
 * A record by somebody whom the policy does not trust with this environment would be worth nothing to the next one.
 * @throws UserError before anything is written.
 */
export function checkRecorder(policy: Policy, environment: string, signer: Signer): void {
  const names = promotersOf(policy, environment);
  const [own] = trustedKeys([signer.trust]);
  const accepted = trustedKeys(policy.signers).some(
    ({ name, hint, revoked }) => names.includes(name) && !revoked && hint === own?.hint,
  );
  if (accepted) return;
  throw new UserError({
    what: `the signing key may not record promotions to ${environment}`,
    rule: `the policy accepts records by ${names.join(' or ') || 'nobody'}`,
    seen: signer.description,
    next: "sign with a key of theirs, or add the key to trust and name it in the environment's promoted-by",
  });
}
