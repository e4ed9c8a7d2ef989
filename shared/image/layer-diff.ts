import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { UserError } from '../text/error.ts';
import { byteOrder } from './byte-order.ts';
import { readTar } from './tar-reader.ts';
import { unpack } from './unpack.ts';

/** What a layer says of one path; equal texts are equal members. */
export type LayerIndex = ReadonlyMap<string, MemberFacts>;

export interface MemberFacts {
  readonly type: string;
  readonly mode: number;
  readonly owner: string;
  readonly modified: number;
  readonly size: number;
  readonly target: string;
  /** Hexadecimal SHA-256 of a file's content. */
  readonly content: string;
}

/**
 * Every member of a layer with the digest of its content. Memory grows with the number of members, not with their size.
 * @throws UserError when it cannot be read to its end.
 */
export async function indexLayer(blob: Readable, mediaType: string, name: string): Promise<LayerIndex> {
  const index = new Map<string, MemberFacts>();
  await unpack(blob, mediaType, name, async (archive) => {
    const { stopped } = await readTar(
      archive,
      ({ path, type, mode, uid, gid, mtime, size, linkTarget = '' }) => {
        const facts = { type, mode, owner: `${uid}:${gid}`, modified: mtime, size, target: linkTarget };
        index.set(path, { ...facts, content: '' });
        if (type !== 'file') return undefined;
        const hash = createHash('sha256');
        return {
          write: (chunk) => {
            hash.update(chunk);
          },
          end: () => {
            index.set(path, { ...facts, content: hash.digest('hex') });
          },
        };
      },
    );
    if (stopped !== undefined) throw new UserError({ ...stopped, what: `${name}: ${stopped.what}` });
  });
  return index;
}

export interface MemberChange {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Of a changed member, what differs first: `type`, `mode`, `owner`, `modified`, `size`, `target`, `content`. */
  readonly field?: string;
}

/** What changed from one layer to another, in byte order of the paths. */
export function compareLayers(before: LayerIndex, after: LayerIndex): readonly MemberChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  const ordered = paths.sort((a, b) => byteOrder(a, b));
  return ordered.flatMap((path): MemberChange[] => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === undefined) return [{ path, kind: 'added' }];
    if (now === undefined) return [{ path, kind: 'removed' }];
    const field = (Object.keys(old) as (keyof MemberFacts)[]).find((key) => old[key] !== now[key]);
    return field === undefined ? [] : [{ path, kind: 'changed', field }];
  });
}
