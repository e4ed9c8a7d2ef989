import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run as build } from '../../../../actions/build-image/build.ts';
import { contract } from '../../../../actions/build-image/contract.ts';
import type { ActionContext, Run } from '../../../../shared/action/context.ts';
import { parseInputs } from '../../../../shared/action/contract.ts';
import { type Digest, parseDigest } from '../../../../shared/oci/digest.ts';
import { openStore } from '../../../../shared/oci/open.ts';
import { parseReference } from '../../../../shared/oci/reference.ts';
import type { ImageStore } from '../../../../shared/oci/store.ts';
import { testClock } from '../../../kit/clock.ts';
import { type TestRegistry, startRegistry } from '../../../kit/registry/registry.ts';
import { ANONYMOUS } from '../../image/workspace.ts';

const made: string[] = [];

export function directory(): string {
  const created = mkdtempSync(path.join(tmpdir(), 'fixity-build-test-'));
  made.push(created);
  return created;
}

let registry: TestRegistry | undefined;

/** Takes away what a test made, and stops its registry. */
export async function removeDirectories(): Promise<void> {
  for (const each of made.splice(0)) rmSync(each, { recursive: true, force: true });
  await registry?.close();
  registry = undefined;
}

export interface Destination {
  readonly image: string;
  readonly store: ImageStore;
  readonly registry: TestRegistry;
}

/** A repository of a registry that ends with the test. */
export async function destination(): Promise<Destination> {
  registry ??= await startRegistry();
  const image = `${registry.host}/acme/shop`;
  return { image, store: openStore(parseReference(image), ANONYMOUS), registry };
}

export const outputOf = (outcome: { readonly outputs: object }, name: string): string =>
  String((outcome.outputs as Record<string, unknown>)[name]);

export const digestOutput = (outcome: { readonly outputs: object }): Digest =>
  parseDigest(outputOf(outcome, 'digest'));

export const IMAGE_YML = `from: scratch
platforms: [linux/amd64, linux/arm64]
layers:
  - name: dependencies
    copy: {node_modules/: /app/node_modules/}
  - name: application
    copy: {src/: /app/src/}
config: {entrypoint: [/app/src/server.js], env: {NODE_ENV: production}}
`;

export const FILES: Readonly<Record<string, string>> = {
  'image.yml': IMAGE_YML,
  '.gitignore': 'node_modules/\n',
  'src/server.js': 'listen()\n',
  'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0"}',
};

export function write(workspace: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true });
    writeFileSync(path.join(workspace, name), content);
  }
}

const AUTHOR = { name: 'A', email: 'a@example.com', date: '2026-01-02T03:04:05Z' };

/** Commits everything that is not ignored; the same files and message give the same commit. */
export function commit(workspace: string, message = 'change'): void {
  const env = {
    PATH: process.env['PATH'],
    HOME: workspace,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: AUTHOR.name,
    GIT_AUTHOR_EMAIL: AUTHOR.email,
    GIT_AUTHOR_DATE: AUTHOR.date,
    GIT_COMMITTER_NAME: AUTHOR.name,
    GIT_COMMITTER_EMAIL: AUTHOR.email,
    GIT_COMMITTER_DATE: AUTHOR.date,
  };
  const git = (...argv: string[]): void => {
    execFileSync('git', argv, { cwd: workspace, env, stdio: 'ignore' });
  };
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', message);
}

/** A repository with one commit of these files. */
export function repository(files: Readonly<Record<string, string>> = FILES): string {
  const workspace = directory();
  write(workspace, files);
  commit(workspace);
  return workspace;
}

export const RUN: Run = {
  repository: 'acme/shop',
  repositoryId: '123',
  ownerId: '45',
  ref: 'refs/tags/v1.2.3',
  sha: '',
  workflowRef: 'acme/shop/.github/workflows/deliver.yml@refs/tags/v1.2.3',
  job: 'build',
  runId: '7',
  runAttempt: '2',
  actor: 'octocat',
  eventName: 'push',
  event: {},
  serverUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  runnerEnvironment: 'github-hosted',
};

export interface TestContext extends ActionContext {
  readonly lines: string[];
}

export function contextFor(workspace: string, run: Partial<Run> = {}): TestContext {
  const lines: string[] = [];
  return {
    lines,
    run: { ...RUN, ...run },
    log: {
      info: (line) => {
        lines.push(line);
      },
      warn: (line) => {
        lines.push(`warning: ${line}`);
      },
      group: async (title, work) => {
        lines.push(`group: ${title}`);
        return work();
      },
    },
    clock: testClock(),
    workspace,
    temp: directory(),
    dockerConfig: directory(),
    proxy: {},
    signal: new AbortController().signal,
    variable: () => undefined,
    mask: () => undefined,
    idToken: () => Promise.reject(new Error('no token in a test')),
  };
}

/** Runs the program as the action does, from the texts of its inputs. */
export async function buildImage(inputs: Readonly<Record<string, string>>, context: ActionContext) {
  return build(
    parseInputs<(typeof contract)['inputs']>(contract, (name) => inputs[name] ?? ''),
    context,
  );
}
