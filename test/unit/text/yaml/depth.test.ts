import { describe, expect, it } from '@jest/globals';
import { readImageFile } from '../../../../shared/image/file/read-image-file.ts';
import { parseDocuments } from '../../../../shared/manifests/documents.ts';
import { parsePolicy } from '../../../../shared/policy/load.ts';
import { refuseDeep } from '../../../../shared/text/yaml/depth.ts';
import { UserError } from '../../../../shared/text/error.ts';

const READERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['image.yml', (text) => readImageFile('image.yml', text)],
  ['a policy', parsePolicy],
  ['a manifest', (text) => parseDocuments('a.yaml', text)],
];

describe.each(READERS)('%s', (_, read) => {
  it.each([
    ['brackets', `a: ${'['.repeat(20_000)}`],
    ['closed brackets', `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['braces', `a: ${'{b: '.repeat(20_000)}`],
    ['dashes', '- '.repeat(20_000)],
  ])('of 20,000 nested %s is refused in words', (_what, text) => {
    expect(() => read(text)).toThrow(UserError);
    expect(() => read(text)).toThrow(/nested too deeply – at most 200 levels/);
  });
});

describe('the limit of nesting', () => {
  it('says where it was passed', () => {
    expect(() => {
      refuseDeep('a.yml', `a:\n  b: ${'['.repeat(300)}`);
    }).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ at: expect.objectContaining({ line: 2 }) })],
      }),
    );
  });

  it('leaves what people write alone, and brackets in texts', () => {
    const text = `a: ${'['.repeat(100)}${']'.repeat(100)}\nb: "${'['.repeat(9_000)}"\nc: [${'[], '.repeat(2_000)}]\n`;
    expect(() => {
      refuseDeep('a.yml', text);
    }).not.toThrow();
  });
});
