import { describe, expect, it } from '@jest/globals';
import type { TagEvent } from '../../../../../actions/build-image/tags/event.ts';
import { sanitise } from '../../../../../actions/build-image/tags/resolve.ts';
import { DEFAULT_TAGS } from '../../../../../actions/build-image/tags/rule.ts';
import { SHA, onBranch, onNothing, onPull, onSchedule, onTag, resolved, tagsOf } from './events.ts';

/** Where docker/metadata-action documents an output, it stands here as documented. */
describe('tag rules', () => {
  it.each<[string, TagEvent, string[], string?]>([
    ['v1.2.3', onNothing, ['v1.2.3']],
    ['type=semver,pattern={{version}}', onTag('v1.2.3'), ['1.2.3', 'latest']],
    ['type=semver,pattern=v{{major}}.{{minor}}', onTag('v1.2.3'), ['v1.2', 'latest']],
    ['type=semver,pattern=v{{major}}', onTag('v1.2.3'), ['v1', 'latest']],
    ['type=semver,pattern={{minor}}', onTag('v1.2.3'), ['2', 'latest']],
    ['type=semver,pattern={{patch}}', onTag('v1.2.3'), ['3', 'latest']],
    ['type=semver,pattern={{raw}}', onTag('v1.2.3'), ['v1.2.3', 'latest']],
    ['type=semver,pattern={{major}}', onTag('v2.0.8-beta.67'), ['2.0.8-beta.67']],
    ['type=semver,pattern={{major}}.{{minor}}', onTag('v2.0.8-beta.67'), ['2.0.8-beta.67']],
    ['type=semver,pattern={{raw}}', onTag('v2.0.8-beta.67'), ['v2.0.8-beta.67']],
    ['type=semver,pattern={{version}}', onTag('shop/v1.2.3'), ['1.2.3', 'latest']],
    ['type=semver,pattern={{version}}', onTag('nightly'), []],
    ['type=semver,pattern={{version}}', onBranch('main'), []],
    ['type=semver,pattern={{version}},value=v3.4.5', onBranch('main'), ['3.4.5', 'latest']],
    ['type=semver,pattern={{version}}', onTag('1.2.3+build.5'), ['1.2.3', 'latest']],
    ['type=semver,pattern={{raw}}', onTag('1.2.3+build.5'), ['1.2.3-build.5', 'latest']],
    [
      'type=semver,pattern={{version}},value=p1/v1.0.0,match=v(\\d.\\d.\\d)$',
      onBranch('main'),
      ['1.0.0', 'latest'],
    ],
    ['type=semver,pattern={{version}},match=^shop/v(.*)$', onTag('shop/v1.2.3'), ['1.2.3', 'latest']],
    ['type=semver,pattern={{version}},match=^shop/v(.*)$', onTag('billing/v1.2.3'), []],
    ['type=semver,pattern={{version}},match=\\d+\\.\\d+\\.\\d+', onTag('shop-1.2.3'), ['1.2.3', 'latest']],
    ['type=pep440,pattern={{version}}', onTag('v1.2rc3'), ['1.2rc3']],
    ['type=pep440,pattern={{raw}}', onTag('1.2.3beta2'), ['1.2.3beta2']],
    ['type=pep440,pattern={{version}}', onTag('1.2.3beta2'), ['1.2.3b2']],
    ['type=pep440,pattern={{major}}.{{minor}}', onTag('1.2.3'), ['1.2', 'latest']],
    ['type=pep440,pattern={{major}}.{{minor}}', onTag('1.2.3rc2'), ['1.2.3rc2']],
    ['type=pep440,pattern={{major}}.{{minor}}', onTag('1.2.3.post1'), ['1.2.3.post1']],
    ['type=pep440,pattern={{major}}.{{minor}}', onTag('1.0dev4'), ['1.0.dev4']],
    ['type=pep440,pattern={{raw}}', onTag('1.0dev4'), ['1.0dev4']],
    ['type=match,pattern=\\d.\\d.\\d', onTag('v1.2.3'), ['1.2.3', 'latest']],
    ['type=match,pattern=v(\\d+\\.\\d+),group=1', onTag('v1.2.3'), ['1.2', 'latest']],
    ['type=match,pattern=v(.*),group=1', onTag('v2.0.8-beta.67'), ['2.0.8-beta.67']],
    ['type=match,pattern=v(\\d.\\d),group=1', onTag('v2.0.8-beta.67'), ['2.0']],
    ['type=match,pattern=\\d+', onTag('20200110-RC2'), ['20200110', 'latest']],
    ['type=match,pattern=/V(\\d+)/i,group=1', onTag('v12'), ['12', 'latest']],
    ['type=match,"pattern=v(\\d{1,2})",group=1', onTag('v12'), ['12', 'latest']],
    ['type=match,pattern=x(\\d+)', onTag('v12'), []],
    ['type=match,pattern=v(\\d+),group=2', onTag('v12'), []],
    ['type=match,pattern=v(.*),group=1,value=v7', onBranch('main'), ['7', 'latest']],
    ['type=ref,event=branch', onBranch('my/branch'), ['my-branch']],
    ['type=ref,event=branch', onBranch('feature/a b'), ['feature-a-b']],
    ['type=ref,event=tag', onTag('v1.2.3'), ['v1.2.3', 'latest']],
    ['type=ref,event=tag', onTag('release1'), ['release1', 'latest']],
    ['type=ref,event=pr', onPull('2'), ['pr-2']],
    ['type=pr', onPull('12'), ['pr-12']],
    ['type=branch', onBranch('dev'), ['dev']],
    ['type=branch', onTag('v1'), []],
    ['type=edge', onBranch('main'), ['edge']],
    ['type=edge', onBranch('dev'), []],
    ['type=edge,branch=', onBranch('main'), ['edge']],
    ['type=edge,branch=dev', onBranch('dev'), ['edge']],
    ['type=schedule', onSchedule, ['nightly']],
    ["type=schedule,pattern={{date 'YYYYMMDD'}}", onSchedule, ['20260304']],
    ["type=schedule,pattern={{date 'YYYYMMDD-HHmmss' tz='Asia/Tokyo'}}", onSchedule, ['20260304-140607']],
    ['type=schedule', onBranch('main'), []],
    ['type=sha', onBranch('main'), ['sha-0123456']],
    ['type=sha,format=long,prefix=', onBranch('main'), [SHA]],
    ['type=raw,value=foo-{{branch}}-{{sha}}', onBranch('main'), ['foo-main-0123456']],
    ['type=raw,foo', onBranch('main'), ['foo']],
    ['foo,enable={{is_default_branch}}', onBranch('main'), ['foo']],
    ['foo,enable={{is_default_branch}}', onBranch('dev'), []],
    ['value=foo', onBranch('main'), ['foo']],
    ["{{branch}}-{{date 'YYYY' tz='UTC'}}", onBranch('main'), ['main-2026']],
    ['type=raw,value=x,enable={{is_not_default_branch}}', onBranch('dev'), ['x']],
    ['type=raw,value=x,enable=false', onBranch('main'), []],
    ['type=raw,value={{tag}}', onBranch('main'), []],
    ['"type=raw","value=a,b"', onBranch('main'), ['a-b']],
    [
      'type=raw,value=low\ntype=sha,priority=999\ntype=raw,value=low',
      onBranch('main'),
      ['sha-0123456', 'low'],
    ],
    ['type=sha\nfixed\ntype=ref,event=branch', onBranch('main'), ['main', 'fixed', 'sha-0123456']],
    ['a\nb,priority=201\nc,priority=-1', onBranch('main'), ['b', 'a', 'c']],
    ['type=ref,event=branch,suffix=-amd64', onBranch('main'), ['main-amd64']],
    ['type=raw,value=x,prefix={{branch}}-', onBranch('main'), ['main-x']],
    ['# nothing\n\n', onBranch('main'), []],
    [DEFAULT_TAGS, onTag('v1.2.3'), ['v1.2.3', 'latest']],
    [DEFAULT_TAGS, onTag('v1.2.3-rc.1'), ['v1.2.3-rc.1']],
    [DEFAULT_TAGS, onBranch('main'), ['main']],
    [DEFAULT_TAGS, onPull('7'), ['pr-7']],
    [DEFAULT_TAGS, onSchedule, ['nightly', 'main']],
    [DEFAULT_TAGS, onNothing, []],
  ])('%j on %o', (lines, event, expected) => {
    expect(tagsOf(lines, event)).toEqual(expected);
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
    const { tags, version } = resolved(lines, onTag('v1.2.3'));
    expect(tags.map(({ tag, kind, line }) => [tag, kind, line])).toEqual([
      ['1.2.3', 'version', undefined],
      ['1.2', 'forward', 'minor'],
      ['1', 'forward', 'major'],
      ['2.0.0', 'version', undefined],
      ['stable', 'moving', undefined],
      ['sha-0123456', 'moving', undefined],
      ['latest', 'forward', 'all'],
    ]);
    expect(version).toBe('1.2.3');
  });

  it.each<[string, TagEvent, string]>([
    ['type=raw,value=1.2.3', onBranch('main'), 'version'],
    ['type=raw,value={{tag}},suffix=-slim', onTag('v1.2.3'), 'version'],
    ['type=ref,event=tag', onTag('shop/v1.2.3'), 'version'],
    ['type=match,pattern=v(.*),group=1', onTag('v1.2.3-rc.1'), 'version'],
    // A branch that is called like a release cannot take over the release's tag.
    ['type=ref,event=branch', onBranch('v1.2.3'), 'version'],
    ['type=ref,event=branch', onBranch('v1.2.3-dev'), 'moving'],
    ['type=ref,event=branch', onBranch('release/1.2.3'), 'moving'],
    ['type=raw,value={{branch}}', onBranch('release/1.2.3'), 'moving'],
    ["type=schedule,pattern={{date 'YYYY.M.D'}}", onSchedule, 'moving'],
    ["type=raw,value={{date 'YYYY.M.D'}}", onBranch('main'), 'moving'],
    ['type=match,pattern=v(\\d+\\.\\d+),group=1', onTag('v1.2.3'), 'forward'],
    ['type=match,pattern=v(\\d+),group=1', onTag('v1.2.3'), 'forward'],
    ['type=semver,pattern={{patch}}', onTag('v1.2.3'), 'moving'],
    ['type=semver,pattern={{major}}.{{minor}}.{{patch}}', onTag('v1.2.3'), 'version'],
  ])('%j on %o gives a tag of the kind %s', (lines, event, kind) => {
    expect(resolved(lines, event).tags[0]?.kind).toBe(kind);
  });

  it('calls the image by its version, without the v of the tag', () => {
    expect(resolved('v1.2.3', onNothing).version).toBe('1.2.3');
    expect(resolved('main', onNothing).version).toBe('main');
    expect(resolved('# none', onNothing).version).toBeUndefined();
  });

  it.each([
    ['type=semver,pattern={{version}}', "type=semver: 'x' is not a version, so it gives no tag"],
    ['type=match,pattern=y', "type=match: 'x' does not match, so it gives no tag"],
    ['type=semver,pattern={{version}},match=y', "type=semver: 'x' does not match y, so it gives no tag"],
  ])('says why %j gives nothing although it applies', (lines, note) => {
    expect(resolved(lines, onTag('x')).notes).toEqual([note]);
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

  it('cuts a long name between prefix and suffix, so that variants stay apart, and says so', () => {
    const { tags, notes } = resolved('type=ref,event=branch', onBranch('x'.repeat(200)), 'suffix=-slim');
    expect(tags.map(({ tag }) => tag)).toEqual([`${'x'.repeat(123)}-slim`]);
    expect(notes).toEqual([expect.stringContaining('is cut to 128 characters')]);
  });
});
