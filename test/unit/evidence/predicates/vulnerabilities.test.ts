import { describe, expect, it } from '@jest/globals';
import { checkPredicate, knownPredicate } from '../../../../shared/evidence/predicates/known.ts';
import {
  MAX_FINDINGS,
  type VulnerabilityScan,
  VULNERABILITIES_TYPE,
  parseVulnerabilities,
  vulnerabilitiesPredicate,
} from '../../../../shared/evidence/predicates/vulnerabilities.ts';
import {
  SCAN_VERIFIER_ID,
  type VerificationSummary,
  VERIFICATION_SUMMARY_TYPE,
  verificationSummaryPredicate,
} from '../../../../shared/evidence/predicates/verification-summary.ts';
import { digestOf, hexOf } from '../../../../shared/oci/digest.ts';
import { UserError } from '../../../../shared/text/error.ts';

const none = { found: 0, fixable: 0 };

const SCAN: VulnerabilityScan = {
  startedAt: new Date('2026-11-24T11:59:58Z'),
  finishedAt: new Date('2026-11-24T12:00:00Z'),
  version: '1',
  verdict: 'fail',
  counts: { critical: { found: 2, fixable: 1 }, high: none, medium: none, low: none, unknown: none },
  complete: true,
  incomplete: [],
  packages: 214,
  ecosystems: ['Debian:12', 'npm'],
  snapshot: { digest: digestOf('snapshot'), newest: new Date('2026-11-24T06:00:00Z'), records: 12 },
  policyDigest: digestOf('policy'),
  sbom: 'urn:uuid:1',
  findings: [
    {
      id: 'CVE-2026-1',
      aliases: ['DSA-1'],
      severity: 'critical',
      purl: 'pkg:deb/debian/openssl@1',
      fixed: '2',
    },
    { id: 'CVE-2026-2', aliases: [], severity: 'critical', purl: 'pkg:npm/a@1', exception: 'EX-1' },
  ],
  findingsTotal: 2,
};
const invocation = {
  uri: 'https://github.com/acme/shop/actions/runs/1',
  builder: 'https://github.com/acme/shop/w@r',
  run: '1',
};
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** A copy with one field, by dotted path, set to another value or taken out. */
function changed(value: unknown, path: string, to: unknown): unknown {
  const copy = asJson(value) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const holder = keys.reduce((inner, key) => inner[key] as Record<string, unknown>, copy);
  holder[last] = to;
  return copy;
}

describe('the vulnerability scan predicate', () => {
  const predicate = asJson(vulnerabilitiesPredicate(SCAN, invocation));

  it('is read back as it was written', () => {
    expect(parseVulnerabilities(predicate)).toEqual(SCAN);
  });

  it('has what the evidence room asks of its type, and the time at which the scan ended', () => {
    expect(() => {
      checkPredicate(VULNERABILITIES_TYPE, predicate, 'scan');
    }).not.toThrow();
    expect(knownPredicate(VULNERABILITIES_TYPE)?.time(predicate)).toEqual(SCAN.finishedAt);
  });

  it('counts findings that are too many to be listed', () => {
    const findings = Array.from(
      { length: MAX_FINDINGS + 1 },
      () => ({ id: 'X', aliases: [], severity: 'low', purl: 'pkg:npm/a@1' }) as const,
    );
    const read = parseVulnerabilities(
      asJson(vulnerabilitiesPredicate({ ...SCAN, findings, findingsTotal: findings.length }, invocation)),
    );
    expect([read.findings.length, read.findingsTotal]).toEqual([MAX_FINDINGS, MAX_FINDINGS + 1]);
  });

  it.each<[string, unknown]>([
    ['metadata.scanFinishedOn', '2026-11-24'],
    ['scanner.result', { vulnerabilities: [] }],
    ['scanner.result.verdict', 'maybe'],
    ['scanner.result.complete', 'true'],
    ['scanner.result.counts', {}],
    ['scanner.result.counts.critical.found', -1],
    ['scanner.result.snapshot.digest', 'latest'],
    ['scanner.result.policyDigest', undefined],
    ['scanner.result.findings', [{ id: 'CVE-2026-1' }]],
  ])('is not read when %s is %j', (path, to) => {
    expect(() => parseVulnerabilities(changed(predicate, path, to))).toThrow(UserError);
  });
});

describe('the verification summary predicate', () => {
  const summary: VerificationSummary = {
    verifierId: SCAN_VERIFIER_ID,
    verifiedAt: new Date('2026-11-24T12:00:00Z'),
    resourceUri: 'ghcr.io/acme/shop',
    policy: { uri: 'https://github.com/acme/shop/.github/fixity.yml', digest: digestOf('policy') },
    inputs: [digestOf('bundle')],
    passed: false,
    platforms: [
      {
        digest: digestOf('child'),
        platform: 'linux/arm64/v8',
        passed: false,
      },
    ],
  };
  const predicate = asJson(verificationSummaryPredicate(summary));

  it('names verifier, resource, policy, what it is built on, and each platform', () => {
    expect(predicate).toEqual({
      verifier: { id: SCAN_VERIFIER_ID },
      timeVerified: '2026-11-24T12:00:00.000Z',
      resourceUri: 'ghcr.io/acme/shop',
      policy: {
        uri: 'https://github.com/acme/shop/.github/fixity.yml',
        digest: { sha256: hexOf(digestOf('policy')) },
      },
      inputAttestations: [
        { uri: `bundle:${digestOf('bundle')}`, digest: { sha256: hexOf(digestOf('bundle')) } },
      ],
      verificationResult: 'FAILED',
      verifiedLevels: ['FAILED'],
      slsaVersion: '1.1',
      fixity_platforms: [
        {
          digest: { sha256: hexOf(digestOf('child')) },
          platform: 'linux/arm64/v8',
          verificationResult: 'FAILED',
        },
      ],
    });
  });

  it('has no lists where there is nothing to list', () => {
    const empty = verificationSummaryPredicate({ ...summary, inputs: [], platforms: [] });
    expect(Object.keys(empty)).not.toEqual(expect.arrayContaining(['inputAttestations']));
    expect(Object.keys(empty)).not.toEqual(expect.arrayContaining(['fixity_platforms']));
  });

  it('has what the evidence room asks of its type', () => {
    expect(() => {
      checkPredicate(VERIFICATION_SUMMARY_TYPE, predicate, 'summary');
    }).not.toThrow();
  });

  it('claims no level that was not verified', () => {
    expect(predicate).toMatchObject({ verificationResult: 'FAILED', verifiedLevels: ['FAILED'] });
    expect(verificationSummaryPredicate({ ...summary, passed: true }).verifiedLevels).toEqual([
      'SLSA_BUILD_LEVEL_0',
    ]);
  });
});
