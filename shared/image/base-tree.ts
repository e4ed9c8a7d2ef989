import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Problem, UserError } from '../text/error.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { hexOf } from '../oci/digest.ts';
import type { ImageStore } from '../oci/store.ts';
import { type DirectoryNode, type LayerMember, applyLayer, emptyTree } from './file-tree.ts';
import { type TarEntry, readTar } from './tar-reader.ts';
import { unpack } from './unpack.ts';
import { parseJson } from '../text/json.ts';

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
  keep(file, members);
  return members;
}

/** Where there is no room the layer is only read once more. */
function keep(file: string, members: readonly LayerMember[]): void {
  const partial = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(partial, JSON.stringify(members));
    renameSync(partial, file);
  } catch {
    rmSync(partial, { force: true });
  }
}

function cached(file: string): readonly LayerMember[] | undefined {
  try {
    return parseJson(readFileSync(file)) as readonly LayerMember[];
  } catch {
    return undefined;
  }
}

async function readMembers(
  store: ImageStore,
  layer: Descriptor,
  members: LayerMember[],
): Promise<Problem | undefined> {
  const name = `layer ${layer.digest} of the base`;
  return unpack(await store.readBlob(layer), layer.mediaType, name, async (archive) => {
    const { stopped } = await readTar(archive, (entry) => {
      members.push(memberOf(entry));
      return undefined;
    });
    return stopped;
  });
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
