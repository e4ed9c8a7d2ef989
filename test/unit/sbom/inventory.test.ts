import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { catalogueImage, type Inventory } from '../../../shared/sbom/inventory.ts';
import type { LayerLimits } from '../../../shared/sbom/layer.ts';
import { UserError } from '../../../shared/text/error.ts';
import { type RawEntry, type TestImage, imageOf, tarOf } from './archive.ts';

type Layer = readonly (RawEntry | readonly [string, string])[];

const DEBIAN =
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n';
const paragraph = (name: string, version: string): string =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n\n`;
const npm = (name: string, version: string): string => JSON.stringify({ name, version });

const BASE: Layer = [
  { path: 'etc/os-release', type: '2', target: '../usr/lib/os-release' },
  ['usr/lib/os-release', DEBIAN],
  ['var/lib/dpkg/status', paragraph('libc6', '2.36-9') + paragraph('openssl', '3.0.15-1')],
];

const inventory = async (layers: readonly Layer[], limits: Partial<LayerLimits> = {}): Promise<Inventory> => {
  const { store, manifest } = imageOf(layers.map((layer) => tarOf(layer)));
  return catalogueImage(store, manifest, { limits });
};

const purls = ({ components }: Inventory): readonly string[] => components.map(({ purl }) => purl);
const whats = ({ problems }: Inventory): readonly string[] => problems.map(({ what }) => what);

describe('the inventory of an image', () => {
  it('lists Debian and npm packages with the layer that first brought each version', async () => {
    const seen = await inventory([
      BASE,
      [['var/lib/dpkg/status', paragraph('libc6', '2.36-9') + paragraph('openssl', '3.0.16-1')]],
      [
        ['app/node_modules/a/package.json', npm('a', '1.0.0')],
        ['app/node_modules/b/package.json', npm('b', '1.0.0')],
      ],
      [
        ['app/node_modules/a/package.json', npm('a', '1.0.0')],
        ['app/node_modules/.wh.b', ''],
      ],
    ]);
    expect(seen).toMatchObject({ complete: true, problems: [], os: { id: 'debian', versionId: '12' } });
    expect(
      seen.components.map(({ purl, layer }) => [purl, seen.layers.findIndex((each) => each === layer)]),
    ).toEqual([
      ['pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12', 0],
      ['pkg:deb/debian/openssl@3.0.16-1?arch=amd64&distro=debian-12', 1],
      ['pkg:npm/a@1.0.0', 2],
    ]);
  });

  it.each(['none', 'gzip', 'zstd'] as const)('reads layers packed with %s', async (packing) => {
    const { store, manifest } = imageOf([tarOf(BASE)], packing);
    expect(purls(await catalogueImage(store, manifest))).toHaveLength(2);
  });

  it('reads distroless databases, and knows which npm packages Debian brought', async () => {
    const seen = await inventory([
      [
        ['etc/os-release', DEBIAN],
        ['var/lib/dpkg/status.d/tzdata', 'Package: tzdata\nVersion: 2024a-0+deb12u1\nArchitecture: all\n'],
        [
          'var/lib/dpkg/status.d/node-semver.md5sums',
          `${'0'.repeat(32)}  usr/share/nodejs/semver/package.json\n`,
        ],
        ['usr/share/nodejs/semver/package.json', npm('semver', '7.3.5')],
      ],
      [
        ['var/lib/dpkg/info/node-ms:amd64.list', '/.\n/lib\n/lib/nodejs/ms/package.json\n'],
        { path: 'lib', type: '2', target: 'usr/lib' },
        ['usr/lib/nodejs/ms/package.json', npm('ms', '2.1.3')],
      ],
    ]);
    expect(seen.components.map(({ name, ownedBy }) => [name, ownedBy])).toEqual([
      ['tzdata', undefined],
      ['ms', 'node-ms'],
      ['semver', 'node-semver'],
    ]);
  });

  it('follows hard links to content that stands under another name', async () => {
    const seen = await inventory([
      [
        ['store/ab/cdef', npm('linked', '1.0.0')],
        { path: 'app/node_modules/linked/package.json', type: '1', target: 'store/ab/cdef' },
        { path: 'app/node_modules/again/package.json', type: '1', target: 'store/ab/cdef' },
      ],
    ]);
    expect(seen.components.map(({ path }) => path)).toEqual([
      'app/node_modules/again/package.json',
      'app/node_modules/linked/package.json',
    ]);
    const lost = await inventory([[{ path: 'node_modules/a/package.json', type: '1', target: 'nowhere' }]]);
    expect(whats(lost)).toEqual(['layer 1 of 1: a hard link whose content is in no file of its layer']);
  });

  it('takes an image of nothing but files for what it is', async () => {
    expect(await inventory([[['app', 'binary']]])).toMatchObject({
      complete: true,
      components: [],
      os: undefined,
    });
  });

  it.each<[string, Layer, string]>([
    [
      'a package database that cannot be read',
      [...BASE, ['var/lib/dpkg/status.d/x', 'Package: x\n']],
      '/var/lib/dpkg/status.d/x is not readable',
    ],
    [
      'a distribution that nobody knows',
      [['etc/os-release', 'ID=plan9\n']],
      'no catalogue knows the packages of plan9',
    ],
    [
      'a distribution without its packages',
      [['etc/os-release', DEBIAN]],
      'Debian GNU/Linux 12 (bookworm) without a single deb package',
    ],
    [
      'packages of an unknown system',
      [['var/lib/dpkg/status', paragraph('a', '1')]],
      'packages of an unknown operating system',
    ],
    [
      'a path that leaves the image',
      [...BASE, ['../x', '']],
      'layer 1 of 1: a tar archive with a path that leaves its root',
    ],
  ])('is incomplete for %s', async (_, layer, what) => {
    const seen = await inventory([layer]);
    expect(seen.complete).toBe(false);
    expect(whats(seen)).toEqual([what]);
  });

  it.each<[string, Partial<LayerLimits>, RegExp]>([
    ['entries', { entries: 2 }, /limit of entries/],
    ['unpacked bytes', { totalBytes: 100_000 }, /too large/],
    [
      'unpacked bytes for each packed one',
      { ratio: 20, ratioFrom: 100_000 },
      /more than it can honestly hold/,
    ],
  ])('stops at a limit of %s, and says so', async (_, limits, what) => {
    const bomb = tarOf([['zeros', '\0'.repeat(4_000_000)], ...BASE]);
    for (const packing of ['gzip', 'zstd'] as const) {
      const { store, manifest } = imageOf([bomb], packing);
      const seen = await catalogueImage(store, manifest, { limits });
      expect(seen.complete).toBe(false);
      expect(whats(seen)[0]).toMatch(what);
    }
  });

  it('stops in a layer of very many small files, keeps nothing of them, and says so', async () => {
    const empty = tarOf([['a', '']], false);
    const many = Buffer.alloc(empty.length * 30_000);
    for (let at = 0; at < many.length; at += empty.length) empty.copy(many, at);
    const { store, manifest } = imageOf([Buffer.concat([many, tarOf(BASE)])]);
    const seen = await catalogueImage(store, manifest, { limits: { entries: 20_000 } });
    expect(seen).toMatchObject({ complete: false, components: [] });
    expect(whats(seen)[0]).toMatch(/limit of entries/);
  });

  it('reads on in a link that points to itself', async () => {
    const seen = await inventory([
      [{ path: 'a', type: '2', target: 'a' }, ['a/node_modules/x/package.json', npm('x', '1.0.0')]],
    ]);
    expect(purls(seen)).toEqual(['pkg:npm/x@1.0.0']);
  });
});

describe('an image whose bytes are wrong', () => {
  const broken = (change: (image: TestImage) => void, config: object = {}): Promise<Inventory> => {
    const image = imageOf([tarOf(BASE)], 'gzip', config);
    change(image);
    return catalogueImage(image.store, image.manifest);
  };
  const layerOf = ({ layers, blobs }: TestImage): Buffer =>
    blobs.get(layers[0]?.digest ?? ('' as never)) ?? Buffer.alloc(0);

  it.each<[string, (image: TestImage) => void, object, RegExp]>([
    ['a layer that is no gzip', (image) => layerOf(image).fill('x', 0, 10), {}, /does not unpack/],
    [
      'a layer that ends too early',
      ({ layers, blobs }) => {
        const digest = layers[0]?.digest;
        if (digest !== undefined) blobs.set(digest, blobs.get(digest)?.subarray(0, 100) ?? Buffer.alloc(0));
      },
      {},
      /does not unpack/,
    ],
    [
      "a diff id that is another layer's",
      () => undefined,
      { rootfs: { diff_ids: [`sha256:${'0'.repeat(64)}`] } },
      /not the one that the image's config promises/,
    ],
    [
      'a config with another number of layers',
      () => undefined,
      { rootfs: { diff_ids: [] } },
      /contradicts itself – one diff ID in the config for each layer/,
    ],
    ['a config without layers', () => undefined, { rootfs: null }, /rootfs\.diff_ids/],
  ])('is refused for %s', async (_, change, config, message) => {
    const failing = broken(change, config);
    await expect(failing).rejects.toThrow(UserError);
    await expect(failing).rejects.toThrow(message);
  });
});

describe('the fixture of a real status file', () => {
  it('is read through an image as through the parser', async () => {
    const status = readFileSync(new URL('../../fixtures/sbom/dpkg-status', import.meta.url), 'utf8');
    const seen = await inventory([
      [
        ['etc/os-release', DEBIAN],
        ['var/lib/dpkg/status', status],
      ],
    ]);
    expect(purls(seen)).toContain('pkg:deb/debian/libssl3@3.0.15-1~deb12u1?arch=amd64&distro=debian-12');
    expect(seen.components).toHaveLength(8);
  });
});
