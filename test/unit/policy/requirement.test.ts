import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '../../../shared/policy/verdict.ts';
import {
  type Case,
  AMD64,
  GATE,
  SIGNED,
  UNIT,
  canary,
  other,
  production,
  promotion,
  tests,
  verdictOn,
} from './pieces.ts';

const cases: readonly Case[] = [
  {
    behaviour: 'a suite that passed',
    require: UNIT,
    evidence: [tests('PASSED', 26)],
    result: 'pass',
    seen: 'passed, 26 min ago',
  },
  {
    behaviour: 'a suite that passed with warnings',
    require: UNIT,
    evidence: [tests('WARNED', 1)],
    result: 'pass',
    seen: 'passed, 1 min ago',
  },
  {
    behaviour: 'another suite',
    require: UNIT,
    evidence: [tests('PASSED', 1, { suite: 'e2e' })],
    result: 'missing',
    seen: 'no result of this suite',
  },
  {
    behaviour: 'a suite that is too old',
    require: UNIT,
    evidence: [tests('PASSED', 61)],
    result: 'fail',
    seen: 'it is 1 h 1 min old',
  },
  {
    behaviour: 'a suite of tomorrow',
    require: UNIT,
    evidence: [tests('PASSED', -60)],
    result: 'fail',
    seen: 'it is dated 1 h in the future',
  },
  {
    behaviour: 'a suite without a time, where age matters',
    require: UNIT,
    evidence: [tests('PASSED', 1, { time: undefined })],
    result: 'fail',
    seen: 'its time is not known',
  },
  {
    behaviour: 'a suite without a time, where age does not matter',
    require: 'tests: [{suite: unit}]',
    evidence: [tests('PASSED', 1, { time: undefined })],
    result: 'pass',
    seen: 'passed',
  },
  {
    behaviour: 'a failure after a pass',
    require: UNIT,
    evidence: [tests('PASSED', 20), tests('FAILED', 10)],
    result: 'fail',
    seen: 'FAILED, 10 min ago',
  },
  {
    behaviour: 'a pass after a failure',
    require: UNIT,
    evidence: [tests('FAILED', 20), tests('PASSED', 10)],
    result: 'pass',
    seen: 'passed, 10 min ago',
  },
  {
    behaviour: 'a pass by one signer and a failure by another',
    require: 'tests: [{suite: unit, by: [release, scanner]}]',
    evidence: [tests('PASSED', 1), tests('FAILED', 9, { signedBy: 'scanner' })],
    result: 'fail',
    seen: 'FAILED, 9 min ago',
  },
  {
    behaviour: 'a pass by a signer who is not asked',
    require: UNIT,
    evidence: [tests('PASSED', 1, { signedBy: 'scanner' })],
    result: 'missing',
    seen: 'no result of this suite',
  },
  {
    behaviour: 'a pass of one platform only',
    require: UNIT,
    evidence: [tests('PASSED', 1, { subject: AMD64 })],
    result: 'missing',
    seen: 'no result of this suite',
  },
  {
    behaviour: 'a canary that passed',
    require: 'canary: {verdict: pass, in: production}',
    evidence: [canary('pass', 26, 'production')],
    result: 'pass',
    seen: 'pass, 26 min ago',
  },
  {
    behaviour: 'a canary that failed',
    require: 'canary: {verdict: pass, in: production}',
    evidence: [canary('fail', 5, 'production')],
    result: 'fail',
    seen: 'fail, 5 min ago',
  },
  {
    behaviour: 'a canary that could not tell',
    require: 'canary: {verdict: pass, in: production}',
    evidence: [canary('inconclusive', 5, 'production')],
    result: 'fail',
    seen: 'inconclusive, 5 min ago',
  },
  {
    behaviour: 'a canary elsewhere',
    require: 'canary: {verdict: pass, in: production}',
    evidence: [canary('pass', 5, 'other')],
    result: 'missing',
    seen: 'no canary verdict',
  },
  {
    behaviour: 'a canary failure after a pass',
    require: 'canary: {verdict: pass, in: production}',
    evidence: [canary('pass', 9, 'production'), canary('fail', 5, 'production')],
    result: 'fail',
    seen: 'fail, 5 min ago',
  },
  {
    behaviour: 'a canary that passed long ago',
    require: 'canary: {verdict: pass, in: production, within: 1h}',
    evidence: [canary('pass', 90, 'production')],
    result: 'fail',
    seen: 'it is 1 h 30 min old',
  },
  {
    behaviour: 'long enough elsewhere',
    require: 'soak: {in: production, at-least: 30m}',
    evidence: [promotion('production', 31)],
    result: 'pass',
    seen: '31 min in production',
  },
  {
    behaviour: 'not long enough elsewhere',
    require: 'soak: {in: production, at-least: 30m}',
    evidence: [promotion('production', 20)],
    result: 'fail',
    seen: '20 min in production',
  },
  {
    behaviour: 'never elsewhere',
    require: 'soak: {in: production, at-least: 30m}',
    evidence: [],
    result: 'missing',
    seen: 'no promotion record',
  },
];

describe('a requirement', () => {
  it.each(cases)('$result: $behaviour', ({ require, evidence, result, seen }) => {
    const verdict = verdictOn(production(require), [SIGNED, ...evidence]);
    expect(other(verdict)).toMatchObject({ result, seen, environment: 'production' });
    expect(verdict.result).toBe(result === 'pass' ? 'pass' : 'fail');
    expect(other(verdict)?.next === undefined).toBe(result === 'pass');
  });

  it('is never met by nothing: without evidence everything is missing', () => {
    const all = `${UNIT}, ${GATE}, sbom: true, provenance: {source: a}, canary: {verdict: pass, in: production}, soak: {in: production, at-least: 1m}`;
    const { findings, result } = verdictOn(production(all), []);
    expect(findings).toHaveLength(7);
    expect(findings.every((finding) => finding.result === 'missing' && finding.evidence.length === 0)).toBe(
      true,
    );
    expect(result).toBe('fail');
  });

  it('accepts by default whoever may sign in the environment that states it', () => {
    const by = (name: string): Verdict =>
      verdictOn(production(UNIT), [SIGNED, tests('PASSED', 1, { signedBy: name })]);
    expect(by('release').result).toBe('pass');
    expect(by('deploy').result).toBe('fail');
  });
});
