import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { isStall, watchCaches } from '../../../../../actions/build-image/builders/cache-watch.ts';
import { testClock } from '../../../../kit/clock.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const MINUTE = 60_000;

describe('watchCaches', () => {
  it('stops a build that waited three minutes for nothing but caches, and says for which', () => {
    const clock = testClock();
    const watch = watchCaches(() => ['GitHub Actions Cache'], clock, undefined);
    clock.advance(3 * MINUTE - 1);
    jest.advanceTimersByTime(1_000);
    expect(watch.signal.aborted).toBe(false);
    clock.advance(1);
    jest.advanceTimersByTime(1_000);
    const reason: unknown = watch.signal.reason;
    watch.stop();
    expect(isStall(reason) && reason.stalled).toEqual(['GitHub Actions Cache']);
  });

  it('lets a build go on that tells something, that is at work, or that has ended', () => {
    const clock = testClock();
    const telling = watchCaches(() => ['x'], clock, undefined);
    const working = watchCaches(() => undefined, clock, undefined);
    const ended = watchCaches(() => ['x'], clock, undefined);
    ended.stop();
    for (let minute = 0; minute < 10; minute += 1) {
      clock.advance(MINUTE);
      telling.alive();
      jest.advanceTimersByTime(MINUTE);
    }
    expect([telling, working, ended].map(({ signal }) => signal.aborted)).toEqual([false, false, false]);
    for (const each of [telling, working]) each.stop();
  });

  it('stops with the job, which is no stalled cache', () => {
    const job = new AbortController();
    const watch = watchCaches(() => undefined, testClock(), job.signal);
    job.abort(new Error('cancelled'));
    watch.stop();
    expect(watch.signal.aborted).toBe(true);
    expect(isStall(watch.signal.reason)).toBe(false);
  });
});
