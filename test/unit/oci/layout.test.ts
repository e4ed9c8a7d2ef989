import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../shared/action/system-clock.ts';
import { readSmallBlob, writeBytes } from '../../../shared/oci/blob.ts';
import { digestOf, hexOf } from '../../../shared/oci/digest.ts';
import { explainFileError } from '../../../shared/oci/file-error.ts';
import { layoutStore } from '../../../shared/oci/layout.ts';
import { withLock } from '../../../shared/oci/layout-lock.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import { fallbackIndex, fallbackTag } from '../../../shared/oci/referrers.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { UserError } from '../../../shared/text/error.ts';
import { testClock } from '../../kit/clock.ts';
import { AMD64, ARM64, testReferrer, writeTestImage } from '../../kit/registry/image.ts';
import { startZerosRegistry } from '../../kit/registry/zeros.ts';

let root: string;
let store: ImageStore;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'fixity-layout-'));
  store = layoutStore(root, 'oci-layout:test', systemClock);
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

interface Index {
  readonly manifests: readonly { readonly digest: string; readonly annotations?: Record<string, string> }[];
}
const readIndex = async (): Promise<Index> =>
  JSON.parse(await readFile(path.join(root, 'index.json'), 'utf8')) as Index;

describe('an image layout', () => {
  it('has the files that the specification names, and no others', async () => {
    await writeTestImage(store, { tag: 'v1' });
    expect(JSON.parse(await readFile(path.join(root, 'oci-layout'), 'utf8'))).toEqual({
      imageLayoutVersion: '1.0.0',
    });
    expect((await readdir(root)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
    expect(await readdir(path.join(root, 'blobs'))).toEqual(['sha256']);
  });

  it('is rid, at the next write, of what a killed writer left behind, and leaves alone what is being written', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const id = '00000000-0000-4000-8000-000000000000';
    const [here, blobs] = [encodeURIComponent(hostname()), path.join(root, 'blobs')];
    const [dead, alive] = [`.partial-${child.pid}-${id}@${here}`, `.partial-${process.pid}-${id}@${here}`];
    const [old, young] = [`.partial-${id}`, `.partial-7-${id}@elsewhere`];
    await mkdir(blobs, { recursive: true });
    for (const name of [dead, alive, old, young]) await writeFile(path.join(blobs, name), 'half');
    await writeFile(path.join(root, dead), 'half');
    const twoHoursAgo = new Date(Date.now() - 2 * 60 * 60_000);
    for (const name of [alive, old]) await utimes(path.join(blobs, name), twoHoursAgo, twoHoursAgo);
    await writeTestImage(store, { tag: 'v1' });
    expect((await readdir(blobs)).sort()).toEqual([alive, young, 'sha256'].sort());
    expect((await readdir(root)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('lists roots and referrers, not the children of an index', async () => {
    const image = await writeTestImage(store, { platforms: [AMD64, ARM64], tag: 'v1' });
    const attached = await store.attach(await testReferrer(store, image, 'tested'));
    await store.attach(await testReferrer(store, image, 'tested'));
    const { manifests } = await readIndex();
    expect(manifests.map(({ digest }) => digest)).toEqual([image.digest, attached.digest]);
    expect(manifests[0]?.annotations).toEqual({ 'org.opencontainers.image.ref.name': 'v1' });
  });

  it('lists the entries of a fallback tag that another tool copied', async () => {
    const image = await writeTestImage(store, { tag: 'v1' });
    const other = await writeTestImage(store, { layers: ['other'] });
    const tag = fallbackTag(image.digest);
    await store.putManifest(fallbackIndex([other]), { mediaType: MEDIA_TYPE.index, tag });
    expect((await store.listReferrers(image.digest)).map(({ digest }) => digest)).toEqual([other.digest]);
  });

  it('keeps several tags of one image, and moves a tag from one to another', async () => {
    const first = await writeTestImage(store, { tag: 'v1' });
    await writeTestImage(store, { tag: 'latest' });
    const second = await writeTestImage(store, { tag: 'latest', layers: ['other'] });
    expect(await store.listTags()).toEqual(['latest', 'v1']);
    expect((await store.resolve('v1'))?.digest).toBe(first.digest);
    expect((await store.resolve('latest'))?.digest).toBe(second.digest);
  });

  it.each([
    ['a wrong byte', Buffer.from('contenX')],
    ['too few bytes', Buffer.from('conten')],
    ['too many bytes', Buffer.from('content!')],
  ])('does not give out a blob with %s', async (_, damaged) => {
    const blob = await writeBytes(store, Buffer.from('content'), 'x/y');
    await writeFile(path.join(root, 'blobs', 'sha256', hexOf(blob.digest)), damaged);
    await expect(readSmallBlob(store, blob, 100)).rejects.toThrow('not what its descriptor says');
  });

  it('does not give out a manifest that is damaged', async () => {
    const image = await writeTestImage(store, { tag: 'v1' });
    const file = path.join(root, 'blobs', 'sha256', hexOf(image.digest));
    await writeFile(file, (await readFile(file, 'utf8')).replace('"layers"', '"Layers"'));
    await expect(store.readManifest('v1')).rejects.toThrow('not what its descriptor says');
    await expect(store.readManifest(image.digest)).rejects.toThrow('not what its descriptor says');
  });

  it.each([
    ['not JSON', '{', 'is not JSON'],
    ['no index', '{"schemaVersion":2}', 'no list of manifests'],
    ['null', 'null', 'no list of manifests'],
    ['with a bad entry', '{"manifests":[{"digest":"../../etc/passwd"}]}', 'manifests[0]'],
  ])('whose index.json is %s is refused', async (_, text, why) => {
    await writeFile(path.join(root, 'index.json'), text);
    await expect(store.listTags()).rejects.toThrow(why);
    await expect(writeTestImage(store, { tag: 'v1' })).rejects.toThrow(why);
    expect(await readFile(path.join(root, 'index.json'), 'utf8')).toBe(text);
  });

  it('leaves nothing behind of a blob that broke off', async () => {
    const { Readable } = await import('node:stream');
    const broken = (): InstanceType<typeof Readable> =>
      Readable.from(
        (function* () {
          yield Buffer.from('con');
          throw new Error('the disk is gone');
        })(),
      );
    const blob = { mediaType: 'x/y', digest: digestOf('content'), size: 7 };
    await expect(store.writeBlob(blob, broken)).rejects.toThrow('the disk is gone');
    expect(await store.hasBlob(blob)).toBe(false);
    expect(await readdir(path.join(root, 'blobs'), { recursive: true })).toEqual(['sha256']);
  });

  it('loses nothing to sixteen writers in one process', async () => {
    const image = await writeTestImage(store, { tag: 'v1' });
    await Promise.all(
      Array.from({ length: 16 }, async (_, writer) => {
        const own = layoutStore(root, 'oci-layout:test', systemClock);
        await own.attach(await testReferrer(own, image, `writer ${writer}`));
      }),
    );
    expect(await store.listReferrers(image.digest)).toHaveLength(16);
  });
});

describe('a disk that refuses', () => {
  it('is an error with what to do, by its code', () => {
    for (const [code, next] of [
      ['ENOSPC', 'make room'],
      ['EDQUOT', 'make room'],
      ['EROFS', 'let the user that runs this write there'],
      ['EACCES', 'let the user that runs this write there'],
      ['ENOTDIR', 'name a directory'],
    ] as const) {
      const error = explainFileError(Object.assign(new Error('x'), { code, syscall: 'write' }), 'here');
      expect(error).toBeInstanceOf(UserError);
      expect((error as Error).message).toMatch(new RegExp(`here cannot be .* ${code} from write .* ${next}`));
    }
    for (const other of [new Error('a bug'), 'text', undefined])
      expect(explainFileError(other, 'here')).toBe(other);
  });

  it('because something else is in the place of the layout is named, whatever is done', async () => {
    const file = path.join(root, 'file');
    await writeFile(file, 'not a layout');
    const image = await writeTestImage(store);
    for (const place of [file, path.join(file, 'below')]) {
      const other = layoutStore(place, 'oci-layout:other', systemClock);
      const { bytes, descriptor } = await store.readManifest(image.digest);
      for (const work of [
        () => other.listTags(),
        () => other.resolve(image.digest),
        () => writeBytes(other, Buffer.from('x'), 'x/y'),
        () => other.putManifest(bytes, { mediaType: descriptor.mediaType, tag: 'v1' }),
      ]) {
        await expect(work()).rejects.toThrow(/oci-layout:other cannot be .* name a directory/);
      }
    }
  });

  it('in the middle of a blob leaves nothing of it, and with room a rerun completes', async () => {
    const registry = await startZerosRegistry(8);
    const target = `oci-layout:${path.join(root, 'full')}`;
    const copy = async (room: string): Promise<unknown> => {
      // Files may grow to so many blocks of 512 bytes.
      const limited = ['-c', `ulimit -f ${room} && exec "$0" "$@"`, process.execPath, '--no-warnings', COPY];
      const child = spawn('sh', [...limited, `${registry.host}/from/big`, target, registry.digest], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      const [[told]] = (await Promise.all([once(child, 'message'), once(child, 'exit')])) as [
        unknown[],
        unknown,
      ];
      return told;
    };
    expect(await copy('4096')).toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/oci-layout:.* cannot be .* EFBIG from write .* make room/) as unknown,
    });
    const left = await readdir(path.join(root, 'full', 'blobs'), { withFileTypes: true, recursive: true });
    expect(left.filter((entry) => entry.name.startsWith('.partial'))).toEqual([]);
    expect(left.filter((entry) => entry.isFile())).toHaveLength(1);
    expect(await copy('unlimited')).toMatchObject({ bytes: 8 * 1024 * 1024 });
    await registry.close();
  });
});

const COPY = path.join(import.meta.dirname, '..', '..', 'kit', 'registry', 'measured-copy.ts');

/** Another process that writes tags into the layout, or takes its lock and never gives it back. */
const WRITER = path.join(import.meta.dirname, '..', '..', 'kit', 'registry', 'layout-writer.ts');

describe('writers in several processes', () => {
  it('lose nothing to each other', async () => {
    const writers = ['a', 'b', 'c'].map((name) =>
      fork(WRITER, ['tags', root, name, '8'], { execArgv: ['--no-warnings'] }),
    );
    const codes = await Promise.all(
      writers.map(async (writer) => ((await once(writer, 'exit')) as [number])[0]),
    );
    expect(codes).toEqual([0, 0, 0]);
    expect(await store.listTags()).toHaveLength(24);
  });

  it('go on at once after the holder of the lock was killed', async () => {
    await mkdir(path.join(root, 'blobs', 'sha256'), { recursive: true });
    const holder = fork(WRITER, ['hold', root], { execArgv: ['--no-warnings'] });
    await once(holder, 'message');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(await readdir(root)).toContain('.index.lock');
    const clock = testClock();
    await writeTestImage(layoutStore(root, 'oci-layout:test', clock), { tag: 'v1' });
    expect(clock.slept.length).toBeLessThanOrEqual(2);
    expect(await readdir(root)).not.toContain('.index.lock');
  });

  it('wait ten seconds for a lock of another machine that does not change', async () => {
    const file = path.join(root, 'lock');
    await writeFile(file, `not-${hostname()} 1 x\n`);
    const clock = testClock();
    expect(await withLock(file, clock, () => Promise.resolve('done'))).toBe('done');
    const waited = clock.slept.reduce((sum, milliseconds) => sum + milliseconds, 0);
    expect(waited).toBeGreaterThanOrEqual(10_000);
    expect(waited).toBeLessThan(11_000);
  });

  it('give the lock back when their work fails', async () => {
    const file = path.join(root, 'lock');
    await expect(withLock(file, systemClock, () => Promise.reject(new Error('failed')))).rejects.toThrow(
      'failed',
    );
    expect(await withLock(file, systemClock, () => Promise.resolve('next'))).toBe('next');
    expect(await readdir(root)).toEqual([]);
  });
});
