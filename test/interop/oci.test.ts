import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { systemClock } from '../../shared/action/system-clock.ts';
import { readSmallBlob, writeBytes } from '../../shared/oci/blob.ts';
import { copyImage } from '../../shared/oci/copy.ts';
import { anonymous } from '../../shared/oci/credentials.ts';
import type { Descriptor } from '../../shared/oci/descriptor.ts';
import { digestOf } from '../../shared/oci/digest.ts';
import { readImage } from '../../shared/oci/image.ts';
import { MEDIA_TYPE } from '../../shared/oci/media-types.ts';
import { openStore } from '../../shared/oci/open.ts';
import { parseReference } from '../../shared/oci/reference.ts';
import type { ImageStore } from '../../shared/oci/store.ts';
import { type Distribution, startDistribution } from '../kit/distribution.ts';
import { findProgram, interop } from '../kit/parts.ts';
import { AMD64, ARM64, testReferrer, writeTestImage } from '../kit/registry/image.ts';
import { startRegistry, type TestRegistry } from '../kit/registry/registry.ts';

const execute = promisify(execFile);
const run = async (program: string, ...args: string[]): Promise<string> =>
  (await execute(program, args)).stdout;

interface Discovered {
  readonly referrers?: readonly { readonly digest: string; readonly artifactType: string }[];
  readonly manifests?: readonly { readonly digest: string; readonly artifactType: string }[];
}

describe('with real programs', () => {
  let directory: string;
  let distribution: Distribution | undefined;
  let registry: TestRegistry;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'fixity-interop-'));
    if (findProgram('docker-registry') !== undefined) distribution = await startDistribution();
    registry = await startRegistry();
  });
  afterAll(async () => {
    await distribution?.close();
    await registry.close();
    await rm(directory, { recursive: true });
  });

  const open = (reference: string): ImageStore =>
    openStore(parseReference(reference), {
      credentials: anonymous,
      clock: systemClock,
      workspace: directory,
    });
  const hosts = (): readonly string[] => [distribution?.host ?? '', registry.host];

  /** A layer that crane can unpack: a tar of nothing, gzipped. */
  const emptyLayer = gzipSync(Buffer.alloc(1024));

  async function writeValidImage(store: ImageStore, tag: string): Promise<Descriptor> {
    const layer = await writeBytes(store, emptyLayer, MEDIA_TYPE.layerGzip);
    const diffIds = [digestOf(Buffer.alloc(1024))];
    const manifests: Descriptor[] = [];
    for (const platform of [AMD64, ARM64]) {
      const text = JSON.stringify({ ...platform, config: {}, rootfs: { type: 'layers', diff_ids: diffIds } });
      const config = await writeBytes(store, Buffer.from(text), MEDIA_TYPE.config);
      const manifest = { schemaVersion: 2, mediaType: MEDIA_TYPE.manifest, config, layers: [layer] };
      const bytes = Buffer.from(JSON.stringify(manifest));
      manifests.push({ ...(await store.putManifest(bytes, { mediaType: MEDIA_TYPE.manifest })), platform });
    }
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests }));
    return store.putManifest(index, { mediaType: MEDIA_TYPE.index, tag });
  }

  interop(
    'crane and oras accept what we push, to both kinds of registry',
    ['docker-registry', 'crane', 'oras'],
    async () => {
      for (const host of hosts()) {
        const store = open(`${host}/acme/pushed`);
        const image = await writeValidImage(store, 'v1');
        expect(await run('crane', 'validate', '--remote', `${host}/acme/pushed:v1`)).toMatch('PASS');
        expect((await run('crane', 'digest', `${host}/acme/pushed:v1`)).trim()).toBe(image.digest);
        const attached = await store.attach(await testReferrer(store, image, 'tested'));
        const fetched = await run(
          'oras',
          'manifest',
          'fetch',
          '--plain-http',
          `${host}/acme/pushed@${attached.digest}`,
        );
        expect(digestOf(fetched)).toBe(attached.digest);
        const found = await run(
          'oras',
          'discover',
          '--plain-http',
          '--format',
          'json',
          `${host}/acme/pushed@${image.digest}`,
        );
        const { referrers, manifests } = JSON.parse(found) as Discovered;
        expect(referrers ?? manifests).toMatchObject([
          { digest: attached.digest, artifactType: 'application/vnd.test.note' },
        ]);
      }
    },
  );

  interop('we read what crane and oras push', ['docker-registry', 'crane', 'oras'], async () => {
    await writeFile(path.join(directory, 'note.txt'), 'a note');
    for (const host of hosts()) {
      const tar = path.join(directory, 'layer.tar');
      await writeFile(tar, Buffer.alloc(1024));
      await run(
        'crane',
        'append',
        '--insecure',
        '-f',
        tar,
        '-t',
        `${host}/acme/theirs:v1`,
        '--oci-empty-base',
      );
      const store = open(`${host}/acme/theirs`);
      const tagged = await store.resolve('v1');
      expect(tagged?.digest).toBe((await run('crane', 'digest', `${host}/acme/theirs:v1`)).trim());
      if (tagged === undefined) throw new Error('not reached');
      await execute(
        'oras',
        ['attach', '--plain-http', '--artifact-type', 'x/note', `${host}/acme/theirs:v1`, 'note.txt'],
        { cwd: directory },
      );
      const [listed, ...others] = await store.listReferrers(tagged.digest);
      expect(others).toEqual([]);
      expect(listed?.artifactType).toBe('x/note');
      const { content } = await store.readManifest(listed?.digest ?? '');
      const layer = 'layers' in content ? content.layers[0] : undefined;
      if (layer === undefined) throw new Error('the artifact has no layer');
      expect((await readSmallBlob(store, layer, 100)).toString()).toBe('a note');
      expect(await store.listTags()).toContain('v1');
    }
  });

  interop(
    'a copy by oras keeps the referrers that we list, and ours the ones that oras lists',
    ['docker-registry', 'oras'],
    async () => {
      const [real, ours] = hosts();
      const source = open(`${real ?? ''}/acme/whole`);
      const image = await writeValidImage(source, 'v1');
      await source.attach(await testReferrer(source, image, 'one'));
      await source.attach(await testReferrer(source, image, 'two'));
      await run(
        'oras',
        'cp',
        '-r',
        '--from-plain-http',
        '--to-plain-http',
        `${real ?? ''}/acme/whole:v1`,
        `${ours ?? ''}/acme/by-oras:v1`,
      );
      const digests = (list: readonly Descriptor[]): readonly string[] =>
        list.map(({ digest }) => digest).sort();
      const wanted = digests(await source.listReferrers(image.digest));
      expect(wanted).toHaveLength(2);
      expect(digests(await open(`${ours ?? ''}/acme/by-oras`).listReferrers(image.digest))).toEqual(wanted);

      const back = open(`${real ?? ''}/acme/by-us`);
      await copyImage(open(`${ours ?? ''}/acme/by-oras`), back, image.digest, { referrers: true });
      const found = await run(
        'oras',
        'discover',
        '--plain-http',
        '--format',
        'json',
        `${real ?? ''}/acme/by-us@${image.digest}`,
      );
      const { referrers, manifests } = JSON.parse(found) as Discovered;
      expect((referrers ?? manifests ?? []).map(({ digest }) => digest).sort()).toEqual(wanted);
    },
  );

  interop('image layouts are read both ways', ['docker-registry', 'crane', 'oras'], async () => {
    const [real] = hosts();
    const source = open(`${real ?? ''}/acme/layout`);
    const image = await writeValidImage(source, 'v1');
    await source.attach(await testReferrer(source, image, 'tested'));

    const mine = open('oci-layout:mine');
    await copyImage(source, mine, image.digest, { referrers: true });
    await mine.putManifest((await source.readManifest(image.digest)).bytes, {
      mediaType: image.mediaType,
      tag: 'v1',
    });
    const layout = path.join(directory, 'mine');
    expect(await run('crane', 'validate', '--remote', `${real ?? ''}/acme/layout:v1`)).toMatch('PASS');
    await run(
      'oras',
      'cp',
      '-r',
      '--from-oci-layout',
      '--to-plain-http',
      `${layout}:v1`,
      `${real ?? ''}/acme/from-mine:v1`,
    );
    const returned = open(`${real ?? ''}/acme/from-mine`);
    expect((await returned.resolve('v1'))?.digest).toBe(image.digest);
    expect(await returned.listReferrers(image.digest)).toHaveLength(1);
    const index = JSON.parse(await readFile(path.join(layout, 'index.json'), 'utf8')) as {
      manifests: unknown[];
    };
    expect(index.manifests).toHaveLength(2);
    await run('crane', 'push', '--insecure', layout, `${real ?? ''}/acme/by-crane:v1`, '--index');

    const theirs = path.join(directory, 'theirs');
    await run(
      'oras',
      'cp',
      '-r',
      '--from-plain-http',
      '--to-oci-layout',
      `${real ?? ''}/acme/layout:v1`,
      `${theirs}:v1`,
    );
    const read = open('oci-layout:theirs');
    expect((await read.resolve('v1'))?.digest).toBe(image.digest);
    expect((await readImage(read, image.digest)).platforms.map(({ platform }) => platform)).toEqual([
      AMD64,
      ARM64,
    ]);
    expect(await read.listReferrers(image.digest)).toHaveLength(1);
  });

  interop(
    'distribution 2.8 takes a large blob whose source breaks twice, and keeps it whole',
    ['docker-registry'],
    async () => {
      const store = open(`${distribution?.host ?? ''}/acme/broken`);
      const bytes = randomBytes(40_000_000);
      const blob: Descriptor = { mediaType: 'x/y', digest: digestOf(bytes), size: bytes.length };
      let tries = 0;
      const source = (): Readable => {
        tries += 1;
        if (tries > 2) return Readable.from([bytes], { objectMode: false });
        return Readable.from(breaksAt(bytes, tries * 5_000_000), { objectMode: false });
      };
      expect(await store.writeBlob(blob, source)).toBe('written');
      expect(tries).toBe(3);
      expect((await readSmallBlob(store, blob, bytes.length)).equals(bytes)).toBe(true);
    },
  );

  interop(
    '30 times 8 writers at once lose no referrer, on both kinds of registry',
    ['docker-registry'],
    async () => {
      for (const host of [distribution?.host ?? '', registry.host]) {
        for (let trial = 0; trial < 30; trial += 1) {
          const store = open(`${host}/race/trial-${trial}`);
          const image = await writeTestImage(store);
          const notes = Array.from({ length: 8 }, (_, writer) => `writer ${writer}`);
          const attached = await Promise.all(
            notes.map(async (note) => {
              const own = open(`${host}/race/trial-${trial}`);
              return own.attach(await testReferrer(own, image, note));
            }),
          );
          const listed = new Set((await store.listReferrers(image.digest)).map(({ digest }) => digest));
          expect(attached.filter(({ digest }) => !listed.has(digest))).toEqual([]);
        }
      }
    },
    180_000,
  );
});

async function* breaksAt(bytes: Buffer, at: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < at; start += 100_000) yield bytes.subarray(start, start + 100_000);
  await Promise.resolve();
  throw Object.assign(new Error('the source broke'), { code: 'ECONNRESET' });
}
