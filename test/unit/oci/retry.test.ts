import { describe, expect, it } from '@jest/globals';
import {
  isTransientError,
  isTransientStatus,
  parseRetryAfter,
  retry,
  waitBefore,
} from '../../../shared/oci/retry.ts';
import { testClock } from '../../kit/clock.ts';

const NOW = new Date('2026-11-24T12:00:00Z');

describe('a wait', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    ['Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('asked for as %s is %s ms', (value, expected) => {
    expect(parseRetryAfter(value, NOW)).toBe(expected);
  });

  it('doubles with jitter, up to a minute', () => {
    const longest = [1, 2, 3, 4, 20].map((attempt) => waitBefore(attempt, undefined, () => 1));
    const shortest = [1, 2, 3, 4, 20].map((attempt) => waitBefore(attempt, undefined, () => 0));
    expect(longest).toEqual([500, 1_000, 2_000, 4_000, 60_000]);
    expect(shortest).toEqual([250, 500, 1_000, 2_000, 30_000]);
  });

  it('of more than a minute is not waited', () => {
    expect(waitBefore(1, 60_000)).toBe(60_000);
    expect(waitBefore(1, 60_001)).toBeUndefined();
  });
});

describe('a failure', () => {
  it.each([
    [200, false],
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [409, false],
    [429, true],
    [500, true],
    [501, false],
    [502, true],
    [503, true],
    [504, true],
  ])('with status %i is worth another try: %s', (status, expected) => {
    expect(isTransientStatus(status)).toBe(expected);
  });

  it.each([
    ['ECONNRESET', true],
    ['EPIPE', true],
    ['ETIMEDOUT', true],
    ['EAI_AGAIN', true],
    ['CERT_HAS_EXPIRED', false],
    ['ENOENT', false],
    [undefined, false],
  ])('with code %s is worth another try: %s', (code, expected) => {
    expect(isTransientError(Object.assign(new Error('x'), { code }))).toBe(expected);
  });
});

describe('trying again', () => {
  const exhausted = (failure: unknown, tries: number): Error =>
    new Error(`${String(failure)} after ${tries}`);

  it('ends with the first success', async () => {
    const clock = testClock();
    const result = await retry(
      (number) => Promise.resolve(number < 3 ? { failed: 'no' } : { done: number }),
      { clock, exhausted },
    );
    expect(result).toBe(3);
    expect(clock.slept).toHaveLength(2);
  });

  it.each([
    ['tries', { tries: 2, milliseconds: 1_000_000 }, 'no after 2'],
    ['time', { tries: 100, milliseconds: 5_000 }, /^no after [4-7]$/],
  ])('ends when the budget of %s is spent', async (_, budget, message) => {
    const clock = testClock();
    await expect(
      retry(() => Promise.resolve({ failed: 'no' }), { clock, budget, exhausted }),
    ).rejects.toThrow(message);
    expect(clock.slept.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(budget.milliseconds);
  });

  it('does not go on after an abort, or an error that is thrown', async () => {
    const clock = testClock();
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(retry(() => Promise.resolve({ done: 1 }), { clock, exhausted, signal })).rejects.toThrow(
      'cancelled',
    );
    await expect(retry(() => Promise.reject(new Error('a bug')), { clock, exhausted })).rejects.toThrow(
      'a bug',
    );
    expect(clock.slept).toEqual([]);
  });
});
