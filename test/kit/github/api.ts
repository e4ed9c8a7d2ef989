import type { RepositoryState } from './state.ts';

/** What a route is given; the request has been checked against GitHub's description. */
export interface Call {
  /** The fake's own address. */
  readonly origin: string;
  /** Address of the repository in the API. */
  readonly repositoryUrl: string;
  readonly repository: RepositoryState;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Who asks: the token's actor. */
  readonly actor: string;
  /** The caller wants the file itself, not JSON. */
  readonly wantsRaw: boolean;
  /** Members by `org/team`. */
  readonly teams: Readonly<Record<string, readonly string[]>>;
  readonly now: () => string;
  readonly nextId: () => number;
}

export interface Answer {
  readonly status: number;
  /** What the description requires and is left out here is filled in. */
  readonly body?: unknown;
  /** Instead of a JSON body. */
  readonly bytes?: Buffer;
  /** The list has more; the server cuts it into pages. */
  readonly isList?: boolean;
}

export interface Route {
  /** `GET /repos/{owner}/{repo}`, as in the description. */
  readonly operation: string;
  /** What GitHub documents that the token needs; `metadata` is always there. */
  readonly permission: readonly [scope: string, level: 'read' | 'write'];
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

/** Something that GitHub answers instead of doing it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;

  constructor(status: number, message: string, errors?: readonly unknown[]) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

export const notFound = (): ApiError => new ApiError(404, 'Not Found');

/** GitHub's answer to a body that is well formed and cannot be. */
export const unprocessable = (message: string): ApiError => new ApiError(422, message);

const REPOSITORY = '/repos/{owner}/{repo}';

/** A route under a repository; `operation` is `GET /deployments`. */
export function route(operation: string, permission: Route['permission'], handle: Route['handle']): Route {
  const [method = '', path = ''] = operation.split(' ');
  return { operation: `${method} ${REPOSITORY}${path === '/' ? '' : path}`, permission, handle };
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const page = (body: readonly unknown[]): Answer => ({ status: 200, body, isList: true });

/** A person or bot. */
export const user = (login: string, origin: string): Readonly<Record<string, unknown>> => ({
  login,
  id: 583_231,
  url: `${origin}/api/v3/users/${encodeURIComponent(login)}`,
  html_url: `${origin}/${encodeURIComponent(login)}`,
  type: login.endsWith('[bot]') ? 'Bot' : 'User',
});

/** A parameter of the address. @throws ApiError 404 for one that is not a number. */
export function numberOf(call: Call, name: string): number {
  const text = call.params[name] ?? '';
  if (!/^\d+$/.test(text)) throw notFound();
  return Number(text);
}

/** A text of the body, or what it is when absent. */
export function textOf<T extends string | null>(call: Call, name: string, absent: T): string | T {
  const value = call.body[name];
  return typeof value === 'string' ? value : absent;
}
