import type { GitHubFake } from './server.ts';

/** JSON of any shape, for tests that look into it: an absent name is undefined, whatever the type says. */
export interface Loose {
  readonly [name: string]: Loose;
  readonly [index: number]: Loose;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** JSON, or text. */
  readonly body: Loose;
  /** A list. */
  readonly list: readonly Loose[];
}

export type Ask = (
  request: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

/** Asks the fake as a program would: `GET /deployments` within the repository, or `GET https://…` anywhere. */
export const asker =
  (github: GitHubFake, repository: string, token: string): Ask =>
  async (request, body, headers = {}) => {
    const [method = '', path = ''] = request.split(' ');
    const url = path.startsWith('http') ? path : `${github.apiUrl}/repos/${repository}${path}`;
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
    const value = (isJson ? JSON.parse(text) : text) as Loose & readonly Loose[];
    return { status: response.status, headers: response.headers, body: value, list: value };
  };
