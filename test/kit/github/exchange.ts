import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../../shared/text/error.ts';
import { type Answer, ApiError, type Call, notFound } from './api.ts';
import { complete } from './complete.ts';
import type { Faults } from './faults.ts';
import { serveGit } from './git-http.ts';
import type { OidcIssuer } from './oidc.ts';
import { type Violation, answerSchema, checkAnswer, checkBody, checkQuery } from './openapi.ts';
import { type Match, match } from './router.ts';
import type { RepositoryState } from './state.ts';
import { type Token, type Tokens, permit } from './tokens.ts';

/** One request that came, and what became of it. */
export interface RequestRecord {
  readonly method: string;
  readonly path: string;
  /** As GitHub describes it; undefined for an address that the fake does not have. */
  readonly operation: string | undefined;
  /** What the operation needs, such as `contents: write`. */
  readonly permission: string | undefined;
  readonly status: number;
  readonly body: unknown;
}

/** What all requests share. */
export interface Exchange {
  readonly origin: string;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly issuer: OidcIssuer;
  readonly requests: RequestRecord[];
  /** The fake's own answers that do not follow the description. */
  readonly mistakes: string[];
  readonly repositories: ReadonlyMap<string, RepositoryState>;
  readonly teams: Readonly<Record<string, readonly string[]>>;
  readonly now: () => Date;
  readonly nextId: () => number;
}

const API = '/api/v3';
const DOCUMENTATION = 'https://docs.github.com/rest';

interface Request {
  readonly method: string;
  readonly url: URL;
  readonly path: string;
  readonly body: unknown;
  readonly authorization: string | undefined;
  readonly accept: string;
}

/** Answers one request, and notes it. */
export async function answer(
  exchange: Exchange,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(incoming.url ?? '/', exchange.origin);
  const method = incoming.method ?? 'GET';
  if (await serveGit(exchange, url, incoming, response)) return;
  const text = await readText(incoming);
  if (url.pathname.startsWith('/oidc/')) {
    answerOidc(exchange, url, incoming.headers.authorization, response);
    return;
  }
  const path = url.pathname.startsWith(API) ? url.pathname.slice(API.length) : url.pathname;
  if (await exchange.faults.play(method, path, response)) {
    const status = response.destroyed ? 0 : response.statusCode;
    exchange.requests.push({
      method,
      path,
      operation: undefined,
      permission: undefined,
      status,
      body: undefined,
    });
    return;
  }
  const found = match(method, path);
  const body = text === '' ? undefined : parse(text);
  const { authorization, accept = '' } = incoming.headers;
  const done = await respond(exchange, found, { method, url, path, body, authorization, accept });
  const permission = found?.route.permission.join(': ');
  exchange.requests.push({
    method,
    path,
    operation: found?.route.operation,
    permission,
    status: done.status,
    body,
  });
  send(response, done, found, url);
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function respond(exchange: Exchange, found: Match | undefined, request: Request): Promise<Answer> {
  try {
    return await handle(exchange, found, request);
  } catch (error) {
    if (error instanceof ApiError) {
      const { status, message, errors } = error;
      const more = errors === undefined ? {} : { errors };
      return { status, body: { message, ...more, documentation_url: DOCUMENTATION, status: String(status) } };
    }
    exchange.mistakes.push(messageOf(error));
    return { status: 500, body: { message: `the GitHub fake: ${messageOf(error)}` } };
  }
}

async function handle(exchange: Exchange, found: Match | undefined, request: Request): Promise<Answer> {
  const token = exchange.tokens.find(request.authorization);
  if (token === undefined) throw new ApiError(401, 'Bad credentials');
  if (found === undefined) throw notFound();
  const repository = repositoryFor(exchange, found, token);
  const [scope, level] = found.route.permission;
  if (!permit(token, scope, level)) throw new ApiError(403, 'Resource not accessible by integration');
  const { operation } = found.route;
  refuse(operation, [
    ...checkQuery(operation, request.url.searchParams),
    ...checkBody(operation, request.body),
  ]);
  const call: Call = {
    origin: exchange.origin,
    repositoryUrl: `${exchange.origin}${API}/repos/${repository.name}`,
    repository,
    params: found.params,
    query: request.url.searchParams,
    body: (request.body ?? {}) as Readonly<Record<string, unknown>>,
    actor: 'github-actions[bot]',
    wantsRaw: /[.+]raw\b/.test(request.accept),
    teams: exchange.teams,
    now: () => exchange.now().toISOString(),
    nextId: exchange.nextId,
  };
  return whole(exchange, operation, await found.route.handle(call));
}

/** A token reaches its own repository; others are not there for it. */
function repositoryFor(exchange: Exchange, found: Match, token: Token): RepositoryState {
  const own = token.claims['repository'] ?? '';
  const { owner, repo } = found.params;
  const name = owner === undefined ? own : `${owner}/${repo ?? ''}`;
  const repository = exchange.repositories.get(name);
  if (repository === undefined || (repository.isPrivate && name !== own)) throw notFound();
  return repository;
}

function refuse(operation: string, violations: readonly Violation[]): void {
  if (violations.length === 0) return;
  const resource = operation.split('/').at(-1) ?? '';
  const errors = violations.map(({ field, message }) => ({ resource, code: 'custom', field, message }));
  const first = violations.map(({ field, message }) => `${field} ${message}`).join('; ');
  throw new ApiError(422, `Invalid request. ${first}`, errors);
}

/** @throws Error when the answer does not follow the description. */
function whole(exchange: Exchange, operation: string, given: Answer): Answer {
  if (given.bytes !== undefined) return given;
  const schema = answerSchema(operation, given.status);
  const body = schema === undefined ? given.body : complete(schema, given.body, exchange.origin);
  const violations = checkAnswer(operation, given.status, body);
  if (violations.length === 0) return { ...given, body };
  const list = violations.map(({ field, message }) => `${field} ${message}`).join('; ');
  throw new Error(`${operation} ${given.status}: ${list}`);
}

function send(response: ServerResponse, done: Answer, found: Match | undefined, url: URL): void {
  const accepted =
    found === undefined ? {} : { 'x-accepted-github-permissions': found.route.permission.join('=') };
  const headers = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999', ...accepted };
  if (done.bytes !== undefined) {
    response
      .writeHead(done.status, { ...headers, 'content-type': 'application/vnd.github.raw' })
      .end(done.bytes);
    return;
  }
  const { body, link } =
    done.isList === true ? cut(done.body as readonly unknown[], url) : { body: done.body, link: {} };
  response.writeHead(done.status, { ...headers, ...link, 'content-type': 'application/json; charset=utf-8' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

/** One page of a list, and where the next is (RFC 8288). */
function cut(list: readonly unknown[], url: URL): { body: readonly unknown[]; link: Record<string, string> } {
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? '30'));
  const number = Number(url.searchParams.get('page') ?? '1');
  const body = list.slice((number - 1) * size, number * size);
  if (list.length <= number * size) return { body, link: {} };
  const next = new URL(url);
  next.searchParams.set('page', String(number + 1));
  return { body, link: { link: `<${next.href}>; rel="next"` } };
}

function answerOidc(
  exchange: Exchange,
  url: URL,
  authorization: string | undefined,
  response: ServerResponse,
): void {
  const json = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (url.pathname === '/oidc/.well-known/openid-configuration') {
    json(200, exchange.issuer.discovery());
    return;
  }
  if (url.pathname === '/oidc/.well-known/jwks') {
    json(200, exchange.issuer.keys());
    return;
  }
  const token = exchange.tokens.find(authorization);
  if (url.pathname !== '/oidc/token') json(404, { message: 'Not Found' });
  else if (token === undefined) json(401, { message: 'Bad credentials' });
  else if (!permit(token, 'id-token', 'write')) json(403, { message: 'id-token: write is needed' });
  else {
    const owner = token.claims['repository_owner'] ?? '';
    const audience = url.searchParams.get('audience') ?? `https://github.com/${owner}`;
    json(200, { value: exchange.issuer.token(token.claims, audience, exchange.now()) });
  }
}
