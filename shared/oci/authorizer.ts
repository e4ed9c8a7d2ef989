import type { Clock } from '../ports/clock.ts';
import { UnavailableError, UserError } from '../text/error.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { Credential, CredentialSource } from './credential.ts';
import { discard, type HttpAnswer, isLoopback, readAll, type Send } from './http.ts';
import { isTransientError, isTransientStatus, parseRetryAfter, retry } from './retry.ts';
import { tryJson } from '../text/json.ts';

/** `repository:acme/shop:pull,push` (distribution token scope grammar). */
export type Scope = string;

export const scopeOf = (repository: string, actions: 'pull' | 'pull,push' | 'pull,push,delete'): Scope =>
  `repository:${repository}:${actions}`;

/** Knows how to be let in at one registry. */
export interface Authorizer {
  /** The Authorization header for these scopes, as far as the registry is known to want one. */
  header(wanted: Wanted): Promise<string | undefined>;
  /**
   * The header to try after a 401 to `sent`.
   * @throws UserError when the registry wants credentials that there are not, or refuses those that were sent.
   */
  renew(answer: HttpAnswer, sent: string | undefined, wanted: Wanted): Promise<string>;
}

/** What somebody wants to do in a repository, and the means to find out how; tokens outlive them. */
export interface Wanted {
  readonly repository: string;
  readonly scopes: readonly Scope[];
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
export function authorizerFor(registry: string, credentials: CredentialSource): Authorizer {
  let known = registries.get(credentials);
  if (known === undefined) registries.set(credentials, (known = new Map<string, Authorizer>()));
  let authorizer = known.get(registry);
  if (authorizer === undefined) known.set(registry, (authorizer = createAuthorizer(registry, credentials)));
  return authorizer;
}

function createAuthorizer(registry: string, credentials: CredentialSource): Authorizer {
  const tokens = new Map<string, Promise<Token>>();
  let challenge: Challenge | undefined;

  const keyOf = (scopes: readonly Scope[]): string =>
    [challenge?.parameters['realm'], challenge?.parameters['service'], ...[...scopes].sort()].join(' ');

  const authorize = async (offer: Challenge, wanted: Wanted): Promise<string> => {
    const credential = await credentials.for(registry, wanted.repository);
    if (offer.scheme === 'basic') return basicHeader(registry, credential);
    const key = keyOf(wanted.scopes);
    let token = tokens.get(key);
    if (token === undefined || (await token).expires - MARGIN_MILLISECONDS <= wanted.clock.now().getTime()) {
      token = fetchToken({ registry, offer, credential, wanted });
      tokens.set(key, token);
      token.catch(() => tokens.delete(key));
    }
    return (await token).header;
  };

  return {
    header: async (wanted) => (challenge === undefined ? undefined : authorize(challenge, wanted)),
    renew: async (answer, sent, wanted) => {
      const credential = await credentials.for(registry, wanted.repository);
      const offer = choose(parseChallenges(answer.headers['www-authenticate']));
      if (offer === undefined || (sent !== undefined && offer.scheme === 'basic'))
        throw refused(registry, credential);
      challenge = offer;
      const key = keyOf(wanted.scopes);
      const held = await tokens.get(key);
      if (held !== undefined && held.header === sent) tokens.delete(key);
      return authorize(offer, wanted);
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
  readonly wanted: Wanted;
}

async function fetchToken(request: TokenRequest): Promise<Token> {
  const { registry, offer, credential, wanted } = request;
  const realm = checkRealm(registry, offer.parameters['realm'] ?? '');
  const answer = await retry(
    async () => {
      try {
        const got = await askForToken(realm, request);
        if (!isTransientStatus(got.status)) return { done: got };
        await discard(got);
        const retryAfter = parseRetryAfter(got.headers['retry-after'], wanted.clock.now());
        return { failed: `status ${got.status}`, retryAfter };
      } catch (error) {
        if (isTransientError(error)) return { failed: error };
        throw error;
      }
    },
    {
      clock: wanted.clock,
      signal: wanted.signal,
      exhausted: (cause, tries) =>
        new UnavailableError(
          { what: `${realm.host} gives no token for ${registry}`, seen: `${tries} tries` },
          { cause },
        ),
    },
  );
  const body = await readAll(answer, MAX_TOKEN_BYTES);
  if (answer.status !== 200) throw refused(registry, credential);
  return parseToken(body, realm, wanted.clock.now());
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

async function askForToken(realm: URL, { offer, credential, wanted }: TokenRequest): Promise<HttpAnswer> {
  const service = offer.parameters['service'];
  const named: [string, string][] = service === undefined ? [] : [['service', service]];
  if (credential !== undefined && 'identityToken' in credential) {
    const form = new URLSearchParams([
      ['grant_type', 'refresh_token'],
      ['refresh_token', credential.identityToken],
      ['client_id', 'fixity'],
      ['scope', wanted.scopes.join(' ')],
      ...named,
    ]);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return wanted.send({
      method: 'POST',
      url: realm,
      headers,
      body: Buffer.from(form.toString()),
      signal: wanted.signal,
    });
  }
  const url = new URL(realm);
  for (const [name, value] of named) url.searchParams.set(name, value);
  for (const scope of wanted.scopes) url.searchParams.append('scope', scope);
  const headers = credential === undefined ? {} : { authorization: basicHeader(realm.host, credential) };
  return wanted.send({ method: 'GET', url, headers, signal: wanted.signal });
}

function parseToken(body: Buffer, realm: URL, now: Date): Token {
  const malformed = new UnavailableError({ what: `${realm.host} did not answer with a token` });
  const answer = tryJson(body);
  if (typeof answer !== 'object' || answer === null) throw malformed;
  const { token, access_token: access, expires_in: lifetime } = answer as Record<string, unknown>;
  const value = typeof token === 'string' && token !== '' ? token : access;
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) throw malformed;
  const seconds = typeof lifetime === 'number' && lifetime > 0 ? lifetime : DEFAULT_LIFETIME;
  return { header: `Bearer ${value}`, expires: now.getTime() + seconds * 1_000 };
}
