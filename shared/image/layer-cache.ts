import {
  type Stats,
  closeSync,
  constants,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Clock } from '../ports/clock.ts';
import { type Digest, hexOf, parseDigest } from '../oci/digest.ts';
import { type Seal, cacheSeal } from './cache-seal.ts';
import { ASSEMBLER_VERSION, COMPRESSIONS, type Compression } from './compression.ts';
import type { FoundLayer, LayerSource, MadeLayer } from './layer-source.ts';

const KEPT_DAYS = 14;
const DAY = 86_400_000;

export interface CacheOptions {
  readonly clock: Clock;
  /** What is kept is sealed with it, and only what is sealed with it is found. */
  readonly secret?: string;
}

/** What a file's name says: what it unpacks to, how it is packed, its own digest, and what else the layer looks like. */
interface Entry {
  readonly name: string;
  readonly diffId: Digest;
  readonly compression: Compression;
  readonly digest: Digest;
  readonly shape: string;
}

/**
 * A directory of packed layers, for a job to keep between runs. A file appears whole or not at all, so jobs can share it, and names are only claims: see
 * `FoundLayer.proof`. With a secret each file has a seal beside it. What was not used for two weeks goes.
 */
export function layerCache(directory: string, { clock, secret }: CacheOptions): LayerSource {
  const folder = path.join(directory, `v${ASSEMBLER_VERSION}`);
  const entries = tidy(folder, clock.now().getTime()).flatMap(parseName);
  const shapes = new Set(entries.map(({ shape }) => shape));
  const seal = secret === undefined ? undefined : cacheSeal(secret);
  return {
    name: 'cache',
    mayHave: (shape) => shapes.has(shape),
    find: (diffId, compression) =>
      entries
        .filter((entry) => entry.diffId === diffId && entry.compression === compression)
        .flatMap((entry) => foundIn(folder, entry, seal, clock)),
    keep: (layer) => {
      keep(folder, layer, seal);
    },
  };
}

/** A cache that cannot be written, or is full, only costs the next build its work. */
function keep(folder: string, layer: MadeLayer, seal: Seal | undefined): void {
  const { descriptor, diffId, compression, file, shape } = layer;
  const name = nameOf({ diffId, compression, digest: descriptor.digest, shape });
  try {
    mkdirSync(folder, { recursive: true });
    if (seal !== undefined) {
      const text = seal.make({ diffId, compression, digest: descriptor.digest, size: descriptor.size });
      appear(sealOf(path.join(folder, name)), (partial) => {
        writeFileSync(partial, text, { flag: 'wx' });
      });
    }
    appear(path.join(folder, name), (partial) => {
      copyFileSync(file, partial);
    });
  } catch {
    return;
  }
}

/** The file is there whole or not at all. */
function appear(file: string, write: (partial: string) => void): void {
  const partial = path.join(path.dirname(file), `.${randomUUID()}`);
  try {
    write(partial);
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

const NAME = /^([0-9a-f]{64})-(gzip|zstd|none)-([0-9a-f]{64})-([0-9a-f]{16})\.tar(?:\.gz|\.zst)?$/;

const nameOf = ({ diffId, compression, digest, shape }: Omit<Entry, 'name'>): string =>
  `${hexOf(diffId)}-${compression}-${hexOf(digest)}-${shape}.${COMPRESSIONS[compression].suffix}`;

function parseName(name: string): readonly Entry[] {
  const [, content, compression, packed, shape] = NAME.exec(name) ?? [];
  if (content === undefined || packed === undefined || shape === undefined) return [];
  const [diffId, digest] = [parseDigest(`sha256:${content}`), parseDigest(`sha256:${packed}`)];
  return [{ name, diffId, compression: compression as Compression, digest, shape }];
}

const sealOf = (file: string): string => `${file}.seal`;

/** The names of what is kept; leftovers of jobs that were killed go with what is old. What is no file was put there by somebody else. */
function tidy(folder: string, now: number): readonly string[] {
  return list(folder).filter((name) => {
    const file = path.join(folder, name);
    const modified = fileAt(file)?.mtimeMs;
    if (modified === undefined) return false;
    const isOld = now - modified > (name.startsWith('.') ? 1 : KEPT_DAYS) * DAY;
    if (isOld) remove(file);
    return !isOld && !name.startsWith('.');
  });
}

/** A regular file; undefined for anything else: a pipe would be waited for, and a link may lead anywhere. */
function fileAt(file: string): Stats | undefined {
  try {
    const stat = lstatSync(file);
    return stat.isFile() ? stat : undefined;
  } catch {
    return undefined;
  }
}

/** Another job may use the directory, and not every job may write it. */
function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    return;
  }
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
  { name, diffId, compression, digest }: Entry,
  seal: Seal | undefined,
  clock: Clock,
): readonly FoundLayer[] {
  const from = path.join(folder, name);
  const size = fileAt(from)?.size;
  if (size === undefined) return [];
  if (seal?.holds({ diffId, compression, digest, size }, readSeal(from)) === false) return [];
  return [
    {
      descriptor: { mediaType: COMPRESSIONS[compression].mediaType, digest, size },
      proof: seal === undefined ? 'content' : 'seal',
      fetch: (file) =>
        Promise.resolve(from).then((known) => {
          link(known, file);
          for (const each of [known, sealOf(known)]) touch(each, clock.now());
        }),
    },
  ];
}

const SEAL_CHARACTERS = 64;

/** Empty when there is none. Whatever stands there, no more is read, and nothing is waited for. */
function readSeal(file: string): string {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const seal = openSync(sealOf(file), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const text = Buffer.alloc(SEAL_CHARACTERS);
      return text.toString('latin1', 0, readSync(seal, text));
    } finally {
      closeSync(seal);
    }
  } catch {
    return '';
  }
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
