import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** What goes wrong, for requests that match. */
export interface Fault {
  readonly kind:
    'server-error' | 'bad-gateway' | 'secondary-rate-limit' | 'conflict' | 'unseen-tree' | 'slow' | 'reset';
  /** Default: every method. */
  readonly method?: string;
  /** Default: every path. */
  readonly path?: RegExp;
  /** How many requests; default 1. */
  readonly times?: number;
  /** Seconds of `retry-after`; default 1. */
  readonly retryAfter?: number;
  /** For `slow`; default 200. */
  readonly milliseconds?: number;
}

export interface Faults {
  add(fault: Fault): void;
  /** Plays the first fault that matches. True when the request is answered. */
  play(method: string, path: string, response: ServerResponse): Promise<boolean>;
}

const ANSWERS = {
  'server-error': { status: 500, message: 'Server Error' },
  'bad-gateway': { status: 502, message: 'Server Error' },
  'secondary-rate-limit': {
    status: 403,
    message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
  },
  conflict: { status: 409, message: 'Conflict' },
  /** What was written a moment ago is not everywhere yet. */
  'unseen-tree': { status: 422, message: 'Tree SHA does not exist' },
} as const;

export function createFaults(): Faults {
  const pending: { readonly fault: Fault; left: number }[] = [];
  return {
    add: (fault) => {
      pending.push({ fault, left: fault.times ?? 1 });
    },
    play: async (method, path, response) => {
      const due = pending.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.method ?? method) === method &&
          (fault.path === undefined || fault.path.test(path)),
      );
      if (due === undefined) return false;
      due.left -= 1;
      return play(due.fault, response);
    },
  };
}

async function play(fault: Fault, response: ServerResponse): Promise<boolean> {
  if (fault.kind === 'slow') {
    await wait(fault.milliseconds ?? 200);
    return false;
  }
  if (fault.kind === 'reset') {
    response.destroy();
    return true;
  }
  const { status, message } = ANSWERS[fault.kind];
  const limited =
    fault.kind === 'secondary-rate-limit' ? { 'retry-after': String(fault.retryAfter ?? 1) } : {};
  response.writeHead(status, { 'content-type': 'application/json', ...limited });
  response.end(
    JSON.stringify({ message, documentation_url: 'https://docs.github.com/rest', status: String(status) }),
  );
  return true;
}
