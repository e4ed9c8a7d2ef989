import type { IncomingHttpHeaders } from 'node:http';

/** What is read of an answer before it must have come to its body; Node's own parser reads no more. */
export const MAX_HEAD_BYTES = 16 * 1024;

/** The beginning of a plain answer: one whose end is known from its length alone. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Bytes of the body. */
  readonly length: number;
  /** The server takes another request on the same connection. */
  readonly keepsAlive: boolean;
}

const STATUS_LINE = /^HTTP\/1\.1 ([2-5]\d\d)(?: [\t\x20-\x7e]*)?$/;
const FIELD_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e]*)$/;
const LENGTH = /^\d{1,15}$/;

/** What says something else when it is said twice. */
const SAID_ONCE = new Set([
  'content-length',
  'content-range',
  'content-type',
  'docker-content-digest',
  'location',
  'ratelimit-remaining',
  'retry-after',
]);

/**
 * Reads status line and fields, without the empty line at their end (RFC 9112, 3 to 6). Only what can be understood in one way is
 * taken: HTTP/1.1, visible ASCII, one Content-Length, no transfer coding, a status whose answer has a body.
 * @returns undefined for everything else; whoever gets that leaves it to a full parser.
 */
export function parseResponseHead(head: Buffer): ResponseHead | undefined {
  const [first = '', ...lines] = head.toString('latin1').split('\r\n');
  const status = Number(STATUS_LINE.exec(first)?.[1] ?? Number.NaN);
  const headers = parseFields(lines);
  if (Number.isNaN(status) || headers === undefined) return undefined;
  const { 'content-length': length = '', 'transfer-encoding': coding, connection = '' } = headers;
  if (coding !== undefined || !LENGTH.test(length) || [204, 205, 304].includes(status)) return undefined;
  return { status, headers, length: Number(length), keepsAlive: !/\b(close|upgrade)\b/i.test(connection) };
}

function parseFields(lines: readonly string[]): IncomingHttpHeaders | undefined {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = FIELD_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const key = name.toLowerCase();
    const before = fields.get(key);
    if (before !== undefined && SAID_ONCE.has(key)) return undefined;
    fields.set(key, before === undefined ? value.trim() : `${before}, ${value.trim()}`);
  }
  return Object.fromEntries(fields);
}
