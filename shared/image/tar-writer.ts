/** One member of a layer. Paths are relative to the image's root, with `/` between names and no trailing `/`. */
export interface TarMember {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink';
  /** Permission bits with setuid, setgid and sticky: at most 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of content; 0 for anything but a file. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number;
  /** A symbolic link's target, verbatim. */
  readonly target?: string;
}

const BLOCK = 512;
const NAME_BYTES = 100;
const MAX_OCTAL_SIZE = 0o77777777777;
const MAX_OCTAL_ID = 0o7777777;
const TYPE_FLAG = { file: '0', directory: '5', symlink: '2' } as const;

/** Two blocks of zeros end an archive (POSIX.1-2017, pax, "ustar Interchange Format"). */
export const TAR_END: Buffer = Buffer.alloc(2 * BLOCK);

/** The zeros that fill a member's content up to a block. */
export const tarPadding = (size: number): Buffer => TAR_END.subarray(0, (BLOCK - (size % BLOCK)) % BLOCK);

/**
 * The header of a member: ustar, preceded by a pax extended header when a value does not fit or is not ASCII. No user or group name,
 * access time or other trace of the machine is written, so equal entries give equal bytes.
 */
export function tarHeader(entry: TarMember): Buffer {
  const name = entry.type === 'directory' ? `${entry.path}/` : entry.path;
  const link = entry.target ?? '';
  const records: [string, string][] = [];
  if (entry.gid > MAX_OCTAL_ID) records.push(['gid', String(entry.gid)]);
  if (!fits(link)) records.push(['linkpath', link]);
  if (!fits(name)) records.push(['path', name]);
  if (entry.size > MAX_OCTAL_SIZE) records.push(['size', String(entry.size)]);
  if (entry.uid > MAX_OCTAL_ID) records.push(['uid', String(entry.uid)]);
  const header = ustar({
    ...entry,
    name,
    link,
    flag: TYPE_FLAG[entry.type],
    uid: entry.uid > MAX_OCTAL_ID ? 0 : entry.uid,
    gid: entry.gid > MAX_OCTAL_ID ? 0 : entry.gid,
    size: entry.size > MAX_OCTAL_SIZE ? 0 : entry.size,
  });
  return records.length === 0 ? header : Buffer.concat([extended(records), header]);
}

const fits = (text: string): boolean => text.length <= NAME_BYTES && /^[\x20-\x7e]*$/.test(text);

function extended(records: readonly [string, string][]): Buffer {
  const body = Buffer.concat(records.map(([key, value]) => paxRecord(key, value)));
  const header = ustar({
    name: 'PaxHeaders/x',
    link: '',
    flag: 'x',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: body.length,
    modified: 0,
  });
  return Buffer.concat([header, body, tarPadding(body.length)]);
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

interface Ustar {
  readonly name: string;
  readonly link: string;
  readonly flag: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly modified: number;
}

function ustar(fields: Ustar): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.set(wholeCharacters(fields.name), 0);
  octal(block, fields.mode, 100, 8);
  octal(block, fields.uid, 108, 8);
  octal(block, fields.gid, 116, 8);
  octal(block, fields.size, 124, 12);
  octal(block, fields.modified, 136, 12);
  block.fill(' ', 148, 156);
  block.write(fields.flag, 156, 'latin1');
  block.set(wholeCharacters(fields.link), 157);
  block.write('ustar\u000000', 257, 'latin1');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** The first characters of a text that fit in a name field; a UTF-8 sequence is never split. */
function wholeCharacters(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length <= NAME_BYTES) return bytes;
  let end = NAME_BYTES;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}

const octal = (block: Buffer, value: number, offset: number, length: number): void => {
  block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, offset, 'latin1');
};
