import {
  type Problem,
  type SourcePosition,
  UnavailableError,
  UserError,
} from '../../../shared/text/error.ts';
import { short } from './step.ts';

/** A build that failed, as its builder tells it. */
export interface BuildFailure {
  readonly builder: string;
  /** The instruction, when one was at work or could not be read. */
  readonly step?: string;
  readonly at?: SourcePosition;
  /** What the builder says: `exit code: 2`, `"/x": not found`. */
  readonly reason: string;
  /** The last lines that the step printed. */
  readonly lastLines: readonly string[];
}

const SHOWN_LINES = 15;
/** The network, or a service behind it: another try may help. */
const SERVICE =
  /dial tcp|i\/o timeout|TLS handshake|connection (?:refused|reset)|no such host|too ?many ?requests|\b429\b|\b50[234]\b|unexpected EOF|error reading from server|code = Unavailable|transport is closing|deadline exceeded|Cannot connect to the Docker daemon|failed to (?:dial|connect to)/i;

/** The error to throw: what the Dockerfile's author can mend, with its line, or a service that did not answer. */
export function buildError(failure: BuildFailure): UserError | UnavailableError {
  const { builder, step, at, reason, lastLines } = failure;
  const printed = lastLines.filter((line) => line.trim() !== '').slice(-SHOWN_LINES);
  const unavailable = SERVICE.test(reason) && !/exit (?:code|status)/.test(reason);
  const problem: Problem = {
    what: step === undefined ? `${builder} failed` : `${short(step)} failed`,
    rule: reason,
    ...(printed.length === 0 ? {} : { seen: `\n${printed.join('\n')}` }),
    next: unavailable
      ? 'run the job again; if it stays, look at the registry, the builder and the proxy'
      : nextFor(reason),
    ...(at === undefined ? {} : { at }),
  };
  return unavailable ? new UnavailableError(problem) : new UserError(problem);
}

function nextFor(reason: string): string {
  if (/not found|no such file/i.test(reason) && !/exit (?:code|status)/.test(reason)) {
    return 'look whether the file is in the context, and not in .dockerignore';
  }
  if (/unauthorized|denied|authentication required|\b40[13]\b/i.test(reason)) {
    return 'log in to the registry in a step before (docker/login-action)';
  }
  if (/exec format error/i.test(reason)) {
    return 'the step is for another platform: add docker/setup-qemu-action, or build on a runner of that platform';
  }
  return 'run the same build here: the whole log of the step is in its group above';
}
