import { describe, expect, it } from '@jest/globals';
import { headerBinding, pageBinding } from '../../../../actions/canary-verify/binding.ts';
import { type ProbeOptions, createProbe } from '../../../../actions/canary-verify/probe.ts';
import type { Reply, Sender } from '../../../../actions/canary-verify/request.ts';
import { digestOf } from '../../../../shared/oci/digest.ts';
import { testClock } from '../../../kit/clock.ts';
import { seconds } from './fixtures.ts';

const CANARY = new URL('http://canary.example/');
const BASELINE = new URL('http://baseline.example/');
const status = (code: number, headers = {}): Reply => ({ kind: 'status', status: code, headers });

/** A probe on a clock that only its sleeps move, and a log of what was sent when. */
function bench(
  answer: (url: URL, time: number) => Promise<Reply> | Reply,
  options: Partial<ProbeOptions> = {},
) {
  const clock = testClock();
  const zero = clock.now().getTime();
  const time = (): number => clock.now().getTime() - zero;
  const sent: { readonly host: string; readonly path: string; readonly time: number }[] = [];
  const sender: Sender = {
    send: async (url) => {
      sent.push({ host: url.hostname, path: url.pathname, time: time() });
      return answer(url, time());
    },
    read: (url) => sender.send(url),
    close: () => undefined,
  };
  const probe = createProbe(
    {
      canary: [CANARY],
      baseline: [BASELINE],
      rate: 4,
      expected: [[200, 399]],
      bounds: [],
      duration: seconds(10),
      ...options,
    },
    { sender, clock, stopwatch: time },
  );
  return {
    probe,
    sent,
    clock,
    next: (end: number) => probe.next(seconds(end), new AbortController().signal),
  };
}

describe('the probe', () => {
  it('sends pairs at their time, in turns who is first', async () => {
    const { next, sent } = bench(() => status(200));
    const sample = await next(1);
    expect(sample).toMatchObject({ elapsed: 1000, canary: { requests: 4 }, baseline: { requests: 4 } });
    expect(sent.map(({ host, time }) => `${time} ${host.split('.')[0] ?? ''}`)).toEqual([
      '0 canary',
      '0 baseline',
      '250 baseline',
      '250 canary',
      '500 canary',
      '500 baseline',
      '750 baseline',
      '750 canary',
    ]);
  });

  it('does not wait for answers: what is due is sent while all before it hang', async () => {
    const { next, sent } = bench(() => new Promise<Reply>(() => undefined));
    expect(await next(2)).toMatchObject({ canary: { requests: 0 }, baseline: { requests: 0 } });
    expect(sent).toHaveLength(16);
  });

  it('counts latency from the time a request was due, so that a stall is seen by all that it kept waiting', async () => {
    const held: (() => void)[] = [];
    const stalled = bench(
      async (url, time) => {
        if (url !== CANARY || time >= 1000) return status(200);
        await new Promise<void>((resolve) => held.push(resolve));
        return status(200);
      },
      { bounds: [300, 600, 900] },
    );
    await stalled.next(1);
    for (const release of held) release();
    await new Promise((resolve) => setImmediate(resolve));
    const sample = await stalled.next(2);
    // Released at 1000 ms, due at 0, 250, 500 and 750 ms: 1000, 750, 500 and 250 ms late.
    expect(sample?.canary.slow).toEqual({ 300: 3, 600: 2, 900: 1 });
    expect(sample?.baseline.slow).toEqual({ 300: 0, 600: 0, 900: 0 });
  });

  it('takes up what it missed when it was held up itself, counted from when it was due', async () => {
    const late = bench(() => status(200), { bounds: [400] });
    late.clock.advance(1000);
    const sample = await late.next(1);
    expect(sample?.canary).toMatchObject({ requests: 4, slow: { 400: 3 } });
  });

  it('takes the answers that are still to come into its last sample, and sends nothing more', async () => {
    const held: ((reply: Reply) => void)[] = [];
    const { next, sent } = bench(() => new Promise<Reply>((resolve) => held.push(resolve)), {
      duration: seconds(1),
    });
    const last = next(1);
    await new Promise((resolve) => setImmediate(resolve));
    held.forEach((release, index) => {
      release(index % 2 === 0 ? status(200) : { kind: 'timeout' });
    });
    expect(await last).toMatchObject({ canary: { requests: 4 }, baseline: { requests: 4 } });
    expect(sent).toHaveLength(8);
  });

  it.each([
    [status(200), {}],
    [status(302), {}],
    [status(404), { 404: 4 }],
    [status(503), { 503: 4 }],
    [{ kind: 'timeout' } as const, { timeout: 4 }],
    [{ kind: 'broken', code: 'ECONNREFUSED' } as const, { ECONNREFUSED: 4 }],
  ])('counts %j as %j', async (reply, failures) => {
    const sample = await bench(() => reply).next(1);
    expect(sample?.canary).toEqual({ requests: 4, failures });
  });

  it('lets paths take turns, the same on both sides, and names the one that failed', async () => {
    const paths = (base: URL): URL[] => ['/a', '/b'].map((path) => new URL(path, base));
    const { next, sent } = bench(
      (url) => status(url.pathname === '/b' && url.hostname === 'canary.example' ? 500 : 200),
      {
        canary: paths(CANARY),
        baseline: paths(BASELINE),
      },
    );
    expect((await next(1))?.canary).toEqual({ requests: 4, failures: { '500 on /b': 2 } });
    expect(sent.filter(({ host }) => host === 'baseline.example').map(({ path }) => path)).toEqual([
      '/a',
      '/b',
      '/a',
      '/b',
    ]);
  });

  it('stops sending at the first answer of another digest', async () => {
    const digest = digestOf('the image');
    const binding = headerBinding('X-Image', { version: undefined, digests: [digest] });
    const { next, sent } = bench(
      (_, time) => status(200, { 'x-image': time < 500 ? digest : digestOf('other') }),
      { binding },
    );
    const sample = await next(8);
    expect(sample?.foreign).toBe(digestOf('other'));
    expect(sample?.elapsed).toBeLessThan(1000);
    expect(sent.length).toBeLessThan(10);
  });

  it('ends with the job', async () => {
    const { probe } = bench(() => status(200));
    await expect(probe.next(seconds(5), AbortSignal.abort(new Error('cancelled')))).rejects.toThrow(
      'cancelled',
    );
  });
});

describe('the version in a header', () => {
  const digest = digestOf('the image');
  it.each([
    [undefined, status(200, { 'x-image': digest }), undefined],
    [undefined, status(200, { 'x-image': `ghcr.io/acme/shop@${digest}` }), undefined],
    [undefined, status(200, { 'x-image': digestOf('other') }), digestOf('other')],
    [undefined, status(200), 'no X-Image header'],
    [undefined, status(503), undefined],
    [undefined, { kind: 'timeout' } as const, undefined],
    ['1.4.2', status(200, { 'x-image': '1.4.2' }), undefined],
    ['1.4.2', status(200, { 'x-image': '1.4.20' }), '1.4.20'],
  ])('(%s) of %j is foreign as %s', (version, reply, foreign) => {
    expect(headerBinding('X-Image', { version, digests: [digest] }).foreign(reply)).toBe(foreign);
  });
});

describe('the version on a page', () => {
  const digest = digestOf('the image');
  const page = (body: string, code = 200): Reply => ({ kind: 'status', status: code, headers: {}, body });
  it.each([
    [undefined, page(`{"image":"ghcr.io/acme/shop@${digest}"}`), undefined],
    [undefined, page('{"image":"other"}'), 'status 200: {"image":"other"}'],
    ['1.4.2', page('{"version":"1.4.2"}'), undefined],
    ['1.4.2', page('1.4.2'), undefined],
    ['1.4.2', page('{"version":"1.4.20"}'), 'status 200: {"version":"1.4.20"}'],
    ['1.4.2', page('{"version":"1.4.2-rc.1","next":"1.4.2"}'), undefined],
    ['1.4.2', page('{"version":"1.4.2-rc.1"}'), 'status 200: {"version":"1.4.2-rc.1"}'],
    ['1.4.2', page('1.4.2', 404), 'status 404: 1.4.2'],
    ['1.4.2', page('down', 503), undefined],
    ['1.4.2', { kind: 'broken', code: 'ECONNREFUSED' } as const, undefined],
  ])('(%s) of %j is foreign as %s', (version, reply, foreign) => {
    expect(pageBinding({ version, digests: [digest] }).foreign(reply)).toBe(foreign);
  });
});
