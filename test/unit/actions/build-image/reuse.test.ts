import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { contract } from '../../../../actions/build-image/contract.ts';
import { readSmallBlob, writeBytes } from '../../../../shared/oci/blob.ts';
import { type Digest, digestOf } from '../../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../../shared/oci/media-types.ts';
import type { ImageStore } from '../../../../shared/oci/store.ts';
import { readImage } from '../../../../shared/oci/image.ts';
import type { ImageManifest } from '../../../../shared/oci/descriptor.ts';
import { isImageIndex } from '../../../../shared/oci/manifest.ts';
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

interface Report {
  readonly platforms: readonly { readonly layers: readonly { name: string; reused: string | null }[] }[];
  readonly phases: readonly { readonly name: string }[];
}

/** Which layers of the first platform came from where. */
const reusedIn = ({ report }: { readonly report?: unknown }): Record<string, string | null> =>
  Object.fromEntries((report as Report).platforms[0]?.layers.map(({ name, reused }) => [name, reused]) ?? []);

/** The same image with its layers in the hand of another program; gives its index. */
async function packedByAnother(store: ImageStore, digest: Digest): Promise<Buffer> {
  const { platforms } = await readImage(store, digest);
  const manifests = platforms.map(async ({ platform, manifest: { content } }) => {
    if (isImageIndex(content)) throw new Error('a platform manifest');
    const layers = content.layers.map(async (layer) => {
      const archive = gunzipSync(await readSmallBlob(store, layer, 1_000_000));
      return writeBytes(store, gzipSync(archive, { level: 1 }), layer.mediaType);
    });
    const bytes = Buffer.from(JSON.stringify({ ...content, layers: await Promise.all(layers) }));
    await store.putManifest(bytes, { mediaType: MEDIA_TYPE.manifest });
    return { mediaType: MEDIA_TYPE.manifest, digest: digestOf(bytes), size: bytes.length, platform };
  });
  const index = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: await Promise.all(manifests) };
  return Buffer.from(JSON.stringify(index));
}

const V2 = { ref: 'refs/tags/v1.3.0' };

describe('building again', () => {
  it('sends no layer that the repository has, and gives the digest of a build into an empty one', async () => {
    const { image } = await destination();
    const workspace = repository();
    await buildImage({ image }, contextFor(workspace));
    write(workspace, { 'src/server.js': 'other()\n' });
    commit(workspace, 'second');
    const fresh = await buildImage({ image: `${image}-elsewhere` }, contextFor(workspace, V2));
    const again = await buildImage({ image, 'verify-reproducible': 'true' }, contextFor(workspace, V2));
    expect(reusedIn(again)).toEqual({ dependencies: null, application: null });
    expect(digestOutput(again)).toBe(digestOutput(fresh));
    expect(again.report).toMatchObject({ published: { blobs: { present: 1 } } });
  });

  it('gives that digest too where another gzip packed the previous release', async () => {
    const { image, store } = await destination();
    const workspace = repository();
    const first = await buildImage({ image }, contextFor(workspace));
    const repacked = await packedByAnother(store, digestOutput(first));
    await store.putManifest(repacked, { mediaType: MEDIA_TYPE.index, tag: 'v1.2.3' });
    const fresh = await buildImage({ image: `${image}-elsewhere` }, contextFor(workspace, V2));
    const again = await buildImage({ image }, contextFor(workspace, V2));
    expect(again.summary).toContain('since v1.2.3');
    expect(digestOutput(again)).toBe(digestOutput(fresh));
  });

  it('keeps packed layers in a directory, for another job and another destination', async () => {
    const { image } = await destination();
    const workspace = repository({ ...FILES, '.gitignore': 'node_modules/\n.cache/\n' });
    const inputs = { image, 'cache-dir': '.cache/layers' };
    const first = await buildImage(inputs, contextFor(workspace));
    expect(readdirSync(path.join(workspace, '.cache/layers/v1'))).toHaveLength(2);
    const second = await buildImage({ ...inputs, image: `${image}-2` }, contextFor(workspace));
    expect(reusedIn(second)).toEqual({ dependencies: 'cache', application: 'cache' });
    expect(digestOutput(second)).toBe(digestOutput(first));
  });

  it('seals what it keeps with a secret that stands nowhere', async () => {
    const { image } = await destination();
    const workspace = repository({ ...FILES, '.gitignore': 'node_modules/\n.cache/\n' });
    const secret = 'a secret of the repository';
    const inputs = { image, 'cache-dir': '.cache', 'cache-secret': secret };
    const first = await buildImage(inputs, contextFor(workspace));
    expect(
      readdirSync(path.join(workspace, '.cache/v1')).filter((name) => name.endsWith('.seal')),
    ).toHaveLength(2);
    const second = await buildImage({ ...inputs, image: `${image}-2` }, contextFor(workspace));
    expect(reusedIn(second)).toEqual({ dependencies: 'cache', application: 'cache' });
    expect(digestOutput(second)).toBe(digestOutput(first));
    const provenance = readFileSync(outputOf(second, 'provenancePath'), 'utf8');
    expect(`${provenance}${JSON.stringify(second)}`).not.toContain(secret);
    expect(contract.inputs['cache-secret'].secret).toBe(true);
  });

  it.each([
    [{ 'cache-dir': '.cache', 'cache-secret': 'short' }, /cache-secret.*too short.*16 characters/],
    [{ 'cache-secret': 'a secret of the repository' }, /cache-secret.*no meaning.*cache-dir/],
  ])('refuses %j', async (inputs, message) => {
    await expect(
      buildImage({ image: 'registry.example/shop', ...inputs }, contextFor(repository())),
    ).rejects.toThrow(message);
  });

  it('does not reuse what is packed in another way', async () => {
    const { image } = await destination();
    const workspace = repository();
    await buildImage({ image }, contextFor(workspace));
    write(workspace, { 'image.yml': `${IMAGE_YML}compression: none\n` });
    commit(workspace, 'unpacked');
    const again = await buildImage({ image }, contextFor(workspace, V2));
    expect(reusedIn(again)).toEqual({ dependencies: null, application: null });
  });

  it('passes over a previous tag that names no image', async () => {
    const { image, store } = await destination();
    const artifact = {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [],
    };
    await store.putManifest(Buffer.from(JSON.stringify(artifact)), {
      mediaType: artifact.mediaType,
      tag: 'v1.0.0',
    });
    await expect(buildImage({ image }, contextFor(repository()))).resolves.toMatchObject({ result: 'done' });
  });
});

describe('what image.yml says of packing and leaving out', () => {
  it.each([
    ['zstd', '+zstd', 1],
    ['none', '.tar', 0],
  ])('packs with %s', async (compression, ending, warnings) => {
    const { image, store } = await destination();
    const workspace = repository({ ...FILES, 'image.yml': `${IMAGE_YML}compression: ${compression}\n` });
    const outcome = await buildImage({ image, 'verify-reproducible': 'true' }, contextFor(workspace));
    const { platforms } = await readImage(store, digestOutput(outcome));
    const layers = platforms.flatMap(({ manifest: { content } }) =>
      isImageIndex(content) ? [] : (content satisfies ImageManifest).layers,
    );
    expect(layers.map(({ mediaType }) => mediaType.endsWith(ending))).toEqual([true, true, true, true]);
    expect((outcome.report as { warnings: unknown[] }).warnings).toHaveLength(warnings);
    expect(outcome.summary.includes('not every runtime reads zstd layers')).toBe(warnings === 1);
  });

  it('leaves out what the ignore file says, and says where a file is that is not there', async () => {
    const { image } = await destination();
    const yaml = `${IMAGE_YML}ignore-file: .dockerignore\n`;
    const files = { ...FILES, 'image.yml': yaml, 'src/.env': 'SECRET=1\n' };
    const workspace = repository({ ...files, '.dockerignore': '**/.env\n' });
    await expect(buildImage({ image }, contextFor(workspace))).resolves.toMatchObject({ result: 'done' });
    await expect(buildImage({ image }, contextFor(repository(files)))).rejects.toMatchObject({
      problems: [
        { what: "the ignore file '.dockerignore' cannot be read", at: { file: 'image.yml', line: 9 } },
      ],
    });
  });
});

describe('the size of an image', () => {
  it('is held to a budget, which warns or refuses', async () => {
    const { image } = await destination();
    const outcome = await buildImage({ image, 'max-size': '0.1KB' }, contextFor(repository()));
    expect(outcome.summary).toContain('the layers of linux/amd64 are over their budget');
    const strict = repository({ ...FILES, 'image.yml': `${IMAGE_YML}checks: {size: error}\n` });
    await expect(
      buildImage({ image: `${image}-2`, 'max-size': '0.1KB' }, contextFor(strict)),
    ).rejects.toMatchObject({
      result: 'refused',
      problems: [{ rule: "check 'size'" }, { rule: "check 'size'" }],
    });
    await expect(
      buildImage({ image: `${image}-2`, 'max-size': '1MiB' }, contextFor(strict)),
    ).resolves.toMatchObject({
      result: 'done',
    });
  });

  it.each(['much', '10', '-1MB', '1TB'])('is not %j', async (size) => {
    await expect(
      buildImage({ image: 'x.example/a', 'max-size': size }, contextFor(repository())),
    ).rejects.toThrow(/max-size.*not a size/s);
  });
});

describe('what later steps are told', () => {
  it('has tags, labels and annotations in one JSON, and the time of each phase', async () => {
    const { image } = await destination();
    const outcome = await buildImage({ image }, contextFor(repository()));
    expect(outcome.outputs.metadata).toMatchObject({
      tags: [`${image}:v1.2.3`, `${image}:latest`],
      labels: { 'org.opencontainers.image.version': '1.2.3' },
      annotations: { 'org.opencontainers.image.title': 'shop' },
      version: '1.2.3',
    });
    expect(outputOf(outcome, 'version')).toBe('1.2.3');
    const phases = (outcome.report as Report).phases.map(({ name }) => name);
    expect(phases).toEqual(['Base', 'Assemble', 'Compare', 'Evidence', 'Publish']);
    expect(outcome.summary).toMatch(/Time: Base .* · Assemble /);
  });
});
