import { describe, expect, it } from '@jest/globals';
import { VULNERABILITIES_TYPE } from '../../../shared/evidence/predicates/vulnerabilities.ts';
import { decide } from '../../../shared/policy/decide.ts';
import {
  type Case,
  AMD64,
  ARM64,
  GATE,
  INDEX,
  NOW,
  SIGNED,
  SUBJECT,
  both,
  dated,
  other,
  piece,
  policyOf,
  production,
  scan,
  source,
  verdictOn,
} from './pieces.ts';

const cases: readonly Case[] = [
  {
    behaviour: 'scans within the limits',
    require: GATE,
    evidence: both({ medium: [1, 0] }),
    result: 'pass',
    seen: 'within the limits, 10 min ago',
  },
  {
    behaviour: 'a platform without a scan',
    require: GATE,
    evidence: [scan(AMD64)],
    result: 'missing',
    seen: 'no scan of linux/arm64',
  },
  {
    behaviour: 'a scan of the index alone',
    require: GATE,
    evidence: [scan(INDEX)],
    result: 'missing',
    seen: 'no scan of linux/amd64, linux/arm64',
  },
  {
    behaviour: 'one platform above the limit',
    require: GATE,
    evidence: [scan(AMD64), scan(ARM64, { critical: [2, 0] })],
    result: 'fail',
    seen: 'linux/arm64: 2 critical, 0 allowed',
  },
  {
    behaviour: 'findings that nobody has rated, as medium',
    require: GATE,
    evidence: [scan(AMD64), scan(ARM64, { medium: [1, 0], unknown: [1, 0] })],
    result: 'fail',
    seen: 'linux/arm64: 2 medium, 1 allowed',
  },
  {
    behaviour: 'findings without a fix, where only fixable ones count',
    require: 'vulnerabilities: {critical: 0, fixable-only: true}',
    evidence: both({ critical: [3, 0] }),
    result: 'pass',
    seen: 'within the limits, 10 min ago',
  },
  {
    behaviour: 'findings with a fix, where only fixable ones count',
    require: 'vulnerabilities: {critical: 0, fixable-only: true}',
    evidence: [scan(AMD64), scan(ARM64, { critical: [3, 1] })],
    result: 'fail',
    seen: 'linux/arm64: 1 critical with a fix, 0 allowed',
  },
  {
    behaviour: 'a severity that has no limit',
    require: GATE,
    evidence: both({ high: [9, 9] }),
    result: 'pass',
    seen: 'within the limits, 10 min ago',
  },
  {
    behaviour: 'an incomplete scan',
    require: GATE,
    evidence: [scan(AMD64), scan(ARM64, {}, { complete: false })],
    result: 'fail',
    seen: 'linux/arm64: the scan is incomplete: no advisories for Alpine',
  },
  {
    behaviour: 'an old scan',
    require: GATE,
    evidence: [scan(AMD64), scan(ARM64, {}, { minutes: 61 })],
    result: 'fail',
    seen: 'linux/arm64: the scan does not count, it is 1 h 1 min old',
  },
  {
    behaviour: 'a scan of another form',
    require: GATE,
    evidence: [
      scan(AMD64),
      dated(VULNERABILITIES_TYPE, { scanner: { uri: 'trivy', result: {} } }, 1, { subject: ARM64 }),
    ],
    result: 'fail',
    seen: 'linux/arm64: a scan of a form that is not known',
  },
  {
    behaviour: 'the wanted source',
    require: 'provenance: {source: github.com/acme/shop}',
    evidence: [source('git+https://github.com/Acme/shop.git@refs/tags/v1')],
    result: 'pass',
    seen: 'built from github.com/Acme/shop',
  },
  {
    behaviour: 'another source',
    require: 'provenance: {source: github.com/acme/shop}',
    evidence: [source('git+https://github.com/acme/shop-evil@refs/tags/v1')],
    result: 'fail',
    seen: 'built from github.com/acme/shop-evil',
  },
  {
    behaviour: 'two provenances that disagree',
    require: 'provenance: {source: github.com/acme/shop, by: [release, scanner]}',
    evidence: [
      source('git+https://github.com/acme/shop@v1'),
      source('git+https://github.com/x/y@v1', { signedBy: 'scanner' }),
    ],
    result: 'fail',
    seen: 'built from github.com/acme/shop and github.com/x/y',
  },
  {
    behaviour: 'no provenance',
    require: 'provenance: {source: github.com/acme/shop}',
    evidence: [],
    result: 'missing',
    seen: 'no provenance',
  },
  {
    behaviour: 'SBOMs of both platforms, in two formats',
    require: 'sbom: true',
    evidence: [
      piece('https://cyclonedx.org/bom', {}, { subject: AMD64 }),
      piece('https://spdx.dev/Document', {}, { subject: ARM64 }),
    ],
    result: 'pass',
    seen: 'of linux/amd64, linux/arm64',
  },
  {
    behaviour: 'an SBOM in another format',
    require: 'sbom: {format: spdx}',
    evidence: [
      piece('https://cyclonedx.org/bom', {}, { subject: AMD64 }),
      piece('https://spdx.dev/Document', {}, { subject: ARM64 }),
    ],
    result: 'missing',
    seen: 'none of linux/amd64',
  },
];

describe('what is known of the content', () => {
  it.each(cases)('$result: $behaviour', ({ require, evidence, result, seen }) => {
    const verdict = verdictOn(production(require), [SIGNED, ...evidence]);
    expect(other(verdict)).toMatchObject({ result, seen, environment: 'production' });
    expect(verdict.result).toBe(result === 'pass' ? 'pass' : 'fail');
    expect(other(verdict)?.next === undefined).toBe(result === 'pass');
  });
});

it.each(['sbom', 'vulnerabilities'])('%s of an image without platforms is missing', (requirement) => {
  const policy = policyOf('  here: {require: {sbom: true, vulnerabilities: {critical: 0}}}\n');
  const { findings } = decide(policy, 'here', { ...SUBJECT, platforms: [] }, [], NOW);
  expect(findings.find((each) => each.requirement === requirement)).toMatchObject({
    result: 'missing',
    seen: expect.stringContaining('any platform, the image has none') as unknown,
  });
});
