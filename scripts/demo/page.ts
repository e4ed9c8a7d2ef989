import { Marked } from 'marked';
import { chartSvg } from './chart.ts';

/** One act: what happened, and what GitHub showed of it. */
export interface PageAct {
  readonly title: string;
  readonly result: string;
  readonly parts: readonly PagePart[];
}

/** What a job showed: its summary, or who let it start. */
export type PagePart =
  | { readonly kind: 'summary'; readonly job: string; readonly markdown: string }
  | { readonly kind: 'approval'; readonly job: string; readonly by: string; readonly comment: string };

const STYLE = `
  :root { color-scheme: light dark; --line: light-dark(#d1d9e0, #3d444d); --soft: light-dark(#f6f8fa, #151b23); --dim: light-dark(#59636e, #9198a1); --link: light-dark(#0969da, #4493f8) }
  body { margin: 0 auto; max-width: 72rem; padding: 2rem 1rem; font: 16px/1.5 system-ui, sans-serif; color: light-dark(#1f2328, #f0f6fc); background: light-dark(#fff, #0d1117) }
  h1 { font-size: 1.6rem; margin: 0 0 .5rem } h2 { font-size: 1.25rem; margin: 3rem 0 .75rem } a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
  nav { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1.25rem } nav ul { list-style: none; padding-left: 1rem; margin: .2rem 0 .6rem } nav li { margin: .1rem 0 }
  .job { color: var(--dim); font-size: .9rem; margin: 1.2rem 0 .3rem } .result { color: var(--dim); font-weight: 400; font-size: .9rem }
  section { border: 1px solid var(--line); border-radius: .5rem; padding: 0 1.25rem 1rem; margin: 0 0 1rem; overflow-x: auto }
  section.approval { padding: .6rem 1.25rem; background: var(--soft) }
  section h3 { font-size: 1.2rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line) }
  table { border-collapse: collapse; margin: 1rem 0 } th, td { border: 1px solid var(--line); padding: .35rem .8rem; text-align: left; vertical-align: top }
  th { background: var(--soft) } code { background: var(--soft); border-radius: .3rem; padding: .15em .35em; font-size: .86em; overflow-wrap: break-word }
  pre { background: var(--soft); border-radius: .4rem; padding: .8rem; overflow-x: auto } pre code { padding: 0; background: none }
  ins { color: light-dark(#116329, #aff5b4); background: light-dark(#dafbe1, #033a16); text-decoration: none } del { color: light-dark(#82071e, #ffdcd7); background: light-dark(#ffebe9, #67060c); text-decoration: none }
  svg { max-width: 44rem; width: 100%; display: block; margin: 1rem 0 } svg text { font: 12px system-ui, sans-serif; fill: currentcolor }
  svg .axis { fill: none; stroke: var(--line) } svg .line { fill: none; stroke-width: 2 } svg .line-1 { stroke: #d1242f } svg .line-2 { stroke: #0969da }
  details { margin: .8rem 0 } summary { cursor: pointer } p.story { color: var(--dim); margin: 0 0 1rem }
  blockquote { margin: 0; padding-left: 1rem; border-left: .25rem solid var(--line); color: var(--dim) }
`;

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Colours a diff, and draws a chart, as GitHub does; any other code is left to marked. */
function renderCode({ lang, text }: { readonly lang?: string; readonly text: string }): string | false {
  if (lang === 'mermaid') return chartSvg(text, escapeHtml) ?? false;
  return lang === 'diff' ? `<pre><code>${text.split('\n').map(diffLine).join('\n')}\n</code></pre>\n` : false;
}

function diffLine(line: string): string {
  const element = /^\+(?!\+\+ )/.test(line) ? 'ins' : /^-(?!-- )/.test(line) ? 'del' : undefined;
  return element === undefined ? escapeHtml(line) : `<${element}>${escapeHtml(line)}</${element}>`;
}

const marked = new Marked({ gfm: true, async: false, renderer: { code: renderCode } });

/** The first line of a summary, which is its verdict, as text. */
export const headlineOf = (markdown: string): string => (markdown.split('\n')[0] ?? '').replace(/^#+ /, '');

/** A page of its own, without scripts and without anything from elsewhere, that shows what GitHub showed of a story. */
export function renderPage(title: string, story: string, acts: readonly PageAct[]): string {
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
<nav aria-label="Contents">
<ol>
${acts.map(contentsOf).join('\n')}
</ol>
</nav>
${acts.map(renderAct).join('\n')}
</body>
</html>
`;
}

const anchor = (act: number, part: number): string => `act-${act + 1}-${part + 1}`;

function contentsOf({ title, parts }: PageAct, act: number): string {
  const items = parts.map((part, index) => {
    const said = part.kind === 'summary' ? headlineOf(part.markdown) : `approved by ${part.by}`;
    const link = `<a href="#${anchor(act, index)}">${escapeHtml(said)}</a>`;
    return `<li><span class="job">${escapeHtml(part.job)}</span> ${link}</li>`;
  });
  return `<li><a href="#act-${act + 1}">${escapeHtml(title)}</a><ul>\n${items.join('\n')}\n</ul></li>`;
}

function renderAct({ title, result, parts }: PageAct, act: number): string {
  const ending = `<span class="result">run: ${escapeHtml(result)}</span>`;
  const heading = `<h2 id="act-${act + 1}">${act + 1}. ${escapeHtml(title)} ${ending}</h2>`;
  return [heading, ...parts.map((part, index) => renderPart(part, anchor(act, index)))].join('\n');
}

function renderPart(part: PagePart, id: string): string {
  const job = `<p class="job" id="${id}">${escapeHtml(part.job)}</p>`;
  switch (part.kind) {
    case 'summary':
      return `${job}\n<section>\n${marked.parse(part.markdown, { async: false })}</section>`;
    case 'approval': {
      const comment = part.comment === '' ? '' : `: <q>${escapeHtml(part.comment)}</q>`;
      return `${job}\n<section class="approval"><b>${escapeHtml(part.by)}</b> approved this job${comment}</section>`;
    }
  }
}
