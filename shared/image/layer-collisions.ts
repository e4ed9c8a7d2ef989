import type { Problem } from '../text/error.ts';
import { type TreeNode, split } from './file-tree.ts';
import type { LayerEntry } from './layer-spec.ts';

/** Why `entry` cannot stand beside `other` of this layer and what lower layers have below it; undefined when it can. */
export function collision(
  other: LayerEntry | undefined,
  below: TreeNode | undefined,
  entry: LayerEntry,
): Problem | undefined {
  if (other !== undefined && (other.type !== 'directory' || entry.type !== 'directory')) {
    return {
      what: `two sources go to '/${entry.path}'`,
      rule: 'one source for each path of a layer',
      next: 'use two layers where the second replaces the first',
    };
  }
  if (entry.type === 'directory' && below?.type === 'file') {
    return {
      what: `a directory would replace the file '/${entry.path}' of a lower layer`,
      next: 'remove: it in an earlier layer, or choose another destination',
    };
  }
  if (entry.type !== 'directory' && below?.type === 'directory') {
    return {
      what: `'/${entry.path}' is a directory of a lower layer, and a file would replace it with all that is in it`,
      next: `to copy into it, end the destination with '/'`,
    };
  }
  return undefined;
}

/** Two names that a file system without upper and lower case takes for one: the image would differ from what its files show. */
export function caseCollisions(found: ReadonlyMap<string, LayerEntry>): readonly Problem[] {
  const fold = (path: string): string => path.normalize('NFC').toLowerCase();
  if (new Set([...found.keys()].map(fold)).size === found.size) return [];
  const seen = new Map<string, string>();
  const problems: Problem[] = [];
  for (const path of found.keys()) {
    const folded = fold(path);
    const other = seen.get(folded);
    seen.set(folded, path);
    if (other === undefined) continue;
    problems.push({
      what: `'/${other}' and '/${path}' differ only in case`,
      rule: 'names of a layer differ by more than case',
      next: 'ignore one of them, or rename it',
    });
  }
  return problems;
}

/** Entries whose parent is a file or a link of the same layer: where they land would depend on who unpacks. */
export function fileParents(found: ReadonlyMap<string, LayerEntry>): readonly Problem[] {
  const problems: Problem[] = [];
  for (const path of found.keys()) {
    const parent = found.get(split(path).parent);
    if (parent === undefined || parent.type === 'directory') continue;
    problems.push({
      what: `'/${path}' goes below '/${parent.path}', which is a ${parent.type} in the same layer`,
      next: 'use two layers, or copy to the real directory',
    });
  }
  return problems;
}
