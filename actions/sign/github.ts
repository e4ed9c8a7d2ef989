import { readFile } from 'node:fs/promises';
import type { Signer } from '../../shared/evidence/signer.ts';
import { createAttestation, hasAttestation } from '../../shared/github/attestations.ts';
import type { GitHub } from '../../shared/github/client.ts';
import { UserError } from '../../shared/text/error.ts';
import type { Entry } from './apply.ts';
import { parseJson } from '../../shared/text/json.ts';

/** @throws UserError for a key: GitHub's attestations are verified by certificate alone, and one by a key would only look like proof. */
export function checkForGitHub({ trust, description }: Signer): void {
  if (trust.publicKey === undefined) return;
  throw new UserError({
    what: "a key's signatures are not stored with GitHub",
    rule: "'gh attestation verify' takes certificates alone",
    seen: description,
    next: 'sign with signing: keyless, or leave github-attestations out',
  });
}

/** Stores every bundle with the repository that is not there yet. @returns how many were stored. */
export async function storeWithGitHub(github: GitHub, entries: readonly Entry[]): Promise<number> {
  const bundles = new Map(entries.map((entry) => [entry.bundlePath, entry]));
  let stored = 0;
  for (const [file, { subject }] of bundles) {
    if (file === undefined) continue;
    const bundle = parseJson(await readFile(file));
    if (await hasAttestation(github, subject, bundle)) continue;
    await createAttestation(github, bundle);
    stored += 1;
  }
  return stored;
}
