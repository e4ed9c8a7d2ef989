import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from '../../../../actions/scan/scan.ts';
import { contract } from '../../../../actions/scan/contract.ts';
import { type Standing, inheritedKey, stand } from '../../../../actions/scan/standing.ts';
import { parseInputs } from '../../../../shared/action/contract.ts';
import { type Exception, exceptionFor, reviewExceptions } from '../../../../shared/advisories/exception.ts';
import type { Finding } from '../../../../shared/advisories/match.ts';
import { parseVulnerabilities } from '../../../../shared/evidence/predicates/vulnerabilities.ts';
import type { Digest } from '../../../../shared/oci/digest.ts';
import { AMD64, ARM64 } from '../../../kit/registry/image.ts';
import { HARMLESS, SHOP, type World, createWorld, npm, osv } from './world.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

const FINDING: Finding = {
  id: 'CVE-2026-1',
  aliases: ['DEBIAN-CVE-2026-1', 'GHSA-1'],
  severity: 'critical',
  component: {
    type: 'deb',
    name: 'libssl3',
    version: '3.0.17-1',
    purl: 'pkg:deb/debian/libssl3@3.0.17-1?arch=amd64&distro=debian-12',
    source: { name: 'openssl', version: '3.0.17-1' },
    confidence: 'installed',
    path: 'var/lib/dpkg/status',
  },
  paths: [],
  summary: '',
  published: new Date('2026-11-20T12:00:00Z'),
  vendored: false,
};
const exception = (more: Partial<Exception> = {}): Exception => ({
  id: 'EX-1',
  advisory: 'CVE-2026-1',
  owner: 'team:acme/platform',
  reason: 'not reachable',
  expires: new Date('2026-12-24T12:00:00Z'),
  ...more,
});

describe('an exception', () => {
  it.each<[string, Partial<Exception>, boolean]>([
    ['covers the advisory it names', {}, true],
    ['covers it under any of its names', { advisory: 'GHSA-1' }, true],
    ['does not cover another one', { advisory: 'CVE-2026-11' }, false],
    ['covers the package it names', { package: 'pkg:deb/debian/libssl3' }, true],
    ['covers what is built from the source package it names', { package: 'pkg:deb/debian/openssl' }, true],
    ['covers the version it names', { package: 'pkg:deb/debian/openssl@3.0.17-1' }, true],
    ['does not cover another version', { package: 'pkg:deb/debian/openssl@3.0.18-1' }, false],
    ['does not cover another package', { package: 'pkg:deb/debian/ssl' }, false],
    ['does not cover another distribution', { package: 'pkg:deb/ubuntu/openssl' }, false],
    ['does not cover anything after its end', { expires: NOW }, false],
  ])('%s', (_, more, covers) => {
    expect(exceptionFor(FINDING, [exception(more)], NOW) !== undefined).toBe(covers);
  });

  it('is always on the list, with what it does', () => {
    const list = [
      exception(),
      exception({ id: 'EX-2', advisory: 'GHSA-1', expires: new Date('2026-11-25T00:00:00Z') }),
      exception({ id: 'EX-3', expires: new Date('2026-11-01T00:00:00Z') }),
      exception({ id: 'EX-4', advisory: 'CVE-1999-1' }),
    ];
    expect(reviewExceptions([FINDING], list, NOW).map(({ state }) => state)).toEqual([
      'in use',
      'unused',
      'expired',
      'unused',
    ]);
    expect(reviewExceptions([FINDING], list.slice(1), NOW).map(({ state }) => state)).toEqual([
      'expires soon',
      'expired',
      'unused',
    ]);
  });
});

describe('how a finding counts', () => {
  const baseline = new Set([inheritedKey(FINDING)]);
  const grace = { critical: 7 * DAY, others: 30 * DAY };

  it.each<[string, Partial<Finding>, Partial<Parameters<typeof stand>[1]>, Standing]>([
    ['new without a baseline', {}, { baseline: undefined }, 'new'],
    ['new when the baseline does not have it', {}, { baseline: new Set() }, 'new'],
    ['in grace when the baseline has it too, and it is fresh', {}, {}, 'in grace'],
    [
      'in grace in another version as well',
      { component: { ...FINDING.component, version: '3.0.18-1' } },
      {},
      'in grace',
    ],
    ['due when its time is over', { published: new Date('2026-11-17T12:00:00Z') }, {}, 'due'],
    [
      'in grace for longer when it is less severe',
      { severity: 'high', published: new Date('2026-11-01T00:00:00Z') },
      {},
      'in grace',
    ],
    ['excepted before anything else', {}, { exceptions: [exception()], baseline: undefined }, 'excepted'],
    [
      'never when it is a copy in another package',
      { vendored: true },
      { exceptions: [exception()] },
      'vendored',
    ],
  ])('is %s', (_, finding, context, standing) => {
    expect(
      stand({ ...FINDING, ...finding }, { baseline, grace, exceptions: [], now: NOW, ...context }).standing,
    ).toBe(standing);
  });

  it('is due at once when nobody has dated it', () => {
    const undated: Finding = { ...FINDING };
    Reflect.deleteProperty(undated, 'published');
    expect(stand(undated, { baseline, grace, exceptions: [], now: NOW }).standing).toBe('due');
  });
});

describe('a scan with a baseline', () => {
  let world: World;
  let image: string;
  let baseline: string;
  const flaw = (published: string): object =>
    osv('GHSA-1', 'npm', 'left-pad', '9.9.9', { published, database_specific: { severity: 'CRITICAL' } });

  beforeEach(async () => {
    world = await createWorld();
    const repository = `${world.registry.host}/acme/shop`;
    const [now, before] = [
      await world.push([
        [AMD64, [SHOP]],
        [ARM64, [SHOP]],
      ]),
      await world.push([
        [AMD64, [SHOP, [['app/node_modules/left-pad/package.json', npm('left-pad', '1.2.0')]]]],
      ]),
    ];
    [image, baseline] = [`${repository}@${now.digest}`, `${repository}@${before.digest}`];
  });
  afterEach(async () => {
    await world.close();
  });

  it('refuses what a platform has that the baseline has not, and names the baseline', async () => {
    world.advisories(flaw('2026-11-23T00:00:00Z'), ...HARMLESS);
    const { headline, summary, outputs, problems } = await world.scan({ image, baseline });
    expect(headline).toBe('scan: refused, 1 new fixable critical');
    expect(summary).toContain('which is not in');
    expect(problems?.map(({ what }) => what)).toEqual(['linux/arm64: 1 critical finding']);
    expect(outputs).toMatchObject({ critical: 1, newFindings: 1 });
  });

  it('lets what the baseline has too pass for a while, says until when, and records that it is there', async () => {
    world.advisories(flaw('2026-11-23T00:00:00Z'), ...HARMLESS);
    const amd64 = (await world.store.readManifest(image.split('@')[1] ?? '')).content;
    const digest = ('manifests' in amd64 ? amd64.manifests[0]?.digest : undefined) ?? ('' as Digest);
    const { result, headline, summary } = await world.scan({
      image: `${image.split('@')[0] ?? ''}@${digest}`,
      baseline,
    });
    expect({ result, headline }).toEqual({
      result: 'done',
      headline: 'scan: passed, 1 finding within the limits',
    });
    expect(summary).toMatch(/inherited, in grace, until 2026.{1,5}11.{1,5}30/);
    const evidence = await world.evidence(digest);
    const scans = evidence
      .filter(({ predicateType }) => predicateType.includes('vuln'))
      .map(({ statement }) => parseVulnerabilities(statement.predicate));
    expect(scans).toMatchObject([
      { verdict: 'pass', baseline: baseline.split('@')[1], counts: { critical: { found: 1 } } },
    ]);
    world.clock.advance(7 * DAY);
    expect(
      await world.scan({
        image: `${image.split('@')[0] ?? ''}@${digest}`,
        baseline,
        'max-snapshot-age': '30d',
      }),
    ).toMatchObject({
      headline: 'scan: refused, 1 fixable critical',
    });
  });

  it('does not count what an exception covers, shows it everywhere, and marks it in SARIF', async () => {
    world.advisories(flaw('2026-11-23T00:00:00Z'), ...HARMLESS);
    const given: Readonly<Record<string, string>> = { image, advisories: 'advisories', signing: 'none' };
    const exceptions = [exception({ advisory: 'GHSA-1', reason: 'never called' })];
    const { result, outputs, summary } = await run(
      parseInputs(contract, (name) => given[name] ?? ''),
      world.context(),
      exceptions,
    );
    expect({ result, critical: outputs['critical'] }).toEqual({ result: 'done', critical: 0 });
    expect(summary).toContain('never called');
    const { runs } = JSON.parse(readFileSync(String(outputs['sarifPath']), 'utf8')) as {
      runs: { automationDetails: { id: string }; results: Record<string, unknown>[] }[];
    };
    expect(runs.map(({ automationDetails }) => automationDetails.id)).toEqual(
      ['linux/amd64', 'linux/arm64'].map((platform) => `scan/${image.split('@')[0] ?? ''}/${platform}/`),
    );
    expect(runs[0]?.results).toMatchObject([
      {
        ruleId: 'GHSA-1',
        level: 'error',
        suppressions: [{ kind: 'external', status: 'accepted', justification: 'EX-1: never called' }],
        locations: [
          {
            physicalLocation: { artifactLocation: { uri: 'image.yml' } },
            logicalLocations: [{ fullyQualifiedName: 'pkg:npm/left-pad@1.3.0' }, { kind: 'layer' }],
          },
        ],
      },
    ]);
  });

  it('keeps the fingerprint of a SARIF result over an upgrade that does not help', async () => {
    world.advisories(flaw('2026-11-23T00:00:00Z'), ...HARMLESS);
    const fingerprints: (string | undefined)[] = [];
    for (const each of [image, baseline]) {
      const { outputs } = await world.scan({ image: each, signing: 'none' });
      const text = readFileSync(String(outputs['sarifPath']), 'utf8');
      fingerprints.push(/"fixity\/v1": "([0-9a-f]+)"/.exec(text)?.[1]);
    }
    expect(fingerprints[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(fingerprints[1]).toBe(fingerprints[0]);
  });
});
