import { spawn } from 'node:child_process';
import path from 'node:path';
import { UserError } from '../text/error.ts';
import type { Credential } from './credential.ts';
import { tryJson } from '../text/json.ts';

const NAME = /^[\w.-]+$/;
const MAX_ANSWER_BYTES = 64 * 1024;
const TIMEOUT_MILLISECONDS = 30_000;

/**
 * Runs `docker-credential-NAME get` (docker-credential-helpers protocol): the server goes to its standard input, the secret comes
 * from its standard output, nothing through a shell or an argument. Undefined when the helper knows no such server.
 * It is searched on PATH, unless its directory is told.
 * @throws UserError when it is missing, fails, or answers anything else.
 */
export async function runCredentialHelper(
  name: string,
  server: string,
  directory = '',
): Promise<Credential | undefined> {
  const program = `docker-credential-${name}`;
  if (!NAME.test(name)) {
    throw new UserError({ what: 'not the name of a credential helper', seen: JSON.stringify(name) });
  }
  const { code, output } = await run(path.join(directory, program), server);
  if (code === 0) return parse(program, server, output);
  if (/credentials not found/i.test(output)) return undefined;
  throw new UserError({
    what: `the credential helper ${program} failed for ${server}`,
    seen: `exit code ${code ?? 'none'}`,
    next: `run 'echo ${server} | ${program} get' to see why`,
  });
}

async function run(program: string, server: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const timer = setTimeout(() => child.kill(), TIMEOUT_MILLISECONDS);
    const chunks: Buffer[] = [];
    let bytes = 0;
    child.on('error', (cause) => {
      clearTimeout(timer);
      const what = `the credential helper ${path.basename(program)} cannot be run`;
      reject(new UserError({ what, next: 'install it, or remove it from docker’s config.json' }, { cause }));
    });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) child.kill();
      else chunks.push(chunk);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output: Buffer.concat(chunks).toString() });
    });
    // A helper that ends without reading is judged by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(server);
  });
}

function parse(program: string, server: string, output: string): Credential {
  const answer = tryJson(output);
  const { Username: username, Secret: secret } = (answer ?? {}) as { Username?: unknown; Secret?: unknown };
  if (typeof username !== 'string' || typeof secret !== 'string') {
    throw new UserError({
      what: `the credential helper ${program} did not answer with Username and Secret for ${server}`,
    });
  }
  const source = `the credential helper ${program}`;
  return username === '<token>' ? { identityToken: secret, source } : { username, password: secret, source };
}
