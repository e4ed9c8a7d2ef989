import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { UserError, messageOf } from '../text/error.ts';
import { lineSplitter } from './line-splitter.ts';

/** A program to run: no shell is between, and nothing of our own environment reaches it. */
export interface RunRequest {
  /** The path of the program. */
  readonly program: string;
  readonly argv: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly signal?: AbortSignal;
  /** Called for every line as it comes. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** How many of the last lines are kept; 40 unless told. */
  readonly keep?: number;
  /** The most characters of a line; 256 Ki unless told. */
  readonly lineLimit?: number;
}

export interface RunResult {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** The last lines of both streams, in the order in which they came. */
  readonly lastLines: readonly string[];
}

const KEEP = 40;
const LINE_LIMIT = 256 * 1024;
const CAPTURE_LIMIT = 4 * 1024 * 1024;
/** A runner leaves 7.5 seconds after it asks to stop. */
const GRACE_MILLISECONDS = 4_000;

/**
 * Runs a program to its end and says how it ended; to fail is up to the caller. It and what it started are stopped when the signal aborts.
 * @throws the signal's reason when it aborts, UserError when the program cannot be started.
 */
export async function runProgram(request: RunRequest): Promise<RunResult> {
  const { program, argv, env, cwd, signal, onLine, keep = KEEP, lineLimit = LINE_LIMIT } = request;
  signal?.throwIfAborted();
  // A process group of its own, so that what the program starts is stopped with it.
  const child = spawn(program, argv, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const stop = stopWith(child, signal);
  const lastLines: string[] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    const splitter = lineSplitter(lineLimit, (line) => {
      lastLines.push(line);
      if (lastLines.length > keep) lastLines.shift();
      onLine?.(line, stream);
    });
    child[stream].on('data', splitter.write).on('end', splitter.end);
  }
  try {
    const [exitCode, killedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    signal?.throwIfAborted();
    return { exitCode: exitCode ?? undefined, signal: killedBy ?? undefined, lastLines };
  } catch (error) {
    signal?.throwIfAborted();
    throw notStarted(program, error);
  } finally {
    stop.release();
  }
}

/**
 * Runs a program that answers a question, and returns what it wrote to its standard output; undefined when it failed.
 * @throws as `runProgram` does.
 */
export async function askProgram(request: Omit<RunRequest, 'onLine'>): Promise<string | undefined> {
  const answer: string[] = [];
  let size = 0;
  const { exitCode } = await runProgram({
    ...request,
    onLine: (line, stream) => {
      size += line.length;
      if (stream === 'stdout' && size <= CAPTURE_LIMIT) answer.push(line);
    },
  });
  return exitCode === 0 ? answer.join('\n') : undefined;
}

/** `exit code 3`, or the signal. */
export const describeEnd = ({ exitCode, signal }: RunResult): string =>
  exitCode === undefined ? `ended by ${signal ?? 'a signal'}` : `exit code ${exitCode}`;

function stopWith(child: ChildProcess, signal: AbortSignal | undefined): { release(): void } {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    kill(child, 'SIGTERM');
    timer = setTimeout(kill, GRACE_MILLISECONDS, child, 'SIGKILL');
  };
  signal?.addEventListener('abort', stop, { once: true });
  return {
    release: () => {
      signal?.removeEventListener('abort', stop);
      clearTimeout(timer);
    },
  };
}

function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

function notStarted(program: string, error: unknown): UserError {
  return new UserError(
    {
      what: `'${program}' cannot be started`,
      seen: messageOf(error),
      next: 'install it again, or give its directory in PATH',
    },
    { cause: error },
  );
}
