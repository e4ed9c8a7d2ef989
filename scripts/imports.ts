import path from 'node:path';

/** Rooms of `shared/` to the rooms that each may import. An edge takes from the core; the core never takes from an edge. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  text: [],
  ports: [],
  oci: ['text', 'ports'],
  image: ['text', 'ports', 'oci'],
  sbom: ['text', 'ports', 'oci', 'image'],
  advisories: ['text', 'ports', 'oci', 'image', 'sbom'],
  evidence: ['text', 'ports', 'oci'],
  policy: ['text', 'ports', 'oci', 'evidence'],
  manifests: ['text'],
  dockerfile: ['text'],
  github: ['text', 'ports'],
  tools: ['text', 'ports'],
  action: ['text', 'ports', 'oci', 'evidence'],
};

const IMPORT = /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)'([^']+)'/g;

/** The relative modules that a source text imports, statically or lazily, resolved against its own path. */
export function importsOf(file: string, source: string): string[] {
  return Array.from(source.matchAll(IMPORT), (match) => match[1] ?? '')
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => path.posix.join(path.posix.dirname(file), specifier));
}

/** Why `from` may not import `to`; undefined when it may. Paths are relative to the repository. */
export function forbidden(from: string, to: string): string | undefined {
  const [top, room = ''] = from.split('/');
  const [toTop, toRoom = ''] = to.split('/');
  const inSameRoom = toTop === top && toRoom === room;
  switch (top) {
    case 'actions':
      return inSameRoom || toTop === 'shared' ? undefined : 'an action imports only itself and shared/';
    case 'shared':
      return inSameRoom || (toTop === 'shared' && mayImport(room, toRoom)) ? undefined : ruleOf(room);
    default:
      return undefined;
  }
}

const mayImport = (room: string, other: string): boolean => ALLOWED[room]?.includes(other) === true;

const ruleOf = (room: string): string =>
  `shared/${room} may import ${(ALLOWED[room] ?? []).map((other) => `shared/${other}`).join(', ') || 'nothing'}`;

/** The first cycle among modules, as a path that ends where it starts; undefined when there is none. */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...trail, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
