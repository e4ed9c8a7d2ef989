import type { OperatingSystem } from '../component.ts';
import { type Catalogue, whole } from './catalogue.ts';

const PATHS = new Set(['etc/os-release', 'usr/lib/os-release']);
const MAX_BYTES = 64 * 1024;

/** Which distribution it is (os-release(5)); both places are read, since the first is often a link to the second. */
export const osCatalogue: Catalogue = {
  name: 'os-release',
  open: (path) =>
    PATHS.has(path)
      ? whole(path, MAX_BYTES, (content) => {
          const os = parseOsRelease(content.toString('utf8'));
          return os === undefined ? undefined : { kind: 'os', os };
        })
      : undefined,
};

/** Undefined when it names no distribution: shell-like assignments, quoted or not; the last of a name holds. */
export function parseOsRelease(text: string): OperatingSystem | undefined {
  const fields = parseAssignments(text);
  const field = (name: string): string => fields.get(name) ?? '';
  const id = field('ID').toLowerCase();
  if (!/^[a-z0-9._-]{1,64}$/.test(id)) return undefined;
  const versionId = field('VERSION_ID');
  const codename = field('VERSION_CODENAME');
  return {
    id,
    versionId: /^[A-Za-z0-9._~+-]{0,64}$/.test(versionId) ? versionId : '',
    name: (field('PRETTY_NAME') || field('NAME') || id).slice(0, 200),
    idLike: field('ID_LIKE')
      .toLowerCase()
      .split(/\s+/)
      .filter((each) => each !== ''),
    ...(codename === '' ? {} : { codename }),
  };
}

function parseAssignments(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name = '', value = ''] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
    if (name !== '') fields.set(name, unquote(value.trim()));
  }
  return fields;
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(value);
  return (quoted?.[2] ?? value).replace(/\\(["'$`\\])/g, '$1');
}
