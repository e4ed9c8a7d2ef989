import { describe, expect, it } from '@jest/globals';
import { formatDate } from '../../../../../actions/build-image/tags/date.ts';
import { expand } from '../../../../../actions/build-image/tags/expression.ts';
import { EVENT, NOW, onBranch, onPull, onTag, tagsOf } from './events.ts';

describe('expressions', () => {
  it.each([
    ['type=raw,value={{nope}}', /type=raw: unknown expression \{\{nope\}\}/],
    ['type=raw,value={{branch', /not closed or not known/],
    ['type=raw,value={{#if x}}a{{/if}}', /not closed or not known/],
    ['type=raw,value={{branch main}}', /\{\{branch\}\} takes nothing/],
    ['type=raw,value=x,enable=maybe', /neither true nor false/],
    ['type=raw,value=x,enable=', /neither true nor false/],
    ["type=raw,value={{date 'YYYY' tz='Mars/One'}}", /not a time zone/],
    ["type=raw,value={{date 'YYYY' zone='UTC'}}", /\{\{date\}\} is not understood.*zone/],
    ['type=raw,value={{date YYYY}}', /\{\{date\}\} is not understood/],
    ["type=raw,value={{date 'LLLL'}}", /LLLL of a date depends on a language/],
  ])('%j is refused', (lines, message) => {
    expect(() => tagsOf(lines, onBranch('main'))).toThrow(message);
  });

  it.each([
    ['{{branch}}/{{tag}}', onBranch('a/b'), 'a/b/'],
    ['{{branch}}/{{tag}}', onTag('v1'), '/v1'],
    ['{{ branch }}{{{branch}}}', onBranch('x&y'), 'x&yx&y'],
    ['{{sha}}', EVENT, '0123456'],
    ['{{base_ref}}/{{tag}}/{{branch}}', onPull('1'), 'main//'],
    ['{{is_default_branch}}{{is_not_default_branch}}', EVENT, 'truefalse'],
    ['{{is_default_branch}}', onTag('main'), 'false'],
    ['{{date}}', EVENT, '20260304'],
    ['{{date "YYYY, MM"}}', EVENT, '2026, 03'],
    ["{{date tz='Asia/Tokyo' 'HH'}}", EVENT, '14'],
    ["{{commit_date 'YYYY-MM-DD' tz='Europe/Paris'}} {{date 'YYYY'}}", EVENT, '2026-01-01 2026'],
    ['{{branch}}', onBranch('{{sha}}'), '{{sha}}'],
    ['{x}', EVENT, '{x}'],
  ])('%j on %o', (template, event, expected) => {
    expect(expand(template, event)).toBe(expected);
  });

  it('takes a branch’s braces for text', () => {
    expect(tagsOf('type=raw,value={{branch}}', onBranch('{{sha}}'))).toEqual(['sha-']);
  });
});

describe('dates', () => {
  it.each([
    ['YYYYMMDD-HHmmss', 'UTC', '20260304-050607'],
    ['YY.M.D H:h:m:s SSS X x', 'UTC', '26.3.4 5:5:6:7 089 1772600767 1772600767089'],
    ['YYYY-MM-DD HH A a DDDD DDD', 'Asia/Tokyo', '2026-03-04 14 PM pm 063 63'],
    ['[YYYY] YYYY', 'UTC', 'YYYY 2026'],
    ['YYYYMMDDTHHmmss', 'UTC', '20260304T050607'],
    ['YYYY-MM-DD', 'America/Los_Angeles', '2026-03-03'],
    ['dddd ddd dd d E MMMM MMM Q', 'UTC', 'Wednesday Wed We 3 3 March Mar 1'],
    ['GGGG-[W]WW W', 'UTC', '2026-W10 10'],
    ['Z ZZ', 'America/Los_Angeles', '-08:00 -0800'],
    ['Z', 'Asia/Kolkata', '+05:30'],
  ])('%s in %s', (format, zone, expected) => {
    expect(formatDate(NOW, format, zone)).toBe(expected);
  });

  it.each([
    ['2027-01-01T12:00:00Z', '2026-53'],
    ['2024-12-30T12:00:00Z', '2025-01'],
    ['2023-01-01T12:00:00Z', '2022-52'],
  ])('%s is in the ISO week %s', (time, week) => {
    expect(formatDate(new Date(time), 'GGGG-WW')).toBe(week);
  });
});
