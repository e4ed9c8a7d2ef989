import { describe, expect, it } from '@jest/globals';
import { parsePolicy } from '../../../shared/policy/load.ts';
import { checkWindow } from '../../../shared/policy/window.ts';
import type { Finding } from '../../../shared/policy/verdict.ts';

const at = (window: string, now: string): Finding => {
  const policy = parsePolicy(`version: 1\nenvironments: {production: {window: {${window}}}}\n`);
  const found = policy.environments?.get('production')?.window;
  if (found === undefined) throw new Error('no window');
  return checkWindow('production', found, new Date(now));
};

describe('a window', () => {
  const office = "zone: Europe/London, allow: ['Mon-Thu 08:00-16:00', 'Fri 08:00-12:00']";
  it.each([
    ['in it', '2026-11-24T12:00:00Z', 'pass', 'Tue 12:00 in Europe/London'],
    ['at its first minute', '2026-11-24T08:00:00Z', 'pass', 'Tue 08:00 in Europe/London'],
    ['at its last minute', '2026-11-24T15:59:59Z', 'pass', 'Tue 15:59 in Europe/London'],
    ['just after it', '2026-11-24T16:00:00Z', 'fail', 'Tue 16:00 in Europe/London'],
    ['on a shorter day', '2026-11-27T12:30:00Z', 'fail', 'Fri 12:30 in Europe/London'],
    ['at the weekend', '2026-11-28T12:00:00Z', 'fail', 'Sat 12:00 in Europe/London'],
    ['in summer, by the clock on the wall', '2026-07-21T07:30:00Z', 'pass', 'Tue 08:30 in Europe/London'],
    [
      'in summer, after it by the clock on the wall',
      '2026-07-21T15:30:00Z',
      'fail',
      'Tue 16:30 in Europe/London',
    ],
  ])('%s', (_, now, result, seen) => {
    expect(at(office, now)).toMatchObject({ result, seen });
  });

  it('may go around the end of the week, and to the end of the day', () => {
    const weekend = "zone: UTC, allow: ['Sat-Mon 20:00-24:00']";
    expect(at(weekend, '2026-11-29T23:59:00Z').result).toBe('pass');
    expect(at(weekend, '2026-11-30T23:59:00Z').result).toBe('pass');
    expect(at(weekend, '2026-12-01T23:59:00Z').result).toBe('fail');
  });

  const frozen = 'zone: Asia/Tokyo, freeze: [{from: 2026-12-20, to: 2027-01-02, reason: holidays}]';
  it.each([
    ['before the freeze, there', '2026-12-19T14:59:00Z', 'pass'],
    ['on its first day, there', '2026-12-19T15:00:00Z', 'fail'],
    ['on its last day, there', '2027-01-02T14:59:00Z', 'fail'],
    ['after it, there', '2027-01-02T15:00:00Z', 'pass'],
  ])('%s', (_, now, result) => {
    expect(at(frozen, now).result).toBe(result);
  });

  it('tells why it is frozen, and until when', () => {
    expect(at(frozen, '2026-12-24T00:00:00Z')).toMatchObject({
      seen: '2026-12-24: frozen from 2026-12-20 to 2027-01-02, holidays',
      next: 'wait until after 2027-01-02',
    });
  });

  it.each([
    ['no zone', "allow: ['Mon 08:00-16:00']", /window\.zone is missing/],
    ['a zone that is none', 'zone: Europe/Londn', /zone is not right/],
    ['an offset, which knows no summer', "zone: '+02:00'", /zone is not right/],
    ['a time that ends before it starts', "zone: UTC, allow: ['Mon 16:00-08:00']", /allow\[0\] is not right/],
    ['no such time', "zone: UTC, allow: ['Mon 08:00-24:30']", /allow\[0\] is not right/],
    ['a day in another language', "zone: UTC, allow: ['Mo 08:00-16:00']", /allow\[0\] is not right/],
    [
      'a freeze without a reason',
      'zone: UTC, freeze: [{from: 2026-12-20, to: 2027-01-02}]',
      /reason is missing/,
    ],
  ])('with %s is a mistake in the policy', (_, window, reason) => {
    expect(() => at(window, '2026-11-24T12:00:00Z')).toThrow(reason);
  });
});
