import { execFile } from 'node:child_process';
import { UserError } from '../text/error.ts';

const TIMEOUT_MILLISECONDS = 60_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Runs a command of the user's with `input` on its standard input, and returns what it writes. Words are parted by spaces; there is no
 * shell. It has the step's environment, for it may need a cloud's credentials, but not the inputs of the action.
 * @throws UserError when it cannot be started or fails; what it says for people is shown, what it answers is not.
 */
export async function runSigningCommand(command: string, input: Buffer, cwd: string): Promise<Buffer> {
  const [program = '', ...argv] = command.trim().split(/\s+/);
  return new Promise((resolve, reject) => {
    const options = {
      cwd,
      env: withoutInputs(process.env),
      encoding: 'buffer',
      timeout: TIMEOUT_MILLISECONDS,
      maxBuffer: MAX_ANSWER_BYTES,
    } as const;
    const child = execFile(program, argv, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(failed(program, error, stderr));
    });
    // A command that does not read its input ends before it is written; its answer tells whether it signed.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

const withoutInputs = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('INPUT_')));

function failed(
  program: string,
  error: { readonly code?: unknown; readonly killed?: unknown },
  stderr: Buffer,
): UserError {
  const said = stderr.toString().trim().slice(-500);
  const end =
    error.killed === true
      ? `no answer in ${TIMEOUT_MILLISECONDS / 1_000} s`
      : `it ended with ${String(error.code)}`;
  return new UserError({
    what: `the signing command '${program}' gave no signature`,
    rule: 'it reads a SHA-256 digest from standard input and writes the signature',
    seen: said === '' ? end : `${end}: ${said}`,
    next: 'run it by itself with 32 bytes on its standard input',
  });
}
