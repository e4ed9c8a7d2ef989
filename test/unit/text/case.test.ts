import { describe, expect, it } from '@jest/globals';
import { nearest } from '../../../shared/text/case.ts';

const KEYS = ['copy', 'ignore', 'mode', 'owner', 'remove', 'platforms', 'signed-by'];

describe('what was meant', () => {
  it.each([
    ['cpoy', 'copy'],
    ['ocpy', 'copy'],
    ['copi', 'copy'],
    ['cop', 'copy'],
    ['copyy', 'copy'],
    ['mdoe', 'mode'],
    ['singed-by', 'signed-by'],
    ['Platfroms', 'platforms'],
    ['PLATFORM', 'platforms'],
  ])('by %s is %s: one letter is missing, wrong, too much, or two are swapped', (written, meant) => {
    expect(nearest(written, KEYS)).toBe(meant);
  });

  it.each([['poyc'], ['yopc'], ['layers'], ['x'], ['']])('by %j nobody knows', (written) => {
    expect(nearest(written, KEYS)).toBeUndefined();
  });

  it('is the nearest of several', () => {
    expect(nearest('tets', ['rest', 'test', 'text'])).toBe('test');
  });

  it('is nothing when there is nothing to choose from', () => {
    expect(nearest('copy', [])).toBeUndefined();
  });
});
