import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { contract } from '../../../../actions/sign/contract.ts';
import { run } from '../../../../actions/sign/sign.ts';
import { headline as headlineOf } from '../../../../actions/sign/summary.ts';
import type { ActionContext } from '../../../../shared/action/context.ts';
import { parseInputs } from '../../../../shared/action/contract.ts';
import { loadEvidence } from '../../../../shared/evidence/verify.ts';
import type { Descriptor } from '../../../../shared/oci/descriptor.ts';
import { digestOf } from '../../../../shared/oci/digest.ts';
import { readImage } from '../../../../shared/oci/image.ts';
import { layoutStore } from '../../../../shared/oci/layout.ts';
import type { ImageStore } from '../../../../shared/oci/store.ts';
import { testClock } from '../../../kit/clock.ts';
import { AMD64, ARM64, writeTestImage } from '../../../kit/registry/image.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PROVENANCE = 'https://slsa.dev/provenance/v1';
const SBOM = 'https://cyclonedx.org/bom';

let workspace: string;
let store: ImageStore;
let index: Descriptor;
let masked: string[];

beforeEach(async () => {
  workspace = mkdtempSync(path.join(tmpdir(), 'fixity-sign-'));
  store = layoutStore(path.join(workspace, 'image'), 'oci-layout:image', testClock());
  index = await writeTestImage(store, { platforms: [AMD64, ARM64], tag: '1.0.0' });
  masked = [];
  mkdirSync(path.join(workspace, 'out'));
  write('out/provenance.json', {
    buildDefinition: { buildType: 'https://example.com/build', externalParameters: {} },
    runDetails: { builder: { id: 'https://example.com/builder' } },
  });
  write('out/sbom.json', {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { timestamp: '2026-11-24T10:00:00Z' },
  });
  writeFileSync(path.join(workspace, 'unit.xml'), '<testsuite><testcase name="a"/></testsuite>');
  // Its time stands for the report's, which has none; the tests' clock stands still.
  const before = new Date('2026-11-24T11:00:00Z');
  utimesSync(path.join(workspace, 'unit.xml'), before, before);
});

afterEach(() => {
  rmSync(workspace, { recursive: true });
});

const write = (file: string, value: unknown): void => {
  writeFileSync(path.join(workspace, file), JSON.stringify(value));
};

const context = (eventName = 'push'): ActionContext =>
  ({
    run: { eventName, actor: 'octocat' },
    log: { info: () => undefined, warn: () => undefined, group: (_: string, work: () => unknown) => work() },
    clock: testClock(),
    workspace,
    temp: path.join(workspace, 'temp'),
    dockerConfig: path.join(workspace, 'docker'),
    proxy: {},
    signal: new AbortController().signal,
    variable: (name: string) => (name === 'SIGNING_KEY' ? PEM : undefined),
    mask: (secret: string) => masked.push(secret),
  }) as unknown as ActionContext;

const sign = (inputs: Readonly<Record<string, string>>, eventName?: string) => {
  const given: Readonly<Record<string, string>> = {
    image: `oci-layout:image@${index.digest}`,
    key: PEM,
    ...inputs,
  };
  return run(
    parseInputs(contract, (name) => given[name] ?? ''),
    context(eventName),
  );
};

const evidenceOf = async (subject: Descriptor): Promise<readonly string[]> => {
  const { accepted, ignored } = await loadEvidence([store], subject.digest, [{ name: 'release', publicKey }]);
  expect(ignored).toEqual([]);
  return accepted.map(({ predicateType }) => predicateType.replace(/^https:\/\/[^/]+\//, '')).sort();
};

const platforms = async (): Promise<readonly Descriptor[]> =>
  (await readImage(store, index.digest)).platforms.map(({ manifest }) => manifest.descriptor);

describe('sign', () => {
  it('attaches signature, provenance, SBOM and tests where each is looked for, and keeps the bundles', async () => {
    const [amd64, arm64] = (await platforms()) as [Descriptor, Descriptor];
    const { result, headline, outputs, summary } = await sign({
      attestations: `${PROVENANCE}=out/provenance.json\n${SBOM}@${arm64.digest}=out/sbom.json`,
      tests: 'unit=unit.xml',
    });
    expect({ result, headline }).toEqual({
      result: 'done',
      headline: 'sign: 4 statements attached, verified where it is stored',
    });
    expect(await evidenceOf(index)).toEqual([
      'attestation/test-result/v0.1',
      'cosign/sign/v1',
      'provenance/v1',
    ]);
    expect(await evidenceOf(amd64)).toEqual([]);
    expect(await evidenceOf(arm64)).toEqual(['bom']);
    const digests = String(outputs['bundleDigests']).split('\n');
    const files = String(outputs['bundlePaths']).split('\n');
    expect(files.map((file) => digestOf(readFileSync(file)))).toEqual(digests);
    expect(digests).toHaveLength(4);
    expect(outputs['signer']).toMatch(/^key sha256:[0-9a-f]{12}$/);
    expect(summary).toContain('| statement | on | bundle | done |');
    expect(summary).toContain('| SLSA provenance | index |');
    expect(summary).toContain('| CycloneDX SBOM | linux/arm64 |');
  });

  it('says where it verified what it attached', () => {
    const of = (reference: string) =>
      headlineOf({
        images: [{ reference, platforms: [] }],
        signer: 'key',
        dryRun: false,
        entries: [],
        failedSuites: [],
      });
    expect(of(`ghcr.io/acme/shop@${index.digest}`)).toMatch(/ verified in the registry$/);
    expect(of(`oci-layout:image@${index.digest}`)).toMatch(/ verified where it is stored$/);
  });

  it('signs each platform too when recursive, and gives them one provenance', async () => {
    const { outputs } = await sign({ attestations: `${PROVENANCE}=out/provenance.json`, recursive: 'true' });
    for (const platform of await platforms()) {
      expect(await evidenceOf(platform)).toEqual(['cosign/sign/v1', 'provenance/v1']);
    }
    expect(String(outputs['bundleDigests']).split('\n')).toHaveLength(4);
  });

  it('finds everything there the second time, writes nothing and keeps the same bundles', async () => {
    const inputs = { attestations: `${PROVENANCE}=out/provenance.json`, tests: 'unit=unit.xml' };
    const first = await sign(inputs);
    const before = readFileSync(path.join(workspace, 'image/index.json'), 'utf8');
    const second = await sign(inputs);
    expect(second.result).toBe('unchanged');
    expect(second.headline).toBe('sign: unchanged, 3 statements verified where it is stored');
    expect(second.outputs).toEqual(first.outputs);
    expect(readFileSync(path.join(workspace, 'image/index.json'), 'utf8')).toBe(before);
  });

  it('attaches bundles again that were lost, as they were, and only where they are missing', async () => {
    const { outputs } = await sign({
      attestations: `${PROVENANCE}=out/provenance.json`,
      tests: 'unit=unit.xml',
    });
    const files = String(outputs['bundlePaths']);
    const image = await writeTestImage(layoutStore(path.join(workspace, 'copy'), 'copy', testClock()), {
      platforms: [AMD64, ARM64],
    });
    const again = () => sign({ image: `oci-layout:copy@${image.digest}`, bundles: files });
    const { headline, outputs: repeated } = await again();
    expect(headline).toBe('sign: 3 statements attached, verified where it is stored');
    expect(String(repeated['bundleDigests']).split('\n').sort()).toEqual(
      String(outputs['bundleDigests']).split('\n').sort(),
    );
    expect((await again()).result).toBe('unchanged');
  });

  it("refuses another signer's bundle before anything is attached", async () => {
    const { outputs } = await sign({});
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const key = other.export({ type: 'pkcs8', format: 'pem' }).toString();
    await expect(sign({ key, bundles: String(outputs['bundlePaths']) })).rejects.toThrow(
      /must have been made by key/,
    );
    await expect(sign({ bundles: 'unit.xml' })).rejects.toThrow(/unit.xml cannot be attached/);
    expect(await evidenceOf(index)).toEqual(['cosign/sign/v1']);
  });

  it('says in a dry run what it would attach, and attaches nothing', async () => {
    await sign({});
    const { result, headline, outputs } = await sign({ tests: 'unit=unit.xml', 'dry-run': 'true' });
    expect({ result, headline }).toEqual({
      result: 'unchanged',
      headline: 'sign: dry run, 1 statement would be attached, 1 unchanged',
    });
    expect(outputs['bundlePaths']).toBeUndefined();
    expect(await evidenceOf(index)).toEqual(['cosign/sign/v1']);
  });

  it('attaches failed tests as failed, and says so first', async () => {
    writeFileSync(
      path.join(workspace, 'unit.xml'),
      '<testsuite><testcase name="a"/><testcase name="b|c"><failure/></testcase></testsuite>',
    );
    const { result, summary } = await sign({ tests: 'unit=unit.xml' });
    expect(result).toBe('done');
    expect(summary).toMatch(/^### ⚠️ .*\n\n.*Failed tests were attached as failed:\*\* unit;/);
    const { accepted } = await loadEvidence([store], index.digest, [{ name: 'release', publicKey }]);
    expect(accepted.map(({ statement }) => statement.predicate)).toContainEqual({
      result: 'FAILED',
      configuration: [
        {
          name: 'unit',
          digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
          annotations: {
            tests: 2,
            passed: 1,
            failed: 1,
            skipped: 0,
            finishedOn: expect.any(String) as unknown,
          },
        },
      ],
      failedTests: ['b|c'],
    });
  });

  it.each([
    ['env:SIGNING_KEY', 'a variable'],
    ['file:signing.pem', 'a file'],
  ])('takes the key from %s, and masks every line of it', async (key) => {
    writeFileSync(path.join(workspace, 'signing.pem'), PEM);
    await sign({ key });
    expect(await evidenceOf(index)).toEqual(['cosign/sign/v1']);
    expect(masked).toEqual(expect.arrayContaining(PEM.trim().split('\n')));
  });

  it('signs nothing in a pull request without a key, and says so', async () => {
    const { result, headline, summary } = await sign({ key: '' }, 'pull_request');
    expect({ result, headline }).toEqual({
      result: 'unchanged',
      headline: 'sign: nothing signed, 1 statement left out',
    });
    expect(summary).toMatch(/^### ⚠️/);
    expect(await evidenceOf(index)).toEqual([]);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a tag instead of a digest', { image: 'oci-layout:image:1.0.0' }, /not named by digest/],
    ['a digest that is not there', { image: `oci-layout:image@${digestOf('gone')}` }, /there is no sha256/],
    ['no key', { key: '' }, /no signing key, .* secret/],
    ['a key that is none', { key: 'secret' }, /not a private key in PEM/],
    ['a variable that is not set', { key: 'env:NOTHING' }, /env:NOTHING/],
    ['a key file that is not there', { key: 'file:none.pem' }, /key file/],
    ['a file that is not there', { attestations: `${SBOM}=none.json` }, /none.json cannot be read/],
    ['a file that is not JSON', { attestations: `${SBOM}=unit.xml` }, /unit.xml is not JSON/],
    ['JSON that is no object', { attestations: `${SBOM}=list.json` }, /list.json is not a predicate .* list/],
    [
      'an SBOM that is none',
      { attestations: `${SBOM}=out/provenance.json` },
      /provenance.json: field 'bomFormat' of CycloneDX SBOM/,
    ],
    ['an SBOM without its platform', { attestations: `${SBOM}=out/sbom.json` }, /any of 2 platforms/],
    ['a report without tests', { tests: 'unit=empty.xml' }, /empty.xml proves nothing/],
    [
      'several things at once',
      { attestations: `${SBOM}=none.json\n${PROVENANCE}=out/sbom.json`, tests: 'unit=out/sbom.json' },
      /none.json cannot be read[^]*'buildDefinition.buildType'[^]*XML starts with an element/,
    ],
    ['results of the future', { tests: 'unit=future.xml' }, /future.xml ended in the future.*saw 2099-01-01/],
    [
      'a suite twice: one result would hide the other',
      { tests: 'unit=unit.xml\nlint=unit.xml\nunit=shard.xml' },
      /suite 'unit' is given 2 times.*saw unit=unit.xml, unit=shard.xml – give each its own name/,
    ],
    [
      'lines that could be about either image',
      { image: `a/b@${digestOf('x')}\na/b@${digestOf('y')}`, attestations: `${SBOM}=out/sbom.json` },
      /could be about any of 2 images/,
    ],
  ])('refuses %s, and attaches nothing', async (_, inputs, why) => {
    write('list.json', []);
    writeFileSync(path.join(workspace, 'empty.xml'), '<testsuite/>');
    writeFileSync(
      path.join(workspace, 'future.xml'),
      '<testsuite timestamp="2099-01-01T00:00:00Z"><testcase name="a"/></testsuite>',
    );
    await expect(async () => sign(inputs)).rejects.toThrow(why);
    expect(await evidenceOf(index)).toEqual([]);
  });
});
