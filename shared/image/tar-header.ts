import { isUtf8 } from 'node:buffer';
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

const field = (block: Uint8Array, start: number, length: number): string =>
  tarText(block.subarray(start, start + length));

/** The text before the first NUL. */
export function tarText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Names are bytes: where they are no UTF-8, each byte from 0x80 becomes half of a surrogate pair, so that two names never become one. */
function decode(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isUtf8(buffer)) return buffer.toString('utf8');
  return buffer
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (byte) => String.fromCharCode(0xdc00 + byte.charCodeAt(0)));
}

/**
 * Octal text between spaces and NULs, or base 256 when the first bit is set (GNU); NaN when it is neither or negative, and for a NUL
 * before the digits, which ends the field for some programs and not for others.
 */
function numeric(block: Uint8Array, start: number, length: number): number {
  const first = block[start] ?? 0;
  if ((first & 0x80) !== 0) {
    if (first !== 0x80) return Number.NaN;
    let value = 0;
    for (let at = start + 1; at < start + length; at++) value = value * 256 + (block[at] ?? 0);
    return Number.isSafeInteger(value) ? value : Number.NaN;
  }
  const text = Buffer.from(block.subarray(start, start + length)).toString('latin1');
  if (/^[ \0]*$/.test(text)) return 0;
  const [, digits] = /^ *([0-7]+) *(?:\0|$)/.exec(text) ?? [];
  return digits === undefined ? Number.NaN : Number.parseInt(digits, 8);
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
  const prefix = prefixOf(block);
  if (typeof prefix !== 'string') return prefix;
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

/**
 * Only POSIX's magic has a prefix, and Schilling's star keeps times in the end of it. GNU's ("ustar  ") keeps times in its place; where
 * these are no numbers, Go takes them for a prefix and GNU does not.
 */
function prefixOf(block: Uint8Array): string | Problem {
  const text = (start: number, length: number): string =>
    Buffer.from(block.subarray(start, start + length)).toString('latin1');
  if (text(257, 6) === 'ustar\0') return field(block, 345, text(508, 4) === 'tar\0' ? 131 : 155);
  const times = [345, 357].filter((at) => block[at] !== 0);
  const isGnu = text(257, 8) === 'ustar  \0';
  if (!isGnu || block[345] === 0 || !times.some((at) => Number.isNaN(numeric(block, at, 12)))) return '';
  return { what: 'a tar header of GNU with a prefix', rule: 'what every program unpacks alike' };
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
    records.set(decode(bytes.subarray(space + 1, equals)), decode(bytes.subarray(equals + 1, end - 1)));
    at = end;
  }
  return records;
}
