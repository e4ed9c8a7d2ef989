import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Claims } from '../workflow-runner/service.ts';

/** Makes OIDC tokens as GitHub's issuer does: RS256, five minutes. */
export interface OidcIssuer {
  readonly issuer: string;
  /** `/.well-known/openid-configuration` */
  discovery(): unknown;
  /** The public keys (RFC 7517). */
  keys(): unknown;
  token(claims: Claims, audience: string, now: Date): string;
}

const LIFETIME_SECONDS = 300;
const KEY_ID = 'fixity-test';

export function createIssuer(issuer: string): OidcIssuer {
  let pair: ReturnType<typeof newPair> | undefined;
  const newPair = (): { privateKey: string; jwk: object } => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      jwk: publicKey.export({ format: 'jwk' }),
    };
  };
  const key = (): { privateKey: string; jwk: object } => (pair ??= newPair());
  return {
    issuer,
    discovery: () => ({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    }),
    keys: () => ({ keys: [{ ...key().jwk, kid: KEY_ID, alg: 'RS256', use: 'sig' }] }),
    token: (claims, audience, now) => {
      const seconds = Math.floor(now.getTime() / 1_000);
      const times = { iat: seconds, nbf: seconds, exp: seconds + LIFETIME_SECONDS };
      const parts = [
        { alg: 'RS256', typ: 'JWT', kid: KEY_ID },
        { ...claims, iss: issuer, aud: audience, jti: randomUUID(), ...times },
      ];
      const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
      const signature = createSign('RSA-SHA256').update(input).sign(key().privateKey, 'base64url');
      return `${input}.${signature}`;
    },
  };
}
