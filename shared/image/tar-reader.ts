import type { Problem } from '../text/error.ts';
import {
  type ExtendedFlag,
  type Extensions,
  NO_EXTENSIONS,
  ambiguous,
  extend,
  isExtendedFlag,
} from './tar-extended.ts';
import { BLOCK, type TarHeader, isZeroBlock, parseTarHeader } from './tar-header.ts';
import { type TarEntry, type TarEntryType, normalisePath } from './tar-entry.ts';

export type { TarEntry, TarEntryType } from './tar-entry.ts';

/** Takes the content of one file as it passes; chunks are only valid during the call. */
export interface TarSink {
  write(chunk: Uint8Array): void;
  end(): void;
}

/** Called for every entry in the archive's order; return a sink to see a file's content. */
export type TarVisitor = (entry: TarEntry) => TarSink | undefined;

export interface TarLimits {
  readonly entries: number;
  readonly pathBytes: number;
  /** Bytes of the archive, headers and padding included. */
  readonly totalBytes: number;
}

export const TAR_LIMITS: TarLimits = { entries: 2_000_000, pathBytes: 4096, totalBytes: 64 * 1024 ** 3 };

/** What was read. With `stopped` the rest of the archive was not looked at, and it says why. */
export interface TarOutcome {
  readonly entries: number;
  readonly bytes: number;
  readonly stopped?: Problem;
}

/** A parser that is fed: memory is one header, one extended header of at most 1 MiB, and what the visitor keeps. */
export interface TarParser {
  /** False when the archive was refused or is over; what comes then is counted and passed by. */
  push(chunk: Uint8Array): boolean;
  end(): TarOutcome;
}

const MAX_EXTENDED = 1024 * 1024;

/** Types that never have content, whatever their size field claims. */
const HEADER_ONLY = new Set(['1', '2', '3', '4', '5', '6']);
const TYPES: Readonly<Record<string, TarEntryType>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'symlink',
  '5': 'directory',
};

/** What is being collected: a header, an extended header's text, a file's content, or the zeros behind the end. */
interface State {
  mode: 'header' | 'extended' | 'content' | 'trailer' | 'over';
  /** Bytes of content still to come, and the padding after them. */
  remaining: number;
  padding: number;
  readonly block: Uint8Array;
  filled: number;
  extended: { readonly flag: ExtendedFlag; readonly parts: Uint8Array[] } | undefined;
  sink: TarSink | undefined;
  extensions: Extensions;
  entries: number;
  bytes: number;
  zeroBlocks: number;
  stopped: Problem | undefined;
}

/**
 * Reads a tar archive in one pass, as Go's archive/tar does, which unpacks images: ustar, pax, GNU long names, base 256 sizes, pre-POSIX
 * directories. Paths come normalised and relative; a path that leaves the root, a sparse file, a broken header, a limit that is hit, and
 * all that programs read in two ways stop the reading with a Problem, so that a caller can tell "not there" from "not read".
 */
export function createTarParser(visit: TarVisitor, limits: TarLimits = TAR_LIMITS): TarParser {
  const state: State = {
    mode: 'header',
    remaining: 0,
    padding: 0,
    block: new Uint8Array(BLOCK),
    filled: 0,
    extended: undefined,
    sink: undefined,
    extensions: NO_EXTENSIONS,
    entries: 0,
    bytes: 0,
    zeroBlocks: 0,
    stopped: undefined,
  };
  return {
    push: (chunk) => {
      state.bytes += chunk.length;
      if (state.bytes > limits.totalBytes) stop(state, limitHit('bytes unpacked', limits.totalBytes));
      let at = 0;
      while (at < chunk.length && state.mode !== 'over') {
        if (state.mode === 'header') at = takeHeader(state, chunk, at, visit, limits);
        else at = state.mode === 'trailer' ? takeTrailer(state, chunk, at) : takeContent(state, chunk, at);
      }
      return state.mode !== 'over';
    },
    end: () => {
      const midway =
        state.mode === 'extended' ||
        state.mode === 'content' ||
        (state.mode === 'header' && state.filled > 0);
      if (midway) stop(state, { what: 'a tar archive that ends in the middle of an entry' });
      const { entries, bytes, stopped } = state;
      return { entries, bytes, ...(stopped === undefined ? {} : { stopped }) };
    },
  };
}

/** Reads a whole archive. Errors of the source (a wrong digest, a broken compression) are thrown as they come. */
export async function readTar(
  source: AsyncIterable<Uint8Array>,
  visit: TarVisitor,
  limits: TarLimits = TAR_LIMITS,
): Promise<TarOutcome> {
  const parser = createTarParser(visit, limits);
  for await (const chunk of source) parser.push(chunk);
  return parser.end();
}

const limitHit = (what: string, limit: number): Problem => ({
  what: `a tar archive beyond the limit of ${what}`,
  rule: `at most ${limit}`,
});

function stop(state: State, problem: Problem): void {
  state.stopped ??= problem;
  state.mode = 'over';
}

function takeHeader(
  state: State,
  chunk: Uint8Array,
  at: number,
  visit: TarVisitor,
  limits: TarLimits,
): number {
  const end = Math.min(chunk.length, at + BLOCK - state.filled);
  state.block.set(chunk.subarray(at, end), state.filled);
  state.filled += end - at;
  if (state.filled < BLOCK) return end;
  state.filled = 0;
  if (isZeroBlock(state.block)) {
    state.zeroBlocks += 1;
    if (state.zeroBlocks === 2) state.mode = 'trailer';
    return end;
  }
  if (state.zeroBlocks > 0) {
    stop(state, BEHIND_THE_END);
    return end;
  }
  const header = parseTarHeader(state.block);
  if ('what' in header) stop(state, header);
  else begin(state, header, visit, limits);
  return end;
}

const BEHIND_THE_END = ambiguous('something behind its end');

function takeTrailer(state: State, chunk: Uint8Array, at: number): number {
  if (!isZeroBlock(chunk.subarray(at))) stop(state, BEHIND_THE_END);
  return chunk.length;
}

function begin(state: State, header: TarHeader, visit: TarVisitor, limits: TarLimits): void {
  state.entries += 1;
  if (state.entries > limits.entries) {
    stop(state, limitHit('entries', limits.entries));
    return;
  }
  if (isExtendedFlag(header.typeFlag)) {
    if (header.size > MAX_EXTENDED) stop(state, limitHit('bytes in an extended header', MAX_EXTENDED));
    else expectContent(state, header.size, 'extended');
    state.extended = { flag: header.typeFlag, parts: [] };
    if (header.size === 0) finishContent(state);
    return;
  }
  const entry = toEntry(state.extensions.records, header, limits);
  state.extensions = NO_EXTENSIONS;
  if ('what' in entry) {
    stop(state, entry);
    return;
  }
  const sink = visit(entry);
  if (entry.type !== 'file' && entry.type !== 'other') return;
  state.sink = entry.type === 'file' ? sink : undefined;
  expectContent(state, entry.size, 'content');
  if (entry.size === 0) finishContent(state);
}

function expectContent(state: State, size: number, mode: 'extended' | 'content'): void {
  state.mode = mode;
  state.remaining = size;
  state.padding = (BLOCK - (size % BLOCK)) % BLOCK;
}

function takeContent(state: State, chunk: Uint8Array, at: number): number {
  if (state.remaining > 0) {
    const end = Math.min(chunk.length, at + state.remaining);
    const part = chunk.subarray(at, end);
    if (state.extended === undefined) state.sink?.write(part);
    else state.extended.parts.push(Uint8Array.from(part));
    state.remaining -= end - at;
    if (state.remaining === 0 && state.padding === 0) finishContent(state);
    return end;
  }
  const end = Math.min(chunk.length, at + state.padding);
  state.padding -= end - at;
  if (state.padding === 0) finishContent(state);
  return end;
}

function finishContent(state: State): void {
  state.mode = 'header';
  const { extended, sink } = state;
  state.extended = undefined;
  state.sink = undefined;
  sink?.end();
  if (extended !== undefined) applyExtended(state, extended.flag, Buffer.concat(extended.parts));
}

function applyExtended(state: State, flag: ExtendedFlag, bytes: Buffer): void {
  const extensions = extend(state.extensions, flag, bytes);
  if ('what' in extensions) stop(state, extensions);
  else state.extensions = extensions;
}

function toEntry(records: Extensions['records'], header: TarHeader, limits: TarLimits): TarEntry | Problem {
  const { typeFlag, mode } = header;
  const sparse = [...records.keys()].some((key) => key.startsWith('GNU.sparse.'));
  if (typeFlag === 'S' || sparse) return { what: 'a sparse file in a tar archive', rule: 'not read' };
  const size = HEADER_ONLY.has(typeFlag) ? 0 : sizeOf(records.get('size'), header.size);
  if (Number.isNaN(size)) return { what: 'a tar entry without a readable size' };
  const names = {
    raw: records.get('path') ?? header.name,
    target: records.get('linkpath') ?? header.linkName,
  };
  const type = typeOf(typeFlag, names.raw, size);
  if (typeof type !== 'string') return type;
  const mtime = Math.floor(Number(records.get('mtime') ?? header.mtime)) || 0;
  const owner = { uid: idOf(records.get('uid'), header.uid), gid: idOf(records.get('gid'), header.gid) };
  return named({ type, size, mode, ...owner, mtime }, names, limits);
}

function named(
  facts: Omit<TarEntry, 'path' | 'linkTarget'>,
  { raw, target }: { readonly raw: string; readonly target: string },
  limits: TarLimits,
): TarEntry | Problem {
  if (Math.max(Buffer.byteLength(raw), Buffer.byteLength(target)) > limits.pathBytes) {
    return limitHit('bytes in a path', limits.pathBytes);
  }
  const path = normalisePath(raw);
  if (path === undefined) return escaping(raw);
  if (facts.type !== 'link' && facts.type !== 'symlink') return { path, ...facts };
  const linkTarget = facts.type === 'link' ? normalisePath(target) : target;
  return linkTarget === undefined ? escaping(target) : { path, ...facts, linkTarget };
}

/** Before POSIX a directory was a file, without content, whose name ends in a slash; a file of POSIX that does is one to Go, not to others. */
function typeOf(typeFlag: string, raw: string, size: number): TarEntryType | Problem {
  const type = TYPES[typeFlag] ?? 'other';
  if (type !== 'file' || !raw.endsWith('/')) return type;
  return typeFlag === '\0' && size === 0 ? 'directory' : ambiguous('a file whose name ends in a slash');
}

/** An owner that does not fit the header stands in a pax record; one that is no number counts as absent. */
const idOf = (override: string | undefined, id: number): number =>
  override !== undefined && /^\d{1,10}$/.test(override) ? Number(override) : id;

const sizeOf = (override: string | undefined, size: number): number => {
  if (override === undefined) return size;
  return /^\d{1,15}$/.test(override) ? Number(override) : Number.NaN;
};

const escaping = (path: string): Problem => ({
  what: 'a tar archive with a path that leaves its root',
  rule: "no '..' and no NUL in a path",
  seen: JSON.stringify(path.slice(0, 200)),
});
