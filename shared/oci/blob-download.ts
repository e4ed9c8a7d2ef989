import { Readable } from 'node:stream';
import { UnavailableError, UserError } from '../text/error.ts';
import { scopeOf } from './authorizer.ts';
import type { Client } from './client.ts';
import type { Descriptor } from './descriptor.ts';
import { discard, type HttpAnswer } from './http.ts';
import { DEFAULT_BUDGET, isTransientError, waitBefore } from './retry.ts';
import { verified } from './verified.ts';

/**
 * The bytes of a blob from `offset`. A connection that breaks is taken up again where it broke (RFC 9110, 14: Range), as often as
 * the budget allows; each byte that arrives renews it. From offset 0 digest and size are checked on the way.
 */
export async function downloadBlob(
  client: Client,
  descriptor: Descriptor,
  options: { readonly offset?: number; readonly signal?: AbortSignal } = {},
): Promise<Readable> {
  const { offset = 0, signal } = options;
  const first = await openAt(client, descriptor, offset, signal);
  const stream = resuming(client, descriptor, { first, offset, signal: signal ?? client.signal });
  if (offset > 0) return stream;
  return verified(stream, descriptor, `${client.registry}/${client.repository}`);
}

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
  readonly signal: AbortSignal | undefined;
}

function resuming(client: Client, descriptor: Descriptor, { first, offset, signal }: Resuming): Readable {
  let position = offset;
  let failures = 0;
  let source: Readable | undefined;
  const tries = client.budget?.tries ?? DEFAULT_BUDGET.tries;

  const listen = (opened: Positioned): void => {
    let { skip } = opened;
    const current = (source = opened.body);
    current.on('data', (chunk: Buffer) => {
      const fresh = chunk.subarray(Math.min(skip, chunk.length));
      skip -= chunk.length - fresh.length;
      if (fresh.length === 0) return;
      position += fresh.length;
      failures = 0;
      if (!stream.push(fresh)) current.pause();
    });
    current.on('end', () => stream.push(null));
    current.on('error', (error) => void again(error));
  };

  const again = async (cause: Error): Promise<void> => {
    failures += 1;
    if (stream.destroyed) return;
    if (!isTransientError(cause) || failures >= tries) {
      stream.destroy(brokenOff(client, descriptor, { cause, position, failures }));
      return;
    }
    try {
      await client.clock.sleep(waitBefore(failures, undefined) ?? 0, signal);
      listen(await openAt(client, descriptor, position, signal));
    } catch (error) {
      stream.destroy(error as Error);
    }
  };

  const stream = new Readable({
    read: () => {
      source?.resume();
    },
    destroy: (error, done) => {
      source?.destroy();
      done(error);
    },
  });
  listen(first);
  return stream;
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
