import { describe, expect, it } from '@jest/globals';
import { formatDate } from '../../../../actions/build-image/tags/date.ts';
import { type TagEvent, tagEvent } from '../../../../actions/build-image/tags/event.ts';
import { expand } from '../../../../actions/build-image/tags/expression.ts';
import { parseFlavor } from '../../../../actions/build-image/tags/flavor.ts';
import { resolveTags, sanitise } from '../../../../actions/build-image/tags/resolve.ts';
import { DEFAULT_TAGS, parseTagLines } from '../../../../actions/build-image/tags/rule.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const NOW = new Date('2026-03-04T05:06:07.089Z');

const EVENT: TagEvent = {
  kind: 'branch',
  name: 'main',
  scheduled: false,
  sha: SHA,
  defaultBranch: 'main',
  baseRef: '',
  commitTime: new Date('2025-12-31T23:30:00Z'),
  now: NOW,
};

const onTag = (name: string): TagEvent => ({ ...EVENT, kind: 'tag', name });
const onBranch = (name: string): TagEvent => ({ ...EVENT, name });
const onPull = (name: string): TagEvent => ({ ...EVENT, kind: 'pull-request', name, baseRef: 'main' });
const onSchedule: TagEvent = { ...EVENT, scheduled: true };
const onNothing: TagEvent = { ...EVENT, kind: 'none', name: '' };

const tagsOf = (lines: string, event: TagEvent, flavor = ''): readonly string[] =>
  resolveTags(parseTagLines(lines), parseFlavor(flavor), event).tags.map(({ tag }) => tag);

describe('tag rules', () => {
  it.each<[string, TagEvent, string[], string?]>([
    ['v1.2.3', onNothing, ['v1.2.3']],
    ['type=semver,pattern={{version}}', onTag('v1.2.3'), ['1.2.3', 'latest']],
    ['type=semver,pattern=v{{major}}.{{minor}}', onTag('v1.2.3'), ['v1.2', 'latest']],
    ['type=semver,pattern={{major}}', onTag('v2.0.8-beta.67'), ['2.0.8-beta.67']],
    ['type=semver,pattern={{raw}}', onTag('v2.0.8-beta.67'), ['v2.0.8-beta.67']],
    ['type=semver,pattern={{version}}', onTag('shop/v1.2.3'), ['1.2.3', 'latest']],
    ['type=semver,pattern={{version}}', onTag('nightly'), []],
    ['type=semver,pattern={{version}}', onBranch('main'), []],
    ['type=semver,pattern={{version}},value=v3.4.5', onBranch('main'), ['3.4.5', 'latest']],
    ['type=semver,pattern={{version}}', onTag('1.2.3+build.5'), ['1.2.3-build.5', 'latest']],
    ['type=pep440,pattern={{version}}', onTag('v1.2rc3'), ['1.2rc3']],
    ['type=pep440,pattern={{major}}.{{minor}}', onTag('1.2.post1'), ['1.2', 'latest']],
    ['type=match,pattern=v(\\d+\\.\\d+),group=1', onTag('v1.2.3'), ['1.2', 'latest']],
    ['type=match,pattern=/V(\\d+)/i,group=1', onTag('v12'), ['12', 'latest']],
    ['type=match,pattern=x(\\d+)', onTag('v12'), []],
    ['type=ref,event=branch', onBranch('feature/a b'), ['feature-a-b']],
    ['type=ref,event=tag', onTag('v1.2.3'), ['v1.2.3', 'latest']],
    ['type=ref,event=pr', onPull('12'), ['pr-12']],
    ['type=pr', onPull('12'), ['pr-12']],
    ['type=branch', onBranch('dev'), ['dev']],
    ['type=branch', onTag('v1'), []],
    ['type=edge', onBranch('main'), ['edge']],
    ['type=edge', onBranch('dev'), []],
    ['type=edge,branch=dev', onBranch('dev'), ['edge']],
    ['type=schedule', onSchedule, ['nightly']],
    ["type=schedule,pattern={{date 'YYYYMMDD'}}", onSchedule, ['20260304']],
    ['type=schedule', onBranch('main'), []],
    ['type=sha', onBranch('main'), ['sha-0123456']],
    ['type=sha,format=long,prefix=', onBranch('main'), [SHA]],
    ['type=raw,value=foo-{{branch}}-{{sha}}', onBranch('main'), ['foo-main-0123456']],
    ['type=raw,value=x,enable={{is_default_branch}}', onBranch('main'), ['x']],
    ['type=raw,value=x,enable={{is_default_branch}}', onBranch('dev'), []],
    ['type=raw,value=x,enable=false', onBranch('main'), []],
    ['"type=raw,value=x"', onBranch('main'), []],
    ['type=raw,"value=a,b"', onBranch('main'), ['a-b']],
    [
      'type=raw,value=low\ntype=sha,priority=999\ntype=raw,value=low',
      onBranch('main'),
      ['sha-0123456', 'low'],
    ],
    ['type=sha\nfixed\ntype=ref,event=branch', onBranch('main'), ['fixed', 'main', 'sha-0123456']],
    ['type=ref,event=branch,suffix=-amd64', onBranch('main'), ['main-amd64']],
    ['type=semver,pattern={{version}}', onTag('v1.2.3'), ['1.2.3'], 'latest=false'],
    ['type=sha', onBranch('main'), ['sha-0123456', 'latest'], 'latest=true'],
    ['type=ref,event=tag', onTag('v1.2.3'), ['alpine-v1.2.3', 'latest'], 'prefix=alpine-'],
    ['type=ref,event=tag', onTag('v1.2.3'), ['v1.2.3-slim', 'latest-slim'], 'suffix=-slim,onlatest=true'],
    [DEFAULT_TAGS, onTag('v1.2.3'), ['v1.2.3', 'latest']],
    [DEFAULT_TAGS, onTag('v1.2.3-rc.1'), ['v1.2.3-rc.1']],
    [DEFAULT_TAGS, onBranch('main'), ['main']],
    [DEFAULT_TAGS, onPull('7'), ['pr-7']],
    [DEFAULT_TAGS, onSchedule, ['nightly']],
    [DEFAULT_TAGS, onNothing, []],
  ])('%j on %o', (lines, event, expected, flavor = '') => {
    if (lines.startsWith('"type'))
      expect(() => tagsOf(lines, event, flavor)).toThrow(/unknown type|attribute/);
    else expect(tagsOf(lines, event, flavor)).toEqual(expected);
  });

  it('tells tags that are never moved from those that go forward and those that follow', () => {
    const lines = [
      'type=semver,pattern={{version}}',
      'type=semver,pattern={{major}}.{{minor}}',
      'type=semver,pattern={{major}}',
      'type=sha',
      '2.0.0',
      'stable',
    ].join('\n');
    const { tags, version } = resolveTags(parseTagLines(lines), parseFlavor(''), onTag('v1.2.3'));
    expect(tags.map(({ tag, kind, line }) => [tag, kind, line])).toEqual([
      ['2.0.0', 'version', undefined],
      ['stable', 'moving', undefined],
      ['1.2.3', 'version', undefined],
      ['1.2', 'forward', 'minor'],
      ['1', 'forward', 'major'],
      ['sha-0123456', 'moving', undefined],
    ]);
    expect(version).toBe('2.0.0');
  });

  it('calls the image by its version, without the v of the tag', () => {
    expect(resolveTags(parseTagLines('v1.2.3'), parseFlavor(''), onNothing).version).toBe('1.2.3');
    expect(resolveTags(parseTagLines('main'), parseFlavor(''), onNothing).version).toBe('main');
  });

  it('says why a rule that applies gives nothing', () => {
    const { notes } = resolveTags(
      parseTagLines('type=semver,pattern={{version}}'),
      parseFlavor(''),
      onTag('x'),
    );
    expect(notes).toEqual(["type=semver: 'x' is not a version, so it gives no tag"]);
  });

  it.each([
    ['type=semvr,pattern=x', /line 1: unknown type 'semvr'.*did you mean 'semver'/],
    ['a\ntype=semver', /line 2: 'pattern' of type=semver/],
    ['type=raw', /'value' of type=raw/],
    ['type=raw,value=x,pririty=1', /unknown attribute 'pririty'.*did you mean 'priority'/],
    ['type=raw,value=x,priority=high', /priority is not a whole number/],
    ['type=ref,event=push', /branch, tag or pr/],
    ['type=sha,format=medium', /short or long/],
    ['type=match,pattern=(', /a regular expression/],
    ['type=raw,value', /without a value/],
    ['-bad', /not a tag/],
    ['a b', /not a tag/],
    [`a${'b'.repeat(128)}`, /not a tag/],
  ])('refuses %j', (lines, message) => {
    expect(() => parseTagLines(lines)).toThrow(message);
  });

  it('refuses every bad line at once', () => {
    expect(() => parseTagLines('type=x\n-\nok\ntype=raw')).toThrow(/line 1.*\n.*line 2.*\n.*line 4/);
  });

  it.each([
    ['type=raw,value={{nope}}', /unknown expression \{\{nope\}\}/],
    ['type=raw,value={{branch', /not closed or not known/],
    ['type=raw,value=x,enable=maybe', /neither true nor false/],
    ["type=raw,value={{date 'YYYY' tz='Mars/One'}}", /not a time zone/],
  ])('refuses the expression in %j', (lines, message) => {
    expect(() => tagsOf(lines, onBranch('main'))).toThrow(message);
  });

  it.each(['latest=maybe', 'latest=true,onlatest=true', 'colour=red', 'prefix=a,onlatest=x'])(
    'refuses the flavor %j',
    (text) => {
      expect(() => parseFlavor(text)).toThrow(/flavor.*not understood/);
    },
  );

  it('takes a branch’s braces for text', () => {
    expect(tagsOf('type=raw,value={{branch}}', onBranch('{{sha}}'))).toEqual(['sha--']);
  });

  it.each([
    ['feature/x y', 'feature-x-y'],
    ['..-x', 'x'],
    ['ünï', 'n-'],
    ['x'.repeat(200), 'x'.repeat(128)],
    ['///', ''],
  ])('makes a tag of %j', (text, tag) => {
    expect(sanitise(text)).toBe(tag);
  });
});

describe('dates and expressions', () => {
  it.each([
    ['YYYYMMDD-HHmmss', 'UTC', '20260304-050607'],
    ['YY.M.D H:h:m:s SSS X', 'UTC', '26.3.4 5:5:6:7 089 1772600767'],
    ['YYYY-MM-DD HH A a DDDD', 'Asia/Tokyo', '2026-03-04 14 PM pm 063'],
    ['[YYYY] YYYY', 'UTC', 'YYYY 2026'],
    ['YYYY-MM-DD', 'America/Los_Angeles', '2026-03-03'],
  ])('%s in %s', (format, zone, expected) => {
    expect(formatDate(NOW, format, zone)).toBe(expected);
  });

  it('tells the commit’s time from now', () => {
    expect(expand("{{commit_date 'YYYY-MM-DD' tz='Europe/Paris'}} {{date 'YYYY'}}", EVENT)).toBe(
      '2026-01-01 2026',
    );
  });

  it('knows the base of a pull request', () => {
    expect(expand('{{base_ref}}/{{tag}}/{{branch}}', onPull('1'))).toBe('main//');
  });
});

describe('the event of a run', () => {
  const commit = { sha: 'f'.repeat(40), time: 1_700_000_000 };
  const facts = { commit, now: NOW };

  it('is the head of a pull request, not the merge commit', () => {
    const event = {
      pull_request: { head: { sha: SHA }, base: { ref: 'main' } },
      repository: { default_branch: 'main' },
    };
    const run = { ref: 'refs/pull/12/merge', sha: 'e'.repeat(40), eventName: 'pull_request', event };
    expect(tagEvent(run, facts)).toMatchObject({
      kind: 'pull-request',
      name: '12',
      sha: SHA,
      baseRef: 'main',
      defaultBranch: 'main',
    });
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
