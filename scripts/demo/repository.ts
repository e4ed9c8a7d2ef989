import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

/** A maintainer's clone of a repository, and the bare one that it pushes to. */
export interface Repository {
  readonly bare: string;
  readonly clone: string;
  /** Edits files (path to new text made from the old), commits, pushes. */
  commit(message: string, edits: Readonly<Record<string, (text: string) => string>>): void;
  /** Tags what was committed last, and pushes the tag. */
  tag(name: string): void;
  /** The text of a file on the default branch as it is now. */
  read(file: string): string;
}

/** Copies `source` into a new repository, with `edit` applied to every text file, as a maintainer would who took the example. */
export function createRepository(
  source: string,
  extra: Readonly<Record<string, string>>,
  edit: (text: string) => string,
): Repository {
  const root = mkdtempSync(path.join(tmpdir(), 'fixity-demo-'));
  const [bare, clone] = [path.join(root, 'shop.git'), path.join(root, 'shop')];
  const git = (directory: string, ...argv: string[]): string =>
    execFileSync('git', ['-C', directory, ...argv], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...AUTHOR },
    });
  mkdirSync(bare);
  git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
  cpSync(source, clone, { recursive: true });
  for (const [file, text] of Object.entries(extra)) write(path.join(clone, file), text);
  for (const file of filesBelow(clone)) writeFileSync(file, edit(readFileSync(file, 'utf8')));
  git(clone, 'init', '--quiet', '--initial-branch=main');
  git(clone, 'remote', 'add', 'origin', bare);
  const push = (message: string): void => {
    git(clone, 'add', '--all');
    git(clone, 'commit', '--quiet', '--message', message);
    git(clone, 'push', '--quiet', 'origin', 'main');
  };
  push('Take the sample service');
  return {
    bare,
    clone,
    commit: (message, edits) => {
      git(clone, 'pull', '--quiet', '--ff-only', 'origin', 'main');
      for (const [file, change] of Object.entries(edits)) {
        const target = path.join(clone, file);
        writeFileSync(target, change(readFileSync(target, 'utf8')));
      }
      push(message);
    },
    tag: (name) => {
      git(clone, 'tag', name);
      git(clone, 'push', '--quiet', 'origin', name);
    },
    read: (file) => git(bare, 'show', `main:${file}`),
  };
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const filesBelow = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
