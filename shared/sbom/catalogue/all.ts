import type { Catalogue } from './catalogue.ts';
import { dpkgCatalogue } from './dpkg.ts';
import { npmCatalogue } from './npm.ts';
import { osCatalogue } from './os.ts';

/** Catalogues of packages that a language's own manager installs; an operating system's package may own their files. */
const LANGUAGES: readonly Catalogue[] = [npmCatalogue];

/** Would a language's catalogue read it? */
const interesting = (path: string): boolean =>
  LANGUAGES.some((catalogue) => catalogue.open(path, 0) !== undefined);

/** Every catalogue there is; the first that wants a file reads it. */
export const CATALOGUES: readonly Catalogue[] = [osCatalogue, dpkgCatalogue(interesting), ...LANGUAGES];
