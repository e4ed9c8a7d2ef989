import { afterAll, describe, expect } from '@jest/globals';
import { type World, createWorld } from '../../scripts/demo/world.ts';
import { startDistribution } from '../kit/distribution.ts';
import { interop } from '../kit/parts.ts';
import type { WorkflowResult } from '../kit/workflow-runner/workflow.ts';
import { workbench } from './evidence-programs.ts';

interface Delivered {
  readonly world: World;
  readonly image: string;
}

const bench = workbench();
let delivered: Promise<Delivered> | undefined;
const started: { close(): Promise<void> }[] = [];

/** One delivery through the bundles into the real registry, which has no referrers API; all tests look at it. */
async function deliver(): Promise<Delivered> {
  const distribution = await startDistribution();
  started.push(distribution);
  const world = await createWorld(distribution);
  started.push(world);
  world.repository.tag('v1.0.0');
  const run = await world.deliver('v1.0.0');
  if (run.result !== 'success') throw new Error(`deliver.yml ended in ${run.result}:\n${said(run)}`);
  return { world, image: run.jobs['build']?.outputs['image'] ?? '' };
}

const once = (): Promise<Delivered> => (delivered ??= deliver());

afterAll(async () => {
  for (const part of started.reverse()) await part.close();
  bench.close();
});

/** What a run said in annotations. */
const said = (run: WorkflowResult): string => run.annotations.map(({ message }) => message).join('\n');

/** The policy names another repository as the home of the image. */
function moveImages(world: World, from: string, to: string): void {
  world.repository.commit(`Take images from ${to}`, {
    '.github/fixity.yml': (text) => text.replace(`repository: ${from} `, `repository: ${to} `),
  });
}

describe('an image that went through the whole delivery', () => {
  interop(
    'verifies with cosign, by signature and by each statement',
    ['docker-registry', 'cosign'],
    async () => {
      const { world, image } = await once();
      const key = bench.file('release.pub', world.publicKey);
      const flags = ['--key', key, '--insecure-ignore-tlog=true', '--allow-http-registry'];
      await bench.run('cosign', 'verify', ...flags, image);
      for (const type of ['slsaprovenance1', 'https://in-toto.io/attestation/test-result/v0.1']) {
        await bench.run('cosign', 'verify-attestation', ...flags, '--type', type, image);
      }
    },
    180_000,
  );

  interop('lists its evidence with oras discover', ['docker-registry', 'oras'], async () => {
    const { image } = await once();
    const listed = await bench.run('oras', 'discover', '--plain-http', '--format', 'json', image);
    const types = (JSON.parse(listed) as { referrers: { artifactType: string }[] }).referrers;
    expect(types.length).toBeGreaterThanOrEqual(6);
    expect(
      types.every(({ artifactType }) => artifactType === 'application/vnd.dev.sigstore.bundle.v0.3+json'),
    ).toBe(true);
  });

  interop(
    'passes the gate after oras cp -r, and is refused after crane copy with everything that is missing',
    ['docker-registry', 'oras', 'crane'],
    async () => {
      const { world, image } = await once();
      const [, digest = ''] = image.split('@');
      const [kept, dropped] = [`${world.image}-kept`, `${world.image}-dropped`];
      await bench.run('oras', 'cp', '-r', '--from-plain-http', '--to-plain-http', image, `${kept}:v1`);
      await bench.run('crane', 'copy', '--insecure', image, `${dropped}:v1`);

      moveImages(world, world.image, kept);
      const passed = await world.promote(`${kept}@${digest}`, 'test');
      expect([passed.result, said(passed)]).toEqual(['success', '']);
      moveImages(world, kept, dropped);
      const refused = await world.promote(`${dropped}@${digest}`, 'test');
      expect(refused.result).toBe('failure');
      for (const missing of ['signed-by', 'provenance', 'sbom', 'tests', 'vulnerabilities']) {
        expect(said(refused)).toContain(missing);
      }
    },
    120_000,
  );
});
