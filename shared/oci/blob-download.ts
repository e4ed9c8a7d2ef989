import { Readable } from 'node:stream';
import { UnavailableError, UserError } from '../text/error.ts';
import { scopeOf } from './authorizer.ts';
import { handOver } from './blocks.ts';
import type { Client } from './client.ts';
import type { Descriptor } from './descriptor.ts';
import { discard, type HttpAnswer } from './http.ts';
import { DEFAULT_BUDGET, isTransientError, waitBefore } from './retry.ts';
import { createTally, markVerified, type Tally } from './verified.ts';

/** What is read ahead of a slow writer. */
const BUFFER_BYTES = 256 * 1024;
/** Below that another kind of connection would cost more than it saves. */
const BULK_BYTES = 1024 * 1024;

/** Less than that in one answer is no progress: by a few bytes at a time nothing large would ever arrive. */
const PROGRESS_BYTES = 64 * 1024;

/**
 * The bytes of a blob from `offset`. A connection that breaks is taken up again where it broke (RFC 9110, 14: Range), as often as
 * the budget allows; progress renews it. From offset 0 digest and size are checked on the way.
 */
export async function downloadBlob(
  client: Client,
  descriptor: Descriptor,
  options: { readonly offset?: number; readonly signal?: AbortSignal } = {},
): Promise<Readable> {
  const { offset = 0, signal } = options;
  const first = await openAt(client, descriptor, offset, signal);
  const whole = offset === 0;
  const tally = whole ? createTally(descriptor, `${client.registry}/${client.repository}`) : uncounted;
  const stream = resuming(client, descriptor, { first, offset, tally, signal: signal ?? client.signal });
  return whole ? markVerified(stream, descriptor) : stream;
}

/** A part of a blob has no digest that could be checked. */
const uncounted: Tally = { add: () => undefined, finish: () => undefined };

/** The answer's body, positioned at `offset`: a server that ignores Range sends all, and the beginning is passed over. */
interface Positioned {
  readonly body: Readable;
  readonly skip: number;
}

async function openAt(
  client: Client,
  descriptor: Descriptor,
  offset: number,
  signal?: AbortSignal,
): Promise<Positioned> {
  const answer = await client.request({
    method: 'GET',
    url: client.url(`blobs/${descriptor.digest}`),
    scopes: [scopeOf(client.repository, 'pull')],
    headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
    isBulk: descriptor.size - offset >= BULK_BYTES,
    ...(signal === undefined ? {} : { signal }),
  });
  return position(client, descriptor, offset, answer);
}

async function position(
  client: Client,
  descriptor: Descriptor,
  offset: number,
  answer: HttpAnswer,
): Promise<Positioned> {
  switch (answer.status) {
    case 200:
      return { body: answer.body, skip: offset };
    case 206: {
      const start = /^bytes (\d+)-/.exec(answer.headers['content-range'] ?? '');
      const skip = offset - Number(start?.[1] ?? offset);
      if (skip >= 0) return { body: answer.body, skip };
      break;
    }
    case 404:
      await discard(answer);
      throw new UserError({
        what: `${client.registry}/${client.repository} has no blob ${descriptor.digest}`,
        next: 'the image there is not complete: push it again',
      });
  }
  throw await client.unexpected(`read blob ${descriptor.digest}`, answer);
}

interface Resuming {
  readonly first: Positioned;
  readonly offset: number;
  readonly tally: Tally;
  readonly signal: AbortSignal | undefined;
}

function resuming(
  client: Client,
  descriptor: Descriptor,
  { first, offset, tally, signal }: Resuming,
): Readable {
  let position = offset;
  let begun = offset;
  let failures = 0;
  let source: Readable | undefined;
  // The last chunk is held back until digest and size are known to be right.
  let held: Buffer | undefined;
  const tries = client.budget?.tries ?? DEFAULT_BUDGET.tries;

  const again = async (cause: Error): Promise<void> => {
    failures = position - begun < PROGRESS_BYTES ? failures + 1 : 1;
    begun = position;
    if (stream.destroyed) return;
    if (!isTransientError(cause) || failures >= tries) {
      throw brokenOff(client, descriptor, { cause, position, failures });
    }
    const wait = waitBefore(failures, undefined) ?? 0;
    client.waiting(cause, wait);
    await client.clock.sleep(wait, signal);
    follow(await openAt(client, descriptor, position, signal));
  };

  const follow = (opened: Positioned): void => {
    source = opened.body;
    // Its reader has stopped meanwhile.
    if (stream.destroyed) source.destroy();
    listen(opened, stream, {
      chunk: (fresh) => {
        position += fresh.length;
        tally.add(fresh);
        const ready = held;
        held = fresh;
        return ready === undefined || stream.push(ready);
      },
      end: () => {
        tally.finish();
        if (held !== undefined) stream.push(held);
        stream.push(null);
      },
      error: again,
    });
  };

  const stream = new Readable({
    highWaterMark: BUFFER_BYTES,
    read: () => {
      source?.resume();
    },
    destroy: (error, done) => {
      source?.destroy();
      done(error);
    },
  });
  follow(first);
  return handOver(stream);
}

interface Handlers {
  /** False when no more should come now. */
  readonly chunk: (fresh: Buffer) => boolean;
  readonly end: () => void;
  readonly error: (cause: Error) => Promise<void>;
}

/** Passes a body on to the stream, past what it has; whatever a handler throws ends the stream. */
function listen({ body, skip: before }: Positioned, stream: Readable, handlers: Handlers): void {
  let skip = before;
  const guarded = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      stream.destroy(error as Error);
    }
  };
  body.on('data', (chunk: Buffer) => {
    const fresh = skip === 0 ? chunk : chunk.subarray(Math.min(skip, chunk.length));
    skip -= chunk.length - fresh.length;
    if (fresh.length === 0 || stream.destroyed) return;
    guarded(() => {
      if (!handlers.chunk(fresh)) body.pause();
    });
  });
  body.on('end', () => {
    guarded(handlers.end);
  });
  body.on('error', (cause) => {
    handlers.error(cause).catch((error: unknown) => stream.destroy(error as Error));
  });
}

function brokenOff(
  client: Client,
  { digest, size }: Descriptor,
  { cause, position, failures }: { cause: Error; position: number; failures: number },
): Error {
  if (!isTransientError(cause)) return cause;
  const tries = `${failures} ${failures === 1 ? 'try' : 'tries'}`;
  return new UnavailableError(
    {
      what: `reading blob ${digest} from ${client.registry}/${client.repository} breaks off`,
      seen: `${cause.message} at byte ${position} of ${size}, after ${tries}`,
      next: 'run it again later',
    },
    { cause },
  );
}
