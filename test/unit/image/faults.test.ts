import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { assembleImage } from '../../../shared/image/assemble.ts';
import { cachingStore } from '../../../shared/image/blob-cache.ts';
import { layerCache } from '../../../shared/image/layer-cache.ts';
import { indexLayer } from '../../../shared/image/layer-diff.ts';
import { publishImage } from '../../../shared/image/publish.ts';
import type { Descriptor } from '../../../shared/oci/descriptor.ts';
import { digestOf, hexOf } from '../../../shared/oci/digest.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import { openStore } from '../../../shared/oci/open.ts';
import { parseReference } from '../../../shared/oci/reference.ts';
import { REPOSITORY_ROOT } from '../../kit/action-process.ts';
import { testClock } from '../../kit/clock.ts';
import { FILES, YAML, buildOn, cleanUp, layoutStore, writeBase } from './base-image.ts';
import { ANONYMOUS, requestFor, workspace } from './workspace.ts';

afterEach(cleanUp);

const FROM_SCRATCH = 'from: scratch\nlayers: [{name: all, copy: {app/: /app/}}]';

/** A base whose first layer is said to be something else. */
async function baseWith(change: Partial<Descriptor>) {
  const base = await writeBase(layoutStore());
  const platforms = base.platforms.map((each) => {
    const { content } = each.manifest;
    if (!('layers' in content)) throw new Error('a platform manifest has layers');
    const [first, ...rest] = content.layers;
    if (first === undefined) throw new Error('a base has layers');
    return {
      ...each,
      manifest: { ...each.manifest, content: { ...content, layers: [{ ...first, ...change }, ...rest] } },
    };
  });
  return { ...base, platforms };
}

describe('a base that is not what it says', () => {
  it.each<[string, Partial<Descriptor>, RegExp]>([
    ['is packed with xz', { mediaType: `${MEDIA_TYPE.layer}+xz` }, /packed in a way that is not known.*\+xz/],
    ['is no layer', { mediaType: 'text/plain' }, /packed in a way that is not known.*text\/plain/],
    ['is said to be plain and is packed', { mediaType: MEDIA_TYPE.layer }, /of the base: .*tar archive/],
    ['is said to be zstd and is gzip', { mediaType: MEDIA_TYPE.layerZstd }, /does not unpack/],
    ['is not there', { digest: digestOf('nothing') }, /nothing|not|missing/i],
    ['has another size', { size: 3 }, /size|bytes/i],
  ])('is refused where its layer %s', async (_, change, message) => {
    const base = await baseWith(change);
    await expect(assembleImage(requestFor(YAML, workspace(FILES), { base }))).rejects.toThrow(message);
  });

  it('is refused when its bytes have another digest, and nothing is kept of it', async () => {
    const directory = workspace();
    const store = openStore(parseReference(`oci-layout:${directory}/layout`), ANONYMOUS);
    const base = await writeBase(store);
    const content = base.platforms[0]?.manifest.content;
    const layer = content !== undefined && 'layers' in content ? content.layers[0] : undefined;
    const file = path.join(directory, 'layout/blobs/sha256', hexOf(layer?.digest ?? digestOf('')));
    chmodSync(file, 0o600);
    const bytes = readFileSync(file);
    // The time in the gzip header: the content stays, and the digest does not.
    writeFileSync(file, bytes.fill(7, 4, 8));
    const cache = workspace();
    await expect(assembleImage(requestFor(YAML, workspace(FILES), { base, cache }))).rejects.toThrow(
      /sha256:/,
    );
    expect(readdirSync(cache)).toEqual([]);
  });
});

describe('files of a special kind', () => {
  it('takes a sparse file for what it reads as', async () => {
    const directory = workspace({ 'app/sparse': '' });
    truncateSync(path.join(directory, 'app/sparse'), 3_000_000);
    const { platforms } = await assembleImage(requestFor(FROM_SCRATCH, directory));
    const layer = platforms[0]?.layers[0];
    expect(layer?.unpackedSize).toBeGreaterThan(3_000_000);
    expect(layer?.descriptor.size).toBeLessThan(10_000);
    if (layer === undefined) throw new Error('one layer');
    const index = await indexLayer(await layer.open(), layer.descriptor.mediaType, 'the layer');
    expect(index.get('app/sparse')?.content).toBe(hexOf(digestOf(Buffer.alloc(3_000_000))));
  });

  it('refuses a device', async () => {
    const directory = workspace({ 'app/x': '' });
    // What only root may make stands for itself elsewhere: every system has this one.
    const made = spawnSync('mknod', [path.join(directory, 'app/null'), 'c', '1', '3']).status === 0;
    const from = made ? FROM_SCRATCH : FROM_SCRATCH.replace('app/: /app/', 'app/: /dev/x');
    if (!made) execFileSync('mkfifo', [path.join(directory, 'app/null')]);
    await expect(assembleImage(requestFor(from, directory))).rejects.toThrow(
      /null' cannot go into an image.*files, directories and symbolic links.*(a device|a named pipe)/,
    );
  });
});

describe('what the job may not read', () => {
  /** Builds as a user who may read nothing that is kept from others, and gives what is said. */
  const asNobody = (directory: string): string => {
    const script = `
      const { assembleImage } = await import('./shared/image/assemble.ts');
      const { requestFor } = await import('./test/unit/image/workspace.ts');
      const yaml = 'from: scratch\\nlayers: [{copy: {app/: /app/}}]';
      try { await assembleImage(requestFor(yaml, ${JSON.stringify(directory)})); } catch (error) { console.log(error.message); }
    `;
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const argv = ['--no-warnings', '--input-type=module', '-e', script];
    return spawnSync(process.execPath, argv, { cwd: REPOSITORY_ROOT, encoding: 'utf8', ...user }).stdout;
  };

  it.each([
    ['a file', 'app/kept', 0o000, /kept' cannot be read.*make it readable for the job, or ignore it/],
    ['a directory', 'app/inner', 0o000, /inner' cannot be read/],
  ])('is refused with its name when it is %s', (_, name, mode, message) => {
    const directory = workspace({ 'app/kept': 'x', 'app/inner/x': 'x' });
    for (const each of [directory, path.join(directory, 'app')]) chmodSync(each, 0o755);
    chmodSync(path.join(directory, name), mode);
    try {
      expect(asNobody(directory)).toMatch(message);
    } finally {
      chmodSync(path.join(directory, name), 0o700);
    }
  });
});

describe('a base that cannot be fetched to its end', () => {
  it('leaves nothing half in the cache of its blobs', async () => {
    const directory = workspace();
    const bytes = Buffer.alloc(100_000, 'x');
    const descriptor = { mediaType: MEDIA_TYPE.layer, digest: digestOf(bytes), size: bytes.length };
    const cut = async function* () {
      yield await Promise.resolve(bytes.subarray(0, 70_000));
      throw new Error('the connection was cut');
    };
    const store = { ...layoutStore(), readBlob: () => Promise.resolve(Readable.from(cut())) };
    await expect(cachingStore(store, directory).readBlob(descriptor)).rejects.toThrow(/was cut/);
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('a disk without room', () => {
  const limited = (script: string) =>
    spawnSync(
      'bash',
      ['-c', `ulimit -f 200; exec "$0" --input-type=module -e "$1"`, process.execPath, script],
      {
        cwd: REPOSITORY_ROOT,
        encoding: 'utf8',
      },
    );

  it('stops before anything is stored, says so, and leaves a rerun to succeed', async () => {
    const directory = workspace({
      'app/x': Buffer.from(Array.from({ length: 600_000 }, (_, at) => (at * at * 31) >>> 7)),
    });
    const spool = workspace();
    const script = `
      const { spoolLayer } = await import('./shared/image/layer.ts');
      const entry = { path: 'x', type: 'file', mode: 420, uid: 0, gid: 0, size: 600000, modified: 0, source: ${JSON.stringify(path.join(directory, 'app/x'))} };
      try { await spoolLayer([entry], { spool: ${JSON.stringify(spool)}, compression: 'none' }); } catch (error) { console.log(error.name, error.message); }
    `;
    expect(limited(script).stdout).toMatch(
      /^UserError there is no room for a layer on the disk .*free space/,
    );
    await expect(assembleImage(requestFor(FROM_SCRATCH, directory))).resolves.toBeDefined();
  });

  it('costs no build when it is only the cache’s', async () => {
    const cache = path.join(workspace({ file: '' }), 'file');
    const directory = workspace({ 'app/x': 'x' });
    const sources = [layerCache(cache, { clock: testClock() })];
    const { platforms } = await assembleImage(requestFor(FROM_SCRATCH, directory, { sources }));
    expect(platforms[0]?.layers[0]?.reused).toBeUndefined();
  });
});

describe('two that push one version', () => {
  it('keep the tag of the first, and the second is refused with both digests', async () => {
    const store = layoutStore();
    const [first, second] = [
      await buildOn(layoutStore()),
      await buildOn(layoutStore(), YAML, { ...FILES, tool: 'another tool' }),
    ];
    const options = { tags: [{ tag: '1.0.0', expect: null }] };
    await publishImage(first.image, store, { ...options, base: first.base.store });
    await expect(
      publishImage(second.image, store, { ...options, base: second.base.store }),
    ).rejects.toMatchObject({ result: 'refused' });
    expect((await store.resolve('1.0.0'))?.digest).toBe(first.image.index.descriptor.digest);
    await expect(
      publishImage(first.image, store, { ...options, base: first.base.store }),
    ).resolves.toMatchObject({ tagsWritten: [] });
  });
});
