import type { Evidence } from '../../../shared/evidence/evidence.ts';
import { CANARY_TYPE } from '../../../shared/evidence/predicates/canary.ts';
import { SIGNATURE_TYPE } from '../../../shared/evidence/predicates/known.ts';
import { PROMOTION_TYPE } from '../../../shared/evidence/predicates/promotion.ts';
import { PROVENANCE_TYPE } from '../../../shared/evidence/predicates/provenance.ts';
import { TEST_RESULT_TYPE } from '../../../shared/evidence/predicates/test-result.ts';
import { VULNERABILITIES_TYPE } from '../../../shared/evidence/predicates/vulnerabilities.ts';
import { statementAbout } from '../../../shared/evidence/statement.ts';
import { type Digest, digestOf } from '../../../shared/oci/digest.ts';
import { decide } from '../../../shared/policy/decide.ts';
import { type Policy, parsePolicy } from '../../../shared/policy/load.ts';
import type { Finding, Verdict } from '../../../shared/policy/verdict.ts';

export const NOW = new Date('2026-11-24T12:00:00Z');
export const INDEX = digestOf('index');
export const AMD64 = digestOf('amd64');
export const ARM64 = digestOf('arm64');
export const SUBJECT = {
  image: 'shop',
  digest: INDEX,
  platforms: [
    { name: 'linux/amd64', digest: AMD64 },
    { name: 'linux/arm64', digest: ARM64 },
  ],
};

export const policyOf = (environments: string): Policy => ({
  ...parsePolicy(
    `version: 1\ntrust: {release: {key: a}, scanner: {key: b}, deploy: {key: c}}\nimages: {shop: {repository: x.io/shop}}\nenvironments:\n${environments}`,
  ),
  uri: 'here',
  digest: digestOf('policy'),
  signers: [],
  trustedRoots: [],
});

export const ago = (minutes: number): string => new Date(NOW.getTime() - minutes * 60_000).toISOString();

let count = 0;
export function piece(type: string, predicate: unknown, options: Partial<Evidence> = {}): Evidence {
  count += 1;
  return {
    statement: statementAbout([{ digest: options.subject ?? INDEX }], type, predicate),
    predicateType: type,
    subject: INDEX,
    signedBy: 'release',
    bundleDigest: digestOf(`bundle ${count}`),
    store: 'x.io/shop',
    time: undefined,
    timeSource: 'predicate',
    ...options,
  };
}

export const dated = (
  type: string,
  predicate: unknown,
  minutes: number,
  options: Partial<Evidence> = {},
): Evidence => piece(type, predicate, { time: new Date(ago(minutes)), ...options });

export const tests = (
  result: string,
  minutes: number,
  options: Partial<Evidence> & { suite?: string } = {},
): Evidence => {
  const { suite = 'unit', ...rest } = options;
  return dated(TEST_RESULT_TYPE, { result, configuration: [{ name: suite }] }, minutes, rest);
};

export const scan = (
  subject: Digest,
  counts: {
    critical?: [number, number];
    high?: [number, number];
    medium?: [number, number];
    unknown?: [number, number];
  } = {},
  options: Partial<Evidence> & { complete?: boolean; minutes?: number } = {},
  more: Readonly<Record<string, unknown>> = {},
): Evidence => {
  const { complete = true, minutes = 10, ...rest } = options;
  const entries = ['critical', 'high', 'medium', 'low', 'unknown'].map((severity) => {
    const [found, fixable] = counts[severity as keyof typeof counts] ?? [0, 0];
    return [severity, { found, fixable }];
  });
  const result = {
    verdict: 'pass',
    complete,
    incomplete: complete ? [] : ['no advisories for Alpine'],
    counts: Object.fromEntries(entries) as unknown,
    packages: 1,
    ecosystems: [],
    snapshot: { digest: digestOf('s'), records: 1 },
    policyDigest: digestOf('p'),
    findings: [],
    findingsTotal: 0,
    ...more,
  };
  const predicate = { scanner: { uri: 's', result }, metadata: { scanFinishedOn: ago(minutes) } };
  return dated(VULNERABILITIES_TYPE, predicate, minutes, { subject, ...rest });
};

export const promotion = (
  environment: string,
  minutes: number,
  change: Record<string, unknown> = {},
  by = 'release',
): Evidence =>
  dated(
    PROMOTION_TYPE,
    {
      environment,
      from: [],
      image: 'shop',
      source: 'x.io/shop',
      repository: 'x.io/shop',
      digest: INDEX,
      policy: { uri: 'u', digest: digestOf('p') },
      evidence: [],
      requestedBy: 'octocat',
      run: 'r',
      time: ago(minutes),
      ...change,
    },
    minutes,
    { signedBy: by },
  );

export const canary = (verdict: string, minutes: number, environment = 'staging', by = 'release'): Evidence =>
  dated(CANARY_TYPE, { environment, verdict, finishedAt: ago(minutes) }, minutes, { signedBy: by });

export const source = (uri: string, options: Partial<Evidence> = {}): Evidence =>
  piece(
    PROVENANCE_TYPE,
    {
      buildDefinition: {
        buildType: 'b',
        externalParameters: {},
        resolvedDependencies: [{ uri, digest: { gitCommit: 'c' } }],
      },
      runDetails: { builder: { id: 'i' } },
    },
    options,
  );

export const verdictOn = (
  environments: string,
  evidence: readonly Evidence[],
  environment = 'production',
): Verdict => decide(policyOf(environments), environment, SUBJECT, evidence, NOW);

export const production = (require: string): string =>
  `  production: {require: {signed-by: [release], ${require}}}\n`;
export const SIGNED = piece(SIGNATURE_TYPE, {});

/** The finding that is not about the signature. */
export const other = (verdict: Verdict): Finding | undefined =>
  verdict.findings.find(({ requirement }) => requirement !== 'signed-by');

export interface Case {
  readonly behaviour: string;
  readonly require: string;
  readonly evidence: readonly Evidence[];
  readonly result: Finding['result'];
  readonly seen: string;
}

export const UNIT = 'tests: [{suite: unit, within: 1h}]';
export const GATE = 'vulnerabilities: {critical: 0, medium: 1, scanned-within: 1h}';
export const both = (
  ...options: Parameters<typeof scan> extends [Digest, ...infer R] ? R : never
): readonly Evidence[] => [scan(AMD64, ...options), scan(ARM64, ...options)];
