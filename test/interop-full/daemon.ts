import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findProgram } from '../kit/parts.ts';

/** A program that serves a Unix socket until it is stopped. */
export interface Daemon {
  readonly socket: string;
  readonly stop: () => Promise<void>;
  /** Ends it without giving it time. */
  readonly kill: () => Promise<void>;
}

export interface DaemonRequest {
  readonly program: string;
  readonly argv: readonly string[];
  readonly socket: string;
  /** Where its log goes. */
  readonly directory: string;
  /** Who runs it; the caller unless told. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts it, and returns when its socket answers. @throws Error with the end of its log when it does not come up. */
export async function startDaemon(request: DaemonRequest): Promise<Daemon> {
  const { program, argv, socket, directory, user = {}, env = process.env } = request;
  const file = path.join(directory, 'log');
  const log = openSync(file, 'w');
  const child = spawn(findProgram(program) ?? program, argv, { stdio: ['ignore', log, log], env, ...user });
  const ended = once(child, 'exit');
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  const daemon: Daemon = { socket, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
  if (await answers(socket, child)) return daemon;
  await daemon.stop();
  throw new Error(`${program} does not listen: ${readFileSync(file, 'utf8').slice(-2_000)}`);
}

/** Looks again and again: daemons say nowhere that they are ready. */
async function answers(socket: string, child: ChildProcess): Promise<boolean> {
  for (let turn = 0; turn < 300 && child.exitCode === null; turn += 1) {
    const connection = connect(socket);
    const answer = await Promise.race([
      once(connection, 'connect').then(() => true),
      once(connection, 'error').then(() => false),
    ]).catch(() => false);
    connection.destroy();
    if (answer) return true;
    await wait(100);
  }
  return false;
}
