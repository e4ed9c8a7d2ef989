import { defaulted, defineContract, optional, required } from '../../shared/action/contract.ts';
import { dryRunInput, registryInputs, signingInputs, signingPermission } from '../../shared/action/inputs.ts';
import { boolean, duration, lines, number, oneOf, parsedBy, text } from '../../shared/action/parser.ts';
import { parseDigestReference } from '../../shared/oci/reference.ts';
import { UserError } from '../../shared/text/error.ts';

const imageByDigest = parsedBy('REPOSITORY@sha256:… or oci-layout:PATH@sha256:…', parseDigestReference);
const whole = number({ min: 0, max: 1_000_000, integer: true });

/** A path in the image; a slash in front or behind makes no difference. */
const imagePath = parsedBy('a path in the image', (value) => {
  const path = value.replace(/^\/+|\/+$/g, '');
  if (path !== '' && !path.split('/').includes('..')) return path;
  throw new UserError({
    what: 'not a path in the image',
    rule: "a file or directory, without '..'",
    seen: JSON.stringify(value),
  });
});

/** How many findings a severity may have. */
const limit = parsedBy('a whole number or unlimited', (value) =>
  value === 'unlimited' ? Infinity : whole.parse(value),
);

export const contract = defineContract({
  name: 'scan',
  description:
    'Lists what is in every platform of an image, compares it with security advisories, and refuses what the gate does not allow. Writes SBOMs and SARIF, and attaches the signed result to the image.',
  inputs: {
    image: optional(imageByDigest, 'The image, by digest. Every platform of it is scanned.'),
    sbom: optional(
      text,
      'Instead of an image: a CycloneDX or SPDX SBOM, to compare with the advisories of today.',
    ),
    advisories: required(
      text,
      'Directory with OSV records as JSON files. Packages of an ecosystem that no record speaks of make the scan incomplete.',
    ),
    'max-critical': defaulted(limit, '0', 'How many critical findings a platform may have.'),
    'max-high': defaulted(limit, '0', 'How many high findings a platform may have.'),
    'max-medium': defaulted(
      limit,
      'unlimited',
      'How many medium findings a platform may have; findings of unknown severity count as medium.',
    ),
    'max-low': defaulted(limit, 'unlimited', 'How many low findings a platform may have.'),
    'fixable-only': defaulted(boolean, 'false', 'Count only what a newer version of the package mends.'),
    baseline: optional(
      imageByDigest,
      'An image to compare with, such as what production runs, by digest. It is scanned with the same advisories; what it has too was not brought by this image, and may stay for a while.',
    ),
    'grace-critical': defaulted(
      duration({ min: '1ms', max: '3650d' }),
      '7d',
      'How long a critical finding that the baseline has too may stay, from its publication.',
    ),
    'grace-high': defaulted(
      duration({ min: '1ms', max: '3650d' }),
      '30d',
      'The same for all other severities.',
    ),
    secrets: defaulted(
      oneOf(['fail', 'warn', 'off']),
      'fail',
      'What private keys, tokens and files of credentials mean, in any layer and in the config. Files that the distribution brought do not count.',
    ),
    'ignore-secrets': optional(
      lines(imagePath),
      'Files or directories of the image in which credentials are expected, such as published test keys, one a line.',
    ),
    incomplete: defaulted(
      oneOf(['fail', 'warn']),
      'fail',
      'What an incomplete scan means: something was not readable, not known, or too old. The evidence says it either way.',
    ),
    'max-snapshot-age': defaulted(
      duration({ min: '1m', max: '3650d' }),
      '48h',
      'How old the newest advisory may be; older ones make the scan incomplete.',
    ),
    'source-file': defaulted(
      text,
      'image.yml',
      'The file of the repository at which code scanning shows the findings, such as the Dockerfile.',
    ),
    ...signingInputs,
    ...registryInputs,
    ...dryRunInput,
  },
  outputs: {
    verdict: '`pass` or `fail`.',
    critical: 'Critical findings, over all platforms.',
    high: 'High findings, over all platforms.',
    medium: 'Medium findings, over all platforms.',
    low: 'Low findings, over all platforms.',
    unknown: 'Findings of unknown severity, over all platforms.',
    'new-findings': 'Findings that the baseline does not have; without a baseline all.',
    fixable: 'How many of all findings a newer version of the package mends.',
    secrets: 'Places with something that looks like a credential, over all platforms.',
    'sarif-path':
      'The findings as SARIF 2.1.0, one run for each platform, for github/codeql-action/upload-sarif.',
    'sbom-paths': 'CycloneDX SBOMs, one a line in the order of the platforms.',
    'spdx-paths': 'The same as SPDX 2.3, one a line.',
    'snapshot-digest': 'Digest of the advisories that were compared.',
    complete: '`true` when everything could be read and compared, otherwise `false`.',
    'bundle-digests': 'Digests of the attached bundles, one a line; absent when nothing was signed.',
  },
  permissions: [
    {
      scope: 'contents',
      level: 'read',
      why: "to check out the advisories, and to read the policy's exceptions",
    },
    {
      scope: 'packages',
      level: 'write',
      why: 'to attach to an image on ghcr.io; read is enough for signing: none',
    },
    signingPermission,
  ],
  contradictions: (_, written) => {
    const [image, sbom] = [written.has('image'), written.has('sbom')];
    if (image !== sbom) return [];
    return [
      {
        what: "inputs 'image' and 'sbom'",
        rule: 'exactly one of the two',
        seen: image ? 'both' : 'neither',
      },
    ];
  },
});
