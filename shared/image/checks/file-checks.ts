import type { Finding } from './check.ts';

/** A file of an image, as far as these checks look. */
export interface CheckedFile {
  /** Relative to the image's root. */
  readonly path: string;
  readonly type: string;
  readonly mode: number;
}

const LEFTOVERS: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /(?:^|\/)\.(?:svn|hg|bzr)$/, what: 'a version-control folder' },
  { pattern: /(?:^|\/)node_modules\/\.cache$/, what: 'a build cache' },
  {
    pattern: /(?:^|\/)(?:\.npm\/_cacache|\.yarn\/cache|\.cache\/pip|\.gradle\/caches|\.m2\/repository)$/,
    what: "a package manager's cache",
  },
  {
    pattern: /^var\/(?:cache\/apt\/archives|lib\/apt\/lists)\/[^/]+\.(?:deb|lz4)$/,
    what: "the package manager's downloads",
  },
  { pattern: /(?:^|\/)usr\/bin\/(?:gcc|g\+\+|cc|clang|make|ld)(?:-\d+)?$/, what: 'a compiler' },
];

/** One finding for each setuid file and each leftover. */
export function checkFiles(files: Iterable<CheckedFile>): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { path, type, mode } of files) {
    if (type === 'file' && (mode & 0o6000) !== 0) {
      findings.push({
        check: 'setuid',
        what: `'/${path}' runs with its owner's or group's rights`,
        seen: `mode ${mode.toString(8)}`,
        next: "leave mode: of image.yml's layer at normalize, or clear the bit",
      });
    }
    const leftover = LEFTOVERS.find(({ pattern }) => pattern.test(path));
    if (leftover !== undefined) {
      findings.push({
        check: 'leftovers',
        what: `'/${path}' is ${leftover.what}`,
        next: 'add it to ignore: of image.yml or to .dockerignore, or remove it in the step that makes it',
      });
    }
  }
  return findings;
}
