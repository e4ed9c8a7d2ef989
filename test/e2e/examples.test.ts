import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { type World, createWorld } from '../../scripts/demo/world.ts';
import { REPOSITORY_ROOT } from '../kit/action-process.ts';
import type { WorkflowResult } from '../kit/workflow-runner/workflow.ts';

const DELIVER = '.github/workflows/deliver.yml';
const EXAMPLES = path.join(REPOSITORY_ROOT, 'workflows-examples');
const DIGEST = /digest: sha256:[0-9a-f]{64}/;

interface Workflow {
  readonly jobs: Record<string, { permissions: Record<string, string>; needs?: unknown }>;
}

/** deliver.yml as far as its first environment, with less permission for the job that promotes. */
const deliverToTest =
  (...without: readonly string[]) =>
  (text: string): string => {
    const workflow = parse(text) as Workflow;
    const { build, test } = workflow.jobs;
    if (build === undefined || test === undefined) throw new Error('deliver.yml has no jobs build and test');
    const permissions = Object.entries(test.permissions).filter(([scope]) => !without.includes(scope));
    return stringify({
      ...workflow,
      jobs: { build, test: { ...test, permissions: Object.fromEntries(permissions) } },
    });
  };

describe('the permissions that the examples give', () => {
  let world: World;
  let tags = 0;
  const original = readFileSync(path.join(EXAMPLES, 'deliver.yml'), 'utf8');

  beforeAll(async () => {
    world = await createWorld();
  }, 60_000);
  afterAll(async () => {
    await world.close();
  });

  const deliver = async (...without: readonly string[]): Promise<WorkflowResult> => {
    const host = world.image.split('/')[0] ?? '';
    const workflow = deliverToTest(...without)(original.replaceAll('ghcr.io', host));
    world.repository.commit(`Without ${without.join()}, ${tags}`, { [DELIVER]: () => workflow });
    const tag = `v1.0.${(tags += 1)}`;
    world.repository.tag(tag);
    return world.deliver(tag);
  };
  /** How the jobs ended; for one that fails unexpectedly, with the end of its log. */
  const endings = (result: WorkflowResult): readonly string[] =>
    Object.entries(result.jobs).map(([id, job]) => {
      const log = result.log.filter((line) => line.job === id).slice(-12);
      return job.result === 'success' ? id : `${id}: ${log.map((line) => line.text).join('\n')}`;
    });
  const desired = (): string => world.repository.read('deploy/test/kustomization.yaml');

  it.each(['contents', 'deployments'])(
    'are needed: without %s the promotion fails, says what to add, and commits and records nothing',
    async (scope) => {
      const result = await deliver(scope);
      expect(endings(result)).toEqual(['build', expect.stringMatching(/^test: [^]*failure$/)]);
      const said = result.annotations.map(({ message }) => message).join('\n');
      expect(said).toContain(`permissions: { ${scope}:`);
      expect(world.github.repository('acme/shop').deployments).toEqual([]);
      expect(desired()).not.toMatch(DIGEST);
    },
    60_000,
  );

  it('are enough, also after runs that failed, and each that the API knows of is used', async () => {
    const result = await deliver();
    expect(endings(result)).toEqual(['build', 'test']);
    expect(desired()).toMatch(DIGEST);
    expect(result.jobs['test']?.steps[0]?.permissions).toEqual({ contents: 'write', deployments: 'write' });
    expect(world.github.repository('acme/shop').deployments).toMatchObject([
      { environment: 'test', statuses: [{ state: 'in_progress' }, { state: 'success' }] },
    ]);
  }, 60_000);
});

describe('the examples', () => {
  it('are all run by the tests of this folder; one that is new has to be run too', () => {
    const run = [
      // By build-examples.test.ts.
      'build-dockerfile.yml',
      'build-files.yml',
      'build-monorepo.yml',
      'build-multi-platform.yml',
      'deliver.yml',
      'promote.yml',
      // By evidence-examples.test.ts.
      'release-air-gapped.yml',
      'release-keyless.yml',
      'verify-before-deploy.yml',
    ];
    expect(globSync('*.yml', { cwd: EXAMPLES }).sort()).toEqual(run);
  });
});
