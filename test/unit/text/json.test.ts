import { describe, expect, it } from '@jest/globals';
import { MAX_JSON_DEPTH, MAX_JSON_LENGTH, parseJson, tryJson } from '../../../shared/text/json.ts';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('JSON of others', () => {
  it.each([
    ['null'],
    ['{"a":[1,{"b":"[[{"}],"\\\\":"\\\\\\"[","c":"\\""}'],
    [JSON.stringify({ text: '['.repeat(10_000) })],
    [JSON.stringify(Array.from({ length: 1_000 }, () => [{}]))],
    [nested(MAX_JSON_DEPTH)],
  ])('is read as it is, from text and from bytes: %.40s', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
    expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
  });

  it.each([[''], ['{'], ['"['], ['"\\"'], ['[}']])('is refused when it is none: %s', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
    expect(tryJson(text)).toBeUndefined();
  });

  it.each([
    ['lists', nested(MAX_JSON_DEPTH + 1)],
    ['objects', '{"a":'.repeat(1_000_000)],
    ['what follows a string with escapes', `{"a\\\\":"\\"","b":${nested(100_000)}}`],
  ])('is refused when it nests too deeply: %s', (_, text) => {
    expect(() => parseJson(text)).toThrow('nested deeper than 256 levels');
  });

  it('is refused when it is longer than its reader takes', () => {
    expect(() => parseJson(new Uint8Array(MAX_JSON_LENGTH + 1))).toThrow('more than 64.0 MiB of JSON');
    expect(() => parseJson('[1,2,3]', 6)).toThrow('more than 6 B of JSON');
    expect(parseJson('[1,2,3]', 7)).toEqual([1, 2, 3]);
  });

  it('is refused when its bytes are not UTF-8', () => {
    expect(() => parseJson(Buffer.from('"\xff"', 'latin1'))).toThrow('not UTF-8');
  });

  it.each([['hunter2'], ['{"auth": hunter2}'], ['{"a":"b","auth":hunter2, "more": "of it, and more"}']])(
    'is never quoted in the error, for it may hold secrets: %s',
    (text) => {
      expect(() => parseJson(text)).toThrow(/^Unexpected token 'h'$/);
    },
  );

  it.each([
    ['[1,2', "Expected ',' or ']' after array element in JSON at position 4 (line 1 column 5)"],
    ['', 'Unexpected end of JSON input'],
  ])('is refused with the place where it went wrong: %s', (text, said) => {
    expect(() => parseJson(text)).toThrow(said);
  });
});
