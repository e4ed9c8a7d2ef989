import { marked } from 'marked';

/** One job summary, as GitHub shows it on the page of a run. */
export interface PageSection {
  readonly title: string;
  readonly markdown: string;
}

const STYLE = `
  :root { color-scheme: light dark; --line: light-dark(#d1d9e0, #3d444d); --soft: light-dark(#f6f8fa, #151b23); --dim: light-dark(#59636e, #9198a1); }
  body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem; font: 16px/1.5 system-ui, sans-serif; color: light-dark(#1f2328, #f0f6fc); background: light-dark(#fff, #0d1117); }
  h1 { font-size: 1.6rem; margin: 0 0 .5rem } h2 { font-size: 1rem; color: var(--dim); font-weight: 600; margin: 2.5rem 0 .5rem }
  section { border: 1px solid var(--line); border-radius: .5rem; padding: 0 1.25rem 1rem; margin: 0 0 1rem; overflow-x: auto }
  section h3 { font-size: 1.2rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line) }
  table { border-collapse: collapse; margin: 1rem 0 } th, td { border: 1px solid var(--line); padding: .35rem .8rem; text-align: left; vertical-align: top }
  th { background: var(--soft) } code { background: var(--soft); border-radius: .3rem; padding: .15em .35em; font-size: .86em; overflow-wrap: anywhere }
  pre { background: var(--soft); border-radius: .4rem; padding: .8rem; overflow-x: auto } pre code { padding: 0; background: none }
  details { margin: .8rem 0 } summary { cursor: pointer } p.story { color: var(--dim); margin: 0 0 1rem }
  blockquote { margin: 0; padding-left: 1rem; border-left: .25rem solid var(--line); color: var(--dim) }
`;

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A page of its own, without scripts and without anything from elsewhere, that shows the job summaries of a story. */
export function renderPage(title: string, story: string, sections: readonly PageSection[]): string {
  const body = sections.map(
    ({ title: heading, markdown }) =>
      `<h2>${escapeHtml(heading)}</h2>\n<section>\n${marked.parse(markdown, { gfm: true, async: false })}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="story">${escapeHtml(story)}</p>
${body.join('\n')}
</body>
</html>
`;
}
