import { describe, expect, it } from '@jest/globals';
import { MAX_JSON_DEPTH, parseJson } from '../../../shared/text/json.ts';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('JSON of others', () => {
  it.each([
    ['null'],
    ['{"a":[1,{"b":"[[{"}],"\\\\":"\\\\\\"[","c":"\\""}'],
    [JSON.stringify({ text: '['.repeat(10_000) })],
    [JSON.stringify(Array.from({ length: 1_000 }, () => [{}]))],
    [nested(MAX_JSON_DEPTH)],
  ])('is read as it is: %.40s', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each([[''], ['{'], ['"['], ['"\\"'], ['[}']])('is refused when it is none: %s', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it.each([
    ['lists', nested(MAX_JSON_DEPTH + 1)],
    ['objects', '{"a":'.repeat(1_000_000)],
    ['what follows a string with escapes', `{"a\\\\":"\\"","b":${nested(100_000)}}`],
  ])('is refused when it nests too deeply: %s', (_, text) => {
    expect(() => parseJson(text)).toThrow('nested deeper than 256 levels');
  });
});
