import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  VULNERABILITIES_TYPE,
  parseVulnerabilities,
} from '../../../../shared/evidence/predicates/vulnerabilities.ts';
import {
  VERIFICATION_SUMMARY_TYPE,
  SCAN_VERIFIER_ID,
} from '../../../../shared/evidence/predicates/verification-summary.ts';
import type { Descriptor } from '../../../../shared/oci/descriptor.ts';
import { readImage } from '../../../../shared/oci/image.ts';
import { type Digest, hexOf } from '../../../../shared/oci/digest.ts';
import { UserError } from '../../../../shared/text/error.ts';
import { AMD64, ARM64 } from '../../../kit/registry/image.ts';
import { type World, DEBIAN, HARMLESS, OPENSSL, SHOP, createWorld, dpkg, npm, osv } from './world.ts';

let world: World;
let index: Descriptor;

beforeEach(async () => {
  world = await createWorld();
  index = await world.push([
    [AMD64, [SHOP]],
    [ARM64, [SHOP, [['app/node_modules/left-pad/package.json', npm('left-pad', '1.2.0')]]]],
  ]);
  world.advisories(...HARMLESS);
});

afterEach(async () => {
  await world.close();
});

const image = (digest: Digest = index.digest): string => `${world.registry.host}/acme/shop@${digest}`;
const scan = (inputs: Readonly<Record<string, string>> = {}, event?: string) =>
  world.scan({ image: image(), ...inputs }, event);
const children = async (): Promise<readonly Digest[]> =>
  (await readImage(world.store, index.digest)).platforms.map(({ manifest }) => manifest.descriptor.digest);
const second = (markdown: string): string => markdown.split('\n')[2] ?? '';

describe('a scan that passes', () => {
  it('says so, writes SBOMs and SARIF, and attaches a record to each platform and a summary to the index', async () => {
    const { result, headline, outputs } = await scan();
    expect({ result, headline }).toEqual({ result: 'done', headline: 'scan: passed, no findings' });
    expect(outputs).toMatchObject({
      verdict: 'pass',
      critical: 0,
      high: 0,
      medium: 0,
      low: 0,
      unknown: 0,
      fixable: 0,
      complete: true,
    });
    const [amd64, arm64] = (await children()) as [Digest, Digest];
    for (const digest of [amd64, arm64]) {
      const [record, ...others] = await world.evidence(digest);
      expect([record?.predicateType, others]).toEqual([VULNERABILITIES_TYPE, []]);
      expect(parseVulnerabilities(record?.statement.predicate)).toMatchObject({
        verdict: 'pass',
        complete: true,
        packages: 2,
        ecosystems: ['Debian:12', 'npm'],
        snapshot: { digest: outputs['snapshotDigest'], records: 2 },
      });
    }
    const [summary] = await world.evidence(index.digest);
    expect(summary?.predicateType).toBe(VERIFICATION_SUMMARY_TYPE);
    const records = await Promise.all([amd64, arm64].map((digest) => world.evidence(digest)));
    expect(summary?.statement.predicate).toMatchObject({
      verifier: { id: SCAN_VERIFIER_ID },
      resourceUri: `${world.registry.host}/acme/shop`,
      verificationResult: 'PASSED',
      inputAttestations: records.flat().map(({ bundleDigest }) => ({
        uri: `bundle:${bundleDigest}`,
        digest: { sha256: hexOf(bundleDigest) },
      })),
      fixity_platforms: [
        { digest: { sha256: hexOf(amd64) }, platform: 'linux/amd64', verificationResult: 'PASSED' },
        { digest: { sha256: hexOf(arm64) }, platform: 'linux/arm64', verificationResult: 'PASSED' },
      ],
    });
    const sboms = String(outputs['sbomPaths'])
      .split('\n')
      .map(
        (file) => JSON.parse(readFileSync(file, 'utf8')) as { metadata: { component: { version: string } } },
      );
    expect(sboms.map(({ metadata }) => metadata.component.version)).toEqual([amd64, arm64]);
  });

  it('calls its evidence by the names that people know', async () => {
    const { summary } = await scan();
    expect(summary).toContain('| evidence | on | bundle | done |');
    expect(summary).toContain('| vulnerability scan | linux/amd64 |');
  });

  it('is unchanged when it is run again, and is written anew when an hour has gone or something differs', async () => {
    await scan();
    world.clock.advance(60_000);
    expect(await scan()).toMatchObject({ result: 'unchanged' });
    expect(await world.evidence(index.digest)).toHaveLength(1);
    world.clock.advance(3_600_000);
    expect(await scan()).toMatchObject({ result: 'done' });
    expect(await scan({ 'max-high': '1' })).toMatchObject({ result: 'done' });
    expect(await world.evidence(index.digest)).toHaveLength(3);
  });

  it('is written again after another verdict, so that the newest record is true', async () => {
    await scan();
    world.clock.advance(1_000);
    world.advisories(OPENSSL, ...HARMLESS);
    expect(await scan()).toMatchObject({ result: 'refused' });
    world.clock.advance(1_000);
    world.advisories(...HARMLESS);
    expect(await scan()).toMatchObject({ result: 'done' });
  });

  it.each([
    ['signing: none', { signing: 'none', key: '' }, 'push'],
    ['a pull request without a key', { key: '' }, 'pull_request'],
    ['a dry run', { 'dry-run': 'true' }, 'push'],
  ])('attaches nothing with %s, and says so', async (_, inputs, event) => {
    const { result, summary } = await scan(inputs, event);
    expect(result).toBe('done');
    expect(summary).toMatch(/nothing is attached|nothing was attached/);
    expect(await world.evidence(index.digest)).toEqual([]);
  });

  it('reads a single manifest like an index of one', async () => {
    const [amd64] = (await children()) as [Digest];
    expect(await world.scan({ image: image(amd64) })).toMatchObject({ result: 'done' });
    expect((await world.evidence(amd64)).map(({ predicateType }) => predicateType).sort()).toEqual(
      [VULNERABILITIES_TYPE, VERIFICATION_SUMMARY_TYPE].sort(),
    );
  });
});

describe('a scan that refuses', () => {
  it('names the finding that decided and what to do, and attaches the refusal before it fails', async () => {
    world.advisories(OPENSSL, ...HARMLESS);
    const { result, headline, outputs, summary, problems } = await scan();
    expect({ result, headline }).toEqual({
      result: 'refused',
      headline: 'scan: refused, 1 fixable critical',
    });
    expect(outputs).toMatchObject({ verdict: 'fail', critical: 1, fixable: 1, complete: true });
    expect(second(summary)).toContain('libssl3 3.0.17');
    expect(second(summary)).toContain('3.0.22');
    expect(summary.split('\n')[3]).toMatch(/^\*\*To pass:\*\* upgrade <code>openssl<\/code> to/);
    expect(problems?.map(({ what }) => what)).toEqual([
      'linux/amd64: 1 critical finding',
      'linux/arm64: 1 critical finding',
    ]);
    const [summaryEvidence] = await world.evidence(index.digest);
    expect(summaryEvidence?.statement.predicate).toMatchObject({ verificationResult: 'FAILED' });
    const [amd64] = (await children()) as [Digest];
    const [record] = await world.evidence(amd64);
    expect(parseVulnerabilities(record?.statement.predicate)).toMatchObject({
      verdict: 'fail',
      findings: [
        { id: 'CVE-2026-1', aliases: ['DEBIAN-CVE-2026-1'], severity: 'critical', fixed: '3.0.22-1~deb12u2' },
      ],
    });
  });

  it('refuses an index of which one platform has a finding, and passes the other one', async () => {
    world.advisories(
      ...HARMLESS,
      osv('GHSA-1', 'npm', 'left-pad', '1.3.0', { database_specific: { severity: 'HIGH' } }),
    );
    const { headline, summary } = await scan();
    expect(headline).toBe('scan: refused, 1 fixable high');
    expect(summary).toContain('linux/arm64');
    const [evidence] = await world.evidence(index.digest);
    expect(evidence?.statement.predicate).toMatchObject({
      fixity_platforms: [{ verificationResult: 'PASSED' }, { verificationResult: 'FAILED' }],
    });
  });

  it.each<[string, unknown[], RegExp]>([
    ['an ecosystem that the advisories do not know', [HARMLESS[0]], /advisories know nothing of npm/],
    ['an advisory that cannot be read', [...HARMLESS, '{'], /1 advisory could not be read/],
    [
      'advisories that are too old',
      [
        { ...osv('D-1', 'Debian:12', 'x', '1'), modified: '2026-11-01T00:00:00Z' },
        { ...osv('G-1', 'npm', 'x', '1'), modified: '2026-11-01T00:00:00Z' },
      ],
      /advisories are too old/,
    ],
    [
      'an advisory from the future',
      [...HARMLESS, { ...osv('D-1', 'Debian:12', 'x', '1'), modified: '2027-01-01T00:00:00Z' }],
      /dated in the future/,
    ],
  ])('is incomplete with %s, and that is recorded', async (_, records, why) => {
    world.advisories(...records);
    const { result, headline, outputs, summary, problems } = await scan();
    expect({ result, headline, complete: outputs['complete'] }).toEqual({
      result: 'refused',
      headline: 'scan: refused, incomplete',
      complete: false,
    });
    expect(
      second(summary).replace(/&#(\d+);/g, (_match, code: string) => String.fromCharCode(Number(code))),
    ).toMatch(why);
    expect(problems?.[0]?.what).toMatch(why);
    const [amd64] = (await children()) as [Digest];
    const [record] = await world.evidence(amd64);
    expect(parseVulnerabilities(record?.statement.predicate)).toMatchObject({
      verdict: 'fail',
      complete: false,
    });
  });

  it('says how old the advisories may be, and how old they are', async () => {
    world.advisories(
      ...['Debian:12', 'npm'].map((ecosystem, at) => ({
        ...osv(`O-${at}`, ecosystem, 'x', '1'),
        modified: '2026-11-01T00:00:00Z',
      })),
    );
    const { problems } = await scan();
    expect(problems).toMatchObject([
      {
        what: 'the advisories are too old',
        rule: expect.stringMatching(/^the newest may be at most .+ old \(max-snapshot-age\)$/),
        seen: expect.stringMatching(/^it is of 2026-11-01.*, \d+ days.* old$/),
      },
    ]);
  });

  it('lets an incomplete scan pass when that is only a warning, and the evidence still says it', async () => {
    world.advisories(HARMLESS[1]);
    const { result, headline } = await scan({ incomplete: 'warn' });
    expect({ result, headline }).toEqual({
      result: 'done',
      headline: 'scan: passed, no findings, incomplete',
    });
    const [amd64] = (await children()) as [Digest];
    expect(parseVulnerabilities((await world.evidence(amd64))[0]?.statement.predicate)).toMatchObject({
      verdict: 'pass',
      complete: false,
    });
  });

  it('does not let text from advisories and packages write the summary', async () => {
    const evil = osv('GHSA-1', 'npm', 'left-pad', '9.9.9', {
      summary: '</td><script>alert(1)</script> [x](http://evil) @acme |',
      database_specific: { severity: 'critical' },
    });
    world.advisories(...HARMLESS, evil);
    const { summary } = await scan();
    expect(summary).not.toMatch(/<script|\[x\]\(|@acme/);
  });
});

describe('an image that cannot be scanned', () => {
  it('stops at a corrupt layer, whose bytes are not what the digest says, and attaches nothing', async () => {
    const [amd64] = (await children()) as [Digest];
    const { content } = await world.store.readManifest(amd64);
    const layer = 'layers' in content ? content.layers[0] : undefined;
    world.registry.faults.add({ path: layer?.digest ?? 'none', times: 100, action: { kind: 'corrupt' } });
    await expect(scan()).rejects.toThrow(UserError);
    expect(await world.evidence(index.digest)).toEqual([]);
  });

  it.each<[string, Parameters<World['push']>[0], RegExp]>([
    [
      'packages of an unknown system',
      [[AMD64, [[['var/lib/dpkg/status', dpkg('a', '1')]]]]],
      /unknown operating system/,
    ],
    [
      'a distribution without packages',
      [[AMD64, [[['etc/os-release', DEBIAN]]]]],
      /without a single deb package/,
    ],
    [
      'a database that cannot be read',
      [[AMD64, [SHOP, [['var/lib/dpkg/status', 'Package: a\n']]]]],
      /is not readable/,
    ],
  ])('is refused with %s', async (_, platforms, why) => {
    const pushed = await world.push(platforms);
    const { headline, problems } = await world.scan({ image: image(pushed.digest) });
    expect(headline).toBe('scan: refused, incomplete');
    expect(problems?.map(({ what }) => what).join('\n')).toMatch(why);
  });

  it('is refused when the index has no platform', async () => {
    const pushed = await world.push([]);
    await expect(world.scan({ image: image(pushed.digest) })).rejects.toThrow(/no image for any platform/);
  });
});
