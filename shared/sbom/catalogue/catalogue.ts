import type { Problem } from '../../text/error.ts';
import type { OperatingSystem, PackageRecord } from '../component.ts';

/** Files that an operating system's package brought, among those that a catalogue reads. */
export interface Owned {
  readonly owner: string;
  readonly paths: readonly string[];
  /** All of its files, one a line without a leading slash: kept as bytes, for there are many. */
  readonly list: Buffer;
}

/** What one file of an image told. */
export type Finding =
  | { readonly kind: 'os'; readonly os: OperatingSystem }
  | {
      readonly kind: 'packages';
      readonly packages: readonly PackageRecord[];
      readonly owned?: readonly Owned[];
    }
  | ({ readonly kind: 'owned' } & Owned)
  /** A package database that cannot be read: the image's inventory is then incomplete. */
  | { readonly kind: 'unreadable'; readonly problem: Problem };

/** Reads one file while it passes. */
export interface FileReader {
  write(chunk: Uint8Array): void;
  /** Called once, after the last byte. */
  end(): Finding | undefined;
}

/** Paths as `Owned.list` holds them: each between two line feeds. */
export const pathList = (paths: readonly string[]): Buffer => Buffer.from(`\n${paths.join('\n')}\n`);

/** Knows the files of one package manager. */
export interface Catalogue {
  readonly name: string;
  /** A reader for a file that matters; undefined for all others. Called for every file of every layer: must be quick. */
  open(path: string, size: number): FileReader | undefined;
}

/** A reader that keeps the whole file, up to `limit` bytes, and gives it to `parse`. */
export function whole(
  path: string,
  limit: number,
  parse: (content: Buffer) => Finding | undefined,
): FileReader {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  return {
    write: (chunk) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(Uint8Array.from(chunk));
      else chunks.length = 0;
    },
    end: () => (bytes > limit ? tooLarge(path, bytes, limit) : parse(Buffer.concat(chunks))),
  };
}

const tooLarge = (path: string, bytes: number, limit: number): Finding => ({
  kind: 'unreadable',
  problem: {
    what: `/${path} is too large to be read`,
    rule: `at most ${limit} bytes`,
    seen: `${bytes} bytes`,
  },
});

/** A database that is there and cannot be understood: the inventory is incomplete, and says why. */
export const unreadable = (path: string, rule: string, seen?: string): Finding => ({
  kind: 'unreadable',
  problem: {
    what: `/${path} is not readable`,
    rule,
    ...(seen === undefined ? {} : { seen: JSON.stringify(seen.slice(0, 200)) }),
  },
});
