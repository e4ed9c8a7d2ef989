import { field, items, numberField } from './answer.ts';
import type { GitHub } from './client.ts';

/** GitHub's attestations of one artifact, as `gh attestation verify` reads them. */
const MAX_PER_PAGE = 100;

const signatureOf = (bundle: unknown): unknown => field(bundle, 'dsseEnvelope', 'signatures', '0', 'sig');

/**
 * Whether GitHub keeps a bundle already. What it keeps is not the same text: the signature tells.
 * @param subject the digest that the bundle's statement is about.
 */
export async function hasAttestation(github: GitHub, subject: string, bundle: unknown): Promise<boolean> {
  const route = 'GET /repos/{owner}/{repo}/attestations/{subject_digest}';
  const answer = await github.find(route, { subject_digest: subject, per_page: MAX_PER_PAGE });
  if (answer === undefined) return false;
  const kept = items(field(answer, 'attestations')).map((each) => signatureOf(field(each, 'bundle')));
  return kept.includes(signatureOf(bundle));
}

/** Stores a Sigstore bundle with the repository, and returns its id there. */
export async function createAttestation(github: GitHub, bundle: unknown): Promise<number> {
  return numberField(await github.request('POST /repos/{owner}/{repo}/attestations', { bundle }), 'id');
}
