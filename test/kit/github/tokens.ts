import { randomBytes } from 'node:crypto';
import { type Permissions, allows } from '../workflow-runner/permissions.ts';
import type { Claims } from '../workflow-runner/service.ts';

/** One token: what it may do, who has it, and what it has been used for. */
export interface Token {
  readonly permissions: Permissions;
  readonly claims: Claims;
  readonly used: Record<string, 'read' | 'write'>;
  /** Since `take` was last called. */
  recent: Record<string, 'read' | 'write'>;
}

export interface Tokens {
  mint(permissions: Permissions, claims: Claims): string;
  find(authorization: string | undefined): Token | undefined;
  get(text: string): Token | undefined;
}

export function createTokens(): Tokens {
  const known = new Map<string, Token>();
  return {
    mint: (permissions, claims) => {
      const text = `ghs_${randomBytes(18).toString('hex')}`;
      known.set(text, { permissions, claims, used: {}, recent: {} });
      return text;
    },
    find: (authorization = '') => known.get(authorization.replace(/^(bearer|token) /i, '')),
    get: (text) => known.get(text),
  };
}

/** Whether the token may; if so it is noted, except for `metadata`, which every token has. */
export function permit(token: Token, scope: string, level: 'read' | 'write'): boolean {
  if (scope === 'metadata') return true;
  if (!allows(token.permissions, scope, level)) return false;
  for (const record of [token.used, token.recent]) {
    if (record[scope] !== 'write') record[scope] = level;
  }
  return true;
}

/** What it was used for since this was last asked. */
export function takeRecent(token: Token): Permissions {
  const { recent } = token;
  token.recent = {};
  return recent;
}
