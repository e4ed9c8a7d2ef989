import { isInstalledNpm } from './catalogue/npm.ts';
import { isInstalledPython } from './catalogue/python.ts';
import type { PackageRecord } from './component.ts';

/** Of which types a package counts as installed by where it stands, and where that is. */
const PLACES: ReadonlyMap<string, (path: string) => boolean> = new Map([
  ['npm', isInstalledNpm],
  ['pypi', isInstalledPython],
]);

const ROOTS: ReadonlySet<string> = new Set(['node_modules', 'site-packages', 'dist-packages']);
/** A root, a scope in it, a package in that. */
const MAX_TAIL = 3;

/**
 * Says how a package counts, once all layers are known: `/app/node_modules` may be a link, from a layer above, to where its packages
 * are; what Node or Python finds through it is installed. `links` are directory links with where they lead.
 */
export function throughLinks(
  links: Iterable<readonly [link: string, target: string]>,
): (record: PackageRecord, path: string) => PackageRecord {
  const names = new Map<string, Set<string>>();
  for (const [link, target] of links) {
    const tail = tailOf(link);
    if (tail !== undefined) names.set(target, (names.get(target) ?? new Set()).add(tail));
  }
  return (record, path) => {
    const isInstalled = PLACES.get(record.type);
    if (record.confidence !== 'vendored' || isInstalled === undefined || names.size === 0) return record;
    const found = otherNames(path, names).some(isInstalled);
    return found ? { ...record, confidence: 'installed' } : record;
  };
}

/** The end of a link's path that matters, from the last root on, with names made equal: however many links there are, few differ. */
function tailOf(link: string): string | undefined {
  const names = link.split('/');
  const tail = names.slice(names.findLastIndex((name) => ROOTS.has(name)));
  const isBelowRoot = ROOTS.has(tail[0] ?? '') && tail.length <= MAX_TAIL;
  return isBelowRoot ? tail.map(shapeOf).join('/') : undefined;
}

function shapeOf(name: string): string {
  if (ROOTS.has(name)) return name;
  if (name.startsWith('@')) return '@scope';
  return `name${/\.(?:dist|egg)-info$/.exec(name)?.[0] ?? ''}`;
}

/** A path as it reads through the links that lead to a directory above it; a package is never further below one than a few names. */
function otherNames(path: string, names: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const parts = path.split('/');
  return Array.from({ length: Math.min(MAX_TAIL, parts.length) }, (_, index) => {
    const at = parts.length - 1 - index;
    const below = parts.slice(at).join('/');
    return Array.from(names.get(parts.slice(0, at).join('/')) ?? [], (tail) => `${tail}/${below}`);
  }).flat();
}
