import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Digest } from '../../../../shared/oci/digest.ts';
import { readImage } from '../../../../shared/oci/image.ts';
import { isImageIndex } from '../../../../shared/oci/manifest.ts';
import { openStore } from '../../../../shared/oci/open.ts';
import { parseReference } from '../../../../shared/oci/reference.ts';
import type { FaultAction } from '../../../kit/registry/fault.ts';
import { AMD64, ARM64, testReferrer, writeTestImage } from '../../../kit/registry/image.ts';
import type { TestRegistry } from '../../../kit/registry/registry.ts';
import { ANONYMOUS } from '../../image/workspace.ts';
import {
  FILES,
  IMAGE_YML,
  buildImage,
  contextFor,
  destination,
  digestOutput,
  removeDirectories,
  repository,
} from './repository.ts';

let registry: TestRegistry;
let workspace: string;

beforeEach(async () => {
  ({ registry } = await destination());
});
afterEach(removeDirectories);

const storeOf = (image: string) => openStore(parseReference(image), ANONYMOUS);

interface Delivery {
  readonly name: string;
  /** Makes what is needed once, and returns the inputs. */
  readonly inputs: () => Promise<Readonly<Record<string, string>>>;
}

/** What git says has its own tests, and takes longer than all the rest. */
const build = async (inputs: Readonly<Record<string, string>>) =>
  buildImage({ ...inputs, 'clean-tree': 'off' }, contextFor(workspace));

/** The base and the sources are in other repositories of the registry, so that there is something to mount. */
const DELIVERIES: readonly Delivery[] = [
  {
    name: 'a build of two platforms on a base',
    inputs: async () => {
      const base = `${registry.host}/base`;
      const { digest } = await writeTestImage(storeOf(base), { platforms: [AMD64, ARM64], layers: [] });
      workspace = repository({ ...FILES, 'image.yml': IMAGE_YML.replace('scratch', `${base}@${digest}`) });
      return {};
    },
  },
  {
    name: 'a merge from another repository, with what refers to its platforms',
    inputs: async () => {
      const other = `${registry.host}/build/part`;
      const sources: string[] = [];
      for (const platform of [AMD64, ARM64]) {
        const layers = [Buffer.alloc(1024), platform.architecture];
        const part = await writeTestImage(storeOf(other), { platforms: [platform], layers });
        await storeOf(other).attach(await testReferrer(storeOf(other), part, 'signed'));
        sources.push(`${other}@${part.digest}`);
      }
      workspace = repository();
      return { mode: 'merge', sources: sources.join('\n') };
    },
  },
];

const FAULTS: readonly [string, FaultAction, number][] = [
  ['answered with 500 from then on', { kind: 'status', status: 500 }, Infinity],
  ['cut off once', { kind: 'reset' }, 1],
  ['done, and the answer lost', { kind: 'lost' }, 1],
];

/** Every manifest and blob of what a digest names can be read. */
async function expectWhole(image: string, digest: Digest): Promise<void> {
  const store = storeOf(image);
  const { platforms } = await readImage(store, digest);
  expect(platforms).toHaveLength(2);
  for (const { manifest } of platforms) {
    const { content } = manifest;
    if (isImageIndex(content)) throw new Error('a platform is an index');
    for (const blob of [content.config, ...content.layers]) expect(await store.hasBlob(blob)).toBe(true);
  }
}

describe.each(DELIVERIES)('$name', ({ inputs }) => {
  it('writes tags when all else is there, the version first', async () => {
    const given = await inputs();
    const image = `${registry.host}/clean`;
    const before = registry.requests.length;
    await build({ ...given, image });
    const requests = registry.requests.slice(before).map(({ method, url }) => `${method} ${url}`);
    const firstTag = requests.findIndex((request) => /^PUT .*\/manifests\/(?!sha256:)/.test(request));
    expect(requests[firstTag]).toContain('/manifests/v1.2.3');
    for (const request of requests.slice(firstTag)) {
      expect(request).toMatch(
        /^((HEAD|GET|PUT) \/v2\/clean\/manifests\/(v1\.2\.3|latest)|GET \/v2\/clean\/tags\/list.*)$/,
      );
    }
  });

  it.each(FAULTS)(
    'at every request that is %s tags only what is whole, and a rerun completes it',
    async (_, action, times) => {
      const given = await inputs();
      const clean = await build({ ...given, image: `${registry.host}/clean` });
      const digest = digestOutput(clean);
      let failures = 0;
      for (let at = 0; ; at += 1) {
        const image = `${registry.host}/fault-${at}`;
        const before = registry.requests.length;
        registry.faults.add({ skip: at, times, action });
        const attempt = build({ ...given, image });
        const failed = await attempt.then(
          () => false,
          () => true,
        );
        registry.faults.clear();
        if (registry.requests.length - before <= at) break;
        failures += failed ? 1 : 0;
        const tags = [...registry.repository(`fault-${at}`).tags];
        if (failed) expect(tags.map(([tag]) => tag)).not.toContain('latest');
        for (const [, tagged] of tags) expect(tagged).toBe(digest);
        if (tags.length > 0) await expectWhole(image, digest);
        if (failed) {
          const rerun = await build({ ...given, image });
          expect(digestOutput(rerun)).toBe(digest);
        }
        expect([...registry.repository(`fault-${at}`).tags.keys()].sort()).toEqual(['latest', 'v1.2.3']);
        await expectWhole(image, digest);
      }
      if (times === Infinity) expect(failures).toBeGreaterThan(10);
      else expect(failures).toBe(0);
    },
    60_000,
  );
});

describe('a registry that lists no tags once they are written', () => {
  it.each([403, 500])('with %s fails nothing: all is there', async (status) => {
    workspace = repository();
    const image = `${registry.host}/shop`;
    const listings = () => registry.requests.filter(({ url }) => url.includes('/tags/list')).length;
    await build({ image: `${registry.host}/other` });
    const before = listings() - 1;
    registry.faults.add({
      path: 'shop/tags/list',
      skip: before,
      times: Infinity,
      action: { kind: 'status', status },
    });
    const context = contextFor(workspace);
    const outcome = await buildImage({ image, 'clean-tree': 'off' }, context);
    expect(outcome.result).toBe('done');
    expect(context.lines).toContainEqual(expect.stringMatching(/^warning: whether a newer release was made/));
  });
});
