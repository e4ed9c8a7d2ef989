import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type AssembledImage, type Base, assembleImage } from '../../../shared/image/assemble.ts';
import { writeBytes } from '../../../shared/oci/blob.ts';
import type { Descriptor, Platform } from '../../../shared/oci/descriptor.ts';
import { digestOf } from '../../../shared/oci/digest.ts';
import { readImage } from '../../../shared/oci/image.ts';
import { MEDIA_TYPE } from '../../../shared/oci/media-types.ts';
import { openStore } from '../../../shared/oci/open.ts';
import { parseReference } from '../../../shared/oci/reference.ts';
import type { ImageStore } from '../../../shared/oci/store.ts';
import { type TestRegistry, startRegistry } from '../../kit/registry/registry.ts';
import { tarOf } from '../sbom/archive.ts';
import { ANONYMOUS, removeWorkspaces, requestFor, workspace } from './workspace.ts';

const registries: TestRegistry[] = [];

/** Stops what was started and removes what was made. */
export async function cleanUp(): Promise<void> {
  removeWorkspaces();
  for (const registry of registries.splice(0)) await registry.close();
}

export async function registryStore(
  repository: string,
  registry?: TestRegistry,
): Promise<{ registry: TestRegistry; store: ImageStore }> {
  const used = registry ?? (await startRegistry());
  if (registry === undefined) registries.push(used);
  return { registry: used, store: openStore(parseReference(`${used.host}/${repository}`), ANONYMOUS) };
}

export const layoutStore = (directory = workspace()): ImageStore =>
  openStore(parseReference(`oci-layout:${directory}/layout`), ANONYMOUS);

export const AMD64: Platform = { os: 'linux', architecture: 'amd64' };
const ARM64: Platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
export const BASE_TAR = tarOf([
  { path: 'usr/', type: '5' },
  { path: 'usr/bin/', type: '5' },
  ['usr/bin/sh', 'shell'],
  { path: 'bin', type: '2', target: 'usr/bin' },
  { path: 'app/', type: '5' },
]);

/** A base for amd64 and arm64/v8: a gzip layer, and an opaque one of zstd. */
export async function writeBase(
  store: ImageStore,
  change: { config?: object; diffIds?: string[] } = {},
): Promise<Base & { readonly digest: Descriptor }> {
  const second = tarOf([['etc/os-release', 'ID=debian\n']]);
  const layers = [
    await writeBytes(store, gzipSync(BASE_TAR), MEDIA_TYPE.dockerLayerGzip),
    await writeBytes(store, zstdCompressSync(second), MEDIA_TYPE.layerZstd),
  ];
  const manifests: Descriptor[] = [];
  for (const platform of [AMD64, ARM64]) {
    const config = {
      ...platform,
      config: {
        User: 'root',
        Env: ['PATH=/usr/bin', 'A=base'],
        Cmd: ['sh'],
        Entrypoint: ['/base'],
        Labels: { kept: 'yes' },
      },
      rootfs: { type: 'layers', diff_ids: change.diffIds ?? [digestOf(BASE_TAR), digestOf(second)] },
      history: [{ created_by: 'base 1' }, { created_by: 'ENV', empty_layer: true }, { created_by: 'base 2' }],
      'x-unknown': 1,
      ...change.config,
    };
    const content = {
      schemaVersion: 2,
      mediaType: MEDIA_TYPE.manifest,
      config: await writeBytes(store, Buffer.from(JSON.stringify(config)), MEDIA_TYPE.config),
      layers,
    };
    manifests.push({
      ...(await store.putManifest(Buffer.from(JSON.stringify(content)), { mediaType: MEDIA_TYPE.manifest })),
      platform,
    });
  }
  const index = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests };
  const digest = await store.putManifest(Buffer.from(JSON.stringify(index)), { mediaType: MEDIA_TYPE.index });
  const { platforms } = await readImage(store, digest.digest);
  return { store, platforms, digest };
}

export const YAML = `
from: base
platforms: [linux/arm64, linux/amd64]
layers:
  - name: tool
    copy: {tool: /bin/tool}
  - name: application
    copy: {src/: /app/}
config: {entrypoint: [/bin/tool], env: {A: ours, B: new}, user: '65532'}
annotations: {org.opencontainers.image.title: shop}
`;
export const FILES = { tool: 'tool', 'src/a.js': 'a', 'src/b/c.js': 'c' };

export async function buildOn(
  store: ImageStore,
  yaml = YAML,
  files: Readonly<Record<string, string>> = FILES,
): Promise<{ image: AssembledImage; base: Base }> {
  const base = await writeBase(store);
  return { base, image: await assembleImage(requestFor(yaml, workspace(files), { base })) };
}
