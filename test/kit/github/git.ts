import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The `git` program in one repository, with nothing of the machine's configuration. */
export interface Git {
  readonly directory: string;
  /** What git runs with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Standard output as bytes. @throws Error with git's own words. */
  bytes(args: readonly string[], options?: GitOptions): Promise<Buffer>;
  /** Standard output as text, without the newline at its end. */
  text(args: readonly string[], options?: GitOptions): Promise<string>;
  /** As `text`, or undefined when git fails. */
  maybe(args: readonly string[]): Promise<string | undefined>;
}

export interface GitOptions {
  readonly input?: Buffer | string;
  readonly env?: Readonly<Record<string, string>>;
}

const PERSON = { name: 'octocat', email: 'octocat@users.noreply.github.com', date: '2026-11-24T12:00:00Z' };

const environment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  LANG: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: PERSON.name,
  GIT_AUTHOR_EMAIL: PERSON.email,
  GIT_AUTHOR_DATE: PERSON.date,
  GIT_COMMITTER_NAME: PERSON.name,
  GIT_COMMITTER_EMAIL: PERSON.email,
  GIT_COMMITTER_DATE: PERSON.date,
});

/** `directory` is a bare repository or a working tree. */
export function openGit(directory: string): Git {
  const bytes = (args: readonly string[], options: GitOptions = {}): Promise<Buffer> =>
    new Promise((done, failed) => {
      const settings = {
        cwd: directory,
        env: { ...environment(), ...options.env },
        encoding: 'buffer' as const,
        maxBuffer: 1 << 28,
      };
      const child = execFile('git', args, settings, (error, stdout, stderr) => {
        if (error === null) done(stdout);
        else failed(new Error(`git ${args.join(' ')}: ${stderr.toString().trim() || error.message}`));
      });
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(options.input);
    });
  const text = async (args: readonly string[], options?: GitOptions): Promise<string> =>
    (await bytes(args, options)).toString().replace(/\n$/, '');
  const maybe = (args: readonly string[]): Promise<string | undefined> => text(args).catch(() => undefined);
  return { directory, environment: environment(), bytes, text, maybe };
}

/** What a commit holds: contents by path. A path that is absent is removed only with `undefined`. */
export type Files = Readonly<Record<string, string | Uint8Array | undefined>>;

export interface CommitOptions {
  /** Default `main`. */
  readonly branch?: string;
  readonly message?: string;
  readonly author?: { readonly name: string; readonly email: string };
  readonly date?: string;
}

/** An empty bare repository, in `directory` or a new one. */
export async function createBareRepository(directory?: string): Promise<string> {
  const target = directory ?? mkdtempSync(path.join(tmpdir(), 'fixity-git-'));
  mkdirSync(target, { recursive: true });
  await openGit(target).text(['init', '--quiet', '--bare', '--initial-branch=main', '.']);
  return target;
}

/** Adds one commit on top of a branch of a bare repository and returns its SHA. The same history gives the same SHA. */
export async function commitFiles(
  directory: string,
  files: Files,
  options: CommitOptions = {},
): Promise<string> {
  const ref = `refs/heads/${options.branch ?? 'main'}`;
  const git = openGit(directory);
  const parent = await git.maybe(['rev-parse', '--verify', '--quiet', ref]);
  return git.text(['fast-import', '--quiet'], { input: importStream(ref, parent, files, options) });
}

/** The whole commit as git's fast-import reads it: one process for any number of files. */
function importStream(
  ref: string,
  parent: string | undefined,
  files: Files,
  { message = 'Change files', author = PERSON, date = PERSON.date }: CommitOptions,
): Buffer {
  const person = `${author.name} <${author.email}> ${Math.floor(Date.parse(date) / 1_000)} +0000`;
  const changes = Object.entries(files).flatMap(([name, content]) =>
    content === undefined ? [`D ${quoted(name)}\n`] : [`M 100644 inline ${quoted(name)}\n`, ...data(content)],
  );
  const parts = [
    `commit ${ref}\nmark :1\nauthor ${person}\ncommitter ${person}\n`,
    ...data(`${message}\n`),
    ...(parent === undefined ? [] : [`from ${parent}\n`]),
    ...changes,
    '\nget-mark :1\n',
  ];
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

const data = (content: string | Uint8Array): readonly (string | Uint8Array)[] => [
  `data ${Buffer.byteLength(content)}\n`,
  content,
  '\n',
];

const quoted = (name: string): string => JSON.stringify(name);
