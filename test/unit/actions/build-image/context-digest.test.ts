import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { contextMaterials, directoryHash } from '../../../../actions/build-image/context-digest.ts';
import { UserError } from '../../../../shared/text/error.ts';
import { buildRequest } from '../../../kit/building.ts';
import { directory, removeDirectories, write } from './repository.ts';

afterEach(removeDirectories);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const COMMIT = 'ab'.repeat(20);

const hashOf = (root: string, starts: readonly string[] = [root]): Promise<string | undefined> =>
  directoryHash({ root, starts, ignored: () => false });

describe('directoryHash', () => {
  it('is the SHA-256 of a list that sha256sum writes too', async () => {
    const root = directory();
    write(root, { 'b/x': 'two', a: 'one', 'b.txt': 'three', é: 'four' });
    const list = execFileSync('sh', ['-c', 'find * -type f | LC_ALL=C sort | xargs sha256sum'], {
      cwd: root,
    });
    expect(await hashOf(root)).toBe(sha256(list.toString()));
  });

  it('takes a file by itself, a link by its target, and nothing twice', async () => {
    const root = directory();
    write(root, { 'src/x': 'x', y: 'y', z: 'z' });
    symlinkSync('y', path.join(root, 'link'));
    const starts = ['y', 'link', 'src', 'src/x', 'absent'].map((name) => path.join(root, name));
    const list = [
      ['y', 'link'],
      ['x', 'src/x'],
      ['y', 'y'],
    ] as const;
    expect(await hashOf(root, starts)).toBe(
      sha256(list.map(([content, name]) => `${sha256(content)}  ${name}\n`).join('')),
    );
  });

  it('has no word for a name with a line break', async () => {
    const root = directory();
    write(root, { 'a\nb': 'x' });
    expect(await hashOf(root)).toBeUndefined();
  });
});

describe('contextMaterials', () => {
  const lines = ['FROM base', 'COPY src/ greeting.txt /', 'COPY --from=docs . /'];
  const context = { file: 'shop-context/Dockerfile', context: 'shop-context' };

  /** The same files, here with others beside them. */
  function materials(beside: Readonly<Record<string, string>>, given: Readonly<Record<string, string>> = {}) {
    const workspace = directory();
    mkdirSync(path.join(workspace, 'docs'));
    write(workspace, { 'docs/guide': 'read me' });
    const files = { 'greeting.txt': 'hello', '.dockerignore': 'src/*.log\n' };
    const buildContexts = { base: 'docker-image://base:1', docs: './docs', ...given };
    const request = buildRequest(workspace, 'shop', lines, { files, buildContexts });
    write(workspace, { 'shop-context/src/x': 'x', ...beside });
    return contextMaterials(request, context);
  }

  it('names what the steps may take, and every directory, by its content', async () => {
    const found = await materials({});
    expect(found).toEqual([
      {
        name: 'context',
        digest: { dirHash: sha256(`${sha256('hello')}  greeting.txt\n${sha256('x')}  src/x\n`) },
      },
      { name: 'context docs', digest: { dirHash: sha256(`${sha256('read me')}  guide\n`) } },
    ]);
    expect(await materials({ 'shop-context/unused': '1', 'shop-context/src/a.log': '2' })).toEqual(found);
    expect(await materials({ 'shop-context/src/y': '1' })).not.toEqual(found);
  });

  it('names a repository by its commit', async () => {
    const url = `https://x.example/lib.git#${COMMIT}`;
    expect(await materials({}, { lib: url })).toContainEqual({
      name: 'context lib',
      uri: `git+${url}`,
      digest: { gitCommit: COMMIT },
    });
  });

  it.each([
    'https://x.example/lib.git#main',
    'https://x.example/lib.git',
    'https://x.example/files.tgz',
    `https://me:hunter2@x.example/lib.git#${COMMIT}`,
    'x.example/lib.git#main',
  ])('refuses %s, of which nobody knows what it holds, or which holds a password', async (lib) => {
    const error: unknown = await materials({}, { lib }).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/the build context 'lib' is not here.*name the commit/);
    expect(String(error)).not.toContain('hunter2');
  });

  it('stops where the job is cancelled', async () => {
    const root = directory();
    write(root, { Dockerfile: 'FROM scratch' });
    truncateSync(path.join(root, 'Dockerfile'), 65 * 1024 * 1024);
    const signal = AbortSignal.abort(new UserError({ what: 'the job was cancelled' }));
    await expect(directoryHash({ root, starts: [root], ignored: () => false, signal })).rejects.toThrow(
      'cancelled',
    );
  });

  it('needs nothing of a context that no step takes from', async () => {
    const request = buildRequest(directory(), 'shop', ['FROM base']);
    expect(await contextMaterials(request, context)).toEqual([]);
  });
});
