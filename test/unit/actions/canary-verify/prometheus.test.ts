import { describe, expect, it } from '@jest/globals';
import { calibrate } from '../../../../actions/canary-verify/calibration.ts';
import { type Series, births, grown, increments } from '../../../../actions/canary-verify/counters.ts';
import { createPrometheus, queriesOf, readHistory } from '../../../../actions/canary-verify/prometheus.ts';
import type { Ask } from '../../../../actions/canary-verify/prometheus-api.ts';
import { parseSelector } from '../../../../actions/canary-verify/selector.ts';
import { UnavailableError, UserError } from '../../../../shared/text/error.ts';
import { testClock } from '../../../kit/clock.ts';
import { seconds } from './fixtures.ts';

const series = (labels: Record<string, string>, ...values: readonly (number | undefined)[]): Series => ({
  labels,
  points: values.flatMap((value, index) => (value === undefined ? [] : [[index * 1000, value] as const])),
});

const growth = (all: readonly Series[], from = -1, to = Infinity): number =>
  grown(increments(all, births(all)), from, to);

describe('counters', () => {
  const pod = { pod: 'a' };
  it.each([
    ['grow by their differences', [series(pod, 100, 110, 125)], 25],
    ['start anew after a restart, and what follows is all new', [series(pod, 100, 110, 4, 6)], 16],
    [
      'of a process that appears give nothing at their first sample',
      [series(pod, 5, 6), series({ pod: 'b' }, undefined, 500, 503)],
      4,
    ],
    [
      'of a first error in a known process count from zero',
      [series({ ...pod, code: '200' }, 10, 20), series({ ...pod, code: '500' }, undefined, 3)],
      13,
    ],
    ['with gaps grow over the gap', [series(pod, 10, undefined, undefined, 40)], 30],
    ['without samples do not grow', [series(pod)], 0],
    [
      'are kept apart, so that a sum hides no restart',
      [series({ pod: 'a' }, 100, 5), series({ pod: 'b' }, 100, 200)],
      105,
    ],
  ])('%s', (_, all, wanted) => {
    expect(growth(all)).toBe(wanted);
  });

  it('give each increment to one interval', () => {
    const all = [series({ pod: 'a' }, 0, 1, 3, 7, 15)];
    expect([growth(all, 0, 1000), growth(all, 1000, 3000), growth(all, 3000, 4000)]).toEqual([1, 6, 8]);
  });
});

/** A shop with pods whose counters grow steadily; `failing` of 100 requests get a 503. */
function shop(
  zero: number,
  pods: readonly {
    readonly name: string;
    readonly version: string;
    readonly failing: number;
    readonly from?: number;
  }[],
): Ask {
  return ({ query, start, end, step }) => {
    const version = /version="(v\d)"/.exec(query)?.[1];
    const errorsOnly = query.includes('code=~');
    const found = pods.filter((pod) => pod.version === version);
    return Promise.resolve(
      found.flatMap(({ name, failing, from = -Infinity }) => {
        const at = (share: number) => {
          const points: (readonly [number, number])[] = [];
          for (let time = start; time <= end; time += step) {
            if (time >= from) points.push([time, Math.floor(((time - zero) / 1000 + 100_000) * share)]);
          }
          return points;
        };
        const code = (value: string, share: number): Series => ({
          labels: { pod: name, code: value },
          points: at(share),
        });
        const bad = failing === 0 ? [] : [code('503', failing / 10)];
        return errorsOnly ? bad : [code('200', (100 - failing) / 10), ...bad];
      }),
    );
  };
}

const options = {
  requests: parseSelector('http_requests_total{job="shop"}'),
  errors: parseSelector('code=~"5.."'),
  canary: parseSelector('version="v2"'),
  baseline: parseSelector('version="v1"'),
  settle: seconds(30),
  step: seconds(15),
};

function bench(pods: Parameters<typeof shop>[1], change: (ask: Ask) => Ask = (ask) => ask) {
  const clock = testClock();
  const warnings: string[] = [];
  const log = {
    info: () => undefined,
    warn: (line: string) => void warnings.push(line),
    group: async <T>(_: string, work: () => Promise<T>) => work(),
  };
  const ports = { ask: change(shop(clock.now().getTime(), pods)), clock, log };
  const signal = new AbortController().signal;
  const provider = createPrometheus(options, ports);
  return {
    provider,
    clock,
    warnings,
    ports,
    signal,
    next: (end: number) => provider.next(seconds(end), signal),
  };
}

describe('the prometheus provider', () => {
  const healthy = [
    { name: 'a', version: 'v1', failing: 0 },
    { name: 'b', version: 'v1', failing: 0 },
    { name: 'c', version: 'v2', failing: 10 },
  ];

  it('asks for the counters of both sides, with conditions that it quotes itself', () => {
    expect(queriesOf(options, 'canary')).toEqual({
      requests: 'http_requests_total{job="shop",version="v2"}',
      errors: 'http_requests_total{job="shop",code=~"5..",version="v2"}',
    });
  });

  it('waits until samples have settled, then gives what each side did since the last look', async () => {
    const { next, clock } = bench(healthy);
    const first = await next(15);
    expect(clock.slept).toEqual([45_000]);
    expect(first).toEqual({
      elapsed: 15_000,
      canary: { requests: 150, failures: { 503: 15 } },
      baseline: { requests: 300, failures: {} },
    });
    expect((await next(30))?.baseline.requests).toBe(300);
    expect(clock.slept).toEqual([45_000, 15_000]);
  });

  it('gives nothing for a side that has no series', async () => {
    const sample = await bench(healthy.slice(0, 2)).next(15);
    expect(sample?.canary).toEqual({ requests: 0, failures: {} });
  });

  it('leaves out what a new pod counted before it was first seen', async () => {
    const held = bench(healthy);
    const zero = held.clock.now().getTime();
    const late = bench([
      ...healthy.slice(0, 2),
      { name: 'd', version: 'v2', failing: 0, from: zero + 20_000 },
    ]);
    expect((await late.next(15))?.canary.requests).toBe(0);
    expect((await late.next(30))?.canary.requests).toBe(0);
    expect((await late.next(45))?.canary.requests).toBe(150);
  });

  it('makes up for a look that the server missed, and says so', async () => {
    let calls = 0;
    const { next, warnings } = bench(healthy, (ask) => (query, signal) => {
      calls += 1;
      return calls <= 4 ? Promise.reject(new UnavailableError({ what: 'no answer' })) : ask(query, signal);
    });
    expect((await next(15))?.baseline.requests).toBe(0);
    expect((await next(30))?.baseline.requests).toBe(600);
    expect(warnings).toHaveLength(1);
  });

  it('gives up on a server that stays away, and at once on a query that is refused', async () => {
    const away = bench(healthy, () => () => Promise.reject(new UnavailableError({ what: 'no answer' })));
    for (const end of [15, 30, 45, 60, 75]) await away.next(end);
    await expect(away.next(90)).rejects.toThrow('no answer');
    const refused = bench(healthy, () => () => Promise.reject(new UserError({ what: 'bad query' })));
    await expect(refused.next(15)).rejects.toThrow('bad query');
  });

  it("learns level and dispersion from the baseline's pods against each other", async () => {
    const { ports, signal } = bench([
      { name: 'a', version: 'v1', failing: 1 },
      { name: 'b', version: 'v1', failing: 1 },
      { name: 'c', version: 'v2', failing: 50 },
    ]);
    const samples = await readHistory(options, seconds(3600), ports, signal);
    expect(samples).toHaveLength(240);
    const learned = calibrate(samples);
    expect(learned.baselineLevel.source).toBe('measured');
    expect(learned.baselineLevel.rate).toBeCloseTo(0.01, 3);
    expect(learned.dispersion).toEqual({ value: 1, source: 'a-a' });
  });

  it('learns the level alone from a single pod', async () => {
    const { ports, signal } = bench([{ name: 'a', version: 'v1', failing: 2 }]);
    const learned = calibrate(await readHistory(options, seconds(3600), ports, signal));
    expect(learned.baselineLevel.rate).toBeCloseTo(0.02, 3);
    expect(learned.dispersion).toEqual({ value: 1, source: 'residuals' });
  });
});
