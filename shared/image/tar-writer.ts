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

/** Headers are one of these, and contents are filled up to them. */
export const TAR_BLOCK = 512;
const NAME_BYTES = 100;
const MAX_OCTAL_SIZE = 0o77777777777;
const MAX_OCTAL_ID = 0o7777777;
/** Where ustar's magic and version end; what follows is zero. */
const LAST_USED = 265;
const [SPACE, ZERO] = [0x20, 0x30];
const NOTHING = Buffer.alloc(0);
const TYPE_FLAG = { file: '0', directory: '5', symlink: '2' } as const;

/** Two blocks of zeros end an archive (POSIX.1-2017, pax, "ustar Interchange Format"). */
export const TAR_END: Buffer = Buffer.alloc(2 * TAR_BLOCK);

/** The zeros that fill a member's content up to a block. */
export const tarPadding = (size: number): Buffer =>
  TAR_END.subarray(0, (TAR_BLOCK - (size % TAR_BLOCK)) % TAR_BLOCK);

/**
 * The pax extended header that precedes a member's own; empty unless a value does not fit ustar, or is not ASCII. No user or group name, access
 * time or other trace of the machine is written in either, so equal entries give equal bytes.
 */
export function tarExtension(entry: TarMember): Buffer {
  const [name, link] = [nameOf(entry), entry.target ?? ''];
  const records: [string, string][] = [];
  if (entry.gid > MAX_OCTAL_ID) records.push(['gid', String(entry.gid)]);
  if (!fits(link)) records.push(['linkpath', link]);
  if (!fits(name)) records.push(['path', name]);
  if (entry.size > MAX_OCTAL_SIZE) records.push(['size', String(entry.size)]);
  if (entry.uid > MAX_OCTAL_ID) records.push(['uid', String(entry.uid)]);
  return records.length === 0 ? NOTHING : extended(records);
}

/** Writes the ustar header of a member, 512 bytes, into `block` at `at`. */
export function writeTarHeader(entry: TarMember, block: Buffer, at: number): void {
  ustar(
    {
      name: nameOf(entry),
      link: entry.target ?? '',
      flag: TYPE_FLAG[entry.type],
      mode: entry.mode,
      uid: entry.uid > MAX_OCTAL_ID ? 0 : entry.uid,
      gid: entry.gid > MAX_OCTAL_ID ? 0 : entry.gid,
      size: entry.size > MAX_OCTAL_SIZE ? 0 : entry.size,
      modified: entry.modified,
    },
    block,
    at,
  );
}

const nameOf = ({ type, path }: TarMember): string => (type === 'directory' ? `${path}/` : path);

const fits = (text: string): boolean => text.length <= NAME_BYTES && /^[\x20-\x7e]*$/.test(text);

function extended(records: readonly [string, string][]): Buffer {
  const body = Buffer.concat(records.map(([key, value]) => paxRecord(key, value)));
  const header = Buffer.alloc(TAR_BLOCK);
  const fields = { name: 'PaxHeaders/x', link: '', flag: 'x', mode: 0o644, uid: 0, gid: 0, modified: 0 };
  ustar({ ...fields, size: body.length }, header, 0);
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

function ustar(fields: Ustar, block: Buffer, at: number): void {
  block.fill(0, at, at + TAR_BLOCK);
  text(block, fields.name, at);
  octal(block, fields.mode, at + 100, 8);
  octal(block, fields.uid, at + 108, 8);
  octal(block, fields.gid, at + 116, 8);
  octal(block, fields.size, at + 124, 12);
  octal(block, fields.modified, at + 136, 12);
  block.fill(SPACE, at + 148, at + 156);
  block.write(fields.flag, at + 156, 'latin1');
  text(block, fields.link, at + 157);
  block.write('ustar\u000000', at + 257, 'latin1');
  let sum = 0;
  for (let each = at; each < at + LAST_USED; each += 1) sum += block[each] ?? 0;
  octal(block, sum, at + 148, 7);
}

/** The first characters of a text that fit in a name field; `write` never splits a UTF-8 sequence. */
function text(block: Buffer, value: string, at: number): void {
  if (value !== '') block.write(value, at, NAME_BYTES, 'utf8');
}

/** Digits with zeros before them, and a NUL. */
function octal(block: Buffer, value: number, offset: number, length: number): void {
  let left = value;
  for (let at = offset + length - 2; at >= offset; at -= 1) {
    block[at] = ZERO + (left % 8);
    left = Math.floor(left / 8);
  }
  block[offset + length - 1] = 0;
}
