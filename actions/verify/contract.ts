import { defineContract, optional, required } from '../../shared/action/contract.ts';
import { registryInputs } from '../../shared/action/inputs.ts';
import { lines, parsedBy, text } from '../../shared/action/parser.ts';
import { parseDigestReference } from '../../shared/oci/reference.ts';
import type { Problem } from '../../shared/text/error.ts';
import { identityLine, keyLine } from './signer-line.ts';

export const contract = defineContract({
  name: 'verify',
  description:
    'Verifies the evidence of an image: who signed what of which digest. Fails unless every requirement is met by somebody who is trusted, and shows the whole chain as a tree.',
  inputs: {
    image: required(
      parsedBy('REPOSITORY@sha256:… or oci-layout:PATH@sha256:…', parseDigestReference),
      'The image to verify, by digest.',
    ),
    keys: optional(
      lines(keyLine),
      'Public keys that are trusted, each with a name: `release=.github/keys/release.pub`.',
    ),
    identities: optional(
      lines(identityLine),
      'Workflows that are trusted by certificate: `release=https://token.actions.githubusercontent.com https://github.com/acme/shop/.github/workflows/deliver.yml@refs/tags/v*`. Compared exactly; a `*` may end the ref.',
    ),
    'trust-root': optional(
      text,
      'For `identities`: the file of the trusted roots of the Sigstore instances that issue their certificates, JSON or JSON lines. Without it the public-good one is fetched. For certificates of private repositories give what `gh attestation trusted-root` writes.',
    ),
    require: optional(
      text,
      'What must be known about the image, as the `require` block of a policy, in YAML. Without it: a signature by anybody who is trusted.',
    ),
    ...registryInputs,
  },
  outputs: {
    verdict: '`pass` or `fail`.',
    signers: 'Names of those whose statements count, one a line.',
    evidence:
      'The tree as JSON: every statement with its subject, signer, time and bundle. Left out when it is larger than an output may be; the report has it.',
  },
  permissions: [
    { scope: 'contents', level: 'read', why: 'to check out the public keys' },
    { scope: 'packages', level: 'read', why: 'to read from ghcr.io; not for other registries' },
  ],
  contradictions: ({ keys = [], identities = [] }) => {
    const problems: Problem[] = [];
    const names = [...keys, ...identities].map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (names.length === 0) {
      problems.push({
        what: 'nobody is trusted',
        rule: "give 'keys' or 'identities'",
        next: 'keys: release=.github/keys/release.pub',
      });
    }
    if (twice !== undefined)
      problems.push({ what: `'${twice}' names two signers`, rule: 'each name is given once' });
    return problems;
  },
});
