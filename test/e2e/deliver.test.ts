import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Story, tellStory } from '../../scripts/demo/story.ts';
import { type World, createWorld } from '../../scripts/demo/world.ts';
import type { FinishedStep } from '../kit/workflow-runner/run.ts';

let world: World;
let story: Story;
const steps: (FinishedStep & { readonly act: number })[] = [];

beforeAll(async () => {
  world = await createWorld();
  let act = 0;
  story = await tellStory(world, {
    act: () => {
      act += 1;
    },
    step: (step) => {
      steps.push({ ...step, act });
    },
    approval: () => undefined,
  });
}, 180_000);
afterAll(async () => {
  await world.close();
});

const NAMED = /^fixity-actions\/fixity\/actions\/([\w-]+)@/;

/** `job action result` of every step of an act that ran one of our actions. */
const resultsOf = (act: number): string[] =>
  steps
    .filter((step) => step.act === act && step.outcome !== 'skipped')
    .flatMap(({ job, uses, outputs }) => {
      const action = NAMED.exec(uses ?? '')?.[1];
      return action === undefined ? [] : [`${job} ${action} ${outputs['result'] ?? 'none'}`];
    });

describe('deliver.yml, run as a push of a tag runs it', () => {
  it('takes a good release from commit to production', () => {
    expect(story.acts[0]?.run.result).toBe('success');
    expect(story.acts[0]?.approvals).toEqual([{ job: 'production', by: 'grace', comment: 'looks right' }]);
    expect(resultsOf(1)).toEqual([
      'build build-image done',
      'build sign done',
      'build scan done',
      'test promote done',
      'staging promote done',
      'canary promote done',
      'canary canary-verify done',
      'production promote done',
    ]);
  });

  it('builds the same bytes and finds the same things when it runs again', () => {
    expect(story.acts[1]?.run.result).toBe('success');
    expect(resultsOf(2)).toContain('build build-image unchanged');
    expect(resultsOf(2)).toContain('build scan unchanged');
    expect(story.acts[1]?.run.jobs['build']?.outputs['image']).toBe(story.shipped);
  });

  it('has nothing to do where production has the digest already', () => {
    expect(resultsOf(3)).toEqual(['promote promote unchanged']);
  });

  it('stops a release that fails in the canary, with evidence of the failure', () => {
    expect(story.acts[3]?.run.result).toBe('failure');
    expect(resultsOf(4).slice(-2)).toEqual(['canary promote done', 'canary canary-verify refused']);
    expect(story.acts[3]?.run.jobs['production']?.result).toBe('skipped');
  });

  it('refuses an image that nobody signed, and says everything that is missing', () => {
    expect(story.acts[4]?.run.result).toBe('failure');
    expect(resultsOf(5)).toEqual(['promote promote refused']);
    const said = story.acts[4]?.run.annotations.map(({ message }) => message).join('\n') ?? '';
    for (const requirement of ['signed-by', 'provenance', 'sbom', 'tests', 'vulnerabilities']) {
      expect(said).toContain(requirement);
    }
  });

  it('leaves production with the digest that shipped, in git and in the running service', () => {
    const digest = story.shipped.split('@')[1] ?? '';
    expect(world.repository.read('deploy/production/kustomization.yaml')).toContain(`digest: ${digest}`);
    expect(world.cluster.running('production')).toBe(digest);
  });

  it('uses no permission that the actions do not declare', async () => {
    for (const step of steps) {
      const action = NAMED.exec(step.uses ?? '')?.[1];
      if (action === undefined) continue;
      const { contract } = (await import(`../../actions/${action}/contract.ts`)) as {
        contract: { permissions: readonly { scope: string; level: string }[] };
      };
      for (const [scope, level] of Object.entries(step.permissions)) {
        const declared = contract.permissions.find((permission) => permission.scope === scope)?.level;
        expect([action, scope, level === 'read' && declared === 'write' ? 'write' : level]).toEqual([
          action,
          scope,
          declared,
        ]);
      }
    }
  });

  it('writes a summary for every action, and none that a reader would see broken', () => {
    const texts = story.acts.flatMap(({ run }) => run.summaries.map(({ text }) => text));
    expect(texts.length).toBeGreaterThan(20);
    for (const text of texts) {
      expect(text).toMatch(/^### (✅|⛔|⚠️|⏸️) /u);
      expect(text).not.toMatch(/undefined|NaN|\[object/);
    }
  });
});
