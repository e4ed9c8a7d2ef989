import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface AuthOptions {
  readonly kind: 'none' | 'basic' | 'token';
  readonly username: string;
  readonly password: string;
  /** Taken by the token service in a refresh_token grant. */
  readonly identityToken?: string;
  /** Seconds. */
  readonly lifetime: number;
  readonly now: () => number;
}

interface Grant {
  readonly scopes: readonly string[];
  readonly expires: number;
}

/** The token service of the test registry, and the gate in front of its API. */
export interface Auth {
  /** True when the request may go on; otherwise it was answered with a challenge. */
  admit(request: IncomingMessage, response: ServerResponse, host: string): boolean;
  /** Answers /token. */
  token(request: IncomingMessage, response: ServerResponse, body: Buffer): void;
  /** All tokens given so far are worth nothing from now on. */
  revoke(): void;
}

export function createAuth(options: AuthOptions): Auth {
  const grants = new Map<string, Grant>();
  const basic = `Basic ${Buffer.from(`${options.username}:${options.password}`).toString('base64')}`;

  const admitted = (request: IncomingMessage): boolean => {
    const sent = request.headers.authorization;
    switch (options.kind) {
      case 'none':
        return true;
      case 'basic':
        return sent === basic;
      case 'token': {
        const grant = grants.get(sent?.replace(/^Bearer /, '') ?? '');
        if (grant === undefined || grant.expires <= options.now()) return false;
        return neededScopes(request).every((scope) => covers(grant.scopes, scope));
      }
    }
  };

  return {
    admit: (request, response, host) => {
      if (admitted(request)) return true;
      const challenge =
        options.kind === 'basic'
          ? 'Basic realm="registry"'
          : `Bearer realm="http://${host}/token",service="test registry",scope="repository:somewhere/else:pull"`;
      const refusal = '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}';
      response.writeHead(401, {
        'www-authenticate': challenge,
        'content-type': 'application/json',
        'content-length': refusal.length,
      });
      response.end(refusal);
      return false;
    },
    token: (request, response, body) => {
      const query = new URL(request.url ?? '', 'http://registry').searchParams;
      const form = new URLSearchParams(body.toString());
      const byIdentity =
        options.identityToken !== undefined && form.get('refresh_token') === options.identityToken;
      if (!byIdentity && request.headers.authorization !== basic) {
        response.writeHead(401).end('{"errors":[{"code":"UNAUTHORIZED"}]}');
        return;
      }
      const value = randomUUID();
      const scopes = byIdentity ? (form.get('scope') ?? '').split(' ') : query.getAll('scope');
      grants.set(value, { scopes, expires: options.now() + options.lifetime * 1_000 });
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ [byIdentity ? 'access_token' : 'token']: value, expires_in: options.lifetime }),
      );
    },
    revoke: () => {
      grants.clear();
    },
  };
}

/** A real registry asks for rights on the repository of the path, and to read the one that is mounted from. */
function neededScopes(request: IncomingMessage): readonly string[] {
  const url = new URL(request.url ?? '', 'http://registry');
  const name = /^\/v2\/(.+?)\/(?:blobs|manifests|tags|referrers)\//.exec(url.pathname)?.[1];
  if (name === undefined) return [];
  const method = request.method ?? 'GET';
  const action = method === 'GET' || method === 'HEAD' ? 'pull' : method === 'DELETE' ? 'delete' : 'push';
  const from = url.searchParams.get('from');
  return [`repository:${name}:${action}`, ...(from === null ? [] : [`repository:${from}:pull`])];
}

function covers(scopes: readonly string[], wanted: string): boolean {
  const [, name, action] = wanted.split(':');
  return scopes.some((scope) => {
    const [, granted, actions = ''] = scope.split(':');
    return granted === name && actions.split(',').includes(action ?? '');
  });
}
