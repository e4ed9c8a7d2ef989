import type { PackageRecord, SourcePackage } from '../component.ts';
import { type Catalogue, type Finding, pathList, unreadable, whole } from './catalogue.ts';

const STATUS = /^var\/lib\/dpkg\/status$/;
/** Distroless images keep one paragraph a file here. */
const STATUS_D = /^var\/lib\/dpkg\/status\.d\/([^/]+)$/;
const LIST = /^var\/lib\/dpkg\/info\/([^/:]+)(?::[^/]+)?\.list$/;
const SUMS = /^var\/lib\/dpkg\/status\.d\/([^/]+)\.md5sums$/;

const MAX_DATABASE = 64 * 1024 * 1024;

/** States (dpkg(1), "Package states") in which no file of the package but its configuration is left. */
const GONE = new Set(['not-installed', 'config-files']);

/** Is this a file that another catalogue reads? Only such paths are remembered as owned. */
type Interesting = (path: string) => boolean;

/** Packages that dpkg knows, and which of the `interesting` files they brought. */
export const dpkgCatalogue = (interesting: Interesting): Catalogue => ({
  name: 'dpkg',
  open: (path) => {
    if (!path.startsWith('var/lib/dpkg/')) return undefined;
    const owner = LIST.exec(path)?.[1] ?? SUMS.exec(path)?.[1];
    if (owner !== undefined)
      return whole(path, MAX_DATABASE, (content) => owned(owner, content, interesting));
    if (!STATUS.test(path) && !STATUS_D.test(path)) return undefined;
    return whole(path, MAX_DATABASE, (content) => parseDpkgStatus(path, content.toString('utf8')));
  },
});

/** A list's lines are absolute paths, a sums file's are `MD5  PATH`. */
function owned(owner: string, content: Buffer, interesting: Interesting): Finding {
  const paths = content
    .toString('utf8')
    .split('\n')
    .map((line) => line.replace(/^[0-9a-f]{32} {2}/, '').replace(/^\//, ''))
    .filter((path) => path !== '');
  return { kind: 'owned', owner, paths: paths.filter(interesting), list: pathList(paths) };
}

/** Reads a status database (deb-control syntax); a paragraph that cannot be read makes the whole of it unreadable. */
export function parseDpkgStatus(path: string, text: string): Finding {
  const packages: PackageRecord[] = [];
  for (const paragraph of text.split(/\r?\n(?:[ \t]*\r?\n)+/)) {
    if (paragraph.trim() === '') continue;
    const fields = parseFields(paragraph);
    if (fields === undefined) return unreadable(path, 'lines are "Field: value"', paragraph);
    const record = toRecord(fields);
    if (record === 'invalid')
      return unreadable(path, 'an installed package has a name and a version', paragraph);
    if (record !== undefined) packages.push(record);
  }
  return { kind: 'packages', packages };
}

/** Fields by lower-case name; continuation lines are dropped, for none of the fields we read has any. */
function parseFields(paragraph: string): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const line of paragraph.split(/\r?\n/)) {
    if (line === '' || /^[ \t#]/.test(line)) continue;
    const colon = line.indexOf(':');
    if (colon <= 0) return undefined;
    fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return fields;
}

function toRecord(fields: ReadonlyMap<string, string>): PackageRecord | 'invalid' | undefined {
  const status = fields.get('status');
  const state = status?.split(/\s+/)[2];
  if (status !== undefined && state === undefined) return 'invalid';
  if (state !== undefined && GONE.has(state)) return undefined;
  const [name = '', version = ''] = [fields.get('package'), fields.get('version')];
  if (!/^[a-z0-9][a-z0-9+.-]*$/i.test(name) || !/^[A-Za-z0-9.+~:-]+$/.test(version)) return 'invalid';
  const architecture = fields.get('architecture');
  return {
    type: 'deb',
    name,
    version,
    ...(architecture === undefined ? {} : { architecture }),
    source: sourceOf(fields.get('source'), name, version),
    confidence: 'installed',
  };
}

/** `Source: glibc (2.36-9)`; without it, or without its parentheses, the package's own. A binary rebuild's `+b1` is not the source's. */
function sourceOf(field: string | undefined, name: string, version: string): SourcePackage {
  const parts = /^(\S+)(?:\s+\(([^)]+)\))?$/.exec(field ?? '');
  return { name: parts?.[1] ?? name, version: parts?.[2] ?? version.replace(/\+b\d+$/, '') };
}
