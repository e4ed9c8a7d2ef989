import type { Readable } from 'node:stream';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { formatDuration } from '../text/duration.ts';
import { messageOf, UnavailableError, UserError } from '../text/error.ts';
import { type Authorizer, authorizerFor, refused, type Scope } from './authorizer.ts';
import type { Credential, CredentialSource } from './credential.ts';
import {
  createSend,
  discard,
  type HttpAnswer,
  type HttpOptions,
  type HttpRequest,
  mayBePlain,
  readAll,
  type Send,
} from './http.ts';
import { type Pace, pacesOf } from './pace.ts';
import {
  type Attempt,
  isTransientError,
  isTransientStatus,
  parseRetryAfter,
  retry,
  type RetryBudget,
} from './retry.ts';
import { parseJson } from '../text/json.ts';

export interface ClientPorts extends HttpOptions {
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly budget?: RetryBudget;
  readonly log?: Log;
}

export interface ClientRequest extends Omit<HttpRequest, 'body'> {
  readonly scopes: readonly Scope[];
  /** Called again for each try. */
  readonly body?: Uint8Array | (() => Readable | Promise<Readable>);
  /** False for what must not be sent twice; then a failure is thrown, or a transient status returned, at once. */
  readonly retried?: boolean;
}

export interface WholeAnswer {
  readonly answer: HttpAnswer;
  /** Undefined for another status than 200: then the answer's body is still to be read. */
  readonly bytes: Buffer | undefined;
}

/** Requests to one repository of a registry: authorised, retried, with refusals turned into errors that a person can use. */
export interface Client {
  readonly registry: string;
  readonly repository: string;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly budget: RetryBudget | undefined;
  /** Says in the log why it waits. */
  readonly waiting: (failure: unknown, wait: number) => void;
  /** `/v2/<repository>/<path>` on the registry. */
  url(path: string): URL;
  /** Any answer but 401, 403 and, when retried, the transient ones. */
  request(request: ClientRequest): Promise<HttpAnswer>;
  /** As `request`; the whole body of a 200, of at most `limit` bytes, belongs to what is tried. */
  read(request: ClientRequest, limit: number): Promise<WholeAnswer>;
  /** The error for an answer that was not expected; reads its body. */
  unexpected(action: string, answer: HttpAnswer): Promise<Error>;
}

const MAX_ERROR_BYTES = 64 * 1024;

export function createClient(registry: string, repository: string, ports: ClientPorts): Client {
  const send = createSend(ports);
  const authorizer = authorizerFor(registry, ports.credentials);
  const base = registryUrl(registry, ports.insecureRegistries);
  const name = `${registry}/${repository}`;
  const paces = pacesOf(registry);
  const waiting = sayWaiting(registry, ports.log);

  const isOwn = (url: URL): boolean => url.origin === base.origin;

  const once = async (request: ClientRequest): Promise<HttpAnswer> => {
    const answer = await sendAuthorized(request, {
      authorizer,
      repository,
      isOwn,
      send,
      pace: request.method === 'GET' || request.method === 'HEAD' ? paces.read : paces.write,
      clock: ports.clock,
      signal: ports.signal,
    });
    if (answer.status !== 401 && answer.status !== 403) return answer;
    const detail = await describeError(answer);
    if (!isOwn(answer.url)) throw refusedElsewhere(registry, answer, detail);
    const credential = await ports.credentials.for(registry, repository);
    if (answer.status === 401) throw refused(registry, credential);
    throw forbidden(registry, `${request.method} in ${repository}`, detail, credential);
  };

  const persist = async <T extends HttpAnswer | WholeAnswer>(
    { method, signal }: ClientRequest,
    work: () => Promise<T>,
  ): Promise<T> =>
    retry(async () => attempt(work, ports.clock), {
      clock: ports.clock,
      signal: signal ?? ports.signal,
      waiting,
      ...(ports.budget === undefined ? {} : { budget: ports.budget }),
      exhausted: gaveUp(registry, `${method} in ${repository}`),
    });

  return {
    registry,
    repository,
    clock: ports.clock,
    signal: ports.signal,
    budget: ports.budget,
    waiting,
    url: (path) => new URL(`/v2/${repository}/${path}`, base),
    unexpected: async (action, answer) => unexpected(`${name}: ${action}`, answer),
    request: async (request) =>
      request.retried === false ? once(request) : persist(request, () => once(request)),
    read: async (request, limit) =>
      persist(request, async () => {
        const answer = await once(request);
        return { answer, bytes: answer.status === 200 ? await readAll(answer, limit) : undefined };
      }),
  };
}

const forbidden = (
  registry: string,
  request: string,
  seen: string,
  credential: Credential | undefined,
): UserError =>
  new UserError({
    what: `${registry} does not allow this (${request})`,
    seen,
    next: `${remedy(seen)}; the credentials came from ${credential?.source ?? (credential === undefined ? 'nowhere: the request was anonymous' : 'the inputs')}`,
  });

/** GitHub's registry says so to a job's token; the one is the job's own permission, the other the package's list of repositories. */
const remedy = (seen: string): string =>
  /write_package|not allowed to (?:write|create) organization package/i.test(seen)
    ? "add 'permissions: { packages: write }' to the job; where it has that, give the repository the role Write under Manage Actions access in the package's settings"
    : "give the credentials the right to do it, or check the repository's name";

/** Another host than the registry, to which it sent us. */
const refusedElsewhere = (registry: string, answer: HttpAnswer, detail: string): UserError =>
  new UserError({
    what: `${answer.url.host}, to which ${registry} leads, refuses the request`,
    rule: `credentials for ${registry} go to no other host`,
    seen: detail.startsWith('status') ? detail : `status ${answer.status}: ${detail}`,
    next: `run the step again; when it stays, ask whoever runs ${registry} where it keeps its blobs`,
  });

const sayWaiting =
  (registry: string, log: Log | undefined): Client['waiting'] =>
  (failure, wait) => {
    log?.info(`${registry}: ${messageOf(failure)}; trying again in ${formatDuration(wait)}`);
  };

const gaveUp =
  (registry: string, request: string) =>
  (cause: unknown, tries: number): Error =>
    new UnavailableError(
      {
        what: `${registry} does not answer ${request} as it must`,
        seen: `${messageOf(cause)}, after ${tries} ${tries === 1 ? 'try' : 'tries'}`,
        next: 'run it again later',
      },
      { cause },
    );

async function attempt<T extends HttpAnswer | WholeAnswer>(
  work: () => Promise<T>,
  clock: Clock,
): Promise<Attempt<T>> {
  try {
    const done = await work();
    const answer: HttpAnswer = 'answer' in done ? done.answer : done;
    if (!isTransientStatus(answer.status)) return { done };
    checkQuota(answer);
    const retryAfter = parseRetryAfter(answer.headers['retry-after'], clock.now());
    return { failed: `status ${answer.status}: ${await describeError(answer)}`, retryAfter };
  } catch (error) {
    if (isTransientError(error)) return { failed: error };
    throw error;
  }
}

/** Docker Hub counts pulls per six hours; trying again only burns more of them. */
function checkQuota(answer: HttpAnswer): void {
  const remaining = answer.headers['ratelimit-remaining'];
  if (answer.status !== 429 || typeof remaining !== 'string' || !/^0\b/.test(remaining)) return;
  answer.body.destroy();
  throw new UnavailableError({
    what: `the pull quota of ${answer.url.host} is used up`,
    seen: `ratelimit-remaining ${remaining}`,
    next: 'log in for a larger quota, use a mirror, or wait some hours',
  });
}

interface Way {
  readonly authorizer: Authorizer;
  readonly repository: string;
  /** Whether an address is the registry's: all others get no credentials, and are not asked which they want. */
  readonly isOwn: (url: URL) => boolean;
  readonly send: Send;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** A registry that says so is asked less at a time. */
const isTooMuch = ({ status }: HttpAnswer): boolean => status === 429 || status === 503;

/**
 * Sends, and once more with a fresh authorisation after a 401 of the registry's own. Another origin (an upload's, a redirect's) gets no
 * credentials, and cannot name the place where they would be sent to.
 */
async function sendAuthorized(request: ClientRequest, way: Way): Promise<HttpAnswer> {
  const { authorizer, isOwn, send, pace, signal } = way;
  // Its body is opened first: that may itself be a request.
  const sendInTurn = async (ready: HttpRequest): Promise<HttpAnswer> =>
    pace.run(() => send(ready), isTooMuch);
  const wanted = { ...way, scopes: request.scopes, signal: request.signal ?? signal };
  const header = isOwn(request.url) ? await authorizer.header(wanted) : undefined;
  const first = await sendInTurn(await toHttp(request, header, signal));
  if (first.status !== 401 || !isOwn(first.url) || !isOwn(request.url)) return first;
  const renewed = await authorizer.renew(first, header, wanted);
  await discard(first);
  return sendInTurn(await toHttp(request, renewed, signal));
}

async function toHttp(
  request: ClientRequest,
  authorization: string | undefined,
  signal: AbortSignal | undefined,
): Promise<HttpRequest> {
  const { method, url, body, headers = {}, isBulk = false } = request;
  const bytes = typeof body === 'function' ? await body() : body;
  return {
    method,
    url,
    headers: authorization === undefined ? headers : { ...headers, authorization },
    ...(bytes === undefined ? {} : { body: bytes }),
    signal: request.signal ?? signal,
    isBulk,
  };
}

/** Where a registry's API is, http where it may be spoken to so. Docker Hub's is not where its name says. */
export function registryUrl(registry: string, insecure: readonly string[] | undefined): URL {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const url = new URL(`https://${host}/`);
  return mayBePlain(url, insecure) ? new URL(`http://${host}/`) : url;
}

/** Codes and messages of a registry's error (OCI distribution-spec 1.1, "Error Codes"), in one line. */
async function describeError(answer: HttpAnswer): Promise<string> {
  try {
    const { errors } = parseJson(await readAll(answer, MAX_ERROR_BYTES)) as {
      errors?: unknown;
    };
    if (!Array.isArray(errors)) return `status ${answer.status}`;
    const lines = (errors as { code?: unknown; message?: unknown }[]).map(({ code, message }) =>
      [code, message].filter((part) => typeof part === 'string' && part !== '').join(' '),
    );
    return lines.join('; ').slice(0, 300) || `status ${answer.status}`;
  } catch {
    answer.body.destroy();
    return `status ${answer.status}`;
  }
}

const NO_REPOSITORY =
  'check the name of the repository; some registries want it to be created before the first push';

async function unexpected(what: string, answer: HttpAnswer): Promise<Error> {
  const seen = `status ${answer.status}, ${await describeError(answer)}`;
  if (isTransientStatus(answer.status)) return new UnavailableError({ what, seen });
  const next = seen.includes('NAME_UNKNOWN') ? { next: NO_REPOSITORY } : {};
  return new UserError({ what, rule: 'the registry refused it', seen, ...next });
}
