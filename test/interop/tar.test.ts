import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect } from '@jest/globals';
import { normalisePath } from '../../shared/image/tar-entry.ts';
import { tarText } from '../../shared/image/tar-header.ts';
import { type TarEntryType, createTarParser } from '../../shared/image/tar-reader.ts';
import { interop } from '../kit/parts.ts';
import { type RawEntry, checksum, pax, tarOf } from '../unit/sbom/archive.ts';

/** Reads archives, each behind its length, and writes a line of JSON for each: what it saw, or that it would not. */
const PROGRAM = `package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
)

type entry struct {
	Name, Link []byte
	Type       string
	Content    string
}

func read(archive []byte) ([]entry, error) {
	entries := []entry{}
	reader := tar.NewReader(bytes.NewReader(archive))
	for {
		header, err := reader.Next()
		if err == io.EOF {
			return entries, nil
		}
		if err != nil {
			return nil, err
		}
		hash := sha256.New()
		if _, err := io.Copy(hash, reader); err != nil {
			return nil, err
		}
		entries = append(entries, entry{[]byte(header.Name), []byte(header.Linkname), string(rune(header.Typeflag)), hex.EncodeToString(hash.Sum(nil))})
	}
}

func main() {
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		var length uint32
		if binary.Read(in, binary.BigEndian, &length) != nil {
			return
		}
		archive := make([]byte, length)
		io.ReadFull(in, archive)
		entries, err := read(archive)
		line, _ := json.Marshal(map[string]any{"refused": err != nil, "entries": entries})
		out.Write(append(line, '\\n'))
	}
}
`;

interface GoEntry {
  readonly Name: string;
  readonly Link: string;
  readonly Type: string;
  readonly Content: string;
}
interface GoAnswer {
  readonly refused: boolean;
  readonly entries: readonly GoEntry[] | null;
}

function askGo(archives: readonly Buffer[]): readonly GoAnswer[] {
  const directory = mkdtempSync(path.join(tmpdir(), 'gotar-'));
  try {
    const program = path.join(directory, 'gotar');
    writeFileSync(path.join(directory, 'main.go'), PROGRAM);
    const offline = {
      GOPROXY: 'off',
      GOTOOLCHAIN: 'local',
      GOFLAGS: '',
      GO111MODULE: 'off',
      CGO_ENABLED: '0',
    };
    const env = { ...process.env, ...offline };
    execFileSync('go', ['build', '-o', program, 'main.go'], { cwd: directory, env });
    const input = Buffer.concat(
      archives.flatMap((archive) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(archive.length);
        return [length, archive];
      }),
    );
    const text = execFileSync(program, { input, maxBuffer: 1024 ** 3 }).toString('utf8');
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as GoAnswer);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** One entry, in words that both readers can be put into. */
type Seen = readonly [path: string, type: string, link: string, content: string];

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const NOTHING = sha256(Buffer.alloc(0));

function readHere(archive: Buffer): { readonly stopped: boolean; readonly entries: readonly Seen[] } {
  const entries: [string, string, string, string][] = [];
  const parser = createTarParser(({ path: name, type, linkTarget = '' }) => {
    const seen: [string, string, string, string] = [name, type, linkTarget, NOTHING];
    entries.push(seen);
    const parts: Buffer[] = [];
    return {
      write: (bytes) => parts.push(Buffer.from(bytes)),
      end: () => {
        seen[3] = sha256(Buffer.concat(parts));
      },
    };
  });
  for (let at = 0; at < archive.length; at += 700) parser.push(archive.subarray(at, at + 700));
  return { stopped: parser.end().stopped !== undefined, entries };
}

const KINDS: Readonly<Record<string, TarEntryType>> = {
  '0': 'file',
  '7': 'file',
  '1': 'link',
  '2': 'symlink',
  '5': 'directory',
};

function readByGo(entries: readonly GoEntry[]): readonly Seen[] {
  return entries
    .filter(({ Type }) => Type !== 'g')
    .map(({ Name, Link, Type, Content }): Seen => {
      const type = KINDS[Type] ?? 'other';
      const target = tarText(Buffer.from(Link, 'base64'));
      const link = type === 'link' ? (normalisePath(target) ?? '') : type === 'symlink' ? target : '';
      // What is neither file nor link has nothing that a scan would read.
      return [
        normalisePath(tarText(Buffer.from(Name, 'base64'))) ?? '..',
        type,
        link,
        type === 'file' ? Content : NOTHING,
      ];
    });
}

/** Archives of entries that no honest tool makes: the same ones in every run. */
function hostileArchives(count: number): readonly Buffer[] {
  let state = 7;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;
  const name = (): string => pick(['a', 'b', 'a/', 'd/e', 'd/', './a', 'var/lib/dpkg/status', '']);
  const record = (): [string, string] =>
    pick<() => [string, string]>([
      () => ['path', name()],
      () => ['linkpath', name()],
      () => ['size', pick(['0', '5', '512', '1024', ''])],
      () => ['comment', pick(['', 'c'])],
      () => ['mtime', pick(['1', '2.5', ''])],
      () => ['GNU.sparse.name', name()],
    ])();
  const extended = (): RawEntry => {
    if (below(2) === 0)
      return pax({}, pick(['x', 'x', 'g']), ...Array.from({ length: 1 + below(2) }, record));
    return { path: 'long', type: pick(['L', 'K']), content: `${name()}${pick(['\0', '', '\0more'])}` };
  };
  const entry = (): RawEntry => ({
    path: name(),
    type: pick(['0', '0', '\0', '1', '2', '5', '6', '7', 'S', 'V', 'X']),
    content: 'x'.repeat(pick([0, 0, 5, 512, 1_024])),
    target: pick(['', 'a', 'd/e']),
    ...(below(8) === 0 ? { size: pick([0, 5, 512, 1_024]) } : {}),
    ...(below(4) === 0 ? { prefix: pick(['p', 'p/q', '13764321', 'p'.repeat(155)]) } : {}),
    magic: pick(['ustar\x0000', 'ustar\x0000', 'ustar  \0', 'ustar \x0000', '']),
  });
  const damage = (archive: Buffer): void => {
    const header = archive.subarray(0, 512);
    const at = pick([0, 124, 125, 130, 134, 135, 156, 257, 263, 345, 357, 508]);
    header.writeUInt8(pick([0, 0x20, 0x30, 0x31, 0x80, 0xff, 0x09]), at);
    checksum(header);
  };
  return Array.from({ length: count }, () => {
    const members = Array.from({ length: 1 + below(4) }, () => tarOf([pick([entry, extended])()], false));
    for (const member of members) if (below(5) === 0) damage(member);
    if (below(10) === 0) members.splice(below(members.length), 0, Buffer.alloc(pick([512, 1_024])));
    return Buffer.concat([...members, tarOf([['last', 'content']], below(10) > 0)]);
  });
}

describe('the tar reader next to the one that unpacks images', () => {
  interop(
    'sees what Go sees in whatever both read to the end',
    ['go'],
    async () => {
      await Promise.resolve();
      const archives = hostileArchives(20_000);
      const answers = askGo(archives);
      const here = archives.map(readHere);
      const both = here.flatMap(({ stopped, entries }, index) => {
        const answer = answers[index];
        if (stopped || answer === undefined || answer.refused) return [];
        return [{ index, entries, go: readByGo(answer.entries ?? []) }];
      });
      expect(both.length).toBeGreaterThan(3_000);
      expect(
        both.filter(({ entries, go }) => JSON.stringify(entries) !== JSON.stringify(go)).slice(0, 3),
      ).toEqual([]);
    },
    300_000,
  );
});
