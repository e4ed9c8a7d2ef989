export type TarEntryType = 'file' | 'directory' | 'link' | 'symlink' | 'other';

/** One entry of a layer; devices, fifos and unknown kinds are `other`. */
export interface TarEntry {
  /** Relative to the root, without `./`, doubled or trailing slashes; empty for the root itself. */
  readonly path: string;
  readonly type: TarEntryType;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Whole seconds since 1970. */
  readonly mtime: number;
  /** Of a hard link: a normalised path in the archive. Of a symbolic link: its text as it stands. */
  readonly linkTarget?: string;
}

/** The path relative to the root; undefined when it leaves the root or holds a NUL. */
export function normalisePath(raw: string): string | undefined {
  if (raw.includes('\0')) return undefined;
  const parts = raw.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? undefined : parts.join('/');
}
