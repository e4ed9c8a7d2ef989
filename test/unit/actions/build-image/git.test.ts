import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  FILES,
  IMAGE_YML,
  buildImage,
  commit,
  contextFor,
  destination,
  digestOutput,
  directory,
  removeDirectories,
  repository,
  write,
} from './repository.ts';

let image: string;

beforeEach(async () => {
  ({ image } = await destination());
});
afterEach(removeDirectories);

const git = (workspace: string, ...argv: readonly string[]): void => {
  const options = ['-c', 'protocol.file.allow=always', '-c', 'user.name=A', '-c', 'user.email=a@example.com'];
  execFileSync('git', [...options, ...argv], { cwd: workspace, stdio: 'ignore' });
};

const build = async (workspace: string, inputs: Readonly<Record<string, string>> = {}) =>
  buildImage({ image, ...inputs }, contextFor(workspace));

/** Without the dependencies, which a clone has not got. */
const SOURCES = {
  'image.yml': IMAGE_YML.replace(/ {2}- name: dependencies\n.*\n/, ''),
  'src/server.js': FILES['src/server.js'] ?? '',
  'src/other.js': 'x\n',
};

function clone(from: string, ...options: readonly string[]): string {
  const workspace = path.join(directory(), 'clone');
  git(directory(), 'clone', '-q', ...options, `file://${from}`, workspace);
  return workspace;
}

describe('a checkout', () => {
  it('may be shallow: the digest is that of a whole one', async () => {
    const whole = repository(SOURCES);
    write(whole, { 'src/other.js': 'y\n' });
    commit(whole, 'second');
    const shallow = clone(whole, '--depth', '1');
    expect(digestOutput(await build(shallow))).toBe(digestOutput(await build(whole)));
  });

  it('may be a worktree', async () => {
    const main = repository(SOURCES);
    const tree = path.join(directory(), 'tree');
    git(main, 'worktree', 'add', '-q', tree);
    expect(digestOutput(await build(tree))).toBe(digestOutput(await build(main)));
  });

  it('may not be sparse where the image is made of it', async () => {
    const sparse = clone(repository({ ...SOURCES, 'docs/a.md': '' }));
    git(sparse, 'sparse-checkout', 'set', '--no-cone', '/*', '!/docs/');
    await expect(build(sparse)).resolves.toMatchObject({ result: 'done' });
    git(sparse, 'sparse-checkout', 'set', '--no-cone', '/*', '!/src/other.js');
    await expect(build(sparse)).rejects.toMatchObject({
      result: 'refused',
      problems: [{ what: "'src/other.js' may go into the image, and git does not look at it" }],
    });
  });

  it('does not hide a change by telling git to look away', async () => {
    const workspace = repository(SOURCES);
    git(workspace, 'update-index', '--assume-unchanged', 'src/server.js', 'src/other.js');
    write(workspace, { 'src/server.js': 'evil()\n' });
    await expect(build(workspace)).rejects.toThrow(/'src\/other.js' and 1 other file may go/);
  });

  it.each<[string, (library: string) => void]>([
    [
      'changed',
      (library) => {
        writeFileSync(path.join(library, 'lib.js'), 'changed');
      },
    ],
    [
      'added',
      (library) => {
        writeFileSync(path.join(library, 'new.js'), '');
      },
    ],
    [
      'another commit',
      (library) => {
        git(library, 'commit', '-q', '--allow-empty', '-m', 'x');
      },
    ],
  ])('does not hide what is in a submodule: %s', async (_, change) => {
    const yaml = SOURCES['image.yml'].replace('config:', "    ignore: ['.git']\nconfig:");
    const workspace = repository({ ...SOURCES, 'image.yml': yaml });
    git(workspace, 'submodule', 'add', '-q', `file://${repository({ 'lib.js': '1' })}`, 'src/lib');
    git(workspace, 'config', '-f', '.gitmodules', 'submodule.src/lib.ignore', 'all');
    commit(workspace, 'with a library');
    await expect(build(workspace)).resolves.toMatchObject({ result: 'done' });
    change(path.join(workspace, 'src/lib'));
    await expect(build(workspace, { tags: 'x' })).rejects.toThrow(/'src\/lib' differs from the commit/);
  });

  it('runs nothing that its own configuration names', async () => {
    const workspace = repository(SOURCES);
    const marker = path.join(directory(), 'executed');
    const script = path.join(directory(), 'script');
    writeFileSync(script, `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    for (const key of ['core.fsmonitor', 'diff.external', 'core.pager', 'diff.x.textconv'])
      git(workspace, 'config', key, script);
    write(workspace, { '.git/info/attributes': '* diff=x\n', 'src/server.js': 'changed\n' });
    await expect(build(workspace)).rejects.toThrow(/'src\/server.js' differs from the commit/);
    expect(existsSync(marker)).toBe(false);
  });
});
