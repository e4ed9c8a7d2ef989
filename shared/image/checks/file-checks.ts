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
    pattern:
      /(?:^|\/)(?:\.npm\/_cacache|\.yarn\/cache|\.pnpm-store|\.cache\/(?:pip|go-build|yarn)|go\/pkg\/mod|\.cargo\/registry|\.gradle\/caches|\.m2\/repository|\.nuget\/packages|\.composer\/cache)$/,
    what: "a package manager's cache",
  },
  {
    pattern:
      /^var\/(?:cache\/apt\/archives\/[^/]+\.deb|lib\/apt\/lists\/[^/]+_(?:Packages|InRelease|Release)(?:\.\w+)?|cache\/apk\/[^/]+\.gz|cache\/(?:dnf|yum)\/.+\.(?:rpm|solv|xml\.\w+))$/,
    what: 'a download of the package manager',
  },
  { pattern: /(?:^|\/)usr\/bin\/(?:gcc|g\+\+|cc|clang|make|ld)(?:-\d+)?$/, what: 'a compiler' },
];

/** One finding for each setuid file, and for each kind of leftover: a list of hundreds of packages says no more than the first. */
export function checkFiles(files: Iterable<CheckedFile>): readonly Finding[] {
  const findings: Finding[] = [];
  const left = new Map<string, { readonly first: string; readonly others: Set<string> }>();
  for (const { path, type, mode } of files) {
    if (type === 'file' && (mode & 0o6000) !== 0) findings.push(setuid(path, mode));
    const what = LEFTOVERS.find(({ pattern }) => pattern.test(path))?.what;
    if (what === undefined) continue;
    const known = left.get(what);
    if (known === undefined) left.set(what, { first: path, others: new Set() });
    else if (known.first !== path) known.others.add(path);
  }
  return [...findings, ...[...left].map(([what, { first, others }]) => leftover(what, first, others.size))];
}

const setuid = (path: string, mode: number): Finding => ({
  check: 'setuid',
  what: `'/${path}' runs with its owner's or group's rights`,
  seen: `mode ${mode.toString(8)}`,
  next: "leave mode: of image.yml's layer at normalize, or clear the bit",
});

const leftover = (what: string, first: string, others: number): Finding => ({
  check: 'leftovers',
  what: `'/${first}' is ${what}`,
  ...(others === 0 ? {} : { seen: `${others} more` }),
  next: 'add it to ignore: of image.yml or to .dockerignore, or remove it in the step that makes it',
});
