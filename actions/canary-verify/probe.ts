import type { Clock } from '../../shared/ports/clock.ts';
import type { Milliseconds } from '../../shared/text/duration.ts';
import type { Binding } from './binding.ts';
import type { Provider } from './provider.ts';
import type { Reply, Sender } from './request.ts';
import type { Sample } from './sample.ts';
import { type ExpectedStatus, isExpected } from './status.ts';
import { createTally } from './tally.ts';

export interface ProbeOptions {
  /** Where each side's requests go, in turns; both lists are equally long. */
  readonly canary: readonly URL[];
  readonly baseline: readonly URL[];
  /** Requests per second on each side. */
  readonly rate: number;
  readonly expected: ExpectedStatus;
  /** Latencies in milliseconds; what is slower than each is counted. */
  readonly bounds: readonly number[];
  /** Until when requests are sent, since the start. */
  readonly duration: Milliseconds;
  /** Says whether an answer came from the digest under test; absent when it cannot be known. */
  readonly binding?: Binding | undefined;
}

export interface ProbePorts {
  readonly sender: Sender;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Milliseconds that only grow; differences are what counts. */
  readonly stopwatch: () => number;
}

/**
 * Sends its own requests, open loop: pair k is due at k / rate whatever became of the pairs before, and its latency counts from then. A
 * service that stalls is seen by every request that it kept waiting (no coordinated omission). Both sides get the same requests at
 * the same time, in turns who is first.
 */
export function createProbe(options: ProbeOptions, { sender, clock, stopwatch }: ProbePorts): Provider {
  const tallies = { canary: createTally(options.bounds), baseline: createTally(options.bounds) };
  const pending = new Set<Promise<void>>();
  const start = stopwatch();
  let pairs = 0;
  let foreign: string | undefined;

  const fire = (side: 'canary' | 'baseline', pair: number, due: number): void => {
    const url = options[side][pair % options[side].length];
    if (url === undefined) return;
    const work = sender.send(url).then((reply) => {
      const failure = failureOf(reply, options.expected);
      const place = options[side].length > 1 ? ` on ${url.pathname}` : '';
      tallies[side].add(failure && `${failure}${place}`, stopwatch() - start - due);
      if (side === 'canary') foreign ??= options.binding?.foreign(reply);
    });
    pending.add(work);
    void work.finally(() => pending.delete(work));
  };

  const sleepUntil = async (time: number, signal: AbortSignal): Promise<void> => {
    const rest = Math.ceil(start + time - stopwatch());
    if (rest > 0) await clock.sleep(rest, signal);
    else signal.throwIfAborted();
  };

  /** Sends every pair that is due before `time`; stops at once when the canary is not what it should be. */
  const sendUntil = async (time: number, signal: AbortSignal): Promise<void> => {
    for (;;) {
      const due = (pairs * 1000) / options.rate;
      if (due >= time || foreign !== undefined) return;
      await sleepUntil(due, signal);
      const canaryFirst = pairs % 2 === 0;
      fire(canaryFirst ? 'canary' : 'baseline', pairs, due);
      fire(canaryFirst ? 'baseline' : 'canary', pairs, due);
      pairs += 1;
    }
  };

  const take = (elapsed: Milliseconds): Sample => ({
    elapsed,
    canary: tallies.canary.take(),
    baseline: tallies.baseline.take(),
    ...(foreign === undefined ? {} : { foreign }),
  });

  return {
    next: async (elapsed, signal) => {
      await sendUntil(Math.min(elapsed, options.duration), signal);
      if (foreign !== undefined) return take(Math.round(stopwatch() - start) as Milliseconds);
      await sleepUntil(elapsed, signal);
      if (elapsed >= options.duration) await settled(pending, signal);
      return take(elapsed);
    },
    close: () => {
      sender.close();
    },
  };
}

/** Waits for the answers that are still to come; each has its own timeout. */
async function settled(pending: ReadonlySet<Promise<void>>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    reject(signal.reason as Error);
  };
  signal.addEventListener('abort', abort, { once: true });
  await Promise.race([Promise.all(pending), promise]).finally(() => {
    signal.removeEventListener('abort', abort);
  });
}

/** The kind of failure, undefined for an answer that was expected. */
function failureOf(reply: Reply, expected: ExpectedStatus): string | undefined {
  switch (reply.kind) {
    case 'status':
      return isExpected(reply.status, expected) ? undefined : String(reply.status);
    case 'timeout':
      return 'timeout';
    case 'broken':
      return reply.code;
  }
}
