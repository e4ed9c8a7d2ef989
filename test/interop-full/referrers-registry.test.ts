import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { systemClock } from '../../shared/action/system-clock.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import { MEDIA_TYPE } from '../../shared/oci/media-types.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { type ReferrersRegistry, startReferrersRegistry } from '../kit/referrers-registry.ts';
import { AMD64, ARM64, testReferrer, writeTestImage } from '../kit/registry/image.ts';

const execute = promisify(execFile);
const run = async (program: string, ...args: string[]): Promise<string> =>
  (await execute(program, args)).stdout;

const PARTS = ['referrers-registry', 'crane', 'oras'];
const digestsOf = (list: readonly { readonly digest: string }[]): readonly string[] =>
  list.map(({ digest }) => digest).sort();

describe.each([
  ['ociregistry', 'application/vnd.test.note', 'x/note'],
  // It lists the type of the config, whatever the manifest says of itself.
  ['ggcr', MEDIA_TYPE.empty, MEDIA_TYPE.empty],
] as const)('on %s, which has the referrers API', (kind, typeOfOurs, typeOfTheirs) => {
  let registry: ReferrersRegistry | undefined;
  let directory: string;
  let host = '';
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'fixity-referrers-'));
    if (findProgram('referrers-registry') === undefined) return;
    registry = await startReferrersRegistry(kind);
    host = registry.host;
  });
  afterAll(async () => {
    await registry?.close();
    await rm(directory, { recursive: true });
  });

  const open = (reference: string): ImageStore =>
    openStore(parseReference(reference), {
      credentials: anonymous,
      clock: systemClock,
      workspace: directory,
    });

  async function writeIndex(store: ImageStore): Promise<Descriptor> {
    // One layer is large enough to be read around Node's parser.
    const layers = [randomBytes(3_000_000), 'small'];
    return writeTestImage(store, { platforms: [AMD64, ARM64], layers, tag: 'v1' });
  }

  const discovered = async (repository: string, { digest }: Descriptor): Promise<readonly string[]> => {
    const text = await run('oras', 'discover', '--plain-http', '--format', 'json', `${repository}@${digest}`);
    const { referrers = [] } = JSON.parse(text) as { referrers?: readonly { digest: string }[] };
    return digestsOf(referrers);
  };

  interop(
    'what we attach is listed by the API, for us and for oras, and no tag is written',
    PARTS,
    async () => {
      const repository = `${host}/acme/attached`;
      const store = open(repository);
      const image = await writeIndex(store);
      expect(await store.capabilities()).toEqual({ referrersApi: true });
      const attached = await Promise.all(
        ['tested', 'scanned', 'signed'].map(async (note) =>
          store.attach(await testReferrer(store, image, note)),
        ),
      );
      const listed = await store.listReferrers(image.digest);
      expect(digestsOf(listed)).toEqual(digestsOf(attached));
      expect(new Set(listed.map(({ artifactType }) => artifactType))).toEqual(new Set([typeOfOurs]));
      expect(await discovered(repository, image)).toEqual(digestsOf(attached));
      expect(await store.listTags()).toEqual(['v1']);
    },
  );

  interop('what oras attaches is listed for us too', PARTS, async () => {
    const repository = `${host}/acme/theirs`;
    const store = open(repository);
    const image = await writeIndex(store);
    await writeFile(path.join(directory, 'note.txt'), 'a note');
    await execute(
      'oras',
      [
        'attach',
        '--plain-http',
        '--artifact-type',
        'x/note',
        `${repository}@${image.digest}`,
        'note.txt:text/plain',
      ],
      { cwd: directory },
    );
    const listed = await store.listReferrers(image.digest);
    expect(listed).toMatchObject([{ artifactType: typeOfTheirs }]);
    expect(digestsOf(listed)).toEqual(await discovered(repository, image));
  });

  interop('an image is copied with its referrers, mounted, and pulled', PARTS, async () => {
    const store = open(`${host}/acme/source`);
    const image = await writeIndex(store);
    const attached = await store.attach(await testReferrer(store, image, 'tested'));
    const [sibling, layout] = [open(`${host}/acme/copy`), open('oci-layout:./pulled')];
    for (const target of [sibling, layout]) {
      const report = await copyImage(store, target, image.digest, { referrers: true });
      const { present, mounted, written } = report.blobs;
      expect(present + mounted + written).toBe(6);
      expect(digestsOf(await target.listReferrers(image.digest))).toEqual([attached.digest]);
      const again = await copyImage(store, target, image.digest, { referrers: true });
      expect([again.bytes, again.referrers.present]).toEqual([0, 1]);
    }
    await run('crane', 'manifest', `${host}/acme/copy@${image.digest}`);
    const { content } = await store.readManifest(image.digest);
    expect((await layout.readManifest(image.digest)).content).toEqual(content);
  });

  interop('a tag is held to what was expected of it, and what was deleted is gone', PARTS, async () => {
    const store = open(`${host}/acme/tags`);
    const image = await writeIndex(store);
    const attached = await store.attach(await testReferrer(store, image, 'tested'));
    const { bytes } = await store.readManifest(attached.digest);
    const { mediaType } = attached;
    await expect(store.putManifest(bytes, { mediaType, tag: 'v1', expect: null })).rejects.toThrow(
      /the tag v1 .* is not what it must be before the write/,
    );
    await store.putManifest(bytes, { mediaType, tag: 'v2', expect: null });
    expect(await store.listTags()).toEqual(['v1', 'v2']);
    await store.delete(attached.digest);
    expect(await store.resolve(attached.digest)).toBeUndefined();
    expect(await store.listReferrers(image.digest)).toEqual([]);
  });
});
