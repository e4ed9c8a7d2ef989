import { describe, expect, it } from '@jest/globals';
import { findIn, parseTagLines } from '../../../../../actions/build-image/tags/rule.ts';

describe('lines of tags', () => {
  it.each([
    ['type=semvr,pattern=x', /line 1: unknown type 'semvr'.*did you mean 'semver'/],
    ['a\ntype=semver', /line 2: 'pattern' of type=semver/],
    ['type=raw', /'value' of type=raw/],
    ['type=raw,value=x,pririty=1', /unknown attribute 'pririty'.*did you mean 'priority'/],
    ['typ=semver,pattern=x', /unknown attribute 'typ'.*did you mean 'type'/],
    ['"type=raw,value=x"', /unknown type/],
    ['type=raw,value=x,priority=high', /priority is not a whole number/],
    ['type=ref,event=push', /branch, tag or pr/],
    ['type=sha,format=medium', /short or long/],
    ['type=match,pattern=(', /a regular expression/],
    ['type=match,pattern=/x/q', /a regular expression/],
    ['type=semver,pattern=x,match=(', /a regular expression/],
    ['type=sha,format', /without a value/],
    ['-bad', /not a tag/],
    ['a b', /not a tag/],
    ['a/b', /not a tag/],
    ['ghcr.io/acme/shop:1.2.3', /not a tag.*write 1\.2\.3: the repository has its own input/],
    [`a${'b'.repeat(128)}`, /not a tag/],
  ])('%j is refused', (lines, message) => {
    expect(() => parseTagLines(lines)).toThrow(message);
  });

  it('have patterns that end, whatever the git tag is called', () => {
    expect(findIn('v12', 'v(\\d+)')?.[1]).toBe('12');
    expect(findIn('x', 'v')).toBeNull();
    expect(() => findIn(`${'a'.repeat(60)}!`, '^(a+)+$')).toThrow(/does not come to an end.*a{60}!/);
  });

  it('are refused all at once', () => {
    expect(() => parseTagLines('type=x\n-\nok\ntype=raw')).toThrow(/line 1.*\n.*line 2.*\n.*line 4/);
  });
});
