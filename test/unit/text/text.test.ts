import { describe, expect, it } from '@jest/globals';
import { formatDuration, formatTime, parseDuration } from '../../../shared/text/duration.ts';
import { UserError, describeProblem } from '../../../shared/text/error.ts';
import { cell, code, cut, details, escape, fenced, table } from '../../../shared/text/markdown.ts';
import { formatBytes, plural } from '../../../shared/text/size.ts';

describe('a problem', () => {
  it('reads in the order: what, rule, seen, what to do', () => {
    const problem = {
      what: 'tag 1.4.2 was not moved',
      rule: 'a version tag names one digest',
      seen: 'sha256:1',
      next: 'use 1.4.3',
    };
    expect(describeProblem(problem)).toBe(
      'tag 1.4.2 was not moved – a version tag names one digest – saw sha256:1 – use 1.4.3',
    );
  });

  it('carries every problem, a kind and a cause', () => {
    const cause = new Error('below');
    const error = new UserError([{ what: 'one' }, { what: 'two' }], { result: 'refused', cause });
    expect([error.message, error.result, error.cause, error.problems.length]).toEqual([
      'one\ntwo',
      'refused',
      cause,
      2,
    ]);
  });
});

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
    ['250ms', 250],
    ['1.5s', 1_500],
    ['1m30s250ms', 90_250],
  ])('%s is %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '5', 's', '5 s', '-5s', '1m1h', '1m1m', '1e3s', '5sx', 'x5s', '٣s', '1..5s'])(
    '%p is refused',
    (text) => {
      expect(() => parseDuration(text)).toThrow(UserError);
    },
  );

  it.each([
    [12, '12 ms'],
    [59_400, '59 s'],
    [270_000, '4 min 30 s'],
    [3_600_000, '1 h'],
    [5_400_000, '1 h 30 min'],
    [8 * 86_400_000, '8 days'],
  ])('%d ms reads as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('shows times in UTC to the second', () => {
    expect(formatTime(new Date('2026-11-24T14:02:11.789Z'))).toBe('2026-11-24 14:02:11Z');
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [41.2 * 1024 * 1024, '41.2 MiB'],
    [5 * 1024 ** 5, '5120.0 TiB'],
  ])('%d bytes read as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('counts nouns', () => {
    expect([plural(1, 'layer'), plural(2, 'layer'), plural(0, 'entry', 'entries')]).toEqual([
      '1 layer',
      '2 layers',
      '0 entries',
    ]);
  });
});

const HOSTILE =
  '<img src=x onerror=alert(1)> [x](http://evil) ![y](z) @everyone #1 | `code` **bold** ~~s~~ $x$\n# heading\n| a | b |';

describe('text from outside in Markdown', () => {
  it.each([
    ['escape', escape],
    ['cell', cell],
    ['code', code],
  ])('%s leaves no mark that means something', (_name, render) => {
    const rendered = render(HOSTILE)
      .replace(/^<code>|<\/code>$/g, '')
      .replace(/&(#\d+|amp|lt|gt);/g, '');
    expect(rendered).not.toMatch(/[<>[\]@#|`*~$\n]/);
  });

  it.each([
    '- item',
    '+ item',
    '= heading',
    '1. item',
    'www.evil.example',
    'http://evil.example',
    ':bomb:x',
    '# heading',
  ])('escape makes %p neither a list, a heading, an emoji nor a link', (text) => {
    expect(escape(text)).not.toMatch(/^[-+=#]|^\d+\.|www\.|:\/\/|^:/);
  });

  it('leaves readable what means nothing where it stands', () => {
    expect(escape('build-image: built (2 of 3, 1.5 MiB)!')).toBe('build-image: built (2 of 3, 1.5 MiB)!');
  });

  it('removes what hides or reorders text', () => {
    expect(escape('a\u202eb\u200bc\u0000d\u001b[31me')).toBe('abcd&#91;31me');
  });

  it('cuts a cell after 120 characters without breaking one', () => {
    expect(cut('🦊🦊🦊', 2)).toBe('🦊…');
    expect(cell('x'.repeat(500))).toHaveLength(120);
  });

  it('fences text with a fence longer than any within', () => {
    expect(fenced('', 'a\n````\nb')).toBe('`````\na\n````\nb\n`````');
  });

  it('folds the rows of a table past its limit', () => {
    const rows = Array.from({ length: 22 }, (_, index) => [String(index)]);
    const [shown = '', folded = ''] = table(['n'], rows, 20).split('<details>');
    expect(shown.trim().split('\n')).toHaveLength(22);
    expect(folded).toContain('2 more');
    expect(folded).toContain('| 21 |');
  });

  it('escapes the summary of a folded part', () => {
    expect(details('<b>', 'x')).toContain('<summary>&lt;b&gt;</summary>');
  });
});
