import { apkCatalogue } from './apk.ts';
import type { Catalogue } from './catalogue.ts';
import { dpkgCatalogue } from './dpkg.ts';
import { gemCatalogue, isGemSpecification } from './gem.ts';
import { goCatalogue } from './go.ts';
import { isPackageJson, npmCatalogue } from './npm.ts';
import { osCatalogue } from './os.ts';
import { isPythonMetadata, pythonCatalogue } from './python.ts';

/**
 * Files of languages' own managers, which an operating system's package may have brought. Programs are not among them: a distribution's
 * advisories say nothing of the modules that a foreign package was linked with.
 */
const ownable = (path: string): boolean =>
  isPackageJson(path) || isPythonMetadata(path) || isGemSpecification(path);

/** Every catalogue there is; the first that wants a file reads it. The one that wants every program comes last. */
export const CATALOGUES: readonly Catalogue[] = [
  osCatalogue,
  dpkgCatalogue(ownable),
  apkCatalogue(ownable),
  npmCatalogue,
  pythonCatalogue,
  gemCatalogue,
  goCatalogue,
];
