import { describe, expect, it } from '@jest/globals';
import { type PageAct, renderPage } from '../../../scripts/demo/page.ts';
import { chart } from '../../../actions/canary-verify/chart.ts';

const page = (...acts: readonly PageAct[]): string => renderPage('Title', 'Story', acts);

const summary = (markdown: string): PageAct => ({
  title: 'An act',
  result: 'success',
  parts: [{ kind: 'summary', job: 'build', markdown }],
});

describe('the page of the demo', () => {
  it('begins with a table of contents whose every link leads somewhere', () => {
    const html = page(summary('### ✅ sign: signed\n\nText'), summary('### ⛔ scan: refused'));
    const [contents = ''] = /<nav[^]*<\/nav>/.exec(html) ?? [];
    const links = [...contents.matchAll(/href="#([^"]+)">([^<]*)</g)];
    expect(links.map(([, , text]) => text)).toEqual([
      'An act',
      '✅ sign: signed',
      'An act',
      '⛔ scan: refused',
    ]);
    for (const [, id = ''] of links) expect(html).toContain(` id="${id}"`);
  });

  it('shows who approved a job, and what was said, before what the job did', () => {
    const html = page({
      title: 'An act',
      result: 'success',
      parts: [
        { kind: 'approval', job: 'production', by: 'grace', comment: 'looks <i>right</i>' },
        { kind: 'summary', job: 'production', markdown: '### done' },
      ],
    });
    const [, shown = ''] = html.split('</nav>');
    expect(shown).toMatch(/<b>grace<\/b> approved this job.*looks &lt;i&gt;right[^]*<h3>done/);
  });

  it('draws the chart of a canary, whose source nobody sees', () => {
    const points = [
      { canary: 0, baseline: 1.5 },
      { canary: 80, baseline: 2 },
    ];
    const html = page(summary(`### fail\n\n${chart(points, 1.5) ?? ''}`));
    expect(html).not.toMatch(/xychart|mermaid/);
    expect(html).toContain('aria-label="errors per 1000 requests: canary (line 1), baseline (line 2)"');
    expect(html).toContain('<polyline class="line line-1" points="56.0,184.0 624.0,32.0"/>');
    expect(html).toContain('<polyline class="line line-2" points="56.0,181.2 624.0,180.2"/>');
  });

  it('shows a chart of another kind as it was written', () => {
    const html = page(summary('```mermaid\nflowchart LR\nA --> B\n```'));
    expect(html).toContain('flowchart LR');
    expect(html).not.toContain('<svg');
  });

  it('colours a diff and lets nothing in it be HTML', () => {
    const html = page(summary('```diff\n--- a/x\n+++ b/x\n-old\n+<b>new</b>\n```'));
    expect(html).toContain('--- a/x\n+++ b/x\n<del>-old</del>\n<ins>+&lt;b&gt;new&lt;/b&gt;</ins>');
  });
});
