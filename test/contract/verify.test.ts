import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../shared/action/system-clock.ts';
import { attachStatement } from '../../shared/evidence/attach.ts';
import { keylessSigner } from '../../shared/evidence/keyless.ts';
import { SIGNATURE_TYPE } from '../../shared/evidence/predicates/known.ts';
import { type Signer, keySigner } from '../../shared/evidence/signer.ts';
import { statementAbout } from '../../shared/evidence/statement.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import { fallbackTag } from '../../shared/oci/referrers.ts';
import { parallel } from '../../shared/oci/parallel.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { type ActionResult, runAction } from '../kit/action-process.ts';
import { AMD64, ARM64, writeTestImage } from '../kit/registry/image.ts';
import { type TestRegistry, startRegistry } from '../kit/registry/registry.ts';
import { ISSUER, type Sigstore, startSigstore } from '../kit/sigstore/sigstore.ts';

const TESTS = 'https://in-toto.io/attestation/test-result/v0.1';
const SUBJECT = 'https://github.com/acme/shop/.github/workflows/deliver.yml@refs/tags/v1';
const [ours, theirs] = [newKey(), newKey()];

let registry: TestRegistry;
let sigstore: Sigstore;
let workspace: string;
let images = 0;
let store: ImageStore;
let image: Descriptor;
let reference: string;

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    signer: keySigner(privateKey),
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

beforeAll(async () => {
  [registry, sigstore] = await Promise.all([
    startRegistry({ referrers: false }),
    startSigstore({ timestamps: true }),
  ]);
  workspace = mkdtempSync(path.join(tmpdir(), 'fixity-verify-contract-'));
  writeFileSync(path.join(workspace, 'release.pub'), ours.pem);
  writeFileSync(path.join(workspace, 'root.json'), sigstore.trustRoot);
});
afterAll(async () => {
  await Promise.all([registry.close(), sigstore.close()]);
  rmSync(workspace, { recursive: true });
});
beforeEach(async () => {
  images += 1;
  const repository = `${registry.host}/shop${images}`;
  store = openStore(parseReference(repository), {
    credentials: { for: () => Promise.resolve(undefined) },
    clock: systemClock,
  });
  image = await writeTestImage(store, { platforms: [AMD64, ARM64], layers: [`layer ${images}`] });
  reference = `${repository}@${image.digest}`;
});

const attach = (signer: Signer, type: string, predicate: object) =>
  attachStatement(store, signer, statementAbout([image], type, predicate), image);
const passed = (suite: string, result = 'PASSED') => ({
  result,
  configuration: [{ name: suite, annotations: { finishedOn: new Date().toISOString() } }],
});
const verify = (inputs: Readonly<Record<string, string>> = {}) =>
  runAction('verify', { inputs: { image: reference, keys: 'release=release.pub', ...inputs }, workspace });
const said = (ran: ActionResult): string => ran.annotations.map(({ message }) => message).join('\n');
const ends = ({ exitCode, outputs }: ActionResult) => [exitCode, outputs['result'], outputs['verdict']];

describe('verify', () => {
  it('passes what is required and there, and shows who said what as text, Markdown, JSON and outputs', async () => {
    await attach(ours.signer, SIGNATURE_TYPE, {});
    await attach(ours.signer, TESTS, passed('unit'));
    await attach(theirs.signer, TESTS, passed('load'));
    const ran = await verify({ require: 'tests: [{suite: unit, within: 7d}]' });
    expect(ends(ran)).toEqual([0, 'done', 'pass']);
    expect(ran.outputs['signers']).toBe('release');
    const [index] = JSON.parse(ran.outputs['evidence'] ?? '[]') as {
      label: string;
      entries: { name: string; signedBy: string }[];
      ignored: unknown[];
    }[];
    expect(index).toMatchObject({ label: 'index', ignored: [['other signer', 1]] });
    expect(index?.entries.map(({ name, signedBy }) => `${name} by ${signedBy}`)).toEqual([
      'signature by release',
      'test results by release',
    ]);
    expect(ran.log.join('\n')).toMatch(
      /├─ index sha256:[^]*test results: unit PASSED · by release[^]*linux\/arm64/,
    );
    expect(ran.summary).toMatch(/^### ✅ verify: pass, 2 requirements met/);
    expect(ran.summary).toContain('<details><summary>Evidence</summary>');
    expect(ran.report).toMatchObject({ verdict: { result: 'pass' }, tree: { nodes: [{}, {}, {}] } });
  });

  it.each([
    ['nothing is attached', () => Promise.resolve(undefined), /signed-by/],
    ['somebody else has signed', () => attach(theirs.signer, SIGNATURE_TYPE, {}), /signed-by/],
    // PITFALL of a bare `cosign verify`: any statement by the key would do.
    ['the key has signed something else only', () => attach(ours.signer, TESTS, passed('unit')), /signed-by/],
  ])('fails when %s, with its outputs and summary written', async (_, prepare, why) => {
    await prepare();
    const ran = await verify();
    expect(ends(ran)).toEqual([1, 'refused', 'fail']);
    expect(said(ran)).toMatch(why);
    expect(ran.summary).toMatch(/^### ⛔ verify: fail, 1 of 1 requirement not met/);
    expect(ran.report).toMatchObject({ verdict: { result: 'fail' } });
  });

  it.each([
    [
      'a suite that failed',
      'tests: [{suite: unit}]',
      () => attach(ours.signer, TESTS, passed('unit', 'FAILED')),
    ],
    ['a suite that never ran', 'tests: [{suite: load}]', () => attach(ours.signer, TESTS, passed('unit'))],
    ['an SBOM that is not there', 'sbom: true', () => Promise.resolve(undefined)],
  ])('fails for %s', async (_, require, prepare) => {
    await attach(ours.signer, SIGNATURE_TYPE, {});
    await prepare();
    const ran = await verify({ require });
    expect(ends(ran)).toEqual([1, 'refused', 'fail']);
    expect(ran.annotations).toHaveLength(1);
  });

  it('fails when somebody has put an empty list over the evidence', async () => {
    await attach(ours.signer, SIGNATURE_TYPE, {});
    expect(ends(await verify())).toEqual([0, 'done', 'pass']);
    const empty = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] };
    const mediaType = empty.mediaType;
    await store.putManifest(Buffer.from(JSON.stringify(empty)), {
      mediaType,
      tag: fallbackTag(image.digest),
    });
    expect(ends(await verify())).toEqual([1, 'refused', 'fail']);
  });

  it('finds the one that counts among a thousand, listed in pages, and counts the others', async () => {
    const paged = await startRegistry({ pageSize: 100 });
    try {
      const many = openStore(parseReference(`${paged.host}/shop`), {
        credentials: { for: () => Promise.resolve(undefined) },
        clock: systemClock,
      });
      const top = await writeTestImage(many);
      const foreign = await attachStatement(
        many,
        theirs.signer,
        statementAbout([top], SIGNATURE_TYPE, {}),
        top,
      );
      const { content } = await many.readManifest(foreign.manifestDigest);
      await parallel([...Array(998).keys()], 16, async (number) => {
        // The same bundle under other annotations is another referrer: anybody who may push can make as many.
        const annotations = { ...content.annotations, number: String(number) };
        await many.putManifest(Buffer.from(JSON.stringify({ ...content, annotations })), {
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
        });
      });
      await attachStatement(many, ours.signer, statementAbout([top], SIGNATURE_TYPE, {}), top);
      const before = paged.requests.length;
      const ran = await verify({ image: `${paged.host}/shop@${top.digest}` });
      expect(ends(ran)).toEqual([0, 'done', 'pass']);
      const [node] = JSON.parse(ran.outputs['evidence'] ?? '[]') as { ignored: unknown }[];
      expect(node?.ignored).toEqual([['other signer', 999]]);
      expect(paged.requests.slice(before).filter(({ url }) => url.includes('/referrers/'))).toHaveLength(10);
    } finally {
      await paged.close();
    }
  });

  it('takes a certificate for the identity that is named, and for none that only looks like it', async () => {
    const keyless = await keylessSigner({
      services: sigstore.services,
      trustRoot: sigstore.trustRoot,
      idToken: () => Promise.resolve(sigstore.token({ job_workflow_ref: SUBJECT.slice(19), san: SUBJECT })),
      clock: systemClock,
    });
    await attach(keyless, SIGNATURE_TYPE, {});
    const by = (subject: string, issuer = ISSUER) =>
      verify({ keys: '', identities: `release=${issuer} ${subject}`, 'trust-root': 'root.json' });
    expect(ends(await by(SUBJECT))).toEqual([0, 'done', 'pass']);
    for (const other of [
      await by(SUBJECT.replace('deliver.yml', 'deliver')),
      await by(SUBJECT.replace('github.com', 'github.*')).catch(() => undefined),
      await by(SUBJECT.replace('/shop/', '/sho/')),
      await by(SUBJECT, `${ISSUER}/acme`),
      // In key mode nobody's certificate counts, whatever trust root is given.
      await verify({ 'trust-root': 'root.json' }),
    ]) {
      expect(other?.exitCode).toBe(1);
      expect(other?.outputs['verdict']).not.toBe('pass');
    }
  });

  it.each([
    ['nobody who is trusted', { keys: '' }, /nobody is trusted/],
    ['a tag', { image: 'ghcr.io/acme/shop:1.4.2' }, /digest.*sha256/],
    ['a key that is not there', { keys: 'release=none.pub' }, /none\.pub/],
    ['a private key', { keys: 'release=root.json' }, /not a public key in PEM/],
    ['an unknown requirement', { require: 'sbon: true' }, /sbon.*sbom/],
  ])('says what is wrong with %s before it asks the registry', async (_, inputs, why) => {
    const before = registry.requests.length;
    const ran = await verify(inputs);
    expect([ran.exitCode, ran.outputs['result']]).toEqual([1, 'invalid']);
    expect(said(ran)).toMatch(why);
    expect(registry.requests).toHaveLength(before);
  });
});
