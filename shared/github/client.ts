import type { Clock } from '../ports/clock.ts';
import { UnavailableError } from '../text/error.ts';
import { headerOf, statusOf } from './failure.ts';
import { explain } from './refusal.ts';

/** `owner/name`, and how to ask GitHub about it. */
export interface GitHub {
  readonly owner: string;
  readonly repo: string;
  /** The repository's page, such as `https://github.com/acme/shop`. */
  readonly url: string;
  /**
   * One request, such as `GET /repos/{owner}/{repo}/contents/{path}`; owner and repo are filled in where the route names them.
   * The answer's body.
   * @throws UserError when the token may not, or GitHub says that the request is wrong; UnavailableError after several tries.
   */
  request(route: string, parameters?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** As `request`, with undefined for 404. */
  find(route: string, parameters?: Readonly<Record<string, unknown>>): Promise<unknown>;
}

export interface GitHubOptions {
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Default: the platform's own. */
  readonly fetch?: typeof fetch;
}

const TRIES = 4;
const FIRST_WAIT_MILLISECONDS = 1_000;
const LONGEST_WAIT_MILLISECONDS = 60_000;
/** The methods that may be repeated when nobody knows whether the first try arrived. */
const REPEATABLE = /^(GET|HEAD|PUT|PATCH|DELETE) /;

/** A client for one repository of GitHub, or of a GitHub Enterprise server. */
export async function connectGitHub(options: GitHubOptions): Promise<GitHub> {
  const { Octokit } = await import('@octokit/core');
  const [owner = '', repo = ''] = options.repository.split('/');
  const octokit = new Octokit({
    auth: options.token,
    baseUrl: options.apiUrl.replace(/\/$/, ''),
    userAgent: 'fixity',
    request: {
      fetch: options.fetch ?? fetch,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  });
  const send: Send = async (route, parameters) => {
    const headers = { 'x-github-api-version': '2022-11-28' };
    const ours = route.includes('{owner}') ? { owner, repo } : {};
    const answer = await octokit.request(route, { ...ours, headers, ...parameters });
    return answer.data as unknown;
  };
  const request: GitHub['request'] = (route, parameters = {}) => tryAgain(options, send, route, parameters);
  return {
    owner,
    repo,
    url: `${options.serverUrl}/${options.repository}`,
    request: async (route, parameters) => {
      try {
        return await request(route, parameters);
      } catch (error) {
        throw explain(error, route, options.repository);
      }
    },
    find: async (route, parameters) => {
      try {
        return await request(route, parameters);
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw explain(error, route, options.repository);
      }
    },
  };
}

const ignore = (): void => undefined;

type Send = (route: string, parameters: Readonly<Record<string, unknown>>) => Promise<unknown>;

async function tryAgain(
  { clock, signal }: GitHubOptions,
  send: Send,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(route, parameters);
    } catch (error) {
      signal?.throwIfAborted();
      const wait = waitAfter(error, route, attempt);
      if (wait === undefined) throw error;
      if (attempt === TRIES || wait > LONGEST_WAIT_MILLISECONDS) throw unavailable(error, route, attempt);
      await clock.sleep(wait, signal);
    }
  }
}

/** Milliseconds until the next try; undefined when another one would get the same answer. */
function waitAfter(error: unknown, route: string, attempt: number): number | undefined {
  const status = statusOf(error);
  const limited = limitedFor(error);
  if (limited !== undefined) return limited;
  // 500 is what octokit makes of a connection that broke: whether the request arrived is not known.
  const broken = status === undefined || status >= 500;
  if (!broken || !REPEATABLE.test(route))
    return status === 502 || status === 503 ? backoff(attempt) : undefined;
  return backoff(attempt);
}

const backoff = (attempt: number): number => FIRST_WAIT_MILLISECONDS * 2 ** (attempt - 1);

/** GitHub's primary and secondary rate limits: 429, or 403 with a header that says when (docs: "Rate limits for the REST API"). */
function limitedFor(error: unknown): number | undefined {
  const status = statusOf(error);
  if (status !== 429 && status !== 403) return undefined;
  const after = headerOf(error, 'retry-after');
  if (after !== undefined && /^\d+$/.test(after)) return Number(after) * 1_000;
  if (status === 429) return LONGEST_WAIT_MILLISECONDS;
  return headerOf(error, 'x-ratelimit-remaining') === '0' ? LONGEST_WAIT_MILLISECONDS + 1 : undefined;
}

function unavailable(error: unknown, route: string, tries: number): UnavailableError {
  const status = statusOf(error);
  return new UnavailableError(
    {
      what: 'GitHub does not answer',
      rule: route,
      seen: `${status === undefined ? 'no answer' : `HTTP ${status}`} after ${tries} ${tries === 1 ? 'try' : 'tries'}`,
      next: 'run the job again later; what was written already is found and kept',
    },
    { cause: error },
  );
}
