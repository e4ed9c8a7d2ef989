import { INSTANCE_CHOICES } from '../evidence/instance.ts';
import { boolean, oneOf, text } from './parser.ts';
import { type Permission, defaulted, optional } from './contract.ts';

/** How an action reaches a registry whose credentials are not in docker's configuration. */
export const registryInputs = {
  'registry-username': optional(
    text,
    "User name for the registry of the image. Without it docker's configuration is used, and for ghcr.io the job's token.",
  ),
  'registry-password': optional(text, 'Password or token for `registry-username`.', { secret: true }),
  token: optional(text, "The job's token: for ghcr.io, and for what the action asks of GitHub.", {
    secret: true,
    expression: '${{ github.token }}',
  }),
} as const;

/** How an action signs what it writes. */
export const signingInputs = {
  signing: defaulted(
    oneOf(['auto', 'keyless', 'key', 'none']),
    'auto',
    "`key`: sign with `key`. `keyless`: sign with a certificate for the job's OIDC token (`id-token: write`). `none`: sign nothing, and say so. `auto`: `key` if a key is given, else `keyless`; only in a pull request whose job has no token it is `none`.",
  ),
  key: optional(
    text,
    "The signing key: a PEM text from a secret, `env:NAME` or `file:PATH`. P-256 (ECDSA) or RSA, in PKCS#8, SEC1 or cosign's encrypted form. Or `command:PROGRAM ARGUMENTS`, which reads a SHA-256 digest from standard input and writes the signature, for keys in a KMS or HSM.",
    { secret: true },
  ),
  'key-password': optional(text, "The password of cosign's encrypted key file.", { secret: true }),
  'public-key': optional(text, 'For `key: command:…`: the file of the public key, in PEM.'),
  sigstore: defaulted(
    oneOf(INSTANCE_CHOICES),
    'auto',
    "For keyless signing: the Sigstore instance. `public-good`: the public one, whose log shows the names of repository and workflow to everybody. `github`: GitHub's own, without a log. `auto`: `public-good` for public repositories, `github` for all others.",
  ),
  'signing-config': optional(
    text,
    'For keyless signing with an instance of your own: the file of its signing config (v0.2), which names certificate authority, log and timestamp authority. Needs `trust-root`.',
  ),
  'trust-root': optional(
    text,
    'For keyless signing: the file of the trusted root of the instance, JSON or JSON lines; what is signed is verified with it before it is attached. Without it the public-good one is fetched. Needed with `signing-config`, and for `github` (`gh attestation trusted-root` writes it).',
  ),
} as const;

/** What `signing: keyless` needs of the job; part of the contract of every action with `signingInputs`. */
export const signingPermission: Permission = {
  scope: 'id-token',
  level: 'write',
  why: 'to sign with `signing: keyless`; not with a key',
};

export const dryRunInput = {
  'dry-run': defaulted(boolean, 'false', 'Decide and report everything, write nothing.'),
} as const;
