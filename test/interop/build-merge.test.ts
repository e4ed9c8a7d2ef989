import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect } from '@jest/globals';
import { runAction } from '../kit/action-process.ts';
import { type Distribution, startDistribution } from '../kit/distribution.ts';
import { interop } from '../kit/parts.ts';
import {
  FILES,
  IMAGE_YML,
  buildImage,
  commit,
  contextFor,
  digestOutput,
  directory,
  outputOf,
  removeDirectories,
  repository,
  write,
} from '../unit/actions/build-image/repository.ts';

const execute = promisify(execFile);
const run = async (program: string, ...args: string[]): Promise<string> =>
  (await execute(program, args)).stdout.trim();

const started: Distribution[] = [];
const distribution = async (): Promise<string> => {
  const registry = await startDistribution();
  started.push(registry);
  return registry.host;
};

afterEach(async () => {
  await Promise.all(started.splice(0).map(async (each) => each.close()));
  await removeDirectories();
});

/** What a job of a matrix leaves behind. */
async function platform(image: string, architecture: string): Promise<string> {
  const yaml = IMAGE_YML.replace('linux/amd64, linux/arm64', `linux/${architecture}`);
  const workspace = repository({ ...FILES, 'image.yml': yaml });
  return outputOf(await buildImage({ image, tags: '# none' }, contextFor(workspace)), 'image');
}

interface Index {
  readonly manifests: readonly { readonly digest: string; readonly platform: object }[];
}

describe('a merge, for real programs', () => {
  interop(
    'of two registries and a layout is whole to crane, has the right platform for skopeo, and the children of crane’s own index',
    ['docker-registry', 'crane', 'skopeo'],
    async () => {
      const [here, there] = [await distribution(), await distribution()];
      const image = `${here}/acme/shop`;
      const sources = [
        await platform(`${there}/parts`, 'arm64'),
        await platform(`${here}/parts`, 'amd64'),
        await platform(`oci-layout:${path.join(directory(), 'layout')}`, 's390x'),
      ];
      const inputs = { mode: 'merge', image, sources: sources.join('\n'), tags: 'v1.2.3' };
      const outcome = await buildImage(inputs, contextFor(repository()));
      const reference = outputOf(outcome, 'image');
      await run('crane', 'validate', '--insecure', '--remote', reference);
      expect(await run('crane', 'digest', '--insecure', `${image}:v1.2.3`)).toBe(digestOutput(outcome));
      for (const architecture of ['amd64', 'arm64', 's390x']) {
        const options = [
          '--tls-verify=false',
          '--override-arch',
          architecture,
          '--format',
          '{{.Architecture}}',
        ];
        expect(await run('skopeo', 'inspect', ...options, `docker://${image}:v1.2.3`)).toBe(architecture);
      }
      const children = await run('crane', 'manifest', '--insecure', reference);
      const appended = `${image}:crane`;
      const digests = (JSON.parse(children) as Index).manifests.map(({ digest }) => `${image}@${digest}`);
      const flags = digests.flatMap((each) => ['-m', each]);
      await run(
        'crane',
        'index',
        'append',
        '--insecure',
        '--docker-empty-base=false',
        ...flags,
        '-t',
        appended,
      );
      const theirs = JSON.parse(await run('crane', 'manifest', '--insecure', appended)) as Index;
      const platforms = (index: Index) => index.manifests.map((each) => [each.digest, each.platform]);
      expect(platforms(theirs)).toEqual(platforms(JSON.parse(children) as Index));
    },
  );
});

describe('two jobs that release one version into a real registry, which knows no conditions', () => {
  interop('end with one image, which one of them says it released', ['docker-registry'], async () => {
    const image = `${await distribution()}/acme/shop`;
    const workspaces = ['one\n', 'two\n'].map((content) => {
      const workspace = repository();
      write(workspace, { 'src/server.js': content });
      commit(workspace, content);
      return workspace;
    });
    const ran = await Promise.all(
      workspaces.map(async (workspace) =>
        runAction('build-image', {
          workspace,
          inputs: { token: '', image, tags: 'v1.2.3' },
          env: { GITHUB_SHA: '' },
        }),
      ),
    );
    expect(ran.map(({ outputs }) => outputs['result']).sort()).toEqual(['done', 'refused']);
    const winner = ran.find(({ outputs }) => outputs['result'] === 'done');
    const found = await fetch(`http://${image.replace('/', '/v2/')}/manifests/v1.2.3`, {
      method: 'HEAD',
      headers: { accept: 'application/vnd.oci.image.index.v1+json' },
    });
    expect(found.headers.get('docker-content-digest')).toBe(winner?.outputs['digest']);
  });
});
