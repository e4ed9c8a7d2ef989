import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VERIFICATION_SUMMARY_TYPE } from '../../shared/evidence/predicates/verification-summary.ts';
import { VULNERABILITIES_TYPE } from '../../shared/evidence/predicates/vulnerabilities.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import { type ActionResult, runAction } from '../kit/action-process.ts';
import { AMD64, ARM64 } from '../kit/registry/image.ts';
import { HARMLESS, OPENSSL, PEM, SHOP, type World, createWorld } from '../unit/actions/scan/world.ts';

let world: World;
/** Kept by the test, so that the files are there when the process has ended. */
let temp: string;

beforeAll(async () => {
  world = await createWorld();
  temp = mkdtempSync(path.join(tmpdir(), 'fixity-temp-'));
});
afterAll(async () => {
  await world.close();
  rmSync(temp, { recursive: true });
});

const scan = (image: Descriptor, inputs: Readonly<Record<string, string>> = {}): Promise<ActionResult> =>
  runAction('scan', {
    inputs: {
      image: `${world.registry.host}/acme/shop@${image.digest}`,
      advisories: 'advisories',
      // The records are as old as they are.
      'max-snapshot-age': '3650d',
      key: PEM,
      ...inputs,
    },
    workspace: world.workspace,
    env: { RUNNER_TEMP: temp },
  });

const read = (file: string | undefined): unknown => JSON.parse(readFileSync(file ?? '', 'utf8')) as unknown;
const filesOf = (ran: ActionResult, output: string): readonly unknown[] =>
  (ran.outputs[output] ?? '').split('\n').map(read);

describe('scan, as the runner starts it,', () => {
  it('passes a clean image of two platforms: report, SARIF, SBOMs, summary, signed evidence', async () => {
    world.advisories(...HARMLESS);
    const image = await world.push([
      [AMD64, [SHOP]],
      [ARM64, [SHOP]],
    ]);
    const ran = await scan(image);
    expect([ran.exitCode, ran.annotations]).toEqual([0, []]);
    expect(ran.outputs).toMatchObject({
      result: 'done',
      verdict: 'pass',
      critical: '0',
      secrets: '0',
      complete: 'true',
      'snapshot-digest': expect.stringMatching(/^sha256:/) as unknown,
    });
    expect(ran.report).toMatchObject({ reference: expect.stringContaining(image.digest) as unknown });
    expect(read(ran.outputs['sarif-path'])).toMatchObject({ version: '2.1.0', runs: [{}, {}] });
    const cycloneDx = { bomFormat: 'CycloneDX', specVersion: '1.6' };
    expect(filesOf(ran, 'sbom-paths')).toMatchObject([cycloneDx, cycloneDx]);
    const spdx = { spdxVersion: 'SPDX-2.3' };
    expect(filesOf(ran, 'spdx-paths')).toMatchObject([spdx, spdx]);
    expect(ran.summary).toMatch(/^### ✅ scan: /);
    const [summary] = await world.evidence(image.digest);
    expect(summary?.predicateType).toBe(VERIFICATION_SUMMARY_TYPE);
    expect(ran.outputs['bundle-digests']?.split('\n')).toHaveLength(3);
  });

  it('refuses a critical finding: outputs, annotation and SARIF name it, and the evidence says fail', async () => {
    world.advisories(OPENSSL, ...HARMLESS);
    const image = await world.push([[AMD64, [SHOP, [['srv/other', 'x']]]]]);
    const ran = await scan(image);
    expect([ran.exitCode, ran.outputs]).toMatchObject([
      1,
      { result: 'refused', verdict: 'fail', critical: '1', fixable: '1' },
    ]);
    expect(ran.annotations).toMatchObject([
      {
        level: 'error',
        message: expect.stringMatching(
          /1 critical finding – at most 0 – saw .*upgrade .* to 3\.0\.22/,
        ) as unknown,
      },
    ]);
    expect(JSON.stringify(read(ran.outputs['sarif-path']))).toContain('CVE-2026-1');
    expect(ran.summary).toMatch(/^### ⛔ scan: refused/);
    const { content } = await world.store.readManifest(image.digest);
    const child = 'manifests' in content ? content.manifests[0] : undefined;
    const evidence = child === undefined ? [] : await world.evidence(child.digest);
    expect(evidence.map(({ predicateType }) => predicateType)).toEqual([VULNERABILITIES_TYPE]);
    expect(JSON.stringify(evidence[0]?.statement.predicate)).toContain('"verdict":"fail"');
  });
});
