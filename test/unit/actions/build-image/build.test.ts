import { chmodSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseProvenance } from '../../../../shared/evidence/predicates/provenance.ts';
import type { ImageIndex } from '../../../../shared/oci/descriptor.ts';
import { readImageConfig } from '../../../../shared/image/config.ts';
import { readImage } from '../../../../shared/oci/image.ts';
import { openStore } from '../../../../shared/oci/open.ts';
import { parseReference } from '../../../../shared/oci/reference.ts';
import { writeTestImage } from '../../../kit/registry/image.ts';
import { ANONYMOUS } from '../../image/workspace.ts';
import {
  FILES,
  IMAGE_YML,
  buildImage,
  commit,
  contextFor,
  destination,
  digestOutput,
  outputOf,
  removeDirectories,
  repository,
  write,
} from './repository.ts';

afterEach(removeDirectories);

describe('build-image', () => {
  it('builds, pushes, tags, and says what it made', async () => {
    const { image, store } = await destination();
    const context = contextFor(repository());
    const outcome = await buildImage({ image, 'verify-reproducible': 'true' }, context);
    const digest = digestOutput(outcome);
    expect(outcome).toMatchObject({
      result: 'done',
      headline: `build-image: built, reproducible (${digest})`,
      outputs: { image: `${image}@${digest}`, tags: 'v1.2.3\nlatest', reproducible: 'true', baseImages: [] },
    });
    expect((await store.resolve('v1.2.3'))?.digest).toBe(digest);
    expect((await store.resolve('latest'))?.digest).toBe(digest);
    const { top, platforms } = await readImage(store, digest);
    expect(outcome.outputs.platformDigests).toEqual({
      'linux/amd64': platforms[0]?.manifest.descriptor.digest,
      'linux/arm64': platforms[1]?.manifest.descriptor.digest,
    });
    const sha = top.content.annotations?.['org.opencontainers.image.revision'];
    expect(top.content.annotations).toEqual({
      'org.opencontainers.image.created': '2026-01-02T03:04:05Z',
      'org.opencontainers.image.revision': expect.stringMatching(/^[0-9a-f]{40}$/),
      'org.opencontainers.image.source': 'https://github.com/acme/shop',
      'org.opencontainers.image.title': 'shop',
      'org.opencontainers.image.version': '1.2.3',
    });
    const [first] = platforms;
    const config = first === undefined ? undefined : await readImageConfig(store, first.manifest);
    expect(config?.config?.Labels).toMatchObject({ 'org.opencontainers.image.revision': sha });
    expect(config?.created).toBe('2026-01-02T03:04:05Z');
  });

  it('gives one digest from two checkouts with other umasks, in other places and on other days', async () => {
    const { image } = await destination();
    const [one, other] = [repository(), repository()];
    chmodSync(path.join(other, 'src/server.js'), 0o600);
    const late = contextFor(other);
    (late.clock as unknown as { advance(milliseconds: number): void }).advance(86_400_000 * 40);
    const first = await buildImage({ image }, contextFor(one));
    const second = await buildImage({ image }, late);
    expect(digestOutput(second)).toBe(digestOutput(first));
    expect([first.result, second.result]).toEqual(['done', 'unchanged']);
  });

  it('writes provenance of the commit, the file and the workflow, and an SBOM of each platform, for sign', async () => {
    const { image } = await destination();
    const workspace = repository();
    const outcome = await buildImage({ image }, contextFor(workspace));
    const lines = outputOf(outcome, 'attestations').split('\n');
    const digests = Object.values(outcome.outputs.platformDigests as Record<string, string>);
    expect(lines[0]).toBe(`https://slsa.dev/provenance/v1=${outputOf(outcome, 'provenancePath')}`);
    expect(lines.slice(1).map((line) => line.split('=')[0])).toEqual(
      digests.map((digest) => `https://cyclonedx.org/bom@${digest}`),
    );
    const provenance: unknown = JSON.parse(readFileSync(outputOf(outcome, 'provenancePath'), 'utf8'));
    expect(parseProvenance(provenance)).toMatchObject({
      buildType: 'https://fixity-actions.github.io/build-types/assemble/v1',
      builderId: 'https://github.com/acme/shop/.github/workflows/deliver.yml@refs/tags/v1.2.3',
      source: 'github.com/acme/shop',
      ref: 'refs/tags/v1.2.3',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      invocationId: 'https://github.com/acme/shop/actions/runs/7/attempts/2',
    });
    expect(provenance).toMatchObject({
      buildDefinition: {
        externalParameters: {
          workflow: {
            ref: 'refs/tags/v1.2.3',
            repository: 'https://github.com/acme/shop',
            path: '.github/workflows/deliver.yml',
          },
        },
        internalParameters: {
          assemblerVersion: 1,
          sourceDateEpoch: 1_767_323_045,
          cleanTree: { generated: ['node_modules/'] },
        },
      },
    });
    const [sbom] = outputOf(outcome, 'sbomPaths').split('\n');
    expect(JSON.parse(readFileSync(sbom ?? '', 'utf8'))).toMatchObject({
      bomFormat: 'CycloneDX',
      components: [{ name: 'dep', version: '1.0.0' }],
    });
  });

  it('leaves nothing but evidence in the temporary directory', async () => {
    const { image } = await destination();
    const context = contextFor(repository());
    await buildImage({ image }, context);
    expect(readdirSync(context.temp)).toEqual(['fixity']);
  });

  it.each([{ push: 'false' }, { 'dry-run': 'true' }])(
    'decides and reports everything, and stores nothing, with %j',
    async (input) => {
      const { image, registry: server } = await destination();
      const outcome = await buildImage({ image, ...input }, contextFor(repository()));
      expect(outcome.headline).toContain('built, not pushed');
      expect(outcome.outputs.tags).toBe('');
      expect(existsSync(outputOf(outcome, 'provenancePath'))).toBe(true);
      expect(server.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
    },
  );

  it('builds on a base by digest, and names it on the image', async () => {
    const { image, registry: server } = await destination();
    const base = openStore(parseReference(`${server.host}/base`), ANONYMOUS);
    const tar = Buffer.alloc(1024);
    const platforms = [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
    ];
    const { digest } = await writeTestImage(base, { platforms, layers: [tar], tag: '12' });
    const from = `${server.host}/base:12@${digest}`;
    const workspace = repository({ ...FILES, 'image.yml': IMAGE_YML.replace('scratch', from) });
    const outcome = await buildImage({ image }, contextFor(workspace));
    const { top } = await readImage(openStore(parseReference(image), ANONYMOUS), digestOutput(outcome));
    expect(top.content.annotations).toMatchObject({
      'org.opencontainers.image.base.name': `${server.host}/base:12`,
      'org.opencontainers.image.base.digest': digest,
    });
    expect(outcome.outputs.baseImages).toEqual([{ name: `${server.host}/base:12`, digest }]);
    expect(outcome.report).toMatchObject({ published: { blobs: { mounted: 1 } } });
  });

  it('refuses a base by tag with the line to paste, and takes it with a warning when told to', async () => {
    const { image, registry: server } = await destination();
    const base = openStore(parseReference(`${server.host}/base`), ANONYMOUS);
    const { digest } = await writeTestImage(base, { layers: [Buffer.alloc(1024)], tag: '12' });
    const yaml = IMAGE_YML.replace('scratch', `${server.host}/base:12`).replace(', linux/arm64', '');
    const workspace = repository({ ...FILES, 'image.yml': yaml });
    await expect(buildImage({ image }, contextFor(workspace))).rejects.toMatchObject({
      result: 'refused',
      problems: [
        {
          next: `write  from: ${server.host}/base:12@${digest}`,
          at: { file: 'image.yml', line: 1, column: 7 },
        },
      ],
    });
    const context = contextFor(workspace);
    const outcome = await buildImage({ image, 'base-images': 'warn' }, context);
    expect(outcome.result).toBe('done');
    expect(outcome.summary).toMatch(/^### ⚠️ build/);
  });

  it('refuses a version tag that exists with another digest, before anything is sent', async () => {
    const { image, registry: server, store } = await destination();
    const workspace = repository();
    const first = await buildImage({ image }, contextFor(workspace));
    write(workspace, { 'src/server.js': 'other()\n' });
    commit(workspace, 'second');
    const before = server.requests.length;
    await expect(buildImage({ image }, contextFor(workspace))).rejects.toMatchObject({
      result: 'refused',
      problems: [
        { what: `${image}:v1.2.3 exists with another digest`, rule: 'a version tag is never moved' },
      ],
    });
    expect(server.requests.slice(before).filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual(
      [],
    );
    expect((await store.resolve('latest'))?.digest).toBe(digestOutput(first));
  });

  it('does not take latest back to an older line', async () => {
    const { image, store } = await destination();
    const workspace = repository();
    const newer = await buildImage({ image }, contextFor(workspace, { ref: 'refs/tags/v2.0.0' }));
    const older = await buildImage({ image }, contextFor(workspace, { ref: 'refs/tags/v1.9.1' }));
    expect(older.outputs.tags).toBe('v1.9.1');
    expect(older.summary).toContain('stays where it is');
    expect((await store.resolve('latest'))?.digest).toBe(digestOutput(newer));
  });

  it('refuses credentials among the files, and never shows them', async () => {
    const { image, registry: server } = await destination();
    const secret = ['ghp', 'A1b2'.repeat(9)].join('_');
    const workspace = repository({
      ...FILES,
      'src/.env': 'X=1',
      'src/config.js': `\nconst t = '${secret}'\n`,
    });
    const attempt = buildImage({ image }, contextFor(workspace));
    await expect(attempt).rejects.toMatchObject({
      result: 'refused',
      problems: expect.arrayContaining([
        expect.objectContaining({ at: { file: 'src/config.js', line: 2 } }),
        expect.objectContaining({ at: { file: 'src/.env', line: 1 } }),
      ]) as unknown,
    });
    await expect(attempt).rejects.not.toThrow(secret);
    expect(server.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
  });

  it.each([
    ['the config', { labels: 'made-with=correct horse' }],
    ['an annotation', { annotations: 'made-with=the correct horse' }],
    ['the provenance', { tags: 'x-{{sha}}', flavor: 'latest=false', 'source-date-epoch': '1234567890' }],
  ])('refuses a secret of its own inputs that would stand in %s', async (_, inputs) => {
    const { image, registry: server } = await destination();
    const secret = 'source-date-epoch' in inputs ? '1234567890' : 'correct horse';
    const given = { image, 'registry-username': 'robot', 'registry-password': secret, ...inputs };
    const attempt = buildImage(given, contextFor(repository()));
    await expect(attempt).rejects.toMatchObject({
      result: 'refused',
      message: expect.stringMatching(/secret 'registry-password'/) as unknown,
    });
    await expect(attempt).rejects.not.toThrow(secret);
    expect(server.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
  });

  it('reports the problems of file, tags and flavor together', async () => {
    const { image } = await destination();
    const workspace = repository({ ...FILES, 'image.yml': 'frm: x\n' });
    const attempt = buildImage({ image, tags: 'type=x', flavor: 'y' }, contextFor(workspace));
    await expect(attempt).rejects.toThrow(/unknown key 'frm'[^]*unknown type 'x'/);
  });

  it('puts the index into a layout as it does into a registry', async () => {
    const { image } = await destination();
    const workspace = repository();
    const pushed = await buildImage({ image }, contextFor(workspace));
    const context = contextFor(workspace);
    const local = await buildImage({ image: `oci-layout:${context.temp}/layout` }, context);
    expect(digestOutput(local)).toBe(digestOutput(pushed));
    const index = JSON.parse(
      readFileSync(path.join(context.temp, 'layout/index.json'), 'utf8'),
    ) as ImageIndex;
    expect(
      index.manifests.map(({ annotations }) => annotations?.['org.opencontainers.image.ref.name']),
    ).toEqual(expect.arrayContaining(['v1.2.3', 'latest']));
  });

  it('takes labels and annotations from the inputs over those of the file', async () => {
    const { image, store } = await destination();
    const yaml = `${IMAGE_YML}annotations: {a: file, b: file}\n`;
    const workspace = repository({ ...FILES, 'image.yml': yaml });
    const annotations = 'a=input\nmanifest:c=1\nmanifest,index:d=2';
    const outcome = await buildImage({ image, annotations, labels: 'l=input' }, contextFor(workspace));
    const { top, platforms } = await readImage(store, digestOutput(outcome));
    const levels = [top, ...platforms.map(({ manifest }) => manifest)];
    expect(levels).toHaveLength(3);
    for (const { content } of levels) {
      expect(content.annotations).toMatchObject({
        a: 'input',
        b: 'file',
        c: '1',
        d: '2',
        'org.opencontainers.image.version': '1.2.3',
      });
    }
    const [first] = platforms;
    const config = first === undefined ? undefined : await readImageConfig(store, first.manifest);
    expect(config?.config?.Labels).toMatchObject({ l: 'input' });
  });
});
