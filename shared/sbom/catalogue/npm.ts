import type { PackageRecord } from '../component.ts';
import { type Catalogue, type Finding, whole } from './catalogue.ts';
import { tryJson } from '../../text/json.ts';
import { asRecord } from '../../text/json-value.ts';

const INSTALLED = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@][^/]*\/package\.json$/;
const MAX_BYTES = 4 * 1024 * 1024;
/** npm's own rule for names is stricter today; old packages have capitals. */
const NAME = /^(?:@[A-Za-z0-9._~-]+\/)?[A-Za-z0-9._~!'()*-]{1,214}$/;

/** Is this a file that describes an npm package? */
export const isPackageJson = (path: string): boolean =>
  path.endsWith('/package.json') || path === 'package.json';

/** Does Node find a package where this file stands? */
export const isInstalledNpm = (path: string): boolean => INSTALLED.test(path);

/**
 * npm packages: `node_modules/NAME/package.json` is installed; any other package.json with a name and a version is a copy inside of
 * something (bundled, a fixture, the application itself), and is marked so, unless a link in `node_modules` leads to it. One that is not JSON cannot be loaded by Node either.
 */
export const npmCatalogue: Catalogue = {
  name: 'npm',
  open: (path) =>
    isPackageJson(path)
      ? whole(path, MAX_BYTES, (content) => parsePackageJson(path, content.toString('utf8')))
      : undefined,
};

/** The package of one package.json; undefined when it has no name and version that npm would take. */
export function parsePackageJson(path: string, text: string): Finding | undefined {
  const content = asRecord(tryJson(text.replace(/^\ufeff/, '')));
  const { name, version, license } = content;
  if (typeof name !== 'string' || typeof version !== 'string') return undefined;
  if (!NAME.test(name) || !/^[\x21-\x7e]{1,256}$/.test(version)) return undefined;
  const record: PackageRecord = {
    type: 'npm',
    name,
    version: version.replace(/^[=v]+/, ''),
    ...(typeof license === 'string' && license !== '' ? { licence: license.slice(0, 200) } : {}),
    confidence: isInstalledNpm(path) ? 'installed' : 'vendored',
  };
  return { kind: 'packages', packages: [record] };
}
