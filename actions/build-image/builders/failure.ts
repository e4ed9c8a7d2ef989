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

/** What a reason means, and what to do about it. */
interface Cause {
  readonly reason: RegExp;
  /** The network, or a service behind it: another try may help. */
  readonly isService?: true;
  readonly next: string;
}

/** The first that fits; what a step's own program ended with comes before what its words may look like. */
const CAUSES: readonly Cause[] = [
  {
    reason: /^ended by SIG|^exit code 137$/,
    isService: true,
    next: 'the builder was ended from outside, most often because memory ran out: run the job again, on a larger runner if it stays',
  },
  {
    reason: /exit (?:code|status):? 137|signal: killed/,
    next: 'the step was killed, most often because memory ran out: let it use less, or take a larger runner',
  },
  {
    reason: /exit (?:code|status)/,
    next: 'run the same build here: the whole log of the step is in its group above',
  },
  {
    reason: /unauthorized|(?<!permission )denied|authentication required|no basic auth|\b40[13]\b/i,
    next: 'give registry-username and registry-password where the image goes to the same registry, else log in in a step before (docker/login-action)',
  },
  {
    reason:
      /dial tcp|i\/o timeout|TLS handshake|connection (?:refused|reset)|no such host|too ?many ?requests|\b429\b|\b50[0234]\b|unexpected EOF|error reading from server|code = Unavailable|transport is closing|deadline exceeded|Cannot connect to the Docker daemon|failed to (?:dial|connect to)/i,
    isService: true,
    next: 'run the job again; if it stays, look at the registry, the builder and the proxy',
  },
  {
    reason: /no space left on device|disk quota exceeded/i,
    next: 'free space on the runner, or take one with a larger disk',
  },
  {
    reason: /exec format error/i,
    next: 'the step is for another platform: add docker/setup-qemu-action, or build on a runner of that platform',
  },
  {
    reason: /SSH_AUTH_SOCK|ssh agent|ssh forward key/i,
    next: 'start an ssh-agent with the key in a step before, so that SSH_AUTH_SOCK is set, and give ssh: default; or give ssh: ID=SOCKET',
  },
  {
    reason: /\bsecret\b.*not found/i,
    next: 'give the secret that the step mounts: ID=VALUE in secrets, or ID=PATH in secret-files',
  },
  {
    reason:
      /resolve source metadata|manifest unknown|initializing source|no matching manifest|no image found/i,
    next: 'look at the name of the image, its tag or digest, and whether it has the platform',
  },
  {
    reason: /not found|no such file/i,
    next: 'look whether the file is in the context, and not in .dockerignore',
  },
];

const UNKNOWN: Cause = {
  reason: /$/,
  next: 'run the same build here, and look at the last lines of the log above',
};

/** The error to throw: what the Dockerfile's author can mend, with its line, or a service that did not answer. */
export function buildError(failure: BuildFailure): UserError | UnavailableError {
  const { builder, step, at, reason, lastLines } = failure;
  const printed = lastLines.filter((line) => line.trim() !== '').slice(-SHOWN_LINES);
  const cause = CAUSES.find((each) => each.reason.test(reason)) ?? UNKNOWN;
  const problem: Problem = {
    what: step === undefined ? `${builder} failed` : `${short(step)} failed`,
    rule: reason,
    ...(printed.length === 0 ? {} : { seen: `\n${printed.join('\n')}` }),
    next: cause.next,
    ...(at === undefined ? {} : { at }),
  };
  return cause.isService === true ? new UnavailableError(problem) : new UserError(problem);
}
