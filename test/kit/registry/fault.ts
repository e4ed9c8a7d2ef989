import type { IncomingMessage, ServerResponse } from 'node:http';

/** What goes wrong with a matching request. */
export type FaultAction =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The connection is closed before anything is answered. */
  | { readonly kind: 'reset' }
  /** The registry does what it is asked, and nobody hears of it: the connection is closed instead of an answer. */
  | { readonly kind: 'lost' }
  /** The answer's body ends after so many bytes, and the connection with it. */
  | { readonly kind: 'cut'; readonly after: number }
  /** The connection is closed when so many bytes of the request's body have come; the registry keeps them. */
  | { readonly kind: 'cut-upload'; readonly after: number }
  /** One byte of the answer's body is another one. */
  | { readonly kind: 'corrupt' }
  /** Answered after so long. */
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number };

export interface Fault {
  readonly method?: string;
  /** A part of, or a pattern for, path and query. */
  readonly path?: string | RegExp;
  /** How many matching requests pass first; a request that an earlier fault took is not counted. */
  readonly skip?: number;
  /** How many matching requests fail; 1 unless told. */
  readonly times?: number;
  /** Of those only each so-manieth. */
  readonly every?: number;
  readonly action: FaultAction;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault for this request, which counts. */
  next(request: IncomingMessage): FaultAction | undefined;
}

export function createFaults(): Faults {
  let rules: { fault: Fault; seen: number }[] = [];
  return {
    add: (fault) => {
      rules.push({ fault, seen: 0 });
    },
    clear: () => {
      rules = [];
    },
    next: (request) => {
      for (const rule of rules.filter(({ fault }) => matches(fault, request))) {
        rule.seen += 1;
        const { skip = 0, times = 1, every = 1, action } = rule.fault;
        const number = rule.seen - skip - 1;
        if (number >= 0 && number < times * every && number % every === 0) return action;
      }
      return undefined;
    },
  };
}

function matches({ method, path }: Fault, request: IncomingMessage): boolean {
  const url = request.url ?? '';
  if (method !== undefined && method !== request.method) return false;
  return path === undefined || (typeof path === 'string' ? url.includes(path) : path.test(url));
}

/** Sends a body with what the fault does to it. */
export function sendBody(response: ServerResponse, body: Buffer, fault: FaultAction | undefined): void {
  if (fault?.kind === 'cut') {
    response.write(body.subarray(0, fault.after), () => response.socket?.destroy());
    return;
  }
  response.end(fault?.kind === 'corrupt' ? corrupted(body) : body);
}

function corrupted(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  const middle = Math.floor(copy.length / 2);
  if (copy.length > 0) copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}
