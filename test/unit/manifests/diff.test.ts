import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { unifiedDiff } from '../../../shared/manifests/diff.ts';

const numbered = (
  count: number,
  change: (line: number) => readonly string[] = (line) => [`line ${line}`],
): string =>
  Array.from({ length: count }, (_, index) =>
    change(index)
      .map((text) => `${text}\n`)
      .join(''),
  ).join('');

describe('a unified diff', () => {
  it('is empty for equal texts', () => {
    expect(unifiedDiff('f', 'a\n', 'a\n')).toBe('');
  });

  it('shows a changed line with three lines around it', () => {
    const after = numbered(10, (line) => [line === 5 ? 'other' : `line ${line}`]);
    expect(unifiedDiff('deploy/k.yaml', numbered(10), after)).toBe(
      [
        '--- a/deploy/k.yaml',
        '+++ b/deploy/k.yaml',
        '@@ -3,7 +3,7 @@',
        ...[' line 2', ' line 3', ' line 4', '-line 5', '+other', ' line 6', ' line 7', ' line 8', ''],
      ].join('\n'),
    );
  });

  it('turns the first text into the second when patch applies it', () => {
    const before = numbered(60);
    const after = numbered(60, (line) => {
      if (line === 3) return [];
      if (line === 20) return ['line 20', 'new a', 'new b'];
      if (line === 24) return ['changed'];
      return line === 59 ? [] : [`line ${line}`];
    });
    const directory = mkdtempSync(path.join(tmpdir(), 'diff-'));
    const file = path.join(directory, 'f');
    writeFileSync(file, before);
    try {
      execFileSync('git', ['apply', '-p1', '-'], { cwd: directory, input: unifiedDiff('f', before, after) });
      expect(execFileSync('cat', [file], { encoding: 'utf8' })).toBe(after);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
