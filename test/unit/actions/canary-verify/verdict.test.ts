import { describe, expect, it } from '@jest/globals';
import { calibrate } from '../../../../actions/canary-verify/calibration.ts';
import { missingRequests } from '../../../../actions/canary-verify/missing.ts';
import { sayReason } from '../../../../actions/canary-verify/reason.ts';
import { predicateOf, reportOf } from '../../../../actions/canary-verify/report.ts';
import type { Sample } from '../../../../actions/canary-verify/sample.ts';
import { conclude, judge, openJudgement, takeLook } from '../../../../actions/canary-verify/verdict.ts';
import { arm, plan, seconds, steady, unknownLevel } from './fixtures.ts';

const verdictOf = (samples: readonly Sample[], change = {}) => judge(plan(change), samples).decision;

describe('a verdict', () => {
  it.each([
    ['equal error rates', steady(arm(200, 1), arm(200, 1)), {}, 'pass'],
    ['no error on either side and a level that is not known', steady(arm(75), arm(75)), unknownLevel, 'pass'],
    ['four times the errors', steady(arm(200, 4), arm(200, 1)), {}, 'fail'],
    [
      'errors only on the canary and a level that is not known',
      steady(arm(75, 2), arm(75)),
      unknownLevel,
      'fail',
    ],
    ['every request failing on both sides', steady(arm(75, 75), arm(75, 75)), unknownLevel, 'inconclusive'],
    ['one request a minute on each side', steady(arm(1), arm(1), 30), unknownLevel, 'inconclusive'],
  ])('from %s', (_, samples, change, wanted) => {
    expect(verdictOf(samples, change).verdict).toBe(wanted);
  });

  it('is FAIL within two looks for a dead canary with one request every two seconds', () => {
    const dead = steady(arm(7, 7, 'ECONNREFUSED'), arm(140, 1));
    expect(verdictOf(dead)).toMatchObject({ verdict: 'fail', after: seconds(15) });
    expect(verdictOf(dead, unknownLevel).after).toBeLessThanOrEqual(seconds(30));
  });

  it('is never PASS before min-duration, however much has been seen', () => {
    const busy = steady(arm(100_000), arm(100_000));
    expect(verdictOf(busy, unknownLevel)).toMatchObject({ verdict: 'pass', after: seconds(300) });
    expect(verdictOf(busy.slice(0, 19), unknownLevel).verdict).toBe('inconclusive');
  });

  it('is FAIL before min-duration', () => {
    expect(verdictOf(steady(arm(75, 75), arm(75)), unknownLevel).after).toBe(seconds(15));
  });

  it('blames nobody for an outage of both sides', () => {
    const outage = steady(arm(200, 1), arm(200, 1)).map((sample, index) =>
      index > 40 && index < 60 ? { ...sample, canary: arm(200, 100), baseline: arm(200, 100) } : sample,
    );
    expect(verdictOf(outage, { minDuration: seconds(1500) }).verdict).not.toBe('fail');
  });

  it('ends at the first answer of another digest, whatever the counts say', () => {
    const [first, ...rest] = steady(arm(75), arm(75));
    const samples = [{ ...first, foreign: 'sha256:other' } as Sample, ...rest];
    expect(verdictOf(samples, unknownLevel)).toEqual({
      verdict: 'inconclusive',
      reason: { code: 'foreign-digest', seen: 'sha256:other' },
      after: seconds(15),
    });
  });

  it('stays as it was once it is there', () => {
    const decided = steady(arm(75, 75), arm(75)).reduce(takeLook, openJudgement(plan(unknownLevel)));
    expect(decided.samples).toHaveLength(1);
    expect(conclude(decided, true).decision.verdict).toBe('fail');
  });

  it.each([
    ['no-data', steady(arm(0), arm(0))],
    ['canary-silent', steady(arm(0), arm(75))],
    ['baseline-silent', steady(arm(75), arm(0))],
    ['baseline-silent', steady(arm(75, 75), arm(0))],
    ['no-data', []],
  ])('is INCONCLUSIVE for %s', (code, samples) => {
    for (const level of [{}, unknownLevel]) {
      expect(verdictOf(samples, level)).toMatchObject({ verdict: 'inconclusive', reason: { code } });
    }
  });

  it('says that the job was cancelled', () => {
    const open = steady(arm(75), arm(75), 3).reduce(takeLook, openJudgement(plan(unknownLevel)));
    expect(conclude(open, true).decision).toEqual({
      verdict: 'inconclusive',
      reason: { code: 'cancelled' },
      after: seconds(45),
    });
  });

  it('names the traffic that a PASS lacks, and that traffic is enough', () => {
    const samples = steady(arm(2), arm(2));
    const { reason } = verdictOf(samples, unknownLevel);
    if (reason.code !== 'more-traffic') throw new Error(reason.code);
    expect(reason.requests).toBeGreaterThan(300);
    expect(reason.requests).toBeLessThan(420);
    const factor = Math.ceil((2 * 120 + reason.requests) / 120);
    expect(verdictOf(steady(arm(factor), arm(factor)), unknownLevel).verdict).toBe('pass');
  });

  it('asks for the level of a baseline that fails more than the margins were made for', () => {
    expect(verdictOf(steady(arm(75, 3), arm(75, 3)), unknownLevel).reason).toEqual({
      code: 'baseline-level',
      rate: 0.04,
    });
  });

  it('says so when the canary lies between the margins and traffic will not settle it', () => {
    const between = steady(arm(100, 2), arm(100, 1), 10);
    expect(verdictOf(between, { baselineLevel: { rate: 0.01, source: 'given' } }).reason.code).toBe(
      'between-margins',
    );
    const hypothesis = { law: 'rate-ratio', value: 2 } as const;
    expect(
      missingRequests({ canary: { trials: 0, bad: 0 }, baseline: { trials: 10, bad: 0 } }, hypothesis, 0.05),
    ).toBeUndefined();
  });

  it('needs more evidence where events come in bursts', () => {
    const samples = steady(arm(200, 2), arm(200, 1));
    const after = (value: number): number =>
      verdictOf(samples, { dispersion: { value, source: 'a-a' } }).after;
    expect(after(3)).toBeGreaterThan(after(1));
  });
});

describe('the guards', () => {
  const objective = { ...unknownLevel, objective: 0.999 };
  it('fail a canary that burns its budget, although the baseline is as bad', () => {
    const down = steady(arm(75, 30), arm(75, 30));
    expect(verdictOf(down, unknownLevel).verdict).toBe('inconclusive');
    expect(verdictOf(down, objective)).toEqual({
      verdict: 'fail',
      reason: { code: 'budget-burned', times: expect.closeTo(400, 6) },
      after: seconds(300),
    });
    expect(sayReason(judge(plan(objective), down))).toMatch(
      /^The canary burned its error budget 400 times too fast/,
    );
  });

  it.each([
    [
      'one failure of few requests',
      steady(arm(3), arm(3)).map((sample, index) =>
        index === 5 ? { ...sample, canary: arm(3, 1) } : sample,
      ),
    ],
    ['fewer than 50 requests in five minutes', steady(arm(2, 2), arm(2, 2))],
    ['less than five minutes', steady(arm(75, 30), arm(75, 30), 19)],
    ['the objective kept', steady(arm(1000, 1), arm(1000, 1))],
  ])('take no alarm from %s', (_, samples) => {
    expect(verdictOf(samples, objective).verdict).not.toBe('fail');
  });

  it('look at the last five minutes only', () => {
    const mended = steady(arm(75), arm(75)).map((sample, index) =>
      index < 4 ? { ...sample, canary: arm(75, 75), baseline: arm(75, 75) } : sample,
    );
    expect(verdictOf(mended, { ...objective, minDuration: seconds(1800) }).after).toBe(seconds(300));
    expect(verdictOf(mended.slice(4), objective).verdict).toBe('pass');
  });

  it.each([
    [0.05, 'pass'],
    [0.12, 'inconclusive'],
    [0.02, 'inconclusive'],
  ])('let no run pass that meant to send %d of the traffic and sent 0.05 (%s)', (trafficShare, verdict) => {
    const samples = steady(arm(100), arm(1900));
    const decision = verdictOf(samples, { ...unknownLevel, trafficShare });
    expect(decision.verdict).toBe(verdict);
    if (verdict !== 'pass') expect(decision.reason).toEqual({ code: 'misrouted', share: 0.05 });
  });

  it('do not keep a misrouted canary from failing', () => {
    expect(verdictOf(steady(arm(100, 50), arm(1900)), { ...unknownLevel, trafficShare: 0.5 }).verdict).toBe(
      'fail',
    );
  });
});

describe('what a run says', () => {
  it.each([
    [
      steady(arm(1350, 21), arm(25_090, 125)),
      {},
      /^1\.6 % of canary requests failed against 0\.5 % of the baseline's: 3\.1 times as many \(95 % interval [\d.]+ to [\d.]+\); 1\.2 times as many is tolerated\. 21 of 21 failures are 503\.$/,
    ],
    [
      steady(arm(75), arm(75)),
      unknownLevel,
      /^None of 1500 canary requests failed, and none of the baseline's 1500; an error rate of 0\.5 % or more is excluded\.$/,
    ],
    [
      steady(arm(2), arm(2)),
      unknownLevel,
      /A PASS lacks about \d+ canary requests \(\d+ min( \d+ s)? at this rate\)/,
    ],
    [
      steady(arm(75, 30), arm(75)),
      unknownLevel,
      /^40 % of canary requests failed against none of the baseline's 75: at least [\d.]+ times as many \(95 % interval\)/,
    ],
  ])('has its numbers (%#)', (samples, change, wanted) => {
    expect(sayReason(judge(plan(change), samples))).toMatch(wanted);
  });
});

describe('a replay', () => {
  const circumstances = {
    environment: 'canary',
    platform: 'linux/amd64',
    provider: { name: 'json' },
    binding: { by: 'asserted' },
    startedAt: new Date('2026-11-24T12:00:00Z'),
    finishedAt: new Date('2026-11-24T12:05:00Z'),
    run: {},
  } as const;

  it.each([
    ['pass', steady(arm(75), arm(75)), unknownLevel],
    ['fail', steady(arm(75, 3), arm(75)), unknownLevel],
    ['inconclusive', steady(arm(2), arm(2)), unknownLevel],
  ])('of a report gives the same report, byte for byte (%s)', (_, samples, change) => {
    const first = judge(plan(change), samples);
    const report = JSON.stringify(reportOf(predicateOf(first, circumstances), first));
    const { replay } = JSON.parse(report) as ReturnType<typeof reportOf>;
    const again = judge(replay.plan, replay.samples);
    expect(JSON.stringify(reportOf(predicateOf(again, circumstances), again))).toBe(report);
    expect(report).not.toMatch(/null|NaN|Infinity/);
  });
});

describe('calibration', () => {
  it('learns the level and the dispersion of the baseline', () => {
    const learned = calibrate(steady(arm(100, 2), arm(100, 2), 60));
    expect(learned).toEqual({
      baselineLevel: { rate: 0.02, source: 'measured' },
      dispersion: { value: 1, source: 'a-a' },
    });
  });

  it('does not take fewer than 10 failures for a level', () => {
    expect(calibrate(steady(arm(100), arm(100, 1), 9)).baselineLevel).toEqual({
      rate: undefined,
      source: 'unknown',
    });
  });
});
