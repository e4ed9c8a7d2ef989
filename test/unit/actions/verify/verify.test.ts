import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { contract } from '../../../../actions/verify/contract.ts';
import { run } from '../../../../actions/verify/verify.ts';
import { systemClock } from '../../../../shared/action/system-clock.ts';
import type { ActionContext } from '../../../../shared/action/context.ts';
import { parseInputs } from '../../../../shared/action/contract.ts';
import { attachStatement } from '../../../../shared/evidence/attach.ts';
import { keylessSigner } from '../../../../shared/evidence/keyless.ts';
import { SIGNATURE_TYPE } from '../../../../shared/evidence/predicates/known.ts';
import { CYCLONEDX_TYPE } from '../../../../shared/evidence/predicates/sbom.ts';
import { TEST_RESULT_TYPE, testResultPredicate } from '../../../../shared/evidence/predicates/test-result.ts';
import { type Signer, keySigner } from '../../../../shared/evidence/signer.ts';
import { statementAbout } from '../../../../shared/evidence/statement.ts';
import type { Descriptor } from '../../../../shared/oci/descriptor.ts';
import { readImage } from '../../../../shared/oci/image.ts';
import { layoutStore } from '../../../../shared/oci/layout.ts';
import { MEDIA_TYPE } from '../../../../shared/oci/media-types.ts';
import type { ImageStore } from '../../../../shared/oci/store.ts';
import { testClock } from '../../../kit/clock.ts';
import { AMD64, ARM64, writeTestImage } from '../../../kit/registry/image.ts';
import { ISSUER, startSigstore } from '../../../kit/sigstore/sigstore.ts';

const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = keySigner(ours.privateKey);
const stranger = keySigner(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

let workspace: string;
let store: ImageStore;
let index: Descriptor;
let log: string[];

beforeEach(async () => {
  workspace = mkdtempSync(path.join(tmpdir(), 'fixity-verify-'));
  store = layoutStore(path.join(workspace, 'image'), 'oci-layout:image', testClock());
  index = await writeTestImage(store, { platforms: [AMD64, ARM64], tag: '1.0.0' });
  writeFileSync(path.join(workspace, 'release.pub'), ours.publicKey.export({ type: 'spki', format: 'pem' }));
  log = [];
});

afterEach(() => {
  rmSync(workspace, { recursive: true });
});

const context = (): ActionContext =>
  ({
    run: { actor: 'octocat' },
    log: {
      info: (line: string) => log.push(line),
      warn: () => undefined,
      group: (_: string, work: () => unknown) => work(),
    },
    clock: testClock('2026-11-24T12:00:00Z'),
    workspace,
    dockerConfig: path.join(workspace, 'docker'),
    proxy: {},
    signal: new AbortController().signal,
  }) as unknown as ActionContext;

const verify = (inputs: Readonly<Record<string, string>>) => {
  const given: Readonly<Record<string, string>> = {
    image: `oci-layout:image@${index.digest}`,
    keys: 'release=release.pub',
    ...inputs,
  };
  return run(
    parseInputs(contract, (name) => given[name] ?? ''),
    context(),
  );
};

const attach = (by: Signer, on: Descriptor, type: string, predicate: unknown) =>
  attachStatement(store, by, statementAbout([on], type, predicate), on);

const unit = (finishedOn: string, result: 'PASSED' | 'FAILED' = 'PASSED') =>
  testResultPredicate({ suite: 'unit', result, finishedOn: new Date(finishedOn) });

describe('verify', () => {
  it('passes an image that somebody trusted has signed, and shows its tree', async () => {
    await attach(signer, index, SIGNATURE_TYPE, {});
    await attach(stranger, index, SIGNATURE_TYPE, {});
    const { result, headline, outputs, summary } = await verify({});
    expect({ result, headline }).toEqual({
      result: 'done',
      headline: 'verify: pass, 1 requirement met',
    });
    expect(outputs).toMatchObject({ verdict: 'pass', signers: 'release' });
    expect(summary).toMatch(/^### ✅ verify: pass[^]*✅ pass[^]*<details><summary>Evidence/);
    expect(log.join('\n')).toMatch(
      /├─ index sha256:[^]*signature · by release[^]*ignored: 1 other signer[^]*linux\/amd64/,
    );
  });

  it('fails an image that only strangers have signed, and says what to do', async () => {
    await attach(stranger, index, SIGNATURE_TYPE, {});
    const { result, outputs, summary, problems } = await verify({});
    expect(result).toBe('refused');
    expect(outputs).toMatchObject({ verdict: 'fail', signers: '' });
    expect(summary).toMatch(/^### ⛔ verify: fail, 1 of 1 requirement not met\n\n.*\n\n\*\*To do:\*\*/);
    expect(problems).toMatchObject([{ what: 'requirement signed-by is not met' }]);
  });

  const REQUIRE = 'sbom: true\ntests: [{suite: unit, within: 7d}]';

  it('holds an image to a block of requirements, each platform of it', async () => {
    await attach(signer, index, SIGNATURE_TYPE, {});
    await attach(signer, index, TEST_RESULT_TYPE, unit('2026-11-24T10:00:00Z'));
    const bom = {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { timestamp: '2026-11-24T10:00:00Z' },
    };
    const { platforms } = await readImage(store, index.digest);
    const [amd64, arm64] = platforms.map(({ manifest }) => manifest.descriptor) as [Descriptor, Descriptor];
    await attach(signer, amd64, CYCLONEDX_TYPE, bom);
    expect((await verify({ require: REQUIRE })).result).toBe('refused');
    await attach(signer, arm64, CYCLONEDX_TYPE, bom);
    expect((await verify({ require: REQUIRE })).result).toBe('done');
  });

  it.each([
    ['old results', unit('2026-11-01T10:00:00Z')],
    ['failed tests', unit('2026-11-24T10:00:00Z', 'FAILED')],
    ['results without a time', testResultPredicate({ suite: 'unit', result: 'PASSED' })],
  ])('does not pass with %s', async (_, predicate) => {
    await attach(signer, index, SIGNATURE_TYPE, {});
    await attach(signer, index, TEST_RESULT_TYPE, predicate);
    expect((await verify({ require: 'tests: [{suite: unit, within: 7d}]' })).result).toBe('refused');
  });

  it('refuses an image without any platform: of nothing, everything would be true', async () => {
    const empty = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [] });
    index = await store.putManifest(Buffer.from(empty), { mediaType: MEDIA_TYPE.index });
    await attach(signer, index, SIGNATURE_TYPE, {});
    await expect(verify({ require: 'sbom: true' })).rejects.toThrow(/no image for any platform/);
  });

  it('refuses requirements that it cannot verify, all at once: they must not look as if they were met', async () => {
    await attach(signer, index, SIGNATURE_TYPE, {});
    const require =
      'approvals: {at-least: 2}\nenvironment-protection: {reviewers: 1}\nsoak: {in: staging, at-least: 1h}';
    await expect(verify({ require })).rejects.toMatchObject({
      result: 'invalid',
      problems: [
        { what: "input 'require': approvals cannot be verified here" },
        { what: "input 'require': environment-protection cannot be verified here" },
        { what: "input 'require': soak cannot be verified here" },
      ],
    });
  });

  it('verifies workflows by certificate, beside keys', async () => {
    const sigstore = await startSigstore();
    try {
      const workflow = 'acme/shop/.github/workflows/deliver.yml@refs/tags/v1';
      const subject = `https://github.com/${workflow}`;
      writeFileSync(path.join(workspace, 'root.json'), sigstore.trustRoot);
      const keyless = await keylessSigner({
        services: sigstore.services,
        trustRoot: sigstore.trustRoot,
        idToken: () => Promise.resolve(sigstore.token({ job_workflow_ref: workflow, san: subject })),
        clock: systemClock,
      });
      await attach(keyless, index, SIGNATURE_TYPE, {});
      const by = (name: string) =>
        verify({
          identities: `workflow=${ISSUER} ${name}`,
          'trust-root': 'root.json',
          require: 'signed-by: [workflow]',
        });
      expect((await by(subject)).result).toBe('done');
      expect((await by(subject.replace('v1', 'v*'))).outputs).toMatchObject({ signers: 'workflow' });
      expect((await by(subject.replace('v1', 'v2'))).result).toBe('refused');
    } finally {
      await sigstore.close();
    }
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['nobody trusted', { keys: '' }, /nobody is trusted/],
    ['one name for two', { keys: 'a=release.pub\na=release.pub' }, /'a' names two signers/],
    ['a line that names no file', { keys: 'release' }, /NAME=FILE/],
    ['an identity without subject', { identities: `a=${ISSUER}`, 'trust-root': 'x' }, /NAME=ISSUER SUBJECT/],
    ['a key that is not there', { keys: 'release=none.pub' }, /key 'release' cannot be read/],
    ['a trust root that is not there', { 'trust-root': 'none.json' }, /trust-root cannot be read/],
    ['a tag', { image: 'oci-layout:image:1.0.0' }, /not named by digest/],
    ['requirements that are no mapping', { require: '- a' }, /not a block of requirements/],
    [
      'requirements that are no YAML',
      { require: 'sbom: true\ntests: {' },
      /input 'require', line 2: not valid YAML/,
    ],
    ['an alias', { require: 'sbom: &a true\nother: *a' }, /input 'require', line 2: an alias, \*a/],
    ['a tower of lists', { require: '['.repeat(10_000) }, /input 'require' is nested too deeply/],
    ['a requirement that does not exist', { require: 'sboms: true' }, /sboms/],
    ['a signer that nobody knows', { require: 'signed-by: [ci]' }, /ci/],
  ])('refuses %s', async (_, inputs, why) => {
    await expect(async () => verify(inputs)).rejects.toThrow(why);
  });
});
