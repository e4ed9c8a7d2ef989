import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { type Digest, hexOf, parseDigest } from '../oci/digest.ts';
import { ASSEMBLER_VERSION, COMPRESSIONS, type Compression } from './compression.ts';
import type { FoundLayer, LayerSource } from './layer-source.ts';

const KEPT_DAYS = 14;
const DAY = 86_400_000;

/**
 * A directory of packed layers, for a job to keep between runs. A file's name says what it unpacks to and its own digest, so jobs can share it: a
 * file appears whole or not at all, and nobody writes one again. What was not used for two weeks goes.
 */
export function layerCache(directory: string, clock: Clock): LayerSource {
  const folder = path.join(directory, `v${ASSEMBLER_VERSION}`);
  const names = tidy(folder, clock.now().getTime());
  return {
    name: 'cache',
    isEmpty: names.length === 0,
    find: (diffId, compression) => {
      const prefix = prefixOf(diffId, compression);
      return names
        .filter((name) => name.startsWith(prefix))
        .flatMap((name) => foundIn(folder, name, prefix, compression, clock));
    },
    keep: ({ descriptor, diffId, compression, file }) => {
      const { suffix } = COMPRESSIONS[compression];
      const name = `${prefixOf(diffId, compression)}${hexOf(descriptor.digest)}.${suffix}`;
      const partial = path.join(folder, `.${randomUUID()}`);
      try {
        mkdirSync(folder, { recursive: true });
        copyFileSync(file, partial);
        renameSync(partial, path.join(folder, name));
      } catch {
        // A cache that cannot be written, or is full, only costs the next build its work.
        if (existsSync(partial)) rmSync(partial);
      }
    },
  };
}

const prefixOf = (diffId: Digest, compression: Compression): string => `${hexOf(diffId)}-${compression}-`;

/** The names of what is kept; leftovers of jobs that were killed go with what is old. */
function tidy(folder: string, now: number): readonly string[] {
  return list(folder).filter((name) => {
    const file = path.join(folder, name);
    const age = now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    const isOld = age > (name.startsWith('.') ? 1 : KEPT_DAYS) * DAY;
    if (isOld) rmSync(file, { force: true });
    return !isOld && !name.startsWith('.');
  });
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function foundIn(
  folder: string,
  name: string,
  prefix: string,
  compression: Compression,
  clock: Clock,
): readonly FoundLayer[] {
  const [, hex] = /^([0-9a-f]{64})\./.exec(name.slice(prefix.length)) ?? [];
  const from = path.join(folder, name);
  const stat = statSync(from, { throwIfNoEntry: false });
  if (hex === undefined || stat === undefined) return [];
  return [
    {
      descriptor: {
        mediaType: COMPRESSIONS[compression].mediaType,
        digest: parseDigest(`sha256:${hex}`),
        size: stat.size,
      },
      fetch: (file) =>
        Promise.resolve(from).then((known) => {
          link(known, file);
          touch(known, clock.now());
        }),
    },
  ];
}

/** A cache that is only read works all the same. */
function touch(file: string, now: Date): void {
  try {
    utimesSync(file, now, now);
  } catch {
    return;
  }
}

/** Costs nothing within one file system. */
function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
