import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { UserError } from '../text/error.ts';
import { parseJson } from '../text/json.ts';
import type { Descriptor } from './descriptor.ts';
import { withLock } from './layout-lock.ts';
import { partialPath, removeStalePartials } from './layout-partial.ts';
import { checkDescriptor } from './manifest.ts';
import { MEDIA_TYPE } from './media-types.ts';

/** The annotation that is an entry's tag (OCI image-spec 1.1, annotations.md). */
export const REF_NAME = 'org.opencontainers.image.ref.name';

/** index.json of an image layout: its entry points. */
export interface LayoutIndex {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly manifests: readonly Descriptor[];
}

const EMPTY: LayoutIndex = { schemaVersion: 2, mediaType: MEDIA_TYPE.index, manifests: [] };
const MARK = JSON.stringify({ imageLayoutVersion: '1.0.0' });

/**
 * The entries of a layout; none when there is no index.json yet.
 * @throws UserError when it is there and cannot be understood.
 */
export async function readLayoutIndex(root: string, name: string): Promise<LayoutIndex> {
  const text = await readText(path.join(root, 'index.json'));
  if (text === undefined) return EMPTY;
  let index: unknown;
  try {
    index = parseJson(text);
  } catch (cause) {
    throw new UserError({ what: `index.json of ${name} is not JSON` }, { cause });
  }
  const manifests =
    typeof index === 'object' && index !== null && 'manifests' in index ? index.manifests : undefined;
  if (!Array.isArray(manifests))
    throw new UserError({ what: `index.json of ${name} has no list of manifests` });
  manifests.forEach((entry: unknown, number) => {
    checkDescriptor(entry, `${name}: index.json: manifests[${number}]`);
  });
  return index as LayoutIndex;
}

/** Replaces index.json as a whole, one writer at a time; makes the layout where there is none. */
export async function updateLayoutIndex(
  root: string,
  name: string,
  clock: Clock,
  change: (index: LayoutIndex) => LayoutIndex,
): Promise<void> {
  await mkdir(path.join(root, 'blobs', 'sha256'), { recursive: true });
  await withLock(path.join(path.resolve(root), '.index.lock'), clock, async () => {
    if ((await readText(path.join(root, 'oci-layout'))) === undefined)
      await replace(path.join(root, 'oci-layout'), MARK);
    const before = await readLayoutIndex(root, name);
    const after = change(before);
    if (JSON.stringify(after) !== JSON.stringify(before))
      await replace(path.join(root, 'index.json'), JSON.stringify(after));
    for (const directory of [root, path.join(root, 'blobs')])
      await removeStalePartials(directory, clock.now());
  });
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function replace(file: string, text: string): Promise<void> {
  const partial = partialPath(path.dirname(file));
  try {
    const handle = await open(partial, 'wx');
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
