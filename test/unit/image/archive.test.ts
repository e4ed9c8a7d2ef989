import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { emptyTree } from '../../../shared/image/file-tree.ts';
import { BLOCK_BYTES } from '../../../shared/image/blocks.ts';
import { spoolLayer } from '../../../shared/image/layer.ts';
import { tarArchive } from '../../../shared/image/layer-archive.ts';
import { layerEntries } from '../../../shared/image/layer-entries.ts';
import type { LayerSpec } from '../../../shared/image/layer-spec.ts';
import { readDirectory } from '../../../shared/image/source-files.ts';
import { readTar } from '../../../shared/image/tar-reader.ts';
import { type TarMember, TAR_END } from '../../../shared/image/tar-writer.ts';
import { type Files, removeWorkspaces, workspace } from './workspace.ts';
import { tarHeader } from './tar-header.ts';

afterEach(removeWorkspaces);

const MEMBER: TarMember = { path: 'a', type: 'file', mode: 0o644, uid: 0, gid: 0, size: 0, modified: 1 };

async function roundTrip(member: TarMember) {
  const seen: unknown[] = [];
  const archive = Buffer.concat([tarHeader(member), TAR_END]);
  async function* source() {
    await Promise.resolve();
    yield archive;
  }
  await readTar(source(), (entry) => {
    seen.push(entry);
    return undefined;
  });
  return seen[0];
}

describe('a tar header', () => {
  it.each([
    ['a plain file', { path: 'app/server.js' }],
    ['a name of exactly 100 bytes', { path: 'x'.repeat(100) }],
    ['a name of 101 bytes', { path: `${'d'.repeat(90)}/${'x'.repeat(10)}` }],
    ['a name that is not ASCII, cut nowhere inside a character', { path: `${'a'.repeat(99)}é/日本.txt` }],
    ['a time after 2038', { modified: 4_102_444_800 }],
    ['a symbolic link with a long target', { type: 'symlink', target: '../'.repeat(60) }],
    ['setuid and sticky bits', { mode: 0o7755 }],
  ] as [string, Partial<TarMember>][])('carries %s', async (_, change) => {
    const member = { ...MEMBER, ...change };
    const { path: name, type, mode, uid, gid, size, modified, target } = member;
    expect(await roundTrip(member)).toMatchObject({
      path: name,
      type,
      mode,
      uid,
      gid,
      size,
      mtime: modified,
      ...(target === undefined ? {} : { linkTarget: target }),
    });
  });

  it('writes owners beyond seven octal digits in an extended header', () => {
    const header = tarHeader({ ...MEMBER, uid: 3_000_000, gid: 4_000_000 }).toString('latin1');
    expect(header).toContain('gid=4000000\n');
    expect(header).toContain('uid=3000000\n');
  });

  it('writes a size beyond 8 GiB in an extended header', () => {
    const header = tarHeader({ ...MEMBER, size: 9 * 1024 ** 3 });
    expect(header.toString('latin1')).toContain('size=9663676416\n');
    expect(header.length).toBe(3 * 512);
  });
});

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

const SPEC: LayerSpec = {
  name: 'files',
  copies: [{ from: 'app', to: 'app', intoDirectory: true }],
  ignore: [],
  mode: 'normalize',
  uid: 0,
  gid: 0,
  modified: 'fixed',
  remove: [],
};

const FILES: Files = {
  'app/server.js': 'listen()\n',
  'app/bin/tool': '#!/bin/sh\n',
  'app/b/ü.txt': 'umlaut\n',
  'app/b/link': '->../server.js',
  'app/empty': '',
};

async function spooled(
  directory: string,
  spec: Partial<LayerSpec> = {},
  parallelism = 4,
  read = readDirectory,
) {
  const entries = layerEntries(
    { ...SPEC, ...spec },
    { workspace: directory, tree: emptyTree(), epoch: 1_700_000_000, read },
  );
  return spoolLayer(entries, { spool: workspace(), parallelism });
}

describe('a layer', () => {
  it('has the digest of the contract: assembler-version 1', async () => {
    const directory = workspace(FILES);
    chmodSync(path.join(directory, 'app/bin/tool'), 0o755);
    const layer = await spooled(directory);
    expect(layer.diffId).toBe('sha256:f945e28c8867b15b3cb4af25f1cb70c4cdbfcde426c131556f688c98ca6f8bfc');
    expect(layer.descriptor.digest).toBe(
      'sha256:0a43e518e4c6c806a83d9972b6eebf0e019c029cb1bdf23fa317233f73ae271c',
    );
  });

  it('is the same from another directory, time, umask, reading order and parallelism', async () => {
    const [one, other] = [workspace(FILES), workspace(FILES)];
    for (const directory of [one, other]) chmodSync(path.join(directory, 'app/bin/tool'), 0o755);
    chmodSync(path.join(other, 'app'), 0o700);
    chmodSync(path.join(other, 'app/server.js'), 0o600);
    chmodSync(path.join(other, 'app/bin/tool'), 0o711);
    utimesSync(path.join(other, 'app/server.js'), 1, 1);
    const first = await spooled(one);
    const second = await spooled(other, {}, 1, (directory) => readDirectory(directory).reverse());
    expect(second.descriptor).toEqual(first.descriptor);
    expect(second.diffId).toBe(first.diffId);
  });

  it('differs where content, owner, mode or time are asked to differ', async () => {
    const directory = workspace(FILES);
    const changes: Partial<LayerSpec>[] = [
      {},
      { uid: 7 },
      { gid: 7 },
      { modified: 'commit' },
      { ignore: ['b/'] },
    ];
    const digests = await Promise.all(
      changes.map(async (change) => (await spooled(directory, change)).diffId),
    );
    writeFileSync(path.join(directory, 'app/empty'), 'no more');
    digests.push((await spooled(directory)).diffId);
    expect(new Set(digests).size).toBe(6);
  });

  it('is unpacked by the system’s tar to what was packed', async () => {
    const directory = workspace(FILES);
    chmodSync(path.join(directory, 'app/bin/tool'), 0o755);
    const layer = await spooled(directory);
    const [archive, target] = [path.join(workspace(), 'layer.tar.gz'), workspace()];
    writeFileSync(archive, await collect(await layer.open()));
    execFileSync('tar', ['-xzf', archive, '-C', target]);
    expect(() =>
      execFileSync('diff', ['-r', path.join(directory, 'app'), path.join(target, 'app')]),
    ).not.toThrow();
    expect(lstatSync(path.join(target, 'app/bin/tool')).mode & 0o777).toBe(0o755);
    expect(lstatSync(path.join(target, 'app/server.js')).mode & 0o777).toBe(0o644);
    expect(lstatSync(path.join(target, 'app/b/link')).isSymbolicLink()).toBe(true);
  });

  it('keeps modes, setuid too, when told to preserve them', async () => {
    const directory = workspace(FILES);
    chmodSync(path.join(directory, 'app/server.js'), 0o4710);
    const { entries } = await spooled(directory, { mode: 'preserve' });
    expect(entries.find((entry) => entry.path === 'app/server.js')?.mode).toBe(0o4710);
  });

  it('reads a large file in chunks of at most one block', () => {
    const directory = workspace({ 'app/x': '' });
    truncateSync(path.join(directory, 'app/x'), 64 * BLOCK_BYTES + 5);
    const entries = layerEntries(SPEC, { workspace: directory, tree: emptyTree(), epoch: 0 });
    let [largest, total] = [0, 0];
    for (const chunk of tarArchive(entries)) {
      largest = Math.max(largest, chunk.length);
      total += chunk.length;
    }
    expect(largest).toBe(BLOCK_BYTES);
    const [headers, padded] = [2 * 512, 64 * BLOCK_BYTES + 512];
    expect(total).toBe(headers + padded + TAR_END.length);
  });

  it('writes the true size of a file beyond 8 GiB, and reads no more of it than is asked for', () => {
    const directory = workspace({ 'app/x': '' });
    truncateSync(path.join(directory, 'app/x'), 9 * 1024 ** 3);
    const entries = layerEntries(SPEC, { workspace: directory, tree: emptyTree(), epoch: 0 });
    const seen: number[] = [];
    for (const block of tarArchive(entries, (_, chunk) => seen.push(chunk.length))) {
      expect(block.toString('latin1')).toContain('size=9663676416\n');
      break;
    }
    expect(seen).toEqual([BLOCK_BYTES - 4 * 512]);
  });

  it.each([
    ['grows', 'longer than before'],
    ['shrinks', 'x'],
    ['goes away', undefined],
    ['becomes a link to another file', '->empty'],
    ['becomes a pipe that nobody writes', '|'],
  ])('refuses a file that %s after it was listed, and names it', async (_, content) => {
    const directory = workspace(FILES);
    const file = path.join(directory, 'app/server.js');
    const entries = layerEntries(SPEC, { workspace: directory, tree: emptyTree(), epoch: 0 });
    if (content === undefined || /^(?:->|\|)/.test(content)) rmSync(file);
    if (content?.startsWith('->') === true) symlinkSync(content.slice(2), file);
    else if (content === '|') execFileSync('mkfifo', [file]);
    else if (content !== undefined) writeFileSync(file, content);
    await expect(spoolLayer(entries, { spool: workspace() })).rejects.toThrow(
      /server\.js' (changed while it was read|cannot be read)/,
    );
  });

  it('refuses a file that is written while it is read', () => {
    const directory = workspace({ 'app/x': Buffer.alloc(3 * BLOCK_BYTES) });
    const entries = layerEntries(SPEC, { workspace: directory, tree: emptyTree(), epoch: 0 });
    const read = (): void => {
      for (const { length } of tarArchive(entries)) {
        if (length === BLOCK_BYTES) utimesSync(path.join(directory, 'app/x'), new Date(), new Date(5_000));
      }
    };
    expect(read).toThrow(/changed while it was read.*the same size, written again/);
  });

  it('refuses sockets and pipes, all at once, and follows no link of a directory', async () => {
    const directory = workspace(FILES);
    mkdirSync(path.join(directory, 'outside'));
    execFileSync('mkfifo', [path.join(directory, 'app/pipe')]);
    const server = createServer().listen(path.join(directory, 'app/socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      await expect(spooled(directory)).rejects.toThrow(
        /pipe' cannot.*a named pipe.*\n.*socket' cannot.*a socket/,
      );
    } finally {
      server.close();
    }
  });
});
