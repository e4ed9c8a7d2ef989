import type { ActionContext } from '../../shared/action/context.ts';
import { rootPorts } from '../../shared/action/signing.ts';
import { defaultRoots } from '../../shared/evidence/published-root.ts';
import type { Signer } from '../../shared/evidence/signer.ts';
import { isSameIdentity } from '../../shared/evidence/identity.ts';
import { type TrustedSigner, trustedIdentities, trustedKeys } from '../../shared/evidence/trust.ts';
import { parseReference } from '../../shared/oci/reference.ts';
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
    read: (file) => readWorkspaceFile(context.workspace, file),
  };
  if ((await files.read(POLICY_PATH)) === undefined) return undefined;
  const policy = await loadPolicy(files, () => defaultRoots(rootPorts(context)));
  if (policy.digest === inForce.digest) return undefined;
  refuseOtherRegistries(policy, inForce);
  return policy;
}

/** Judging asks every place that a policy names: which registries the runner talks to is not for a pull request to choose. */
function refuseOtherRegistries(preview: Policy, inForce: Policy): void {
  const known = new Set(registriesOf(inForce));
  const others = registriesOf(preview).filter((registry) => !known.has(registry));
  if (others.length === 0) return;
  throw new UserError({
    what: 'no verdict is shown for it: it names registries that the policy in force does not',
    rule: 'a pull request does not choose whom the runner talks to',
    seen: [...new Set(others)].join(', '),
  });
}

function registriesOf({ images, environments }: Policy): readonly string[] {
  const places = [
    ...[...(images?.values() ?? [])].map(({ repository }) => repository),
    ...[...(environments?.values() ?? [])].flatMap(({ destinations = [] }) =>
      destinations.map((place) => (typeof place === 'string' ? place : place.repository)),
    ),
  ];
  return places.map((place) => {
    const reference = parseReference(place);
    return reference.kind === 'registry' ? reference.registry : place;
  });
}

/**
 * A record by somebody whom the policy does not trust with this environment would be worth nothing to the next one.
 * @throws UserError before anything is written.
 */
export function checkRecorder(policy: Policy, environment: string, signer: Signer): void {
  const names = promotersOf(policy, environment);
  const allowed = policy.signers.filter(({ name, revoked }) => names.includes(name) && revoked !== true);
  const accepted = isKey(signer, allowed) || isIdentity(signer.trust, allowed);
  if (accepted) return;
  throw new UserError({
    what: `this signer may not record promotions to ${environment}`,
    rule: `the policy accepts records by ${names.join(' or ') || 'nobody'}`,
    seen: signer.description,
    next: "sign as one of them, or add the signer to trust and name it in the environment's promoted-by",
  });
}

function isKey(signer: Signer, allowed: readonly TrustedSigner[]): boolean {
  const [own] = trustedKeys([signer.trust]);
  return own !== undefined && trustedKeys(allowed).some(({ hint }) => hint === own.hint);
}

function isIdentity(own: TrustedSigner, allowed: readonly TrustedSigner[]): boolean {
  if (own.publicKey !== undefined) return false;
  const { issuer, subject, repository, repositoryId, ownerId } = own;
  const identity = { issuer, subject, repository, repositoryId, ownerId };
  return trustedIdentities(allowed).some((each) => isSameIdentity(each, identity));
}
