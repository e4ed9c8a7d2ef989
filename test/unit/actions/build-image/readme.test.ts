import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseTagLines } from '../../../../actions/build-image/tags/rule.ts';
import { CHECKS, DEFAULT_LEVELS } from '../../../../shared/image/checks/check.ts';
import { readImageFile } from '../../../../shared/image/file/read-image-file.ts';

const README = readFileSync('actions/build-image/README.md', 'utf8');
const BLOCKS = Array.from(README.matchAll(/```yaml\n([^]*?)```/g), ([, text = '']) => text);

describe('the README', () => {
  it('has an image.yml that is read as it stands, once the digest is filled in', () => {
    const [text = ''] = BLOCKS.filter((block) => block.includes('\nlayers:'));
    const file = readImageFile('image.yml', text.replace('sha256:…', `sha256:${'0'.repeat(64)}`));
    expect(file.layers.map(({ name }) => name)).toEqual(['dependencies', 'application', 'without the shell']);
    expect(file.checks).toEqual({ 'root-user': 'error', leftovers: 'off' });
  });

  it('has steps that are YAML, with tags in the grammar that it names', () => {
    const steps = BLOCKS.filter((block) => block.includes('build-image@'));
    expect(steps.length).toBeGreaterThanOrEqual(3);
    const tags = steps.flatMap((block) =>
      findTags(parse(block.replaceAll('@… #', '@x #').replaceAll('@…', '@x'))),
    );
    expect(tags.length).toBeGreaterThanOrEqual(2);
    for (const each of tags) expect(parseTagLines(each).length).toBeGreaterThan(0);
  });

  it('lists every check with what it does where nothing is said', () => {
    const rows = Array.from(
      README.matchAll(/^\| `([a-z-]+)` \| (error|warn|off) \|/gm),
      ([, name, level]) => [name, level],
    );
    expect(Object.fromEntries(rows)).toEqual(DEFAULT_LEVELS);
    expect(rows).toHaveLength(Object.keys(CHECKS).length);
  });
});

/** The values of `tags` anywhere in a document. */
function findTags(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    name === 'tags' && typeof each === 'string' ? [each] : findTags(each),
  );
}
