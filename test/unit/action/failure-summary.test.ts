import { describe, expect, it } from '@jest/globals';
import { failureSummary } from '../../../shared/action/failure-summary.ts';

describe('the summary of a run without a verdict', () => {
  it('says of one problem what happened, what to do, and then why', () => {
    const problem = {
      what: 'unknown key cpoy',
      rule: 'known are copy, remove',
      seen: 'a mapping',
      next: 'did you mean copy?',
      at: { file: 'image.yml', line: 3, column: 5 },
    };
    expect(failureSummary('build-image', 'invalid', [problem])).toBe(
      [
        '### ⛔ build-image: stopped, something it was given is not valid',
        'unknown key cpoy',
        '**To do:** did you mean copy?',
        '- rule: known are copy, remove\n- seen: a mapping\n- where: <code>image.yml&#58;3&#58;5</code>\n',
      ].join('\n\n'),
    );
  });

  it.each([
    ['no problem', [], '### ⚠️ sign: a service did not answer\n'],
    ['a problem without details', [{ what: 'a' }], '### ⚠️ sign: a service did not answer\n\na\n'],
  ])('has nothing to list of %s', (_, problems, text) => {
    expect(failureSummary('sign', 'unavailable', problems)).toBe(text);
  });

  it('lists several problems in a table without empty columns, each with its place', () => {
    const problems = [
      { what: 'one', at: { file: 'fixity.yml', line: 1 } },
      { what: 'two', next: 'mend it' },
    ];
    expect(failureSummary('promote', 'refused', problems)).toBe(
      [
        '### ⛔ promote: refused',
        '',
        '| what | where | what to do |',
        '| --- | --- | --- |',
        '| one | <code>fixity.yml&#58;1</code> | – |',
        '| two | – | mend it |',
        '',
      ].join('\n'),
    );
  });

  it('lets nothing from outside be Markdown, HTML or another line', () => {
    const hostile = 'x\n### ✅ passed <script> [a](b) | @everyone';
    for (const problems of [
      [{ what: hostile, rule: hostile, seen: hostile, next: hostile }],
      [{ what: hostile }, { what: hostile, at: { file: hostile, line: 1 } }],
    ]) {
      const text = failureSummary('scan', 'refused', problems);
      expect(text.match(/^### /gm)).toHaveLength(1);
      expect(text).not.toMatch(/<script>|\]\(b|@everyone/);
    }
  });
});
