import { describe, expect, it } from '@jest/globals';
import { contract } from '../../../../actions/canary-verify/contract.ts';
import { parseSamples } from '../../../../actions/canary-verify/json-provider.ts';
import { formatRate, formatRatio } from '../../../../actions/canary-verify/percent.ts';
import {
  describeProvider,
  probeSettings,
  prometheusAccess,
} from '../../../../actions/canary-verify/settings.ts';
import { shownUrl, urlAt } from '../../../../actions/canary-verify/target.ts';
import { parseInputs } from '../../../../shared/action/contract.ts';
import { UserError } from '../../../../shared/text/error.ts';

const GOOD = {
  image: `ghcr.io/acme/shop@sha256:${'a'.repeat(64)}`,
  environment: 'canary',
  canary: 'http://canary.internal:8080',
  baseline: 'https://shop.internal/app/',
};

const parse = (given: Readonly<Record<string, string>>) => parseInputs(contract, (name) => given[name] ?? '');

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(({ what, seen }) => `${what} | ${seen ?? ''}`);
    throw error;
  }
  return [];
}

describe('the inputs', () => {
  it('need only an image, an environment and two addresses', () => {
    const inputs = parse(GOOD);
    expect(inputs).toMatchObject({
      provider: 'probe',
      rate: 5,
      minDuration: 300_000,
      maxDuration: 1_800_000,
      interval: 15_000,
      failRelative: 0.2,
      failAbsolute: 0.001,
      passRelative: 1,
      passAbsolute: 0.005,
      failLevel: 0.01,
      passLevel: 0.05,
      platform: 'linux/amd64',
    });
    expect(probeSettings(inputs).baseline.map(String)).toEqual(['https://shop.internal/app/']);
  });

  it('are all reported at once', () => {
    const problems = problemsOf(() =>
      parse({
        environment: 'canary zone',
        canary: 'ftp://canary',
        rate: '1e3',
        'fail-relative': '0.2',
        'expect-status': '200-99',
        path: 'healthz',
        'max-duration': '10',
      }),
    );
    for (const name of [
      'image',
      'environment',
      'canary',
      'baseline',
      'rate',
      'fail-relative',
      'expect-status',
      'path',
      'max-duration',
    ]) {
      expect(problems.join('\n')).toContain(`'${name}'`);
    }
  });

  it.each([
    ['http://user:hunter2@canary.internal', 'credentials'],
    ['http://canary.internal/?token=hunter2', 'query'],
    ['http://canary.internal/#hunter2', 'fragment'],
  ])('refuse the address %s without showing what it holds', (canary, why) => {
    const problems = problemsOf(() => parse({ ...GOOD, canary })).join('\n');
    expect(problems).toContain(why);
    expect(problems).not.toContain('hunter2');
  });

  it.each([
    [{ 'min-duration': '1h' }, 'max-duration'],
    [{ 'max-duration': '10s', 'min-duration': '10s' }, 'interval'],
    [{ 'pass-relative': '20%' }, 'margins of PASS'],
    [{ 'pass-absolute': '0.1pp' }, 'margins of PASS'],
    [{ version: '1.4.2' }, 'version-header'],
    [{ provider: 'json' }, 'samples'],
    [{ provider: 'prometheus' }, 'prometheus-url'],
    [{ provider: 'prometheus', 'canary-labels': 'http_requests_total{version="2"}' }, 'conditions only'],
    [{ 'traffic-share': '5%' }, 'traffic-share'],
    [{ 'version-path': '/version', provider: 'json', samples: 'a.json', canary: '' }, 'version-path'],
    [{ 'version-header': 'X-Image', provider: 'json', samples: 'a.json' }, 'version-header'],
    [{ latency: 'judge' }, 'calibration'],
    [{ latency: 'judge', calibration: '0s' }, 'calibration'],
    [{ 'latency-fail': '20%' }, 'latency-pass'],
  ])('%j contradict each other', (change, named) => {
    expect(problemsOf(() => parse({ ...GOOD, ...change })).join('\n')).toContain(named);
  });

  it('show addresses without the queries of their paths', () => {
    const inputs = parse({ ...GOOD, path: '/a?token=hunter2\n/b' });
    expect(JSON.stringify(describeProvider(inputs))).not.toContain('hunter2');
    expect(probeSettings(inputs).canary.map(String)).toEqual([
      'http://canary.internal:8080/a?token=hunter2',
      'http://canary.internal:8080/b',
    ]);
  });

  it('show the queries of prometheus, and neither its token nor its headers', () => {
    const inputs = parse({
      ...GOOD,
      provider: 'prometheus',
      'prometheus-url': 'https://prometheus.internal/prom',
      'prometheus-token': 'hunter2',
      'prometheus-headers': 'X-Scope-OrgID=hunter3',
      requests: 'http_requests_total{job="shop"}',
      errors: 'code=~"5.."',
      'canary-labels': 'version="2"',
      'baseline-labels': 'version="1"',
    });
    const shown = describeProvider(inputs);
    expect(shown).toMatchObject({
      url: 'https://prometheus.internal/prom',
      baseline: { errors: 'http_requests_total{job="shop",code=~"5..",version="1"}' },
    });
    expect(JSON.stringify(shown)).not.toMatch(/hunter/);
    expect(prometheusAccess(inputs).headers).toEqual({
      'X-Scope-OrgID': 'hunter3',
      authorization: 'Bearer hunter2',
    });
  });

  it.each([
    ['http://a', '/x', 'http://a/x'],
    ['http://a/app', '/x?y=1', 'http://a/app/x?y=1'],
    ['http://a/app/', '/', 'http://a/app/'],
  ])('put %s and the path %s together', (base, path, whole) => {
    expect(String(urlAt(new URL(base), path))).toBe(whole);
    expect(shownUrl(urlAt(new URL(base), path))).toBe(whole.replace(/\?.*/, ''));
  });
});

describe('numbers for people', () => {
  it.each([
    [0, '0 %'],
    [0.000001, 'under 0.001 %'],
    [0.00052, '0.052 %'],
    [0.005, '0.5 %'],
    [0.0156, '1.6 %'],
    [0.999, '99.9 %'],
    [1, '100 %'],
  ])('%d is %s', (rate, text) => {
    expect(formatRate(rate)).toBe(text);
  });

  it.each([
    [3.117, '3.1'],
    [24.4, '24'],
    [0.5234, '0.52'],
    [1.2, '1.2'],
    [121.3, '120'],
  ])('a ratio of %d is %s', (ratio, text) => {
    expect(formatRatio(ratio)).toBe(text);
  });
});

describe('recorded samples', () => {
  const read = (samples: unknown): unknown => parseSamples(JSON.stringify({ samples }), 'run.json');
  const good = { elapsed: '15s', canary: { requests: 75, failures: { 503: 2 } }, baseline: { requests: 75 } };

  it('are read with durations or milliseconds, and failures as a number or by kind', () => {
    expect(read([good, { ...good, elapsed: 30_000, canary: { requests: 10, failures: 3 } }])).toEqual([
      {
        elapsed: 15_000,
        canary: { requests: 75, failures: { 503: 2 } },
        baseline: { requests: 75, failures: {} },
      },
      {
        elapsed: 30_000,
        canary: { requests: 10, failures: { failed: 3 } },
        baseline: { requests: 75, failures: {} },
      },
    ]);
  });

  it("are found in an earlier run's report", () => {
    expect(parseSamples(JSON.stringify({ replay: { samples: [good] } }), 'report.json')).toHaveLength(1);
  });

  it.each([
    ['not JSON', 'not JSON at all'],
    ['{}', 'no samples'],
    ['{"samples": [7]}', 'samples[0]'],
    [JSON.stringify({ samples: [{ ...good, elapsed: 'soon' }] }), 'elapsed'],
    [JSON.stringify({ samples: [good, good] }), 'does not grow'],
    [JSON.stringify({ samples: [{ ...good, canary: { requests: -1 } }] }), 'canary: requests'],
    [JSON.stringify({ samples: [{ ...good, canary: { requests: 1.5 } }] }), 'canary: requests'],
    [JSON.stringify({ samples: [{ ...good, canary: { requests: 'NaN' } }] }), 'canary: requests'],
    [JSON.stringify({ samples: [{ ...good, baseline: { requests: 1, failures: 2 } }] }), '2 failures of 1'],
    [
      JSON.stringify({ samples: [{ ...good, baseline: { requests: 1, failures: { a: null } } }] }),
      'not a count',
    ],
    [JSON.stringify({ samples: [{ ...good, baseline: { requests: 1, failures: 'many' } }] }), 'neither'],
  ])('are refused from %s', (text, why) => {
    expect(problemsOf(() => parseSamples(text, 'run.json')).join('\n')).toContain(why.replace(' at all', ''));
  });
});
