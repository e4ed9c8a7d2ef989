/** A form of credential that is recognised with near certainty; what matched is never shown. */
export interface SecretPattern {
  readonly kind: string;
  /** Over bytes read as latin1; linear time, no group that repeats within a repeat. */
  readonly pattern: RegExp;
}

const SECRET_PATTERNS: readonly SecretPattern[] = [
  {
    kind: 'a private key',
    pattern:
      /-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED|ENCRYPTED SIGSTORE|PGP) )?PRIVATE KEY(?: BLOCK)?-----\r?\n[A-Za-z0-9+/=\-: \r\n]{40}/,
  },
  { kind: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50})/ },
  { kind: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { kind: 'a Slack token', pattern: /\bxox[abprs]-[0-9A-Za-z]{10}/ },
  { kind: 'a Google API key', pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  {
    kind: 'an npm token',
    pattern: /\bnpm_[A-Za-z0-9]{36}\b|:_(?:authToken|auth|password)=(?!\$\{)["']?[^\s"'$]{8}/,
  },
  { kind: 'a Stripe key', pattern: /\b[rs]k_live_[0-9A-Za-z]{20}/ },
  {
    kind: 'an authorization header of a checkout',
    pattern: /[Ee]xtra[Hh]eader\s*=\s*(?:AUTHORIZATION|[Aa]uthorization):/,
  },
];

/** All patterns in one pass; which one it was is asked only after a hit. */
const ANY = new RegExp(SECRET_PATTERNS.map(({ pattern }) => `(?:${pattern.source})`).join('|'), 'g');

export interface SecretHit {
  readonly kind: string;
  /** Where it begins in the text. */
  readonly offset: number;
}

/** The first credential in a text, if there is one. */
export function findSecret(text: string): SecretHit | undefined {
  ANY.lastIndex = 0;
  const hit = ANY.exec(text);
  if (hit === null) return undefined;
  const found = SECRET_PATTERNS.find(({ pattern }) => pattern.test(hit[0]));
  return { kind: found?.kind ?? 'a credential', offset: hit.index };
}
