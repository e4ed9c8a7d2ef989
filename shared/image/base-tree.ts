import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { type Problem, UserError, messageOf } from '../text/error.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { hexOf } from '../oci/digest.ts';
import type { ImageStore } from '../oci/store.ts';
import { type DirectoryNode, type LayerMember, applyLayer, emptyTree } from './file-tree.ts';
import { type TarEntry, readTar } from './tar-reader.ts';

/**
 * What the base's layers hold, path by path. Each layer is streamed once, its bytes verified by the store; what was found is kept under the
 * layer's digest in `cache`, so that platforms with common layers and later steps do not read it again.
 * @throws UserError when a layer cannot be read to its end: placing files in a half-known base could destroy it.
 */
export async function baseTree(
  store: ImageStore,
  layers: readonly Descriptor[],
  cache: string,
): Promise<DirectoryNode> {
  const tree = emptyTree();
  for (const layer of layers) applyLayer(tree, await layerMembers(store, layer, cache));
  return tree;
}

async function layerMembers(
  store: ImageStore,
  layer: Descriptor,
  cache: string,
): Promise<readonly LayerMember[]> {
  const file = path.join(cache, `${hexOf(layer.digest)}.members.json`);
  const known = cached(file);
  if (known !== undefined) return known;
  const members: LayerMember[] = [];
  const stopped = await readMembers(store, layer, members);
  if (stopped !== undefined)
    throw new UserError({ ...stopped, what: `layer ${layer.digest} of the base: ${stopped.what}` });
  mkdirSync(cache, { recursive: true });
  const written = `${file}.${process.pid}`;
  writeFileSync(written, JSON.stringify(members));
  renameSync(written, file);
  return members;
}

function cached(file: string): readonly LayerMember[] | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as readonly LayerMember[];
  } catch {
    return undefined;
  }
}

async function readMembers(
  store: ImageStore,
  layer: Descriptor,
  members: LayerMember[],
): Promise<Problem | undefined> {
  const consume = async (source: AsyncIterable<Uint8Array>): Promise<Problem | undefined> => {
    const { stopped } = await readTar(source, (entry) => {
      members.push(memberOf(entry));
      return undefined;
    });
    return stopped;
  };
  const blob = await store.readBlob(layer);
  try {
    if (/[.+]gzip$/.test(layer.mediaType)) return await pipeline(blob, createGunzip(), consume);
    if (/[.+]zstd$/.test(layer.mediaType))
      return await pipeline(blob, createZstdDecompress() as Transform, consume);
    return await pipeline(blob, consume);
  } catch (error) {
    const code = String((error as { readonly code?: unknown } | null)?.code);
    if (!/^(Z_|ZSTD_|ERR_ZLIB)/.test(code)) throw error;
    return { what: 'it does not unpack', rule: 'a sound gzip or zstd stream', seen: messageOf(error) };
  }
}

function memberOf(entry: TarEntry): LayerMember {
  switch (entry.type) {
    case 'directory':
      return { path: entry.path, type: 'directory' };
    case 'symlink':
      return { path: entry.path, type: 'symlink', target: entry.linkTarget ?? '' };
    case 'file':
    case 'link':
    case 'other':
      return { path: entry.path, type: 'file' };
  }
}
