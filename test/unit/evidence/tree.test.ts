import { describe, expect, it } from '@jest/globals';
import { attachStatement } from '../../../shared/evidence/attach.ts';
import { statementAbout } from '../../../shared/evidence/statement.ts';
import { treeMarkdown, treeText } from '../../../shared/evidence/tree-text.ts';
import { loadEvidenceTree } from '../../../shared/evidence/tree.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { readImage } from '../../../shared/oci/image.ts';
import { AMD64, ARM64, writeTestImage } from '../../kit/registry/image.ts';
import { SIGNATURE, TEST_RESULT, release, signer, stranger } from './fixtures.ts';
import { memoryStore } from './memory-store.ts';

const testResult = (suite: string, finishedOn: string, result: string) => ({
  result,
  configuration: [{ name: suite, annotations: { finishedOn } }],
});

async function exampleTree(suite = 'unit', name = 'registry.example/shop@sha256:9f86') {
  const store = memoryStore();
  const top = await writeTestImage(store, { platforms: [AMD64, ARM64] });
  const image = { name, ...(await readImage(store, top.digest)) };
  const [amd64] = image.platforms;
  const say = (by: typeof signer, on: typeof top, type: string, predicate: unknown) =>
    attachStatement(store, by, statementAbout([on], type, predicate), on);
  await say(signer, top, TEST_RESULT, testResult(suite, '2026-11-24T11:00:00Z', 'PASSED'));
  await say(signer, top, TEST_RESULT, testResult(suite, '2026-11-24T10:00:00Z', 'FAILED'));
  await say(signer, top, SIGNATURE, {});
  await say(stranger, top, SIGNATURE, {});
  if (amd64 !== undefined) {
    await say(signer, amd64.manifest.descriptor, 'https://cyclonedx.org/bom', { specVersion: '1.6' });
  }
  return loadEvidenceTree([store], image, [release]);
}

const withoutDigests = (text: string): string => text.replace(/sha256:[0-9a-f]{12}/g, 'sha256:…');

describe('the evidence tree', () => {
  it('shows who says what of which digest, the oldest first, and what was superseded or ignored', async () => {
    expect(withoutDigests(treeText(await exampleTree()))).toBe(
      [
        'registry.example/shop@sha256:9f86',
        '├─ index sha256:…',
        '│  ├─ signature · by release · sha256:…',
        '│  ├─ test results: unit FAILED · by release · 2026-11-24 10:00:00Z (as signed) · sha256:… · superseded',
        '│  ├─ test results: unit PASSED · by release · 2026-11-24 11:00:00Z (as signed) · sha256:…',
        '│  └─ ignored: 1 other signer',
        '├─ linux/amd64 sha256:…',
        '│  └─ CycloneDX SBOM: 1.6 · by release · sha256:…',
        '└─ linux/arm64 sha256:…',
        '   └─ no evidence',
        '',
      ].join('\n'),
    );
  });

  it('is a nested list in Markdown', async () => {
    const lines = treeMarkdown(await exampleTree()).split('\n');
    expect(lines[2]).toMatch(/^- \*\*index\*\* <code>sha256/);
    expect(lines[3]).toMatch(/^ {2}- signature · by release · <code>/);
    expect(lines).toContain('  - no evidence');
  });

  it('shows text from outside as text, in both', async () => {
    const tree = await exampleTree('<b>\u001b[31m\n@acme | `x`', 'a\nb');
    expect(treeText(tree)).not.toMatch(/\u001b|a\nb/);
    expect(treeText(tree)).toContain('test results: <b> [31m @acme | `x` PASSED');
    expect(treeMarkdown(tree)).not.toMatch(/<b>|@acme|`x`/);
  });

  it('has one node for an image of one manifest', async () => {
    const store = memoryStore();
    const { digest } = await writeTestImage(store);
    const tree = await loadEvidenceTree([store], { name: 'shop', ...(await readImage(store, digest)) }, []);
    expect(tree.nodes.map(({ label }) => label)).toEqual(['image']);
    expect(tree.nodes[0]?.digest).not.toBe(digestOf(''));
  });
});
