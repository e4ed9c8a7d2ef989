import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type GitHub, connectGitHub } from '../../../shared/github/client.ts';
import { type FileChange, commitChanges } from '../../../shared/github/commits.ts';
import { defaultBranch, filesAt, readBranch } from '../../../shared/github/contents.ts';
import {
  createDeployment,
  deploymentState,
  listDeployments,
  setDeploymentState,
} from '../../../shared/github/deployments.ts';
import { readEnvironment } from '../../../shared/github/environments.ts';
import { runPeople } from '../../../shared/github/runs.ts';
import { testClock } from '../../kit/clock.ts';
import { commitFiles } from '../../kit/github/git.ts';
import { type GitHubFake, startGitHub } from '../../kit/github/server.ts';

const CLAIMS = { repository: 'acme/shop', repository_owner: 'acme', sub: 'repo:acme/shop' };

let fake: GitHubFake;
let github: GitHub;

beforeEach(async () => {
  fake = await startGitHub({
    repositories: {
      'acme/shop': {
        files: { 'a.yaml': 'one\n', 'deploy/größe & co.yaml': 'zwei\n', 'run.sh': '#!/bin/sh\n' },
        environments: {
          production: {
            reviewers: ['alice', 'bob'],
            preventSelfReview: true,
            waitMinutes: 5,
            adminsMayBypass: false,
          },
          open: {},
        },
      },
    },
  });
  const token = fake.mint({ contents: 'write', deployments: 'write', actions: 'read' }, CLAIMS);
  const { apiUrl, serverUrl } = fake;
  github = await connectGitHub({ repository: 'acme/shop', token, apiUrl, serverUrl, clock: testClock() });
});

afterEach(async () => {
  await fake.stop();
});

const git = () => fake.repository('acme/shop').git;
const show = (name: string): Promise<string> => git().text(['show', `main:${name}`]);
const commitElsewhere = (files: Readonly<Record<string, string>>): Promise<string> =>
  commitFiles(fake.repository('acme/shop').directory, files);

describe('files of a commit', () => {
  it('are those of that commit, whatever the branch does meanwhile', async () => {
    const { name, commit } = await defaultBranch(github);
    const files = filesAt(github, commit);
    await commitElsewhere({ 'a.yaml': 'two\n' });
    expect(name).toBe('main');
    expect(Buffer.from((await files.read('a.yaml')) ?? []).toString()).toBe('one\n');
    expect((await readBranch(github, 'main')).commit).not.toBe(commit);
  });

  it('may have any name; what is not there is nothing, a directory is something', async () => {
    const files = filesAt(github, (await defaultBranch(github)).commit);
    expect(Buffer.from((await files.read('deploy/größe & co.yaml')) ?? []).toString()).toBe('zwei\n');
    await expect(files.read('deploy')).rejects.toThrow(/deploy cannot be read.*saw a directory/);
    expect(await files.read('nope.yaml')).toBeUndefined();
  });

  it('are not empty because they are large', async () => {
    const files = filesAt(github, await commitElsewhere({ 'large.yaml': 'x'.repeat(1024 * 1024 + 1) }));
    await expect(files.read('large.yaml')).rejects.toThrow(/large.yaml cannot be read.*saw a larger file/);
  });

  it('are read once', async () => {
    const files = filesAt(github, (await defaultBranch(github)).commit);
    const { length } = fake.requests;
    await Promise.all([files.read('a.yaml'), files.read('a.yaml')]);
    expect(fake.requests).toHaveLength(length + 1);
  });
});

describe('a commit', () => {
  const append =
    (path: string, text: string) =>
    async (files: { read: (p: string) => Promise<Uint8Array | undefined> }) => {
      const before = Buffer.from((await files.read(path)) ?? []).toString();
      return before.includes(text) ? [] : [{ path, text: `${before}${text}` }];
    };

  it('holds all changes, keeps everything else, and is signed by GitHub', async () => {
    const changes: readonly FileChange[] = [
      { path: 'a.yaml', text: 'three\n' },
      { path: 'new/b.yaml', text: 'four\n' },
      { path: 'run.sh', text: '#!/bin/bash\n' },
    ];
    const commit = await commitChanges(github, {
      branch: 'main',
      message: 'Change',
      edit: () => Promise.resolve(changes),
    });
    expect(await git().text(['rev-parse', 'main'])).toBe(commit);
    expect([await show('a.yaml'), await show('new/b.yaml')]).toEqual(['three', 'four']);
    expect(await show('deploy/größe & co.yaml')).toBe('zwei');
    expect(fake.repository('acme/shop').signedCommits).toContain(commit);
  });

  it('is not made when there is nothing to change', async () => {
    const head = await git().text(['rev-parse', 'main']);
    expect(
      await commitChanges(github, { branch: 'main', message: 'x', edit: () => Promise.resolve([]) }),
    ).toBeUndefined();
    expect(await git().text(['rev-parse', 'main'])).toBe(head);
  });

  it('is made again on top of a commit that came first, and loses neither', async () => {
    let tries = 0;
    const commit = await commitChanges(github, {
      branch: 'main',
      message: 'Add mine',
      edit: async (files) => {
        tries += 1;
        const changes = await append('a.yaml', 'mine\n')(files);
        if (tries === 1) await commitElsewhere({ 'a.yaml': 'one\ntheirs\n' });
        return changes;
      },
    });
    expect(tries).toBe(2);
    expect(await show('a.yaml')).toBe('one\ntheirs\nmine');
    expect(await git().text(['rev-parse', 'main'])).toBe(commit);
  });

  it('is made again where GitHub does not know its own tree yet', async () => {
    fake.fail({ kind: 'unseen-tree', method: 'POST', path: /git\/commits$/, times: 2 });
    const edit = append('a.yaml', 'mine\n');
    const commit = await commitChanges(github, { branch: 'main', message: 'Add mine', edit });
    expect(await git().text(['rev-parse', 'main'])).toBe(commit);
    expect(await show('a.yaml')).toBe('one\nmine');
  });

  it('is given up on a branch that never rests', async () => {
    let turn = 0;
    const commit = commitChanges(github, {
      branch: 'main',
      message: 'x',
      edit: async (files) => {
        const changes = await append('a.yaml', 'mine\n')(files);
        await commitElsewhere({ 'other.yaml': String((turn += 1)) });
        return changes;
      },
    });
    await expect(commit).rejects.toThrow(/main keeps moving/);
  });
});

describe('a deployment', () => {
  it('is found by environment and task, with its payload and its newest state', async () => {
    const { commit } = await defaultBranch(github);
    const common = { ref: commit, task: 'promote', description: 'd'.repeat(300), production: false };
    const first = await createDeployment(github, { ...common, environment: 'staging', payload: { n: 1 } });
    const second = await createDeployment(github, { ...common, environment: 'staging', payload: { n: 2 } });
    await createDeployment(github, { ...common, environment: 'other', payload: { n: 3 } });
    await createDeployment(github, { ...common, task: 'deploy', environment: 'staging', payload: { n: 4 } });
    expect(await listDeployments(github, 'staging', 'promote')).toEqual([
      { id: second, payload: { n: 2 } },
      { id: first, payload: { n: 1 } },
    ]);
    expect(await deploymentState(github, second)).toBeUndefined();
    const details = { logUrl: 'https://example.com/run', description: 'x'.repeat(300) };
    await setDeploymentState(github, second, 'in_progress', details);
    await setDeploymentState(github, second, 'success', details);
    expect(await deploymentState(github, second)).toBe('success');
  });
});

describe('an environment', () => {
  it('says how it is protected', async () => {
    expect(await readEnvironment(github, 'production')).toEqual({
      reviewers: 2,
      preventSelfReview: true,
      waitMinutes: 5,
      branchPolicy: false,
      adminsMayBypass: false,
    });
    expect(await readEnvironment(github, 'open')).toMatchObject({ reviewers: 0, preventSelfReview: false });
    expect((await readEnvironment(github, 'open'))?.adminsMayBypass).toBeUndefined();
  });

  it('that does not exist is not an open one', async () => {
    expect(await readEnvironment(github, 'prodution')).toBeUndefined();
  });
});

describe('the people behind a run', () => {
  const peopleOf = async (author: { name: string; email: string }, message = 'Change') => {
    const files = { 'a.yaml': `${message}\n` };
    const sha = await commitFiles(fake.repository('acme/shop').directory, files, { author, message });
    const facts = { name: 'd', file: '.github/workflows/d.yml', event: 'push', ref: 'refs/heads/main' };
    const { id } = fake.startRun('acme/shop', { ...facts, sha, actor: 'octocat' });
    return runPeople(github, String(id));
  };
  const ann = { name: 'ann', email: '1+ann@users.noreply.github.com' };

  it('are who started it, who wrote the commit, and co-authors with an account', async () => {
    const message = [
      'Change',
      '',
      'Co-authored-by: Bob <2+bob@users.noreply.github.com>',
      'co-authored-by: Eve <eve@users.noreply.github.com>',
      'Co-authored-by: Max <max@example.com>',
    ].join('\n');
    expect(await peopleOf(ann, message)).toEqual({
      requesters: ['octocat'],
      authors: ['ann', 'bob', 'eve'],
      attempt: 1,
    });
  });

  it('are not known when the author has no account: nobody is not the same', async () => {
    expect((await peopleOf({ name: 'Ann', email: 'ann@laptop.local' })).authors).toBeUndefined();
  });
});
