import { systemClock } from '../../../shared/action/system-clock.ts';
import { attachStatement } from '../../../shared/evidence/attach.ts';
import { type KeylessOptions, keylessSigner } from '../../../shared/evidence/keyless.ts';
import { parseTrustRoots } from '../../../shared/evidence/trust-root.ts';
import type { TrustedIdentity, TrustedSigner } from '../../../shared/evidence/trust.ts';
import { loadEvidence } from '../../../shared/evidence/verify.ts';
import { ISSUER, type Sigstore } from '../../kit/sigstore/sigstore.ts';
import { IMAGE, signature } from './fixtures.ts';
import { memoryStore } from './memory-store.ts';

export const WORKFLOW = 'acme/shop/.github/workflows/deliver.yml@refs/tags/v1.4.2';
export const SUBJECT = `https://github.com/${WORKFLOW}`;
/** What a token says beside its workflow. */
export const FACTS = {
  san: SUBJECT,
  repository: 'acme/shop',
  repository_id: '123',
  repository_owner_id: '456',
};
export const CLAIMS = { job_workflow_ref: WORKFLOW, ...FACTS };
export const identity: TrustedIdentity = { name: 'release', issuer: ISSUER, subject: SUBJECT };

export const signerOf = (
  instance: Sigstore,
  claims: Readonly<Record<string, string>> = CLAIMS,
  more: Partial<KeylessOptions> = {},
) =>
  keylessSigner({
    services: instance.services,
    trustRoot: instance.trustRoot,
    idToken: () => Promise.resolve(instance.token(claims)),
    clock: systemClock,
    ...more,
  });

export const load = async (
  instance: Sigstore,
  trusted: TrustedSigner,
  claims?: Readonly<Record<string, string>>,
) => {
  const store = memoryStore();
  await attachStatement(store, await signerOf(instance, claims), signature(), IMAGE);
  return loadEvidence([store], IMAGE.digest, [trusted], { trustRoots: parseTrustRoots(instance.trustRoot) });
};
