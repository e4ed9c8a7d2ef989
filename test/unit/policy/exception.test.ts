import { describe, expect, it } from '@jest/globals';
import { digestOf } from '../../../shared/oci/digest.ts';
import { decide } from '../../../shared/policy/decide.ts';
import { type Policy, parsePolicy } from '../../../shared/policy/load.ts';
import { UserError, describeProblem } from '../../../shared/text/error.ts';
import { AMD64, ARM64, NOW, SIGNED, SUBJECT, scan } from './pieces.ts';

const FIELDS = {
  id: 'EX-12',
  rule: 'vulnerabilities',
  match: '{advisory: CVE-2026-1}',
  owner: 'team:acme/platform',
  reason: 'not reachable',
  created: '2026-11-01',
  expires: '2026-12-01',
};

const written = (fields: Readonly<Record<string, string | undefined>>): string =>
  `{${Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${value ?? ''}`)
    .join(', ')}}`;

const policyText = (...exceptions: readonly string[]): string => `version: 1
trust: {release: {key: a}}
images: {shop: {repository: x.io/shop}}
environments:
  production: {require: {signed-by: [release], vulnerabilities: {critical: 0, medium: 0}}}
${exceptions.length === 0 ? '' : `exceptions:\n${exceptions.map((each) => `  - ${each}\n`).join('')}`}`;

function mistakesIn(text: string): readonly string[] {
  try {
    parsePolicy(text);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems.map(describeProblem);
  }
}

describe('an exception in the policy', () => {
  it('is read with its first and last moment', () => {
    const [exception] = parsePolicy(policyText(written(FIELDS))).exceptions ?? [];
    expect(exception).toMatchObject({
      id: 'EX-12',
      match: { advisory: 'CVE-2026-1' },
      created: new Date('2026-11-01T00:00:00Z'),
      expires: new Date('2026-12-01T23:59:59.999Z'),
    });
  });

  it.each(['id', 'rule', 'match', 'owner', 'reason', 'created', 'expires'])(
    'has no default for %s',
    (field) => {
      expect(mistakesIn(policyText(written({ ...FIELDS, [field]: undefined })))).toEqual([
        expect.stringContaining(`${field} is missing`),
      ]);
    },
  );

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['longer than 90 days', { expires: '2027-01-31' }, /EX-12 lasts too long – it ends at most 90 days/],
    ['backwards', { expires: '2026-10-31' }, /EX-12 ends before it begins/],
    ['of nobody', { owner: 'somebody' }, /owner is not right – user:LOGIN or team:ORG\/TEAM/],
    ['from another rule', { rule: 'tests' }, /rule is not right – "vulnerabilities"/],
    ['of every advisory', { match: '{}' }, /match.advisory is missing/],
    ['of a package that is no package URL', { match: '{advisory: X-1, package: openssl}' }, /a package URL/],
    ['with a justification of its own', { justification: 'it is fine' }, /vulnerable_code_not_present/],
    ['with a day that is none', { expires: '2026-11-31' }, /expires is not right – a day such as/],
  ])('is not taken %s', (_, change, mistake) => {
    expect(mistakesIn(policyText(written({ ...FIELDS, ...change })))).toEqual([
      expect.stringMatching(mistake),
    ]);
  });

  it('may last 90 days to the day', () => {
    expect(mistakesIn(policyText(written({ ...FIELDS, expires: '2027-01-30' })))).toEqual([]);
  });

  it('has an id of its own', () => {
    const text = policyText(written(FIELDS), written({ ...FIELDS, match: '{advisory: CVE-2026-2}' }));
    expect(mistakesIn(text)).toEqual([expect.stringContaining('two exceptions are called EX-12')]);
  });
});

/** A scan that left a finding uncounted, on the word of EX-12. */
const excepted = (
  severity = 'critical',
  exceptions: readonly object[] = [{ id: 'EX-12', advisory: 'CVE-2026-1' }],
) =>
  scan(
    AMD64,
    {},
    {},
    {
      exceptions,
      findings: [
        {
          id: 'DEBIAN-CVE-2026-1',
          aliases: ['CVE-2026-1'],
          severity,
          purl: 'pkg:deb/debian/libssl3@1',
          exception: 'EX-12',
        },
      ],
      findingsTotal: 1,
    },
  );

function verdictBy(exceptions: readonly string[], evidence = excepted()) {
  const policy: Policy = {
    ...parsePolicy(policyText(...exceptions)),
    uri: 'here',
    digest: digestOf('policy'),
    signers: [],
    trustedRoots: [],
  };
  const { findings } = decide(policy, 'production', SUBJECT, [SIGNED, evidence, scan(ARM64)], NOW);
  return findings.filter(({ requirement }) => requirement !== 'signed-by');
}

describe('what a scan did not count because of an exception', () => {
  it('passes while the policy has the exception, and is shown with owner, reason and end', () => {
    expect(verdictBy([written(FIELDS)])).toMatchObject([
      { requirement: 'vulnerabilities', result: 'pass' },
      {
        requirement: 'exception EX-12',
        result: 'pass',
        wanted: 'in force, until 2026-12-01 23:59:59Z',
        seen: 'team:acme/platform tolerates DEBIAN-CVE-2026-1: not reachable',
      },
    ]);
  });

  it.each<[string, Readonly<Record<string, string>> | undefined, RegExp]>([
    ['was taken out of the policy', undefined, /is not in the policy/],
    ['has ended', { expires: '2026-11-23' }, /ended 2026-11-23 23:59:59Z/],
    ['has not begun', { created: '2026-11-25' }, /has not begun/],
    ['is of another advisory by now', { match: '{advisory: CVE-2026-2}' }, /covers something else by now/],
    [
      'is of another package by now',
      { match: '{advisory: CVE-2026-1, package: pkg:deb/debian/zlib}' },
      /covers something else by now/,
    ],
  ])('counts again when the exception %s', (_, change, why) => {
    const exceptions = change === undefined ? [] : [written({ ...FIELDS, ...change })];
    const [finding, ...others] = verdictBy(exceptions);
    expect(finding).toMatchObject({ requirement: 'vulnerabilities', result: 'fail' });
    expect(finding?.seen).toMatch(/^linux\/amd64: 1 critical, 0 allowed; linux\/amd64: exception EX-12 /);
    expect(finding?.seen).toMatch(why);
    expect(others).toEqual([]);
  });

  it('counts as medium again where nobody rated it', () => {
    const [finding] = verdictBy([], excepted('unknown'));
    expect(finding?.seen).toContain('1 medium, 0 allowed');
  });

  it('counts again when the scan does not say what the exception was about', () => {
    const [finding] = verdictBy([written(FIELDS)], excepted('critical', []));
    expect(finding?.result).toBe('fail');
  });
});
