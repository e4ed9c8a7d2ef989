import type { Clock } from '../ports/clock.ts';

/** How often, and for how long altogether, a request is tried. */
export interface RetryBudget {
  readonly tries: number;
  readonly milliseconds: number;
}

export const DEFAULT_BUDGET: RetryBudget = { tries: 5, milliseconds: 180_000 };

/** Longest single wait; a service that asks for more is not waited for. */
const MAX_WAIT = 60_000;
const FIRST_WAIT = 500;

const TRANSIENT_STATUS = new Set([408, 429, 499, 500, 502, 503, 504, 522]);
const TRANSIENT_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

export const isTransientStatus = (status: number): boolean => TRANSIENT_STATUS.has(status);

/** A broken connection, a lookup that may work later, a timeout: worth another try. */
export function isTransientError(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && TRANSIENT_CODES.has(code);
}

/**
 * How long to wait before try `attempt` (from 1): what the service asked for, else twice as long each time with full jitter.
 * @returns milliseconds, or undefined when the service asks for longer than is sensible.
 */
export function waitBefore(
  attempt: number,
  asked: number | undefined,
  random: () => number = Math.random,
): number | undefined {
  if (asked !== undefined) return asked > MAX_WAIT ? undefined : asked;
  return Math.min(MAX_WAIT, FIRST_WAIT * 2 ** (attempt - 1)) * (0.5 + random() / 2);
}

/** `Retry-After` (RFC 9110, 10.2.3) in milliseconds from `now`: seconds or a date; undefined when absent or unreadable. */
export function parseRetryAfter(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** What one try came to. */
export type Attempt<T> =
  { readonly done: T } | { readonly failed: unknown; readonly retryAfter?: number | undefined };

/**
 * Tries until done, or until the budget of tries and time is spent; then `exhausted` makes the error of the last failure.
 * @throws the signal's reason at once when it aborts.
 */
export async function retry<T>(
  attempt: (number: number) => Promise<Attempt<T>>,
  options: {
    readonly clock: Clock;
    readonly budget?: RetryBudget;
    readonly signal?: AbortSignal | undefined;
    readonly exhausted: (failure: unknown, tries: number) => Error;
    /** Told before each wait, in milliseconds. */
    readonly waiting?: ((failure: unknown, wait: number) => void) | undefined;
  },
): Promise<T> {
  const { clock, signal, budget = DEFAULT_BUDGET } = options;
  const deadline = clock.now().getTime() + budget.milliseconds;
  for (let number = 1; ; number += 1) {
    signal?.throwIfAborted();
    const outcome = await attempt(number);
    if ('done' in outcome) return outcome.done;
    const wait = waitBefore(number, outcome.retryAfter);
    const late = wait === undefined || clock.now().getTime() + wait > deadline;
    if (number >= budget.tries || late) throw options.exhausted(outcome.failed, number);
    options.waiting?.(outcome.failed, wait);
    await clock.sleep(wait, signal);
  }
}
