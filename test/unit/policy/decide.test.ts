import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '../../../shared/policy/verdict.ts';
import { TEST_RESULT_TYPE } from '../../../shared/evidence/predicates/test-result.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { AMD64, GATE, SIGNED, UNIT, both, production, promotion, tests, verdictOn } from './pieces.ts';

describe('an environment that comes from others', () => {
  const CHAIN = [
    '  staging: {require: {signed-by: [release], tests: [{suite: unit, within: 1h}]}, destinations: [x.io/staging]}',
    '  canary: {from: [staging], promoted-by: [deploy]}',
    '  production: {from: [canary], require: {tests: [{suite: e2e, by: [scanner]}]}}',
    '',
  ].join('\n');
  const fine = [
    SIGNED,
    tests('PASSED', 10),
    tests('PASSED', 10, { suite: 'e2e', signedBy: 'scanner' }),
    promotion('canary', 5, {}, 'deploy'),
  ];

  it('inherits what they require, and renews its ages', () => {
    expect(verdictOn(CHAIN, fine).result).toBe('pass');
    const old = fine.map((each) =>
      each.predicateType === TEST_RESULT_TYPE && each.signedBy === 'release' ? tests('PASSED', 61) : each,
    );
    const verdict = verdictOn(CHAIN, old);
    expect(verdict.findings.filter(({ result }) => result !== 'pass')).toMatchObject([
      { requirement: 'tests unit', environment: 'staging', result: 'fail' },
    ]);
  });

  it.each([
    ['a record of another environment', promotion('staging', 5, {}, 'deploy')],
    ['a record by somebody else', promotion('canary', 5, {}, 'release')],
    ['a record of another image', promotion('canary', 5, { image: 'other' }, 'deploy')],
    ['a record that names another digest', promotion('canary', 5, { digest: AMD64 }, 'deploy')],
    ['a malformed record', promotion('canary', 5, { time: 'noon' }, 'deploy')],
    ['a record of tomorrow', promotion('canary', -600, {}, 'deploy')],
  ])('does not take %s for a promotion', (_, record) => {
    const verdict = verdictOn(CHAIN, [...fine.slice(0, 3), record]);
    expect(verdict.findings[0]).toMatchObject({
      requirement: 'from canary',
      result: 'missing',
      next: 'promote this digest to canary first',
    });
  });

  it('takes only a record of one of the destinations', () => {
    const at = (repository: string): Verdict =>
      verdictOn(CHAIN, [SIGNED, tests('PASSED', 1), promotion('staging', 5, { repository })], 'canary');
    expect(at('x.io/staging').result).toBe('pass');
    expect(at('x.io/elsewhere').result).toBe('fail');
  });

  it('needs every one of them', () => {
    const two = '  a: {}\n  b: {}\n  production: {from: [a, b]}\n';
    expect(verdictOn(two, [promotion('a', 1)]).findings.map(({ result }) => result)).toEqual([
      'pass',
      'missing',
    ]);
    expect(verdictOn(two, [promotion('a', 1), promotion('b', 1)]).result).toBe('pass');
  });
});

describe('a verdict', () => {
  it('of an environment in mode warn is a warning', () => {
    const warn = '  production: {mode: warn, require: {signed-by: [release]}}\n';
    expect(verdictOn(warn, []).result).toBe('warn');
    expect(verdictOn(warn, [SIGNED]).result).toBe('pass');
  });

  it('inherited from an environment in mode warn is enforced', () => {
    const chain = '  a: {mode: warn, require: {signed-by: [release]}}\n  production: {from: [a]}\n';
    expect(verdictOn(chain, [promotion('a', 1)]).result).toBe('fail');
  });

  it('carries the policy and the bundles that were decisive', () => {
    const verdict = verdictOn(production('sbom: false'), [SIGNED]);
    expect(verdict).toMatchObject({
      policy: { uri: 'here', digest: digestOf('policy') },
      findings: [{ requirement: 'signed-by', seen: 'signed by release', evidence: [SIGNED.bundleDigest] }],
    });
  });

  it('is the same for the same evidence in another order', () => {
    const evidence = [SIGNED, tests('PASSED', 5), tests('FAILED', 6), ...both()];
    const one = verdictOn(production(`${UNIT}, ${GATE}`), evidence);
    expect(verdictOn(production(`${UNIT}, ${GATE}`), evidence.toReversed())).toEqual(one);
  });

  it('needs an environment that is there', () => {
    expect(() => verdictOn('  production: {}\n', [], 'prodution')).toThrow(/did you mean 'production'/);
  });
});
