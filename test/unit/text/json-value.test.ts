import { describe, expect, it } from '@jest/globals';
import { asList, asRecord, asText, isRecord } from '../../../shared/text/json-value.ts';

describe('a JSON value of others', () => {
  it.each([
    [{ a: 1 }, true, { a: 1 }, [], ''],
    [[1], false, {}, [1], ''],
    ['a', false, {}, [], 'a'],
    [null, false, {}, [], ''],
    [undefined, false, {}, [], ''],
    [3, false, {}, [], ''],
  ])('is what it is, and empty as anything else: %j', (value, record, asObject, list, text) => {
    expect(isRecord(value)).toBe(record);
    expect(asRecord(value)).toEqual(asObject);
    expect(asList(value)).toEqual(list);
    expect(asText(value)).toBe(text);
  });
});
