import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

describe('the page about registries', () => {
  it('names a test for each peculiarity, and each of them exists', async () => {
    const page = await readFile(path.join(ROOT, 'docs', 'registries.md'), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.includes('---'));
    const shown = rows.slice(1).map((row) => /\| `([a-z]+)`: ([^|]+?) +\|$/.exec(row));
    expect(shown.length).toBeGreaterThan(15);
    for (const match of shown) {
      const [, file = 'none', sentence = 'none'] = match ?? [];
      const tests = await readFile(path.join(import.meta.dirname, `${file}.test.ts`), 'utf8');
      expect([file, sentence, tests.includes(sentence)]).toEqual([file, sentence, true]);
    }
  });
});
