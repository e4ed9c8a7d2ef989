import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Annotation } from './commands.ts';
import {
  FILE_COMMANDS,
  type FileCommand,
  MAX_SUMMARY_BYTES,
  parseAssignments,
  parsePaths,
} from './file-commands.ts';
import type { Masks } from './masks.ts';
import { createOutputStream } from './output-stream.ts';

/** One program as the runner starts it. */
export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment, less the GITHUB_OUTPUT family, which is added. */
  readonly env: Readonly<Record<string, string>>;
  /** RUNNER_TEMP; the command files are made in a folder beside those of other steps. */
  readonly temp: string;
  readonly masks: Masks;
  /** Milliseconds; then the process is interrupted. */
  readonly timeoutMs?: number;
  readonly patience?: Patience;
  readonly write?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** How long, in milliseconds, a process that is interrupted has until SIGTERM, and from there until SIGKILL. */
export interface Patience {
  readonly interruptMs: number;
  readonly terminateMs: number;
}

/** As the runner does. */
const PATIENCE: Patience = { interruptMs: 7_500, terminateMs: 2_500 };

/** What a program did, as the runner sees it. */
export interface ProcessResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** The exit code is 0 and no command was refused. */
  readonly ok: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  /** For the steps that follow. */
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  /** Markdown, masked. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** What a reader of the log sees: masked, commands done. */
  readonly log: readonly string[];
  /** What the process printed, as it stands: for tests that a secret is nowhere. */
  readonly raw: string;
}

/** NODE_OPTIONS would let one step take over the node of the next. */
const BLOCKED_VARIABLES = ['NODE_OPTIONS'];

/** Runs a program under the runner's file protocol and waits for its end. @throws Error when it cannot be started. */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const log: string[] = [];
  const write = (line: string): void => {
    log.push(line);
    request.write?.(line);
  };
  const files = commandFiles(request.temp);
  const stream = createOutputStream(request.masks, write);
  const ended = await execute(request, files.variables, (line) => {
    stream.line(line);
  });
  const read = readCommandFiles(files, (line) => {
    stream.line(line);
  });
  rmSync(files.directory, { recursive: true, force: true });
  return {
    exitCode: ended.exitCode,
    timedOut: ended.timedOut,
    ok: ended.exitCode === 0 && !stream.refused() && !read.failed,
    outputs: { ...Object.fromEntries(stream.outputs), ...Object.fromEntries(read.outputs) },
    state: { ...Object.fromEntries(stream.state), ...Object.fromEntries(read.state) },
    env: Object.fromEntries(read.env),
    path: read.path,
    summary: request.masks.apply(read.summary),
    annotations: stream.annotations,
    log,
    raw: ended.raw,
  };
}

interface CommandFiles {
  readonly directory: string;
  readonly variables: Readonly<Record<string, string>>;
}

function commandFiles(temp: string): CommandFiles {
  const directory = path.join(temp, '_runner_file_commands', randomUUID());
  mkdirSync(directory, { recursive: true });
  const variables = FILE_COMMANDS.map((name) => [`GITHUB_${name}`, path.join(directory, name)] as const);
  for (const [, file] of variables) writeFileSync(file, '');
  return { directory, variables: Object.fromEntries(variables) };
}

interface FileCommands {
  readonly outputs: ReadonlyMap<string, string>;
  readonly state: ReadonlyMap<string, string>;
  readonly env: ReadonlyMap<string, string>;
  readonly path: readonly string[];
  readonly summary: string;
  readonly failed: boolean;
}

function readCommandFiles(files: CommandFiles, say: (line: string) => void): FileCommands {
  let failed = false;
  const text = (name: FileCommand): string => readFileSync(files.variables[`GITHUB_${name}`] ?? '', 'utf8');
  const assignments = (name: FileCommand): ReadonlyMap<string, string> => {
    try {
      return parseAssignments(text(name));
    } catch (error) {
      failed = true;
      say(`::error::Unable to process file command '${name.toLowerCase()}' successfully.`);
      say(`::error::${(error as Error).message}`);
      return new Map();
    }
  };
  const env = new Map(assignments('ENV'));
  for (const name of env.keys()) {
    if (!BLOCKED_VARIABLES.includes(name.toUpperCase())) continue;
    env.delete(name);
    say(`::error::Can't store ${name} output parameter using '$GITHUB_ENV' command.`);
  }
  const [outputs, state] = [assignments('OUTPUT'), assignments('STATE')];
  return {
    outputs,
    state,
    env,
    path: parsePaths(text('PATH')),
    summary: summaryOf(text('STEP_SUMMARY'), say),
    failed,
  };
}

function summaryOf(text: string, say: (line: string) => void): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_SUMMARY_BYTES) return text;
  const kibibytes = Math.ceil(bytes / 1024);
  say(
    `::error::$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${kibibytes}k.`,
  );
  return '';
}

interface Ended {
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly raw: string;
}

async function execute(
  request: ProcessRequest,
  files: Readonly<Record<string, string>>,
  line: (text: string) => void,
): Promise<Ended> {
  let timedOut = false;
  const raw: string[] = [];
  const child = spawn(request.command, request.args, {
    cwd: request.cwd,
    env: { ...request.env, ...files },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timers: NodeJS.Timeout[] = [];
  const interrupt = (): void => {
    const { interruptMs, terminateMs } = { ...PATIENCE, ...request.patience };
    child.kill('SIGINT');
    timers.push(setTimeout(() => child.kill('SIGTERM'), interruptMs));
    timers.push(setTimeout(() => child.kill('SIGKILL'), interruptMs + terminateMs));
  };
  if (request.timeoutMs !== undefined) {
    const expire = (): void => {
      timedOut = true;
      interrupt();
    };
    timers.push(setTimeout(expire, request.timeoutMs));
  }
  request.signal?.addEventListener('abort', interrupt, { once: true });
  const pump = async (source: Readable): Promise<void> => {
    for await (const text of createInterface({ input: source, crlfDelay: Infinity })) {
      raw.push(text);
      line(text);
    }
  };
  const end = new Promise<number | null>((done, failed) => {
    child.on('error', failed);
    child.on('close', done);
  });
  try {
    const [exitCode] = await Promise.all([end, pump(child.stdout), pump(child.stderr)]);
    return { exitCode, timedOut, raw: raw.join('\n') };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    request.signal?.removeEventListener('abort', interrupt);
  }
}
