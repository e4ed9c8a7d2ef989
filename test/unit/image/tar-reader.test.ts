import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, linkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type TarEntry,
  type TarLimits,
  type TarOutcome,
  TAR_LIMITS,
  readTar,
} from '../../../shared/image/tar-reader.ts';
import { TAR_END } from '../../../shared/image/tar-writer.ts';
import { type RawEntry, checksum, pax, tarOf } from '../sbom/archive.ts';
import { tarHeader } from './tar-header.ts';

interface Read {
  readonly outcome: TarOutcome;
  readonly entries: readonly TarEntry[];
  readonly contents: Readonly<Record<string, string>>;
}

async function read(archive: Buffer, chunk = 333, limits: TarLimits = TAR_LIMITS): Promise<Read> {
  const entries: TarEntry[] = [];
  const contents: Record<string, string> = {};
  async function* source(): AsyncGenerator<Uint8Array> {
    await Promise.resolve();
    for (let at = 0; at < archive.length; at += chunk) yield archive.subarray(at, at + chunk);
  }
  const outcome = await readTar(
    source(),
    (entry) => {
      entries.push(entry);
      const parts: Buffer[] = [];
      return {
        write: (bytes) => parts.push(Buffer.from(bytes)),
        end: () => {
          contents[entry.path] = Buffer.concat(parts).toString();
        },
      };
    },
    limits,
  );
  return { outcome, entries, contents };
}

const LONG: RawEntry = { path: '././@LongLink', type: 'L' };

const paths = ({ entries }: Read): readonly string[] => entries.map((entry) => entry.path);

/** A file whose size field is written as it is given. */
function sized(field: string): Buffer {
  const archive = tarOf([['a', 'x'.repeat(1_024)]]);
  archive.write(field, 124, 'latin1');
  checksum(archive.subarray(0, 512));
  return archive;
}

describe('reading a tar archive', () => {
  it.each([1, 7, 511, 512, 513, 100_000])('gives the same entries in chunks of %i bytes', async (chunk) => {
    const archive = tarOf([
      { path: 'app/', type: '5' },
      ['app/a', 'x'.repeat(512)],
      ['app/empty', ''],
      ['app/b', 'hello'],
    ]);
    const seen = await read(archive, chunk);
    expect(paths(seen)).toEqual(['app', 'app/a', 'app/empty', 'app/b']);
    expect(seen.contents).toEqual({ 'app/a': 'x'.repeat(512), 'app/empty': '', 'app/b': 'hello' });
    expect(seen.outcome).toEqual({ entries: 4, bytes: archive.length });
  });

  it.each<[string, RawEntry[], string]>([
    ['a leading ./', [{ path: './etc/x' }], 'etc/x'],
    ['a leading /', [{ path: '/etc//x' }], 'etc/x'],
    ['a ustar prefix', [{ path: 'x', prefix: 'deep/er' }], 'deep/er/x'],
    ['GNU times where ustar has a prefix', [{ path: 'x', prefix: '13764321', magic: 'ustar  \0' }], 'x'],
    ['a pax path', [pax({ path: 'long/ü' }), { path: 'short' }], 'long/ü'],
    [
      'a GNU long name',
      [{ path: '././@LongLink', type: 'L', content: `${'d/'.repeat(100)}x\0` }, { path: 'short' }],
      `${'d/'.repeat(100)}x`,
    ],
    ['an empty pax path', [pax({ path: '' }), { path: 'name' }], 'name'],
    ['a pax path that is taken back', [pax({ path: 'a' }, 'x', ['path', '']), { path: 'name' }], 'name'],
    ['an empty GNU long name', [{ path: 'l', type: 'L', content: '\0' }, { path: 'name' }], 'name'],
    [
      'a comment for all',
      [pax({ comment: 'abc', mtime: '1' }, 'g'), pax({ path: 'one' }), { path: 's' }],
      'one',
    ],
    [
      'a GNU name next to other pax records',
      [pax({ mtime: '1' }), { ...LONG, content: 'a\0' }, { path: 's' }],
      'a',
    ],
    ['the directories of before POSIX', [{ path: 'd/', type: '\0' }], 'd'],
    [
      "star's times behind its prefix",
      [{ path: 'x', prefix: `${'p'.repeat(131)}00000000000 00000000000 \0\0\0\0\0\0\0\0tar\0` }],
      `${'p'.repeat(131)}/x`,
    ],
  ])('understands %s', async (_, entries, expected) => {
    expect(paths(await read(tarOf(entries)))).toEqual([expected]);
  });

  it('reads a size that only a pax record or base 256 can hold', async () => {
    const inPax = await read(
      tarOf([pax({ size: '5' }), { path: 'a', content: 'hello', size: 0 }, ['b', 'after']]),
    );
    expect(inPax.contents).toEqual({ a: 'hello', b: 'after' });
    const archive = tarOf([['a', 'hello']]);
    archive.fill(0, 124, 136).writeUInt8(0x80, 124);
    archive.writeUInt8(5, 135);
    checksum(archive.subarray(0, 512));
    expect((await read(archive)).contents).toEqual({ a: 'hello' });
  });

  it('gives links their targets and no content, whatever their size field says', async () => {
    const seen = await read(
      tarOf([
        { path: 'hard', type: '1', target: './bin/a', size: 4096 },
        { path: 'soft', type: '2', target: '../../etc/passwd' },
        { path: 'dev', type: '3' },
        ['b', 'after'],
      ]),
    );
    expect(seen.outcome.stopped).toBeUndefined();
    expect(seen.entries.map(({ type, linkTarget }) => [type, linkTarget])).toEqual([
      ['link', 'bin/a'],
      ['symlink', '../../etc/passwd'],
      ['other', undefined],
      ['file', undefined],
    ]);
  });

  it.each<[string, Buffer, RegExp]>([
    ['a path that climbs out', tarOf([['../etc/passwd', 'x']]), /leaves its root/],
    ['a pax path that climbs out', tarOf([pax({ path: 'a/../../b' }), ['x', '']]), /leaves its root/],
    [
      'a hard link that climbs out',
      tarOf([{ path: 'x', type: '1', target: '../../etc/passwd' }]),
      /leaves its root/,
    ],
    ['a NUL in a pax path', tarOf([pax({ path: 'a\0b' }), ['x', '']]), /leaves its root/],
    ['a sparse file', tarOf([{ path: 'x', type: 'S' }]), /sparse/],
    ['a pax sparse file', tarOf([pax({ 'GNU.sparse.major': '1' }), ['x', '']]), /sparse/],
    [
      'a pax record whose length lies',
      tarOf([{ path: 'p', type: 'x', content: '99 path=x\n' }, ['x', '']]),
      /malformed pax/,
    ],
    ['a pax header larger than 1 MiB', tarOf([{ path: 'p', type: 'x', size: 2 ** 21 }]), /extended header/],
    ['a size that is no number', tarOf([pax({ size: '-1' }), ['x', '']]), /readable size/],
    ['a size that begins with a NUL', sized('\0' + '0000002000\0'), /readable size/],
    ['a size with other white space', sized('\t0000002000\0'), /readable size/],
    [
      'a name for all entries',
      tarOf([pax({ path: 'all' }, 'g'), ['x', '']]),
      /global pax header with 'path'/,
    ],
    [
      'a size for all entries',
      tarOf([pax({ size: '512' }, 'g'), ['x', '']]),
      /global pax header with 'size'/,
    ],
    [
      'a GNU name and a pax path for one entry',
      tarOf([{ ...LONG, content: 'a\0' }, pax({ path: 'b' }), ['c', '']]),
      /both a pax and a GNU 'path'/,
    ],
    [
      'a GNU link and a pax link for one entry',
      tarOf([pax({ linkpath: 'b' }), { ...LONG, type: 'K', content: 'a\0' }, { path: 'c', type: '2' }]),
      /both a pax and a GNU 'linkpath'/,
    ],
    [
      'two pax headers in a row',
      tarOf([pax({ path: 'a' }), pax({ comment: 'b' }), ['c', '']]),
      /two 'x' headers/,
    ],
    [
      'two GNU names in a row',
      tarOf([{ ...LONG, content: 'a\0' }, { ...LONG, content: 'b\0' }, ['c', '']]),
      /two 'L' headers/,
    ],
    [
      'a pax header that one for all comes after',
      tarOf([pax({ path: 'a' }), pax({ comment: 'b' }, 'g'), ['c', '']]),
      /between an entry and its own/,
    ],
    ['a file whose name ends in a slash', tarOf([['a/', 'content']]), /ends in a slash/],
    ['an old directory with content', tarOf([{ path: 'a/', type: '\0', content: 'x' }]), /ends in a slash/],
    [
      'a prefix where GNU keeps times',
      tarOf([{ path: 'status', prefix: 'var/lib/dpkg', magic: 'ustar  \0' }]),
      /prefix/,
    ],
    [
      'an entry after a block of zeros',
      Buffer.concat([Buffer.alloc(512), tarOf([['a', '']])]),
      /behind its end/,
    ],
    ['an entry after the end', Buffer.concat([tarOf([['a', '1']]), tarOf([['b', '2']])]), /behind its end/],
    [
      'a byte after the end',
      Buffer.concat([tarOf([['a', '1']]), Buffer.alloc(9_000), Buffer.from('x')]),
      /behind its end/,
    ],
    ['a wrong checksum', Buffer.concat([tarOf([['a', 'x']], false), Buffer.alloc(512, 'x')]), /damaged/],
    ['text that is no tar', Buffer.from('<html>'.repeat(200)), /not a tar/],
    ['an end in the middle', tarOf([['a', 'x'.repeat(5_000)]]).subarray(0, 2_000), /middle of an entry/],
  ])('stops at %s and says so', async (_, archive, what) => {
    const { outcome } = await read(archive);
    expect(outcome.stopped?.what).toMatch(what);
  });

  it.each<[string, Partial<TarLimits>, RegExp]>([
    ['entries', { entries: 2 }, /limit of entries/],
    ['bytes in a path', { pathBytes: 10 }, /limit of bytes in a path/],
    ['bytes in all', { totalBytes: 1_024 }, /limit of bytes unpacked/],
  ])('stops at the limit of %s', async (_, limits, what) => {
    const archive = tarOf([
      ['a', '1'],
      ['b', '2'],
      ['c-is-longer', '3'],
    ]);
    const { outcome } = await read(archive, 512, { ...TAR_LIMITS, ...limits });
    expect(outcome.stopped?.what).toMatch(what);
  });

  it('takes zeros behind the end for padding', async () => {
    const archive = Buffer.concat([tarOf([['a', '1']]), Buffer.alloc(10_000)]);
    expect((await read(archive)).outcome).toEqual({ entries: 1, bytes: archive.length });
  });

  it('keeps names apart that are no UTF-8', async () => {
    const archive = tarOf([
      ['aX', ''],
      ['aY', ''],
      ['a\ufffd', ''],
    ]);
    for (const [index, byte] of [0xfe, 0xff].entries()) {
      archive.writeUInt8(byte, index * 512 + 1);
      checksum(archive.subarray(index * 512, (index + 1) * 512));
    }
    const seen = await read(archive);
    expect(seen.outcome.stopped).toBeUndefined();
    expect(new Set(paths(seen)).size).toBe(3);
  });

  describe('against the system tar', () => {
    const directories: string[] = [];
    afterEach(() => {
      for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
    });

    it.each(['gnu', 'pax', 'ustar', 'v7'])('reads what it writes in the format %s', async (format) => {
      const directory = mkdtempSync(path.join(tmpdir(), 'tar-'));
      directories.push(directory);
      const long = format === 'v7' ? 'name' : 'n'.repeat(format === 'ustar' ? 90 : 180);
      mkdirSync(path.join(directory, 'tree/inner'), { recursive: true });
      writeFileSync(path.join(directory, 'tree/inner', long), 'content');
      linkSync(path.join(directory, 'tree/inner', long), path.join(directory, 'tree/hard'));
      symlinkSync('inner', path.join(directory, 'tree/soft'));
      const archive = execFileSync('tar', [
        '-C',
        directory,
        `--format=${format}`,
        '--sort=name',
        '-cf',
        '-',
        'tree',
      ]);
      const seen = await read(archive);
      expect(seen.outcome.stopped).toBeUndefined();
      expect(paths(seen)).toEqual(['tree', 'tree/hard', 'tree/inner', `tree/inner/${long}`, 'tree/soft']);
      expect(seen.contents).toEqual({ 'tree/hard': 'content' });
      expect(seen.entries[3]).toMatchObject({ type: 'link', linkTarget: 'tree/hard' });
    });
  });
});

describe('owners that do not fit a header', () => {
  it('are read from the pax record that the writer makes', async () => {
    const member = { path: 'x', type: 'file', mode: 0o644, size: 0, modified: 0 } as const;
    const owners: string[] = [];
    const archive = [
      tarHeader({ ...member, uid: 3_000_000, gid: 4_000_000_000 }),
      tarHeader({ ...member, path: 'y', uid: 5, gid: 6 }),
      TAR_END,
    ];
    await readTar(Readable.from(archive), ({ uid, gid }) => {
      owners.push(`${uid}:${gid}`);
      return undefined;
    });
    expect(owners).toEqual(['3000000:4000000000', '5:6']);
  });
});
