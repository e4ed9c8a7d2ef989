import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { openGit } from './git.ts';
import type { RepositoryState } from './state.ts';
import { type Token, type Tokens, permit } from './tokens.ts';

/** `git clone`, `fetch` and `push` over HTTP, by git's own server program (git-http-backend, a CGI of RFC 3875). */
export interface GitHttp {
  readonly tokens: Tokens;
  readonly repositories: ReadonlyMap<string, RepositoryState>;
}

const ADDRESS =
  /^\/(?<name>[^/]+\/[^/]+?)(?:\.git)?(?<rest>\/(?:info\/refs|git-upload-pack|git-receive-pack))$/;

/** Answers a request of git's. False when it is not one. */
export async function serveGit(
  { tokens, repositories }: GitHttp,
  url: URL,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const found = ADDRESS.exec(url.pathname)?.groups;
  if (found === undefined) return false;
  const repository = repositories.get(found['name'] ?? '');
  const level = `${url.pathname}${url.search}`.includes('git-receive-pack') ? 'write' : 'read';
  const status = refusal(repository, tokenOf(tokens, incoming.headers.authorization), level);
  if (status !== undefined || repository === undefined) {
    response.writeHead(status ?? 404, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
    return true;
  }
  await run(repository, found['rest'] ?? '', url, incoming, response);
  return true;
}

/** git sends the token as a password, for the user `x-access-token`. */
function tokenOf(tokens: Tokens, authorization = ''): Token | undefined {
  const [, basic] = /^basic (.+)$/i.exec(authorization) ?? [];
  if (basic === undefined) return tokens.find(authorization);
  return tokens.get(Buffer.from(basic, 'base64').toString().split(':').at(-1) ?? '');
}

/** The status of a refusal: a private repository is not there for the token of another. */
function refusal(
  repository: RepositoryState | undefined,
  token: Token | undefined,
  level: 'read' | 'write',
): number | undefined {
  if (repository === undefined) return 404;
  if (level === 'read' && !repository.isPrivate) return undefined;
  if (token === undefined) return 401;
  if (token.claims['repository'] !== repository.name) return 404;
  return permit(token, 'contents', level) ? undefined : 403;
}

async function run(
  repository: RepositoryState,
  rest: string,
  url: URL,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { headers, method = 'GET' } = incoming;
  const child = spawn('git', ['http-backend'], {
    env: {
      ...openGit(repository.directory).environment,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROJECT_ROOT: repository.directory,
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      CONTENT_TYPE: headers['content-type'] ?? '',
      PATH_INFO: rest,
      QUERY_STRING: url.search.slice(1),
      REMOTE_USER: 'x-access-token',
      REQUEST_METHOD: method,
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  incoming.pipe(child.stdin);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  answerAsCgi(Buffer.concat(chunks), response);
}

/** Headers, an empty line, the body; `Status:` is the status. */
function answerAsCgi(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, Math.max(0, end)).toString().split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
  );
  const { Status: status = '200', ...rest } = headers;
  response.writeHead(end < 0 ? 500 : Number.parseInt(status, 10), rest).end(output.subarray(end + 4));
}
