import { describe, expect, it } from '@jest/globals';
import {
  type Approval,
  type ProtectionFacts,
  approvers,
  checkApprovals,
  checkProtection,
} from '../../../shared/policy/gates.ts';

const said = (by: string, change: Partial<Approval> = {}): Approval => ({
  by,
  state: 'approved',
  isBot: false,
  entitled: true,
  ...change,
});

const PEOPLE = { authors: ['ann'], requesters: ['rob'], attempt: 1 };
const WANTED = { atLeast: 2, notBy: ['author', 'requester'] as const, from: ['team:acme/release'] };

describe('approvals', () => {
  it.each([
    ['two people', [said('bob'), said('eve')], 'pass', 'by bob, eve'],
    ['one person', [said('bob')], 'fail', 'by bob'],
    ['nobody', [], 'missing', 'nobody'],
    ['one person twice', [said('bob'), said('bob')], 'fail', 'by bob'],
    [
      'two people, one of them for another job too',
      [said('bob'), said('eve'), said('eve')],
      'fail',
      '3 approvals in this run: some are of another job or plan',
    ],
    ['the author, written otherwise', [said('bob'), said('Ann')], 'fail', 'by bob; not Ann, the author'],
    ['the requester', [said('bob'), said('rob')], 'fail', 'by bob; not rob, the requester'],
    [
      'a bot',
      [said('bob'), said('renovate[bot]', { isBot: true })],
      'fail',
      'by bob; not renovate[bot], a bot',
    ],
    [
      'somebody of another team',
      [said('bob'), said('zoe', { entitled: false })],
      'fail',
      'by bob; not zoe, not one of team:acme/release',
    ],
    [
      'enough, and one against it',
      [said('bob'), said('eve'), said('max', { state: 'rejected' })],
      'fail',
      'rejected by max',
    ],
  ] as const)('of %s: %s', (_, approvals, result, seen) => {
    expect(checkApprovals('production', WANTED, { ...PEOPLE, approvals })).toMatchObject({ result, seen });
  });

  it.each([
    [{ attempt: 2 }, /^attempt 2 of the run: approvals may be of an earlier one$/],
    [{ attempt: undefined }, /does not say which attempt/],
    [{ authors: undefined }, /^nobody; not bob, maybe the author, who is not known to GitHub/],
  ])('do not pass when it is not known what, or by whom: %j', (unknown, seen) => {
    const facts = { ...PEOPLE, approvals: [said('bob'), said('eve')], ...unknown };
    const found = checkApprovals('production', WANTED, facts);
    expect(found.result).toBe('fail');
    expect(found.seen).toMatch(seen);
  });

  it('count the author where the policy does not mind', () => {
    const facts = { ...PEOPLE, approvals: [said('ann')] };
    expect(checkApprovals('production', { atLeast: 1 }, facts).result).toBe('pass');
    expect(approvers({ atLeast: 1 }, facts)).toEqual(['ann']);
  });

  it('are pending while the plan is made, and say what is wanted', () => {
    expect(checkApprovals('production', WANTED, undefined)).toMatchObject({
      result: 'pending',
      wanted: 'at least 2, not the author or the requester, from team:acme/release',
    });
  });
});

describe('the protection of an environment', () => {
  const wanted = { reviewers: 1, preventSelfReview: true, adminsMayBypass: false } as const;
  const fine: ProtectionFacts = { reviewers: 2, preventSelfReview: true, adminsMayBypass: false };
  it.each([
    ['as wanted', fine, 'pass', 'as wanted'],
    ['without reviewers', { ...fine, reviewers: 0 }, 'fail', '0 reviewers'],
    ['with self-review', { ...fine, preventSelfReview: false }, 'fail', 'self-review is allowed'],
    ['with a bypass', { ...fine, adminsMayBypass: true }, 'fail', 'administrators may bypass'],
    [
      'with a bypass that is not told',
      { ...fine, adminsMayBypass: undefined },
      'fail',
      'GitHub does not say whether administrators may bypass',
    ],
    ['of none', undefined, 'missing', 'no such environment; GitHub would make one without any protection'],
  ] as const)('%s', (_, facts, result, seen) => {
    expect(checkProtection('production', wanted, facts)).toMatchObject({ result, seen });
  });

  it('is only that it exists, where the policy says no more', () => {
    const open = { reviewers: 0, preventSelfReview: false, adminsMayBypass: undefined };
    expect(checkProtection('production', {}, open)).toMatchObject({
      result: 'pass',
      wanted: 'that it exists',
    });
  });
});
