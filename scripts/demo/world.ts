import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../shared/action/system-clock.ts';
import { REPOSITORY_ROOT, runAction } from '../../test/kit/action-process.ts';
import { type GitHubFake, startGitHub } from '../../test/kit/github/server.ts';
import { startRegistry } from '../../test/kit/registry/registry.ts';
import type { FinishedStep, RunOptions, WorkflowResult } from '../../test/kit/workflow-runner/run.ts';
import { runWorkflow } from '../../test/kit/workflow-runner/workflow.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { type Repository, createRepository } from './repository.ts';

const ENVIRONMENTS = ['test', 'staging', 'canary', 'production'] as const;
const NAME = 'acme/shop';
const EXAMPLES = path.join(REPOSITORY_ROOT, 'workflows-examples');

/** Everything around a delivery, on this machine: a registry, a GitHub, a repository that took the sample service, and its services. */
export interface World {
  readonly github: GitHubFake;
  readonly repository: Repository;
  readonly cluster: Cluster;
  readonly publicKey: string;
  /** `HOST/acme/shop` */
  readonly image: string;
  /** Runs deliver.yml as a push of `tag` does. */
  deliver(tag: string, watch?: Watch): Promise<WorkflowResult>;
  /** Runs promote.yml as somebody who pressed the button does. */
  promote(image: string, environment: string, watch?: Watch): Promise<WorkflowResult>;
  close(): Promise<void>;
}

/** Somebody let a job start that waited for an environment. */
export interface Approval {
  readonly job: string;
  readonly by: string;
  readonly comment: string;
}

/** Told of what happens in a run as it happens. */
export interface Watch {
  step(step: FinishedStep): void;
  approval(approval: Approval): void;
}

/** `registry` is started for it unless one is given; whoever gives one stops it. */
export async function createWorld(given?: { readonly host: string }): Promise<World> {
  const own = given === undefined ? await startRegistry() : undefined;
  const host = given?.host ?? own?.host ?? '';
  const { key, publicKey } = makeKey();
  const repository = await takeSample(host, publicKey);
  const github = await startGitHub({
    repositories: {
      [NAME]: { directory: repository.bare, environments: { production: { reviewers: ['grace'] } } },
    },
  });
  repository.commit('Take images from this GitHub only', {
    '.github/fixity.yml': (text) => text.replaceAll('github.com/', `${new URL(github.serverUrl).host}/`),
  });
  const desired = (environment: string): string =>
    repository.read(`deploy/${environment}/kustomization.yaml`);
  const cluster = await startCluster(ENVIRONMENTS, desired, systemClock);
  const run = (
    options: Partial<RunOptions> & Pick<RunOptions, 'file'>,
    watch: Watch | undefined,
  ): Promise<WorkflowResult> =>
    runWorkflow({
      repository: { name: NAME, directory: repository.bare },
      github,
      actor: 'ada',
      secrets: { FIXITY_KEY: key },
      vars: variables(cluster),
      approve: ({ job }) => {
        watch?.approval({ job, ...REVIEW });
        return { approved: true, ...REVIEW };
      },
      ...options,
      onStep: async (step) => {
        await cluster.reconcile();
        watch?.step(step);
      },
    });
  return {
    github,
    repository,
    cluster,
    publicKey,
    image: `${host}/${NAME}`,
    deliver: (tag, watch) =>
      run({ file: '.github/workflows/deliver.yml', event: 'push', ref: `refs/tags/${tag}` }, watch),
    promote: (image, environment, watch) => {
      const inputs = { image, environment };
      return run({ file: '.github/workflows/promote.yml', event: 'workflow_dispatch', inputs }, watch);
    },
    close: async () => {
      await cluster.close();
      await github.stop();
      await own?.close();
    },
  };
}

function makeKey(): { readonly key: string; readonly publicKey: string } {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** What the reviewer of production says. */
const REVIEW = { by: 'grace', comment: 'looks right' } as const;

/** The repository's variables: where the services answer, and a canary of seconds instead of minutes. */
const variables = (cluster: Cluster): Readonly<Record<string, string>> => ({
  CANARY_URL: cluster.url('canary'),
  BASELINE_URL: cluster.url('baseline'),
  CANARY_RATE: '200',
  CANARY_INTERVAL: '500ms',
  CANARY_MIN_DURATION: '2s',
  CANARY_MAX_DURATION: '12s',
});

/**
 * Builds the stand-in base image, then edits the examples as their texts say: the names of registries, and the base's digest.
 * @param workflows names of files in workflows-examples.
 */
export async function takeSample(
  host: string,
  publicKey: string,
  workflows: readonly string[] = ['deliver.yml', 'promote.yml'],
): Promise<Repository> {
  const base = createRepository(path.join(EXAMPLES, 'sample-base'), {}, (text) => text);
  const built = await runAction('build-image', {
    inputs: { file: 'image.yml', image: `${host}/acme/base/nodejs`, tags: 'bookworm' },
    workspace: base.clone,
  });
  const digest = built.outputs['digest'];
  if (digest === undefined) throw new Error(`the base image was not built:\n${built.log.join('\n')}`);
  const workflow = (name: string): [string, string] => [
    `.github/workflows/${name}`,
    readFileSync(path.join(EXAMPLES, name), 'utf8'),
  ];
  return createRepository(
    path.join(EXAMPLES, 'sample-service'),
    {
      ...Object.fromEntries(workflows.map(workflow)),
      '.github/keys/release.pub': publicKey,
    },
    (text) => text.replaceAll('ghcr.io/', `${host}/`).replace(/(base\/nodejs@)sha256:0+/, `$1${digest}`),
  );
}
