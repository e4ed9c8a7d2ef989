import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { chart, courseOf, sparkline } from '../../../../actions/canary-verify/chart.ts';
import { statementsOf } from '../../../../actions/canary-verify/evidence.ts';
import { providerLine } from '../../../../actions/canary-verify/provider-line.ts';
import { predicateOf } from '../../../../actions/canary-verify/report.ts';
import type { Sample } from '../../../../actions/canary-verify/sample.ts';
import { headline, summarise } from '../../../../actions/canary-verify/summary.ts';
import { judge } from '../../../../actions/canary-verify/verdict.ts';
import { encodeStatement } from '../../../../shared/evidence/statement.ts';
import { digestOf } from '../../../../shared/oci/digest.ts';
import { arm, plan, seconds, steady, unknownLevel } from './fixtures.ts';

const IMAGE = `ghcr.io/acme/shop@${digestOf('image')}`;

function facts(samples: readonly Sample[], change = {}) {
  const judgement = judge(plan(change), samples);
  const predicate = predicateOf(judgement, {
    environment: 'canary',
    platform: 'linux/amd64',
    provider: { name: 'probe', canary: ['http://canary.internal/'] },
    binding: { by: 'asserted' },
    startedAt: new Date('2026-11-24T12:00:00Z'),
    finishedAt: new Date('2026-11-24T12:04:30Z'),
    run: { url: 'https://github.com/acme/shop/actions/runs/1', attempt: '1' },
  });
  const signing = { status: 'signed', by: 'key sha256:1f0c', bundles: ['a', 'b'] } as const;
  return { predicate, samples: judgement.samples, image: IMAGE, signing };
}

const RUNS = {
  pass: facts(steady(arm(75), arm(75)), unknownLevel),
  fail: facts(steady(arm(200, 2), arm(200, 0)), unknownLevel),
  ratio: facts(steady(arm(200, 4), arm(800, 4))),
  inconclusive: facts(steady(arm(2), arm(2)), unknownLevel),
  silent: facts(steady(arm(0), arm(75))),
  nothing: facts([]),
  between: facts(steady(arm(100, 2), arm(100, 1), 10), { baselineLevel: { rate: 0.01, source: 'given' } }),
  level: facts(steady(arm(75, 3), arm(75, 3)), unknownLevel),
};

describe('the summary', () => {
  it.each(Object.entries(RUNS))(
    'has its parts in order, and nothing that is not a number (%s)',
    (_, each) => {
      const text = summarise(each);
      const lines = text.split('\n');
      expect(lines[0]).toMatch(/^### (✅|⛔|⏸️) canary-verify: (pass|fail|inconclusive) after .* in canary$/);
      expect(lines[2]?.length).toBeGreaterThan(20);
      expect(text.indexOf('<code>ghcr')).toBeLessThan(text.indexOf('| metric |'));
      expect(text.indexOf('| metric |')).toBeLessThan(text.indexOf('<details>'));
      expect(text.includes('**To do:**')).toBe(each.predicate.verdict !== 'pass');
      expect(text).not.toMatch(/NaN|undefined|Infinity|null|\de-\d/);
      for (const line of lines.filter((row) => row.startsWith('| '))) {
        expect(line.split(' | ').length).toBeLessThanOrEqual(7);
      }
    },
  );

  it('says the verdict and its time in the last line of the log', () => {
    expect(headline(RUNS.fail.predicate)).toMatch(
      /^canary-verify: fail after (\d+ min)?( ?\d+ s)? in canary$/,
    );
  });

  it('says how many times worse a canary is at least, where the baseline had no error', () => {
    expect(summarise(RUNS.fail)).toMatch(/\| at least \d+(\.\d+)? \|/);
    expect(summarise(RUNS.ratio)).toMatch(/\| ×[\d.]+ \([\d.]+ to [\d.]+\) \|/);
  });

  it.each([
    [
      {
        name: 'probe',
        canary: ['c', 'd'],
        baseline: ['b'],
        ratePerSecond: 5,
        timeoutSeconds: 2,
        expectStatus: '200',
      },
      'Provider probe: canary <code>c</code> and <code>d</code>, baseline <code>b</code>, 5 requests a second to each side, given up after 2 s, expected status <code>200</code>.',
    ],
    [
      { name: 'prometheus', url: 'u', canary: { total: 'q' }, settleSeconds: 30, stepSeconds: 15 },
      'Provider prometheus: asked at <code>u</code>, canary total <code>q</code>, read 30 s late, so that the numbers have settled, in steps of 15 s.',
    ],
    [{ name: 'json', samples: 's' }, 'Provider json: samples from <code>s</code>.'],
    [{ name: 'other', where: 'x' }, 'Provider other: where <code>x</code>.'],
    [{ name: 'none' }, 'Provider none.'],
  ])('says in a sentence where the numbers came from (%#)', (provider, sentence) => {
    expect(providerLine(provider)).toBe(sentence);
  });

  it('shows what failed, on both sides', () => {
    const text = summarise(
      facts(
        [
          {
            elapsed: seconds(15),
            canary: { requests: 75, failures: { 503: 30, timeout: 2 } },
            baseline: arm(75, 1, '404'),
          },
        ],
        unknownLevel,
      ),
    );
    expect(text).toContain('| <code>503</code> | 30 | 0 |');
    expect(text).toContain('| <code>timeout</code> | 2 | 0 |');
    expect(text).toContain('| <code>404</code> | 0 | 1 |');
  });

  it('lets no text from outside become Markdown or HTML', () => {
    const hostile = '<img src=x>|**b** [a](http://evil) @team ```';
    const samples = [{ ...steady(arm(75), arm(75))[0], foreign: hostile } as Sample];
    const text = summarise({ ...facts(samples), image: `oci-layout:${hostile}` });
    expect(text).not.toContain('<img');
    expect(text).not.toContain('](http');
    expect(text).not.toContain('@team');
    const kind = facts(
      [{ elapsed: seconds(15), canary: arm(75, 70, hostile), baseline: arm(75) }],
      unknownLevel,
    );
    expect(summarise(kind)).not.toContain('<img');
  });
});

describe('the chart', () => {
  const finite = (text: string): boolean =>
    [...text.matchAll(/line \[(.*)\]/g)].every(([, list]) =>
      (list ?? '').split(', ').every((value) => /^\d+\.\d$/.test(value)),
    );

  it('holds at most 40 points of plain decimals, however long the run was', () => {
    const points = courseOf(steady(arm(200, 1), arm(300, 7), 120));
    expect(points).toHaveLength(40);
    const drawn = chart(points, 30) ?? '';
    expect(drawn).toContain('xychart-beta');
    expect(drawn.match(/line \[/g)).toHaveLength(2);
    expect(finite(drawn)).toBe(true);
  });

  it('draws silence as zero', () => {
    const drawn = chart(courseOf(steady(arm(0), arm(300, 7), 10)), 2.5) ?? '';
    expect(finite(drawn)).toBe(true);
  });

  it.each([
    [[], 0],
    [courseOf(steady(arm(10), arm(10), 10)), 2.5],
    [courseOf(steady(arm(10, 1), arm(10), 1)), 0.25],
  ])('draws nothing where there is nothing to see (%#)', (points, minutes) => {
    expect(chart(points, minutes)).toBeUndefined();
  });

  it('is also a line of text', () => {
    expect(sparkline([0, 5, 10], 10)).toBe('▁▅█');
    expect(sparkline([0, 0], 0)).toBe('▁▁');
  });
});

describe('the evidence', () => {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  formats(ajv);
  const schema = JSON.parse(
    readFileSync(path.resolve(import.meta.dirname, '../../../../docs/predicates/canary-v1.json'), 'utf8'),
  ) as object;
  const valid = ajv.compile(schema);
  const subjects = {
    all: [
      { mediaType: 'application/vnd.oci.image.index.v1+json', digest: digestOf('index'), size: 1 },
      { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: digestOf('amd64'), size: 1 },
    ],
    platform: 'linux/amd64',
  };

  it.each(Object.entries(RUNS))('is what its schema says (%s)', (_, { predicate }) => {
    const [canary, result] = statementsOf(predicate, subjects);
    const written = JSON.parse(canary === undefined ? '{}' : encodeStatement(canary).toString()) as {
      readonly subject: unknown;
      readonly predicate: unknown;
    };
    valid(written.predicate);
    expect(valid.errors).toBeNull();
    expect(written.subject).toHaveLength(2);
    expect(result === undefined).toBe(predicate.verdict === 'inconclusive');
  });
});
