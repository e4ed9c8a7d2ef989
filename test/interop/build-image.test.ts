import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect } from '@jest/globals';
import { startDistribution } from '../kit/distribution.ts';
import { interop } from '../kit/parts.ts';
import {
  FILES,
  IMAGE_YML,
  buildImage,
  contextFor,
  digestOutput,
  outputOf,
  removeDirectories,
  repository,
} from '../unit/actions/build-image/repository.ts';

const execute = promisify(execFile);
const run = async (program: string, ...args: string[]): Promise<string> =>
  (await execute(program, args)).stdout;

afterEach(removeDirectories);

describe('what build-image makes, for real programs', () => {
  interop(
    'is valid to crane in a real registry, on a base that crane made, whose layers are mounted',
    ['docker-registry', 'crane', 'tar'],
    async () => {
      const distribution = await startDistribution();
      const directory = mkdtempSync(path.join(tmpdir(), 'fixity-build-interop-'));
      try {
        const archive = path.join(directory, 'base.tar');
        const root = repository({ 'usr/bin/sh': 'shell', bin: '->usr/bin' });
        await run('ln', '-sfn', 'usr/bin', path.join(root, 'bin'));
        await run('tar', '-C', root, '--exclude', '.git', '-cf', archive, '.');
        const base = `${distribution.host}/base`;
        await run('crane', 'append', '--insecure', '--oci-empty-base', '-f', archive, '-t', `${base}:1`);
        await run(
          'crane',
          'mutate',
          '--insecure',
          '--set-platform',
          'linux/amd64',
          '-t',
          `${base}:1`,
          `${base}:1`,
        );
        const digest = (await run('crane', 'digest', '--insecure', `${base}:1`)).trim();
        const yaml = IMAGE_YML.replace('scratch', `${base}:1@${digest}`)
          .replace(', linux/arm64', '')
          .replace('layers:', 'layers:\n  - copy: {src/server.js: /bin/tool}');
        const image = `${distribution.host}/acme/shop`;
        const outcome = await buildImage({ image }, contextFor(repository({ ...FILES, 'image.yml': yaml })));
        expect(outcome.report).toMatchObject({ published: { blobs: { mounted: 1 } } });
        const reference = outputOf(outcome, 'image');
        await run('crane', 'validate', '--insecure', '--remote', reference);
        expect((await run('crane', 'digest', '--insecure', `${image}:v1.2.3`)).trim()).toBe(
          digestOutput(outcome),
        );
        const files = path.join(directory, 'image.tar');
        await run('crane', 'export', '--insecure', reference, files);
        const listing = await run('tar', '-tf', files);
        expect(listing.split('\n')).toEqual(
          expect.arrayContaining(['usr/bin/tool', 'app/src/server.js', 'app/node_modules/dep/package.json']),
        );
        expect(await run('tar', '-tvf', files)).toMatch(/bin -> usr\/bin/);
      } finally {
        await distribution.close();
        rmSync(directory, { recursive: true });
      }
    },
  );

  interop(
    'is a layout that oras copies to a registry and back, digest by digest',
    ['docker-registry', 'oras'],
    async () => {
      const distribution = await startDistribution();
      try {
        const context = contextFor(repository());
        const outcome = await buildImage({ image: `oci-layout:${context.temp}/image` }, context);
        const target = `${distribution.host}/copied:1`;
        await run(
          'oras',
          'cp',
          '--from-oci-layout',
          `${context.temp}/image:v1.2.3`,
          '--to-plain-http',
          target,
        );
        const resolved = (await run('oras', 'resolve', '--plain-http', target)).trim();
        expect(resolved).toBe(digestOutput(outcome));
        const manifest = await run('oras', 'manifest', 'fetch', '--plain-http', target);
        expect(JSON.parse(manifest)).toMatchObject({ mediaType: 'application/vnd.oci.image.index.v1+json' });
        expect(readFileSync(path.join(context.temp, 'image/oci-layout'), 'utf8')).toContain('1.0.0');
      } finally {
        await distribution.close();
      }
    },
  );
});
