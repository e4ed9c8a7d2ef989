import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readWorkspaceFile } from '../../../../actions/promote/write.ts';

let outside: string;
let workspace: string;

beforeEach(() => {
  outside = mkdtempSync(path.join(tmpdir(), 'fixity-outside-'));
  workspace = path.join(outside, 'workspace');
  mkdirSync(path.join(workspace, 'directory'), { recursive: true });
  writeFileSync(path.join(outside, 'secret'), 'of the runner');
  writeFileSync(path.join(workspace, 'file'), 'text');
  writeFileSync(path.join(workspace, 'large'), 'x'.repeat(1024 * 1024 + 1));
  const links = {
    alias: 'file',
    absolute: path.join(outside, 'secret'),
    relative: '../secret',
    above: '..',
    device: '/dev/zero',
    loop: 'loop',
    dangling: 'nothing',
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, path.join(workspace, name));
});

afterEach(() => {
  rmSync(outside, { recursive: true });
});

describe('a file of the workspace', () => {
  it.each(['file', 'alias', 'directory/../file'])('is read as %s', async (name) => {
    expect(Buffer.from((await readWorkspaceFile(workspace, name)) ?? []).toString()).toBe('text');
  });

  it.each(['none', 'file/below', 'dangling'])('is not there as %s', async (name) => {
    expect(await readWorkspaceFile(workspace, name)).toBeUndefined();
  });

  it.each([
    ['absolute', 'a link out of the workspace'],
    ['relative', 'a link out of the workspace'],
    ['above/secret', 'a link out of the workspace'],
    ['device', 'a link out of the workspace'],
    ['directory', 'a directory'],
    ['large', '1048577 bytes'],
    ['loop', 'ELOOP'],
  ])('is not read as %s: it is %s', async (name, seen) => {
    await expect(readWorkspaceFile(workspace, name)).rejects.toMatchObject({
      name: 'UserError',
      problems: [{ what: `${name} cannot be read`, seen }],
    });
  });
});
