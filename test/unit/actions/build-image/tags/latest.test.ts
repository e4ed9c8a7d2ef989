import { describe, expect, it } from '@jest/globals';
import { heldBack } from '../../../../../actions/build-image/tags/forward.ts';
import { parseFlavor } from '../../../../../actions/build-image/tags/flavor.ts';
import type { TagEvent } from '../../../../../actions/build-image/tags/event.ts';
import { onBranch, onPull, onTag, resolved, tagsOf } from './events.ts';

const VERSION = 'type=semver,pattern={{version}}';

describe('flavor', () => {
  it.each<[string, TagEvent, string, string[]]>([
    [VERSION, onTag('v1.2.3'), 'latest=false', ['1.2.3']],
    ['type=sha', onBranch('main'), 'latest=true', ['sha-0123456', 'latest']],
    ['type=ref,event=tag', onTag('v1.2.3'), 'prefix=alpine-', ['alpine-v1.2.3', 'latest']],
    ['type=ref,event=tag', onTag('v1.2.3'), 'suffix=-slim,onlatest=true', ['v1.2.3-slim', 'latest-slim']],
    ['type=ref,event=tag', onTag('v1'), 'prefix=a-,onlatest=true', ['a-v1', 'a-latest']],
    ['type=ref,event=tag', onTag('v1'), 'latest=auto,suffix=-x', ['v1-x', 'latest']],
    ['fixed', onBranch('main'), 'suffix=-slim', ['fixed-slim']],
    // The prefixes of these types stay, as in docker's.
    ['type=sha', onBranch('main'), 'prefix=x-', ['sha-0123456']],
    ['type=ref,event=pr', onPull('2'), 'prefix=x-\nsuffix=-slim', ['pr-2-slim']],
    ['type=sha,prefix=', onBranch('main'), 'prefix=x-', ['0123456']],
    // The first tag decides whether there is a latest.
    [`type=sha,priority=2000\n${VERSION}`, onTag('v1.2.3'), '', ['sha-0123456', '1.2.3']],
  ])('%j on %o with %j', (lines, event, flavor, expected) => {
    expect(tagsOf(lines, event, flavor)).toEqual(expected);
  });

  it.each([
    'latest=maybe',
    'latest=true,onlatest=true',
    'onlatest=true',
    'colour=red',
    'prefix=a,onlatest=x',
    'suffix',
  ])('%j is refused', (text) => {
    expect(() => parseFlavor(text)).toThrow(/flavor.*not understood/);
  });
});

describe('latest and the tags of a line', () => {
  const held = (lines: string, tag: string, existing: readonly string[], flavor = ''): readonly string[] =>
    resolved(lines, onTag(tag), flavor).tags.flatMap((each) => heldBack(each, existing)?.tag ?? []);

  const LINES = `${VERSION}\ntype=semver,pattern={{major}}.{{minor}}\ntype=semver,pattern={{major}}`;

  it.each<[string, string, string[], string[], string?]>([
    [LINES, 'v1.2.8', ['1.2.9', 'v1.3.0', '2.0.0', 'latest', 'sha-1'], ['1.2', '1', 'latest']],
    [LINES, 'v1.2.10', ['1.2.9', '1.3.0', '2.0.0'], ['1', 'latest']],
    [LINES, 'v2.0.1', ['1.2.9', '2.0.0', '2.1.0-rc.1'], []],
    [`${VERSION}\nlatest`, 'v1.9.1', ['2.0.0'], ['latest']],
    [`${VERSION}\ntype=raw,value=latest`, 'v1.9.1', ['2.0.0'], ['latest'], 'latest=false'],
    ['type=ref,event=tag', 'v1.9.1', ['v2.0.0'], ['latest']],
    ['type=ref,event=tag', 'v1.9', ['v2.0'], ['latest']],
    ['type=ref,event=tag', 'shop/v1.9.1', ['shop-v2.0.0', 'billing-v3.0.0'], ['latest']],
    ['type=ref,event=tag', 'shop/v1.9.1', ['billing-v3.0.0'], []],
    ['type=match,pattern=v(\\d+\\.\\d+),group=1', 'v1.2.3', ['1.2.4'], ['1.2', 'latest']],
    [
      'type=pep440,pattern={{version}}\ntype=pep440,pattern={{major}}',
      '1.2',
      ['1.10', '1.3rc1'],
      ['1', 'latest'],
    ],
    ['type=pep440,pattern={{version}}', '1.2', ['20260304', '1.2.post1'], []],
    ['type=pep440,pattern={{version}}', '1!1.0', ['2.0'], []],
    ['type=pep440,pattern={{version}}', '3.0', ['1-2.0'], ['latest']],
    ['type=pep440,pattern={{version}}', '1!3.0', ['1-2.0', '1-4.0rc1'], []],
    // What stands around a version tells variants apart.
    [LINES, 'v1.2.8', ['1.2.9-slim', '2.0.0-slim'], ['1.2-slim', '1-slim', 'latest'], 'suffix=-slim'],
    [LINES, 'v1.2.8', ['1.2.9', '2.0.0'], [], 'suffix=-slim'],
    ['type=semver,pattern=v{{major}}-slim', 'v1.2.8', ['1.3.0-slim'], ['v1-slim', 'latest']],
    [
      'type=semver,pattern={{version}}\ntype=semver,pattern=v{{major}}',
      'v1.2.8',
      ['1.3.0'],
      ['v1', 'latest'],
    ],
    // The date of a nightly build is not the newest release.
    [VERSION, 'v1.2.8', ['2026.11.24'], []],
    [VERSION, '2026.1.0', ['2026.2.0'], ['latest']],
  ])('of %j for %s stay back beside %j: %j', (lines, tag, existing, expected, flavor = '') => {
    expect(held(lines, tag, existing, flavor)).toEqual(expected);
  });

  it('names the tag that is newer, as the repository has it', () => {
    const [latest] = resolved('type=ref,event=tag', onTag('v1.9.1')).tags.slice(-1);
    expect(latest === undefined ? undefined : heldBack(latest, ['v2.0.0'])).toEqual({
      tag: 'latest',
      newest: 'v2.0.0',
    });
  });
});
