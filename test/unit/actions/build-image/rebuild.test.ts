import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseRecipe } from '../../../../actions/build-image/recipe.ts';
import { attachStatement } from '../../../../shared/evidence/attach.ts';
import { PROVENANCE_TYPE } from '../../../../shared/evidence/predicates/provenance.ts';
import { statementAbout } from '../../../../shared/evidence/statement.ts';
import { readSmallBlob, writeBytes } from '../../../../shared/oci/blob.ts';
import type { ImageIndex, ImageManifest } from '../../../../shared/oci/descriptor.ts';
import type { Digest } from '../../../../shared/oci/digest.ts';
import type { ImageStore } from '../../../../shared/oci/store.ts';
import { signer } from '../../evidence/fixtures.ts';
import {
  FILES,
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

/** A release with its provenance attached, as `sign` does it. */
async function released(inputs: Readonly<Record<string, string>> = {}) {
  const { image, store, registry } = await destination();
  const workspace = repository();
  const outcome = await buildImage({ image, ...inputs }, contextFor(workspace));
  const digest = digestOutput(outcome);
  const predicate: unknown = JSON.parse(readFileSync(outputOf(outcome, 'provenancePath'), 'utf8'));
  const subject = await store.resolve(digest);
  if (subject === undefined) throw new Error('it was pushed');
  await attachStatement(store, signer, statementAbout([subject], PROVENANCE_TYPE, predicate), subject);
  return { image, store, registry, workspace, digest, predicate: predicate as object };
}

/** The run of somebody else, elsewhere, by hand. */
const ELSEWHERE = {
  ref: 'refs/heads/main',
  repository: 'acme/audit',
  eventName: 'workflow_dispatch',
  runId: '9',
};

describe('rebuilding what was published', () => {
  it('gives the identical image from the provenance alone, and stores nothing', async () => {
    const { image, workspace, digest, registry } = await released({
      labels: 'team=shop',
      annotations: 'a=b',
      tags: 'x',
    });
    const before = registry.requests.length;
    const outcome = await buildImage(
      { image, 'verify-against': `${image}@${digest}` },
      contextFor(workspace, ELSEWHERE),
    );
    expect(outcome).toMatchObject({
      result: 'done',
      headline: 'build-image: a rebuild is identical',
      outputs: { digest, comparison: 'identical', reproducible: 'true' },
    });
    expect(outcome.summary).toContain('as its provenance says');
    const writes = registry.requests.slice(before).filter(({ method }) => !['GET', 'HEAD'].includes(method));
    expect(writes).toEqual([]);
  });

  it('says the same content when only the compression is another', async () => {
    const { image, store, workspace, digest } = await released();
    const repacked = await repack(store, digest, (bytes) => gzipSync(gunzipSync(bytes), { level: 1 }));
    const outcome = await buildImage(
      { image, 'verify-against': `${image}@${repacked}` },
      contextFor(workspace),
    );
    expect(outcome).toMatchObject({
      result: 'done',
      headline: 'build-image: a rebuild is same content, other compression',
      outputs: { comparison: 'same-content', reproducible: 'false', digest: repacked },
    });
    expect(outcome.summary).toContain('linux/amd64: compression of layer dependencies');
  });

  it('refuses what its sources do not give, with the first path that differs', async () => {
    const { image, workspace } = await released();
    write(workspace, { 'src/server.js': 'other()\n' });
    commit(workspace, 'second');
    const other = await buildImage({ image }, contextFor(workspace, { ref: 'refs/tags/v1.3.0' }));
    write(workspace, { 'src/server.js': 'third()\n' });
    commit(workspace, 'third');
    const outcome = await buildImage(
      { image, 'verify-against': `${image}@${digestOutput(other)}` },
      contextFor(workspace, { ref: 'refs/tags/v1.3.0' }),
    );
    expect(outcome).toMatchObject({
      result: 'refused',
      outputs: { comparison: 'different' },
      problems: [{ seen: 'linux/amd64: files of layer application: /app/src/server.js (content)' }],
    });
    expect(outcome.summary).toContain('No provenance was found');
  });

  it('asks for the commit that the provenance names', async () => {
    const { image, workspace, digest } = await released();
    write(workspace, { 'src/server.js': 'other()\n' });
    commit(workspace, 'second');
    await expect(
      buildImage({ image, 'verify-against': `${image}@${digest}` }, contextFor(workspace)),
    ).rejects.toThrow(/not the commit of the image.*check out [0-9a-f]{40}/s);
  });

  it('is not for what was merged', async () => {
    const against = `x.example/a@sha256:${'0'.repeat(64)}`;
    const inputs = { mode: 'merge', sources: against };
    await expect(
      buildImage(
        { image: 'x.example/a', 'verify-against': against, ...inputs },
        contextFor(repository(FILES)),
      ),
    ).rejects.toThrow(/goes with mode: build/);
  });
});

/** The same image with its layers packed in another way, and everything above them. */
async function repack(store: ImageStore, digest: Digest, pack: (bytes: Buffer) => Buffer): Promise<Digest> {
  const index = (await store.readManifest(digest)).content as ImageIndex;
  const manifests = [];
  for (const child of index.manifests) {
    const content = (await store.readManifest(child.digest)).content as ImageManifest;
    const layers = [];
    for (const layer of content.layers) {
      const bytes = pack(await readSmallBlob(store, layer, 1e6));
      layers.push(await writeBytes(store, bytes, layer.mediaType));
    }
    const bytes = Buffer.from(JSON.stringify({ ...content, layers }));
    const { platform } = child;
    manifests.push({ ...(await store.putManifest(bytes, { mediaType: child.mediaType })), platform });
  }
  const bytes = Buffer.from(JSON.stringify({ ...index, manifests }));
  return (await store.putManifest(bytes, { mediaType: index.mediaType })).digest;
}

interface Predicate {
  readonly buildDefinition: object;
}

describe('a recipe', () => {
  it.each<[string, (predicate: Predicate) => unknown, RegExp]>([
    ['nothing', () => null, /not a provenance/],
    [
      'another build type',
      ({ buildDefinition, ...rest }) => ({
        ...rest,
        buildDefinition: { ...buildDefinition, buildType: 'https://x.example/make' },
      }),
      /it tells a build from an image.yml or a Dockerfile/,
    ],
    [
      'no commit',
      ({ buildDefinition, ...rest }) => ({
        ...rest,
        buildDefinition: { ...buildDefinition, resolvedDependencies: [] },
      }),
      /it tells the commit/,
    ],
    [
      'no time',
      ({ buildDefinition, ...rest }) => ({
        ...rest,
        buildDefinition: { ...buildDefinition, internalParameters: {} },
      }),
      /the file and the time/,
    ],
  ])('is not read from %s', async (_, change, message) => {
    const { predicate } = await released();
    expect(() => parseRecipe(change(predicate as Predicate))).toThrow(message);
  });
});
