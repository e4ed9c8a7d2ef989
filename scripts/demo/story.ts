import type { WorkflowResult } from '../../test/kit/workflow-runner/run.ts';
import { runAction } from '../../test/kit/action-process.ts';
import type { Approval, Watch, World } from './world.ts';

/** One act of the story, with what GitHub would show of it. */
export interface Act {
  readonly title: string;
  readonly run: WorkflowResult;
  readonly approvals: readonly Approval[];
}

/** What happened, act by act, and the image that reached production. */
export interface Story {
  readonly acts: readonly Act[];
  readonly shipped: string;
}

/** Called when an act begins, when somebody approves, and after each step. */
export interface Narrator extends Watch {
  act(title: string): void;
}

/** A bug that a test suite misses and traffic finds: every twelfth checkout runs out of connections. */
const POOL_BUG: Readonly<Record<string, (text: string) => string>> = {
  'src/server.js': (text) =>
    text
      .replace(
        "import { createServer } from 'node:http';",
        "import { createServer } from 'node:http';\n\nlet checkouts = 0;",
      )
      .replace(
        "case '/checkout':",
        "case '/checkout':\n      checkouts += 1;\n      if (checkouts % 12 === 0) throw new Error('no free connection');",
      ),
};

const retitle: Readonly<Record<string, (text: string) => string>> = {
  'package.json': (text) => text.replace('"version": "1.0.0"', '"version": "1.2.0"'),
};

/** A release that ships, the same again twice, one that fails in the canary, and one that nobody signed. */
export async function tellStory(world: World, narrator: Narrator): Promise<Story> {
  const acts: Act[] = [];
  const act = async (
    title: string,
    run: (watch: Watch) => Promise<WorkflowResult>,
  ): Promise<WorkflowResult> => {
    narrator.act(title);
    const approvals: Approval[] = [];
    const result = await run({
      step: (step) => {
        narrator.step(step);
      },
      approval: (approval) => {
        approvals.push(approval);
        narrator.approval(approval);
      },
    });
    acts.push({ title, run: result, approvals });
    return result;
  };
  const deliver =
    (tag: string) =>
    (watch: Watch): Promise<WorkflowResult> =>
      world.deliver(tag, watch);
  const promote =
    (image: string, environment: string) =>
    (watch: Watch): Promise<WorkflowResult> =>
      world.promote(image, environment, watch);

  world.repository.tag('v1.0.0');
  const first = await act('v1.0.0 is tagged, and delivered', deliver('v1.0.0'));
  const shipped = first.jobs['build']?.outputs['image'] ?? '';
  await act('The same workflow again: only what was measured anew is written', deliver('v1.0.0'));
  await act('Production gets what it has: nothing is left to do', promote(shipped, 'production'));
  world.repository.commit('Keep connections in a pool', POOL_BUG);
  world.repository.tag('v1.1.0');
  await act('v1.1.0 fails for some of the traffic, and does not get past the canary', deliver('v1.1.0'));
  const unsigned = await buildByHand(world);
  await act('An image that somebody pushed without signing it is refused', promote(unsigned, 'test'));
  return { acts, shipped };
}

/** Somebody with push rights builds on a machine of their own. */
async function buildByHand(world: World): Promise<string> {
  world.repository.commit('Try something', retitle);
  const built = await runAction('build-image', {
    inputs: { file: 'image.yml', image: world.image, tags: 'v1.2.0' },
    workspace: world.repository.clone,
  });
  const image = built.outputs['image'];
  if (image === undefined) throw new Error(`build-image failed:\n${built.log.join('\n')}`);
  return image;
}
