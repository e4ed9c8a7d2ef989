import type { PackageRecord } from '../component.ts';
import type { Catalogue, FileReader, Finding } from './catalogue.ts';

/** What the linker puts around the module information (Go's cmd/go/internal/modload/build.go), and in front of the build information (debug/buildinfo). */
const START = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex');
const END = Buffer.from('f932433186182072008242104116d8f2', 'hex');
const BUILD_INFO = Buffer.concat([Buffer.from([0xff]), Buffer.from(' Go buildinf:')]);

/** First bytes of the formats that Go links: ELF, PE, Mach-O. */
const EXECUTABLE = ['7f454c46', '4d5a', 'cffaedfe', 'feedfacf', 'cefaedfe', 'feedface', 'cafebabe'].map(
  (hex) => Buffer.from(hex, 'hex'),
);
/** No Go program is smaller. */
const MIN_SIZE = 256 * 1024;
const MAX_MODULES = 4 * 1024 * 1024;
/** What the header of the build information and the toolchain's version need together. */
const HEADER = 128;

/** Modules of programs that Go linked. The file passes once; nothing of it is kept but the module information. */
export const goCatalogue: Catalogue = {
  name: 'go',
  open: (_path, size) => (size < MIN_SIZE ? undefined : goReader()),
};

interface State {
  /** Bytes that may be the beginning of a mark, from the chunk before. */
  tail: Buffer;
  seen: number;
  skip: boolean;
  modules: Buffer | undefined;
  complete: boolean;
  header: Buffer | undefined;
}

function goReader(): FileReader {
  const state: State = {
    tail: Buffer.alloc(0),
    seen: 0,
    skip: false,
    modules: undefined,
    complete: false,
    header: undefined,
  };
  return {
    write: (chunk) => {
      if (!state.skip) take(state, chunk);
    },
    end: () => {
      if (state.skip || !state.complete || state.modules === undefined) return undefined;
      return parseModules(state.modules.toString('utf8'), toolchainOf(state.header));
    },
  };
}

function take(state: State, chunk: Uint8Array): void {
  const bytes = Buffer.concat([state.tail, chunk]);
  if (state.seen === 0 && bytes.length >= 4) {
    state.skip = !EXECUTABLE.some((magic) => bytes.subarray(0, magic.length).equals(magic));
    if (state.skip) return;
  }
  if (state.seen === 0 && bytes.length < 4) {
    state.tail = bytes;
    return;
  }
  state.seen += chunk.length;
  collectHeader(state, bytes, chunk);
  collectModules(state, bytes, chunk);
  state.tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - START.length + 1)));
}

function collectHeader(state: State, bytes: Buffer, chunk: Uint8Array): void {
  if (state.header !== undefined) {
    if (state.header.length < HEADER) state.header = Buffer.concat([state.header, chunk.subarray(0, HEADER)]);
    return;
  }
  const at = bytes.indexOf(BUILD_INFO);
  if (at >= 0) state.header = Buffer.from(bytes.subarray(at, at + HEADER));
}

function collectModules(state: State, bytes: Buffer, chunk: Uint8Array): void {
  if (state.complete) return;
  if (state.modules === undefined) {
    const at = bytes.indexOf(START);
    if (at < 0) return;
    state.modules = Buffer.from(bytes.subarray(at + START.length));
  } else {
    state.modules = Buffer.concat([state.modules, chunk]);
  }
  const end = state.modules.indexOf(END);
  if (end >= 0) {
    state.modules = state.modules.subarray(0, end);
    state.complete = true;
  } else if (state.modules.length > MAX_MODULES) {
    // The mark stands in a program that looks for it, such as a scanner: the search goes on behind it.
    state.modules = undefined;
  }
}

/** The toolchain's version, where it stands in line (Go 1.18 and later: flag 2, a length, the text); older programs hold a pointer. */
function toolchainOf(header: Buffer | undefined): string | undefined {
  if (header === undefined || header.length < 34 || ((header[15] ?? 0) & 2) === 0) return undefined;
  const length = header[32] ?? 0;
  if (length > 0x7f) return undefined;
  return /^go(\d+\.\d+(?:\.\d+)?(?:(?:rc|beta)\d+)?)/.exec(header.toString('latin1', 33, 33 + length))?.[1];
}

/** Lines of `mod`, `dep` and `=>` with path, version and sum, divided by tabs; a replacement stands for the line before it. */
export function parseModules(text: string, toolchain: string | undefined): Finding | undefined {
  const modules: PackageRecord[] = [];
  for (const line of text.split('\n')) {
    const [kind, path = '', version = ''] = line.split('\t');
    if (kind !== 'mod' && kind !== 'dep' && kind !== '=>') continue;
    if (kind === '=>') modules.pop();
    // A program built in its own checkout is `(devel)`: no version, so nothing to compare.
    modules.push(record(path, version.replace(/^v/, '')));
  }
  const packages = modules.filter(
    ({ name, version }) => /^[\x21-\x7e]{1,500}$/.test(name) && /^\d[\x21-\x7e]{0,200}$/.test(version),
  );
  if (toolchain !== undefined) packages.push(record('stdlib', toolchain));
  return packages.length === 0 ? undefined : { kind: 'packages', packages };
}

const record = (name: string, version: string): PackageRecord => ({
  type: 'golang',
  name,
  version,
  confidence: 'installed',
});
