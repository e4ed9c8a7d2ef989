import { describe, expect, it } from '@jest/globals';
import { tagEvent } from '../../../../../actions/build-image/tags/event.ts';
import { DEFAULT_TAGS } from '../../../../../actions/build-image/tags/rule.ts';
import { NOW, SHA, tagsOf } from './events.ts';

const BASE = 'e'.repeat(40);
const commit = { sha: BASE, time: 1_700_000_000 };
const facts = { commit, now: NOW };
const repository = { default_branch: 'main' };
const pull = { pull_request: { number: 12, head: { sha: SHA }, base: { ref: 'main' } }, repository };

describe('the event of a run', () => {
  it('is the head of a pull request, not the merge commit', () => {
    const run = { ref: 'refs/pull/12/merge', sha: BASE, eventName: 'pull_request', event: pull };
    expect(tagEvent(run, facts)).toMatchObject({
      kind: 'pull-request',
      name: '12',
      sha: SHA,
      baseRef: 'main',
      defaultBranch: 'main',
    });
  });

  it('is a pull request where a workflow of the base branch runs for it, and never that branch', () => {
    const run = { ref: 'refs/heads/main', sha: BASE, eventName: 'pull_request_target', event: pull };
    const head = { commit: { ...commit, sha: SHA }, now: NOW };
    expect(tagEvent(run, head)).toMatchObject({ kind: 'pull-request', name: '12', sha: SHA });
    expect(tagsOf(`${DEFAULT_TAGS}\ntype=edge`, tagEvent(run, head))).toEqual(['pr-12']);
  });

  it('does not bear the head’s name where the base branch is checked out', () => {
    const run = { ref: 'refs/heads/main', sha: BASE, eventName: 'pull_request_target', event: pull };
    expect(tagEvent(run, facts).sha).toBe(BASE);
  });

  it('is the branch once a pull request is merged', () => {
    const run = { ref: 'refs/heads/main', sha: BASE, eventName: 'pull_request', event: pull };
    expect(tagEvent(run, facts)).toMatchObject({ kind: 'branch', name: 'main', sha: BASE, baseRef: '' });
  });

  const queue = 'gh-readonly-queue/main/pr-12-abc';
  it.each<[string, string, unknown, string[]]>([
    ['push', 'refs/tags/v1.2.3', { repository }, ['v1.2.3', 'latest']],
    ['push', 'refs/heads/main', { repository }, ['edge', 'main']],
    ['release', 'refs/tags/v1.2.3', { repository, release: { tag_name: 'x' } }, ['v1.2.3', 'latest']],
    ['workflow_dispatch', 'refs/heads/main', { repository }, ['edge', 'main']],
    ['workflow_dispatch', 'refs/tags/v1.2.3', { repository }, ['v1.2.3', 'latest']],
    ['schedule', 'refs/heads/main', { schedule: '0 4 * * *' }, ['nightly', 'edge', 'main']],
    ['schedule', 'refs/heads/main', { repository }, ['nightly', 'edge', 'main']],
    ['merge_group', `refs/heads/${queue}`, { repository }, [queue.replaceAll('/', '-')]],
    ['pull_request', 'refs/pull/12/merge', pull, ['pr-12']],
    ['pull_request_review', 'refs/pull/12/merge', pull, ['pr-12']],
    ['workflow_call', '', {}, []],
  ])('%s at %s with %j gives %j', (eventName, ref, event, expected) => {
    const found = tagEvent({ ref, sha: BASE, eventName, event }, facts);
    expect(tagsOf(`${DEFAULT_TAGS}\ntype=edge`, found)).toEqual(expected);
  });

  it.each([
    ['refs/tags/v1/x', 'tag', 'v1/x'],
    ['refs/heads/feature/a', 'branch', 'feature/a'],
    ['', 'none', ''],
    ['main', 'none', ''],
  ])('%j is %s %s', (ref, kind, name) => {
    expect(tagEvent({ ref, sha: SHA, eventName: 'push', event: undefined }, facts)).toMatchObject({
      kind,
      name,
    });
  });

  it.each([
    ['refs/tags/v1', 'dev'],
    ['refs/heads/main', ''],
  ])('knows where %s was pushed from: %j', (ref, base) => {
    const run = { ref, sha: SHA, eventName: 'push', event: { base_ref: 'refs/heads/dev' } };
    expect(tagEvent(run, facts).baseRef).toBe(base);
  });

  it.each([undefined, null, 1, [], { pull_request: 'x' }, { pull_request: { head: { sha: '; rm' } } }])(
    'takes a payload like %j for absent',
    (event) => {
      const run = { ref: 'refs/pull/1/merge', sha: SHA, eventName: 'pull_request', event };
      const { sha } = tagEvent(run, facts);
      expect([SHA, '']).toContain(sha);
    },
  );

  it('falls back to the commit that is checked out', () => {
    expect(tagEvent({ ref: '', sha: '', eventName: '', event: undefined }, facts)).toMatchObject({
      sha: commit.sha,
      commitTime: new Date(1_700_000_000_000),
    });
  });
});
