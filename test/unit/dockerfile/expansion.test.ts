import { describe, expect, it } from '@jest/globals';
import { expand } from '../../../shared/dockerfile/expansion.ts';

const VARIABLES = new Map([
  ['x', 'value'],
  ['empty', ''],
  ['path', '/a/b/c.tar.gz'],
  ['star', 'a*b*c'],
]);

describe('expand', () => {
  it.each<[string, string]>([
    ['plain', 'plain'],
    ['$x', 'value'],
    ['a${x}b', 'avalueb'],
    ['$x.1', 'value.1'],
    ['$nothing', ''],
    ['${nothing}', ''],
    ['${nothing:-word}', 'word'],
    ['${nothing-word}', 'word'],
    ['${empty:-word}', 'word'],
    ['${empty-word}', ''],
    ['${x:-word}', 'value'],
    ['${nothing:-$x}', 'value'],
    ['${nothing:-${empty:-deep}}', 'deep'],
    ['${x:+word}', 'word'],
    ['${empty:+word}', ''],
    ['${empty+word}', 'word'],
    ['${nothing+word}', ''],
    ['${x:?message}', 'value'],
    ['${path#*/}', 'a/b/c.tar.gz'],
    ['${path##*/}', 'c.tar.gz'],
    ['${path%.*}', '/a/b/c.tar'],
    ['${path%%.*}', '/a/b/c'],
    ['${path#x}', '/a/b/c.tar.gz'],
    ['${path%x}', '/a/b/c.tar.gz'],
    ['${star#a\\*}', 'b*c'],
    ['${path/b/B}', '/a/B/c.tar.gz'],
    ['${path//[.]/-}', '/a/b/c.tar.gz'],
    ['${path//./-}', '/a/b/c-tar-gz'],
    ["'$x'", '$x'],
    ['"$x y"', 'value y'],
    ['"a\\nb"', 'a\\nb'],
    ['"\\$x \\""', '$x "'],
    ['a\\nb', 'anb'],
    ['\\$x', '$x'],
    ['$', '$'],
    ['a$.b', 'a$.b'],
    ['$1', ''],
    ['', ''],
  ])('%p is %p', (input, expected) => {
    expect(expand(input, VARIABLES, '\\').text).toBe(expected);
  });

  it('takes a backslash literally when ` is the escape character', () => {
    expect(expand('C:\\$x', VARIABLES, '`').text).toBe('C:\\value');
    expect(expand('`$x', VARIABLES, '`').text).toBe('$x');
  });

  it('names the variables without value, but not those that a default stands in for', () => {
    expect(expand('$a${b}${c:-d}$x', VARIABLES, '\\').unset).toEqual(['a', 'b']);
  });

  it.each<[string, RegExp]>([
    ['${}', /bad substitution/],
    ['${:x}', /bad substitution/],
    ['${x', /unsupported modifier|missing/],
    ['${x:', /unsupported modifier/],
    ['${x:=y}', /unsupported modifier \(:=\)/],
    ['${x:#y}', /unsupported modifier \(:#\)/],
    ['${x:-y', /missing '}'/],
    ['${nothing?}', /nothing: is not allowed to be unset/],
    ['${empty:?}', /empty: is not allowed to be empty/],
    ['${nothing:?say which}', /nothing: say which/],
    ['"open', /missing "/],
    ["'open", /missing '/],
  ])('refuses %p', (input, message) => {
    expect(() => expand(input, VARIABLES, '\\')).toThrow(message);
  });
});
