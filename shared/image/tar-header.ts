import type { Problem } from '../text/error.ts';

/** One 512-byte header of a tar archive (POSIX.1-2001 pax, ustar; GNU tar's manual, "Basic Tar Format"). */
export interface TarHeader {
  readonly name: string;
  readonly linkName: string;
  readonly typeFlag: string;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
}

export const BLOCK = 512;

const field = (block: Uint8Array, start: number, length: number): string => {
  const bytes = block.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
};

/** Octal text, or base 256 when the first bit is set (GNU); NaN when it is neither or negative. */
function numeric(block: Uint8Array, start: number, length: number): number {
  const first = block[start] ?? 0;
  if ((first & 0x80) !== 0) {
    if (first !== 0x80) return Number.NaN;
    let value = 0;
    for (let at = start + 1; at < start + length; at++) value = value * 256 + (block[at] ?? 0);
    return Number.isSafeInteger(value) ? value : Number.NaN;
  }
  const text = field(block, start, length).trim();
  if (text === '') return 0;
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

/** The sum of all bytes with the checksum's own field as spaces; historic writers summed signed bytes. */
function sums(block: Uint8Array): readonly [number, number] {
  let [unsigned, signed] = [0, 0];
  for (let at = 0; at < BLOCK; at++) {
    const byte = at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return [unsigned, signed];
}

export const isZeroBlock = (block: Uint8Array): boolean => block.every((byte) => byte === 0);

/** Reads one header; the Problem says why it is none. */
export function parseTarHeader(block: Uint8Array): TarHeader | Problem {
  const checksum = numeric(block, 148, 8);
  if (!sums(block).includes(checksum)) {
    return { what: 'not a tar archive, or a damaged one', rule: 'the checksum of each header agrees' };
  }
  const size = numeric(block, 124, 12);
  if (Number.isNaN(size)) return { what: 'a tar header without a readable size', rule: 'octal or base 256' };
  const name = field(block, 0, 100);
  // Only POSIX's magic has a prefix; GNU's ("ustar  ") keeps times there.
  const prefix = field(block, 257, 6) === 'ustar' ? field(block, 345, 155) : '';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: field(block, 157, 100),
    typeFlag: String.fromCharCode(block[156] ?? 0),
    size,
    mode: numeric(block, 100, 8) || 0,
    uid: numeric(block, 108, 8) || 0,
    gid: numeric(block, 116, 8) || 0,
    mtime: numeric(block, 136, 12) || 0,
  };
}

/** Records of a pax extended header, `LENGTH KEY=VALUE\n`; a Problem when a length lies. */
export function parsePaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> | Problem {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 ? '' : Buffer.from(bytes.subarray(at, space)).toString('latin1');
    const end = at + Number(digits);
    const whole = /^[1-9]\d{0,8}$/.test(digits) && end <= bytes.length && bytes[end - 1] === 0x0a;
    const equals = whole ? bytes.indexOf(0x3d, space) : -1;
    if (equals < 0 || equals >= end) return { what: 'a malformed pax header in a tar archive' };
    const key = Buffer.from(bytes.subarray(space + 1, equals)).toString('utf8');
    records.set(key, Buffer.from(bytes.subarray(equals + 1, end - 1)).toString('utf8'));
    at = end;
  }
  return records;
}
