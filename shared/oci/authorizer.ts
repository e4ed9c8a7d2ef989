import type { Clock } from '../ports/clock.ts';
import { UnavailableError, UserError } from '../text/error.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { Credential, CredentialSource } from './credential.ts';
import { discard, type HttpAnswer, isLoopback, readAll, type Send } from './http.ts';
import { isTransientError, isTransientStatus, parseRetryAfter, retry } from './retry.ts';

/** `repository:acme/shop:pull,push` (distribution token scope grammar). */
export type Scope = string;

export const scopeOf = (repository: string, actions: 'pull' | 'pull,push' | 'pull,push,delete'): Scope =>
  `repository:${repository}:${actions}`;

/** Knows how to be let in at one registry. */
export interface Authorizer {
  /** The Authorization header for these scopes, as far as the registry is known to want one. */
  header(repository: string, scopes: readonly Scope[]): Promise<string | undefined>;
  /**
   * The header to try after a 401 to `sent`.
   * @throws UserError when the registry wants credentials that there are not, or refuses those that were sent.
   */
  renew(
    answer: HttpAnswer,
    sent: string | undefined,
    repository: string,
    scopes: readonly Scope[],
  ): Promise<string>;
}

export interface AuthorizerPorts {
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly send: Send;
  readonly signal?: AbortSignal | undefined;
}

interface Token {
  readonly header: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

const MAX_TOKEN_BYTES = 64 * 1024;
/** Without `expires_in` a token lives 60 seconds (distribution, token authentication). */
const DEFAULT_LIFETIME = 60;
const MARGIN_MILLISECONDS = 5_000;

const registries = new WeakMap<CredentialSource, Map<string, Authorizer>>();

/** The authorizer of a registry; stores with the same credentials share it, and with it their tokens. */
export function authorizerFor(registry: string, ports: AuthorizerPorts): Authorizer {
  let known = registries.get(ports.credentials);
  if (known === undefined) registries.set(ports.credentials, (known = new Map<string, Authorizer>()));
  let authorizer = known.get(registry);
  if (authorizer === undefined) known.set(registry, (authorizer = createAuthorizer(registry, ports)));
  return authorizer;
}

function createAuthorizer(registry: string, ports: AuthorizerPorts): Authorizer {
  const tokens = new Map<string, Promise<Token>>();
  let challenge: Challenge | undefined;

  const keyOf = (scopes: readonly Scope[]): string =>
    [challenge?.parameters['realm'], challenge?.parameters['service'], ...[...scopes].sort()].join(' ');

  const authorize = async (
    offer: Challenge,
    repository: string,
    scopes: readonly Scope[],
  ): Promise<string> => {
    const credential = await ports.credentials.for(registry, repository);
    if (offer.scheme === 'basic') return basicHeader(registry, credential);
    const key = keyOf(scopes);
    let token = tokens.get(key);
    if (token === undefined || (await token).expires - MARGIN_MILLISECONDS <= ports.clock.now().getTime()) {
      token = fetchToken({ registry, offer, credential, scopes, ports });
      tokens.set(key, token);
      token.catch(() => tokens.delete(key));
    }
    return (await token).header;
  };

  return {
    header: async (repository, scopes) =>
      challenge === undefined ? undefined : authorize(challenge, repository, scopes),
    renew: async (answer, sent, repository, scopes) => {
      const credential = await ports.credentials.for(registry, repository);
      const offer = choose(parseChallenges(answer.headers['www-authenticate']));
      if (offer === undefined || (sent !== undefined && offer.scheme === 'basic'))
        throw refused(registry, credential);
      challenge = offer;
      const key = keyOf(scopes);
      const held = await tokens.get(key);
      if (held !== undefined && held.header === sent) tokens.delete(key);
      return authorize(offer, repository, scopes);
    },
  };
}

/** Bearer before Basic: a token is worth less when it leaks. */
function choose(challenges: readonly Challenge[]): Challenge | undefined {
  const bearer = challenges.find(
    ({ scheme, parameters }) => scheme === 'bearer' && parameters['realm'] !== undefined,
  );
  return bearer ?? challenges.find(({ scheme }) => scheme === 'basic');
}

function basicHeader(registry: string, credential: Credential | undefined): string {
  if (credential === undefined || !('username' in credential)) throw refused(registry, credential);
  return `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}`;
}

/** Says whose credentials were refused and where they came from, never what they are. */
export function refused(registry: string, credential: Credential | undefined): UserError {
  if (credential === undefined) {
    return new UserError({
      what: `${registry} wants credentials`,
      rule: 'there are none for it',
      next: `log in to ${registry} first, or give registry-username and registry-password`,
    });
  }
  const name = 'username' in credential ? ` of '${credential.username}'` : '';
  return new UserError({
    what: `${registry} does not accept the credentials${name}`,
    seen: `credentials from ${credential.source ?? 'the inputs'}`,
    next: 'check that they are current and may read (and write, where needed) this repository',
  });
}

interface TokenRequest {
  readonly registry: string;
  readonly offer: Challenge;
  readonly credential: Credential | undefined;
  readonly scopes: readonly Scope[];
  readonly ports: AuthorizerPorts;
}

async function fetchToken(request: TokenRequest): Promise<Token> {
  const { registry, offer, credential, ports } = request;
  const realm = checkRealm(registry, offer.parameters['realm'] ?? '');
  const answer = await retry(
    async () => {
      try {
        const got = await askForToken(realm, request);
        if (!isTransientStatus(got.status)) return { done: got };
        await discard(got);
        const retryAfter = parseRetryAfter(got.headers['retry-after'], ports.clock.now());
        return { failed: `status ${got.status}`, retryAfter };
      } catch (error) {
        if (isTransientError(error)) return { failed: error };
        throw error;
      }
    },
    {
      clock: ports.clock,
      signal: ports.signal,
      exhausted: (cause, tries) =>
        new UnavailableError(
          { what: `${realm.host} gives no token for ${registry}`, seen: `${tries} tries` },
          { cause },
        ),
    },
  );
  const body = await readAll(answer, MAX_TOKEN_BYTES);
  if (answer.status !== 200) throw refused(registry, credential);
  return parseToken(body, realm, ports.clock.now());
}

/** Where credentials are sent to is decided by the registry, so the place must be one that it may name. */
function checkRealm(registry: string, text: string): URL {
  if (URL.canParse(text) && isSafeRealm(new URL(text), registry)) return new URL(text);
  throw new UserError({
    what: `${registry} asks for credentials to be sent to an address that is not safe`,
    rule: 'https, or the registry itself on loopback',
    seen: JSON.stringify(text),
  });
}

function isSafeRealm(realm: URL, registry: string): boolean {
  const local = isLoopback(realm.hostname);
  if (realm.username !== '' || (local && !isLoopback(registry.replace(/:\d+$/, '')))) return false;
  return realm.protocol === 'https:' || (realm.protocol === 'http:' && local);
}

async function askForToken(
  realm: URL,
  { offer, credential, scopes, ports }: TokenRequest,
): Promise<HttpAnswer> {
  const service = offer.parameters['service'];
  const named: [string, string][] = service === undefined ? [] : [['service', service]];
  if (credential !== undefined && 'identityToken' in credential) {
    const form = new URLSearchParams([
      ['grant_type', 'refresh_token'],
      ['refresh_token', credential.identityToken],
      ['client_id', 'fixity'],
      ['scope', scopes.join(' ')],
      ...named,
    ]);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return ports.send({
      method: 'POST',
      url: realm,
      headers,
      body: Buffer.from(form.toString()),
      signal: ports.signal,
    });
  }
  const url = new URL(realm);
  for (const [name, value] of named) url.searchParams.set(name, value);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const headers = credential === undefined ? {} : { authorization: basicHeader(realm.host, credential) };
  return ports.send({ method: 'GET', url, headers, signal: ports.signal });
}

function parseToken(body: Buffer, realm: URL, now: Date): Token {
  const malformed = new UnavailableError({ what: `${realm.host} did not answer with a token` });
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString());
  } catch {
    throw malformed;
  }
  if (typeof answer !== 'object' || answer === null) throw malformed;
  const { token, access_token: access, expires_in: lifetime } = answer as Record<string, unknown>;
  const value = typeof token === 'string' && token !== '' ? token : access;
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) throw malformed;
  const seconds = typeof lifetime === 'number' && lifetime > 0 ? lifetime : DEFAULT_LIFETIME;
  return { header: `Bearer ${value}`, expires: now.getTime() + seconds * 1_000 };
}
