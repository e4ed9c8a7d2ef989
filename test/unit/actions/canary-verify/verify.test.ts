import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { contract } from '../../../../actions/canary-verify/contract.ts';
import { reportOf } from '../../../../actions/canary-verify/report.ts';
import type { Reply } from '../../../../actions/canary-verify/request.ts';
import { judge } from '../../../../actions/canary-verify/verdict.ts';
import { type CanaryPorts, verifyCanary } from '../../../../actions/canary-verify/verify.ts';
import { parseInputs } from '../../../../shared/action/contract.ts';
import { CANARY_TYPE } from '../../../../shared/evidence/predicates/canary.ts';
import { TEST_RESULT_TYPE } from '../../../../shared/evidence/predicates/test-result.ts';
import { keySigner } from '../../../../shared/evidence/signer.ts';
import { loadEvidence } from '../../../../shared/evidence/verify.ts';
import { digestOf } from '../../../../shared/oci/digest.ts';
import { layoutStore } from '../../../../shared/oci/layout.ts';
import { UnavailableError } from '../../../../shared/text/error.ts';
import { testClock } from '../../../kit/clock.ts';
import { writeLayout } from './layout.ts';

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const trust = { name: 'release', publicKey: keys.publicKey };
const directories: string[] = [];

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

const ok: Reply = { kind: 'status', status: 200, headers: {} };

/** Runs the program on a clock that only its sleeps move. */
function program(
  answer: (url: URL, count: number) => Reply,
  given: Readonly<Record<string, string>> = {},
  change: Partial<CanaryPorts> = {},
  replace?: (held: { readonly store: CanaryPorts['store'] }) => CanaryPorts['store'],
) {
  const directory = mkdtempSync(path.join(tmpdir(), 'canary-'));
  directories.push(directory);
  const image = writeLayout(directory);
  const clock = testClock();
  let count = 0;
  const inputs = parseInputs(
    contract,
    (name) =>
      ({
        image: `oci-layout:${directory}@${given['digest'] ?? image.index}`,
        environment: 'canary',
        canary: 'http://canary.example',
        baseline: 'http://baseline.example',
        ...given,
      })[name] ?? '',
  );
  const store = layoutStore(directory, directory, clock);
  const lines: string[] = [];
  const ports: CanaryPorts = {
    store,
    signer: keySigner(keys.privateKey),
    clock,
    stopwatch: () => clock.now().getTime(),
    signal: new AbortController().signal,
    log: {
      info: (line) => lines.push(line),
      warn: (line) => lines.push(line),
      group: async (_, work) => work(),
    },
    createSender: () => {
      const send = (url: URL) => Promise.resolve(answer(url, count++));
      return { send, read: send, close: () => undefined };
    },
    prometheus: () => () => Promise.resolve([]),
    readFile: () => '',
    ...change,
  };
  return {
    image,
    store,
    lines,
    clock,
    outcome: () => verifyCanary(inputs, { ...ports, ...(replace && { store: replace({ store }) }) }, {}),
  };
}

const failing = (url: URL): Reply => (url.hostname === 'canary.example' ? { ...ok, status: 503 } : ok);

describe('canary-verify', () => {
  it('passes a healthy canary after five minutes, and signs it on the index and on the platform that ran', async () => {
    const { image, store, outcome, lines } = program(() => ok);
    const { result, outputs, problems } = await outcome();
    expect({ result, problems }).toEqual({ result: 'done', problems: [] });
    expect(outputs).toMatchObject({ verdict: 'pass', decidedAfter: 300 });
    expect(lines).toHaveLength(21);
    expect(lines.at(-2)).toBe('5 min: canary 0 of 1500 failed, baseline 0 of 1500 failed; decided: pass');
    for (const subject of [image.index, image.amd64]) {
      const { accepted, ignored } = await loadEvidence([store], subject, [trust]);
      expect(ignored).toEqual([]);
      expect(accepted.map(({ predicateType }) => predicateType).sort()).toEqual(
        [TEST_RESULT_TYPE, CANARY_TYPE].sort(),
      );
      const canary = accepted.find(({ predicateType }) => predicateType === CANARY_TYPE);
      expect(canary?.time).toEqual(new Date('2026-11-24T12:05:00.000Z'));
      expect(canary?.statement.predicate).toMatchObject({
        environment: 'canary',
        verdict: 'pass',
      });
    }
    expect((await loadEvidence([store], image.arm64, [trust])).accepted).toEqual([]);
  });

  it('fails a dead canary at its first look, and signs that too', async () => {
    const { image, store, outcome } = program(failing);
    const { result, outputs, summary, problems } = await outcome();
    expect(result).toBe('refused');
    expect(outputs).toMatchObject({ verdict: 'fail', decidedAfter: 15 });
    expect(summary).toMatch(
      /^### ⛔ canary-verify: fail after 15 s in canary\n\n100 % of canary requests failed/,
    );
    expect(problems?.[0]?.rule).toContain('75 of 75 failures are 503');
    const { accepted } = await loadEvidence([store], image.index, [trust]);
    const tests = accepted.find(({ predicateType }) => predicateType === TEST_RESULT_TYPE);
    expect(tests?.statement.predicate).toMatchObject({
      result: 'FAILED',
      configuration: [{ name: 'canary/canary' }],
      failedTests: ['errors'],
    });
  });

  it('signs an inconclusive run as a canary verdict, and as no test result', async () => {
    const { image, store, outcome } = program(() => ok, { rate: '0.1' });
    const { result, outputs } = await outcome();
    expect(result).toBe('inconclusive');
    expect(outputs).toMatchObject({ verdict: 'inconclusive', decidedAfter: 1800 });
    expect(outputs.reason).toMatch(/A PASS lacks about \d+ canary requests/);
    const { accepted } = await loadEvidence([store], image.index, [trust]);
    expect(accepted.map(({ predicateType }) => predicateType)).toEqual([CANARY_TYPE]);
  });

  it('is inconclusive at once when another digest answers', async () => {
    const foreign = digestOf('what ran before');
    const { outcome } = program(() => ({ ...ok, headers: { 'x-image': foreign } }), {
      'version-header': 'X-Image',
    });
    const { outputs, summary } = await outcome();
    expect(outputs).toMatchObject({ verdict: 'inconclusive' });
    expect(outputs.decidedAfter).toBeLessThan(1);
    expect(summary).toContain('**To do:** wait until the roll-out is complete');
  });

  it.each([['index'], ['amd64']] as const)(
    'knows the digest of the %s in the header of an answer',
    async (which) => {
      const held = program(
        (url) => ({
          ...ok,
          headers: url.hostname === 'canary.example' ? { 'x-image': held.image[which] } : {},
        }),
        {
          'version-header': 'X-Image',
        },
      );
      const { outputs, report } = await held.outcome();
      expect(outputs).toMatchObject({ verdict: 'pass' });
      expect(report).toMatchObject({ binding: { by: 'header', header: 'X-Image' } });
    },
  );

  it('asks a page what runs, before the run and at every look', async () => {
    const asked: number[] = [];
    const page = (body: string): Reply => ({ ...ok, body });
    const held = program(
      (url) => {
        if (url.pathname !== '/version') return ok;
        asked.push(held.clock.now().getTime());
        return page(asked.length < 4 ? '{"version":"1.4.2"}' : '{"version":"1.4.1"}');
      },
      { 'version-path': '/version', version: '1.4.2' },
    );
    const { outputs, report } = await held.outcome();
    expect(outputs).toMatchObject({ verdict: 'inconclusive', decidedAfter: 45 });
    expect(outputs.reason).toContain('1.4.1');
    expect(asked).toHaveLength(4);
    expect(report).toMatchObject({ binding: { by: 'page', page: '/version', version: '1.4.2' } });
    const wrong = program(() => page('1.4.1'), { 'version-path': '/version', version: '1.4.2' });
    expect((await wrong.outcome()).outputs).toMatchObject({ verdict: 'inconclusive', decidedAfter: 0.001 });
    expect(wrong.clock.slept).toEqual([]);
  });

  it('writes no evidence when the job is cancelled, and says what it knows', async () => {
    const controller = new AbortController();
    const { image, store, outcome } = program(
      (_, count) => {
        if (count === 500) controller.abort(new Error('cancelled'));
        return ok;
      },
      {},
      { signal: controller.signal },
    );
    const { result, outputs, summary } = await outcome();
    expect(result).toBe('inconclusive');
    expect(outputs).toMatchObject({
      verdict: 'inconclusive',
      bundleDigests: '',
      reason: 'The job was cancelled before a verdict.',
    });
    expect(summary).toContain('Not signed: the job was cancelled');
    expect(await store.listReferrers(image.index)).toEqual([]);
  });

  it.each([
    [{ 'dry-run': 'true' }, {}, 'dry-run writes nothing'],
    [{}, { signer: undefined }, 'no signer'],
  ])('writes nothing with %j', async (given, change, why) => {
    const { image, store, outcome } = program(() => ok, given, change);
    const { result, summary } = await outcome();
    expect(result).toBe('done');
    expect(summary).toContain(why);
    expect(await store.listReferrers(image.index)).toEqual([]);
  });

  it('tells a FAIL also when the registry takes no evidence, and no PASS then', async () => {
    const broken = (held: Pick<CanaryPorts, 'store'>): CanaryPorts['store'] => ({
      ...held.store,
      attach: () => Promise.reject(new UnavailableError({ what: 'the registry does not answer' })),
    });
    const { outcome: fail } = program(failing, {}, {}, broken);
    const { result, outputs, summary } = await fail();
    expect({ result, verdict: outputs.verdict }).toEqual({ result: 'refused', verdict: 'fail' });
    expect(summary).toContain('Not signed: the registry does not answer');
    const held = program(() => ok, {}, {}, broken);
    await expect(held.outcome()).rejects.toThrow('the registry does not answer');
    expect(held.lines.at(-1)).toMatch(/^canary-verify: pass after 5 min in canary: None of 1500/);
  });

  it('learns the level of the baseline first, if asked to', async () => {
    const asked: string[] = [];
    const { outcome } = program(
      (url, count) => {
        asked.push(url.hostname);
        return count % 50 === 0 ? { ...ok, status: 500 } : ok;
      },
      { calibration: '5m', rate: '10' },
    );
    const { report } = await outcome();
    expect(asked.slice(0, 6000).every((host) => host === 'baseline.example')).toBe(true);
    expect(report).toMatchObject({
      plan: { baselineLevel: { rate: 0.02, source: 'measured' }, dispersion: { source: 'a-a' } },
    });
  });

  it('judges recorded samples without waiting, and the report of a run gives the same verdict', async () => {
    const first = await program(failing).outcome();
    const text = JSON.stringify(first.report);
    const again = program(() => ok, { provider: 'json', samples: 'report.json' }, { readFile: () => text });
    const { outputs, report } = await again.outcome();
    expect(outputs).toMatchObject({
      verdict: 'fail',
      reason: first.outputs.reason,
      effects: first.outputs.effects,
    });
    expect(again.clock.slept).toEqual([]);
    const { replay } = report as ReturnType<typeof reportOf>;
    expect(judge(replay.plan, replay.samples).decision.verdict).toBe('fail');
  });

  it('refuses before any request when the image is not there or lacks the platform', async () => {
    let requests = 0;
    const count = (): Reply => {
      requests += 1;
      return ok;
    };
    await expect(program(count, { platform: 'linux/s390x' }).outcome()).rejects.toThrow(
      "the image has no platform linux/s390x – 'platform' names the one that the canary runs – saw linux/amd64, linux/arm64",
    );
    await expect(program(count, { digest: digestOf('nothing') }).outcome()).rejects.toThrow('sha256:');
    expect(requests).toBe(0);
  });
});
