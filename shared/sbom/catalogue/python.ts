import { type Catalogue, type Finding, whole } from './catalogue.ts';

const METADATA = /(?:^|\/)([^/]+\.(?:dist-info\/METADATA|egg-info\/PKG-INFO|egg-info))$/;
const INSTALLED =
  /(?:^|\/)(?:site-packages|dist-packages)\/[^/]+\.(?:dist-info\/METADATA|egg-info\/PKG-INFO|egg-info)$/;
const MAX_BYTES = 4 * 1024 * 1024;

/** Is this a file that describes a Python distribution? */
export const isPythonMetadata = (path: string): boolean => METADATA.test(path);

/** Does Python find a distribution where this file stands? */
export const isInstalledPython = (path: string): boolean => INSTALLED.test(path);

/** Python distributions by their metadata (Core metadata specifications); those outside of site-packages are copies inside of others. */
export const pythonCatalogue: Catalogue = {
  name: 'python',
  open: (path) =>
    isPythonMetadata(path)
      ? whole(path, MAX_BYTES, (content) => parsePythonMetadata(path, content.toString('utf8')))
      : undefined,
};

/** The package of one METADATA or PKG-INFO (PyPA core metadata); undefined when it names none. */
export function parsePythonMetadata(path: string, text: string): Finding | undefined {
  const [head = ''] = text.split(/\r?\n\r?\n/, 1);
  const field = (name: string): string =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  const [name, version, licence] = [
    field('Name'),
    field('Version'),
    field('License-Expression') || field('License'),
  ];
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name) || !/^[\x21-\x7e]{1,128}$/.test(version))
    return undefined;
  return {
    kind: 'packages',
    packages: [
      {
        type: 'pypi',
        name: normalisePythonName(name),
        version,
        ...(licence === '' || licence === 'UNKNOWN' ? {} : { licence: licence.slice(0, 200) }),
        confidence: isInstalledPython(path) ? 'installed' : 'vendored',
      },
    ],
  };
}

/** As the index compares names (PEP 503). */
const normalisePythonName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
