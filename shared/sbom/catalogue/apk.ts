import type { PackageRecord } from '../component.ts';
import { type Catalogue, type Finding, type Owned, pathList, unreadable, whole } from './catalogue.ts';

/** Since distributions merge /lib into /usr/lib both places are in use. */
const INSTALLED = new Set(['lib/apk/db/installed', 'usr/lib/apk/db/installed']);
const MAX_DATABASE = 64 * 1024 * 1024;

/** Packages that apk knows (Alpine, Wolfi, Chainguard), and which of the `interesting` files they brought. */
export const apkCatalogue = (interesting: (path: string) => boolean): Catalogue => ({
  name: 'apk',
  open: (path) =>
    INSTALLED.has(path)
      ? whole(path, MAX_DATABASE, (content) => parseApkDatabase(path, content.toString('utf8'), interesting))
      : undefined,
});

/** Reads the database of installed packages (apk-tools, "installed" format): `P:` name, `V:` version, `o:` origin, `F:` and `R:` files. */
export function parseApkDatabase(
  path: string,
  text: string,
  interesting: (path: string) => boolean,
): Finding {
  const packages: PackageRecord[] = [];
  const owned: Owned[] = [];
  for (const paragraph of text.split(/\n\n+/)) {
    if (paragraph.trim() === '') continue;
    const lines = paragraph.split('\n').filter((line) => line !== '');
    const record = toRecord(lines);
    if (record === undefined)
      return unreadable(path, 'an installed package has a name and a version', paragraph);
    packages.push(record);
    const paths = filesOf(lines);
    owned.push({ owner: record.name, paths: paths.filter(interesting), list: pathList(paths) });
  }
  return { kind: 'packages', packages, owned };
}

function toRecord(lines: readonly string[]): PackageRecord | undefined {
  const field = (key: string): string =>
    lines
      .find((line) => line.startsWith(`${key}:`))
      ?.slice(2)
      .trim() ?? '';
  const [name, version, architecture, origin, licence] = [
    field('P'),
    field('V'),
    field('A'),
    field('o'),
    field('L'),
  ];
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(name) || !/^[A-Za-z0-9._~+-]+$/.test(version)) return undefined;
  return {
    type: 'apk',
    name,
    version,
    ...(architecture === '' ? {} : { architecture }),
    source: { name: origin === '' ? name : origin, version },
    ...(licence === '' ? {} : { licence: licence.slice(0, 200) }),
    confidence: 'installed',
  };
}

/** A file follows the directory that it is in. */
function filesOf(lines: readonly string[]): readonly string[] {
  let directory = '';
  return lines.flatMap((line) => {
    if (line.startsWith('F:')) directory = line.slice(2);
    if (!line.startsWith('R:')) return [];
    return [directory === '' ? line.slice(2) : `${directory}/${line.slice(2)}`];
  });
}
