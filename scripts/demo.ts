/** Takes the sample service from commit to production on this machine, and shows what reviewers would see: `npm run demo`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../shared/action/system-clock.ts';
import { loadEvidenceTree } from '../shared/evidence/tree.ts';
import { treeText } from '../shared/evidence/tree-text.ts';
import { readImage } from '../shared/oci/image.ts';
import { openStore } from '../shared/oci/open.ts';
import { formatReference, parseDigestReference } from '../shared/oci/reference.ts';
import { formatDuration } from '../shared/text/duration.ts';
import { type PageAct, type PagePart, headlineOf, renderPage } from './demo/page.ts';
import { type Act, type Narrator, type Story, tellStory } from './demo/story.ts';
import { type World, createWorld } from './demo/world.ts';

const OUT = path.resolve('.fixity/demo');

/** What the story has to show for the demo to have worked: how each act ended. */
const WANTED_ENDS = ['success', 'success', 'success', 'failure', 'failure'];

const say = (job: string, result: string, text: string): void => {
  console.log(`   ${job.padEnd(11)} ${result.padEnd(10)} ${text}`);
};

function narrator(): Narrator {
  let acts = 0;
  return {
    act: (title) => {
      acts += 1;
      console.log(`\n${acts}. ${title}`);
    },
    step: ({ job, summary, outputs }) => {
      if (summary === '') return;
      say(job, outputs['result'] ?? '', headlineOf(summary));
    },
    approval: ({ job, by, comment }) => {
      say(job, 'approved', `by ${by}: ${comment}`);
    },
  };
}

/** The evidence of the shipped digest where it runs, as a stranger would verify it: with the public key and nothing else of ours. */
async function evidenceOf(world: World, shipped: string): Promise<string> {
  const reference = parseDigestReference(shipped.replace('@', '-production@'));
  const store = openStore(reference, {
    credentials: { for: () => Promise.resolve(undefined) },
    clock: systemClock,
  });
  const image = { ...(await readImage(store, reference.digest)), name: formatReference(reference) };
  return treeText(await loadEvidenceTree([store], image, [{ name: 'release', publicKey: world.publicKey }]));
}

function writePages(acts: readonly Act[]): string {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(path.join(OUT, 'summaries'), { recursive: true });
  for (const [act, { run }] of acts.entries()) {
    for (const [index, { job, text }] of run.summaries.entries()) {
      const file = `${act + 1}-${String(index + 1).padStart(2, '0')}-${job}.md`;
      writeFileSync(path.join(OUT, 'summaries', file), text);
    }
  }
  const page = path.join(OUT, 'index.html');
  const story = 'Every job summary of the runs, as a reviewer sees it on the page of the run.';
  writeFileSync(page, renderPage('Fixity: from commit to production', story, acts.map(pageOf)));
  return page;
}

/** An act as the page of its run shows it: before what a job did stands who let it start. */
const pageOf = ({ title, run, approvals }: Act): PageAct => ({
  title,
  result: run.result,
  parts: run.summaries.flatMap(({ job, text }, index): PagePart[] => {
    const isFirst = run.summaries.findIndex((other) => other.job === job) === index;
    const approved = isFirst ? approvals.filter((approval) => approval.job === job) : [];
    return [
      ...approved.map((approval): PagePart => ({ kind: 'approval', ...approval })),
      { kind: 'summary', job, markdown: text },
    ];
  }),
});

/** Shows the log of a run that did not end as it should. */
function explain({ title, run }: Act, wanted: string | undefined): void {
  console.error(`\nUnexpected: "${title}" ended in ${run.result}, wanted ${wanted ?? 'nothing'}`);
  for (const { job, text } of run.log.slice(-60)) console.error(`  ${job}: ${text}`);
}

async function main(): Promise<void> {
  const started = Date.now();
  console.log('Fixity demo: a registry, a GitHub and a cluster of four environments start on this machine.');
  const world = await createWorld();
  let story: Story;
  try {
    story = await tellStory(world, narrator());
    if (story.shipped !== '') {
      console.log(`\nThe evidence of what shipped, verified with the public key:\n`);
      console.log(await evidenceOf(world, story.shipped));
    }
  } finally {
    await world.close();
  }
  const page = writePages(story.acts);
  console.log(`\nJob summaries: ${path.relative('.', page)} (and as Markdown in summaries/ beside it)`);
  console.log(`Took ${formatDuration(Date.now() - started)}.`);
  const wrong = story.acts.filter(({ run }, index) => run.result !== WANTED_ENDS[index]);
  for (const act of wrong) explain(act, WANTED_ENDS[story.acts.indexOf(act)]);
  if (wrong.length > 0) process.exitCode = 1;
}

await main();
