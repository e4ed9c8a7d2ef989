import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseProvenance } from '../../../../shared/evidence/predicates/provenance.ts';
import { readImage } from '../../../../shared/oci/image.ts';
import { openStore } from '../../../../shared/oci/open.ts';
import { parseReference } from '../../../../shared/oci/reference.ts';
import { testReferrer, writeTestImage } from '../../../kit/registry/image.ts';
import { ANONYMOUS } from '../../image/workspace.ts';
import {
  FILES,
  IMAGE_YML,
  buildImage,
  contextFor,
  destination,
  digestOutput,
  outputOf,
  removeDirectories,
  repository,
} from './repository.ts';

afterEach(removeDirectories);

/** What the jobs of a matrix push: one platform each, without a tag. */
async function pushed(image: string, platform: string): Promise<string> {
  const files = { ...FILES, 'image.yml': IMAGE_YML.replace('linux/amd64, linux/arm64', platform) };
  const outcome = await buildImage({ image, tags: '# none' }, contextFor(repository(files)));
  expect(outcome.outputs.tags).toBe('');
  return outputOf(outcome, 'image');
}

describe('merging', () => {
  it('joins what other jobs pushed into one index, reproducibly, and tags it', async () => {
    const { image, store } = await destination();
    const [arm, amd] = [await pushed(image, 'linux/arm64'), await pushed(image, 'linux/amd64')];
    const inputs = { mode: 'merge', image, tags: 'v1.2.3' };
    const workspace = repository();
    const outcome = await buildImage({ ...inputs, sources: `${arm}\n${amd}` }, contextFor(workspace));
    const { top, platforms } = await readImage(store, digestOutput(outcome));
    expect(platforms.map(({ platform }) => platform.architecture)).toEqual(['amd64', 'arm64']);
    expect(top.content.annotations).toMatchObject({ 'org.opencontainers.image.version': '1.2.3' });
    const source = await readImage(store, parseReference(amd).digest ?? digestOutput(outcome));
    expect(platforms[0]?.manifest.descriptor.digest).toBe(source.platforms[0]?.manifest.descriptor.digest);
    expect(outcome.report).toMatchObject({ published: { bytesWritten: 0, tagsWritten: ['v1.2.3'] } });
    const again = await buildImage({ ...inputs, sources: `${amd}\n${arm}` }, contextFor(workspace));
    expect([again.result, digestOutput(again)]).toEqual(['unchanged', digestOutput(outcome)]);
  });

  it('names every image in the provenance, and has an SBOM of each platform', async () => {
    const { image } = await destination();
    const sources = [await pushed(image, 'linux/arm64'), await pushed(image, 'linux/amd64')];
    const outcome = await buildImage(
      { mode: 'merge', image, sources: sources.join('\n') },
      contextFor(repository()),
    );
    const provenance = parseProvenance(JSON.parse(readFileSync(outputOf(outcome, 'provenancePath'), 'utf8')));
    expect(provenance.buildType).toMatch(/merge\/v1$/);
    expect(
      provenance.dependencies.flatMap(({ uri = '' }) => (uri.includes('@sha256:') ? [uri] : [])),
    ).toEqual(sources);
    expect(outputOf(outcome, 'sbomPaths').split('\n')).toHaveLength(2);
  });

  it('brings platforms of another repository along, with what refers to them', async () => {
    const { image, registry, store } = await destination();
    const other = openStore(parseReference(`${registry.host}/build/arm`), ANONYMOUS);
    const source = await writeTestImage(other, { layers: [Buffer.alloc(1024)] });
    await other.attach(await testReferrer(other, source, 'signed'));
    const outcome = await buildImage(
      { mode: 'merge', image, sources: `${registry.host}/build/arm@${source.digest}` },
      contextFor(repository()),
    );
    expect(outcome.result).toBe('done');
    expect(await store.listReferrers(source.digest)).toHaveLength(1);
    expect((await store.resolve('latest'))?.digest).toBe(digestOutput(outcome));
  });

  it('refuses two images for one platform, and names both', async () => {
    const { image } = await destination();
    const source = await pushed(image, 'linux/arm64');
    const attempt = buildImage(
      { mode: 'merge', image, sources: `${source}\n${source}` },
      contextFor(repository()),
    );
    await expect(attempt).rejects.toThrow(/two images are for linux\/arm64.*@sha256:.* and .*@sha256:/);
  });

  it('refuses an image that is not there, before anything is tagged', async () => {
    const { image, store } = await destination();
    const sources = `${image}@sha256:${'0'.repeat(64)}`;
    await expect(
      buildImage({ mode: 'merge', image, sources, tags: 'x' }, contextFor(repository())),
    ).rejects.toThrow(/there is no sha256:0{64}/);
    expect(await store.listTags()).toEqual([]);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ mode: 'merge' }, /'sources' is missing/],
    [{ sources: `a/b@sha256:${'0'.repeat(64)}` }, /'sources' has no meaning here/],
    [{ mode: 'merge', sources: 'a/b:1' }, /not named by digest/],
  ])('refuses %j', async (inputs, message) => {
    const attempt = async () => buildImage({ image: 'a/b', ...inputs }, contextFor(repository()));
    await expect(attempt()).rejects.toThrow(message);
  });
});
