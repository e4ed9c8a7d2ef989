/** The patterns of `${x#p}` and `${x/p/r}`: `*` and `?`, with `\` before what is meant literally. */
function patternSource(pattern: string, greedy: boolean): string {
  let source = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index] ?? '';
    if (character === '\\' && index + 1 < pattern.length) {
      index += 1;
      source += literal(pattern[index] ?? '');
    } else if (character === '*') source += greedy ? '[^]*' : '[^]*?';
    else if (character === '?') source += '[^]';
    else source += literal(character);
  }
  return source;
}

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Takes the shortest or longest match of `pattern` off the start or end of `value`. */
export function trimPattern(value: string, pattern: string, side: 'start' | 'end', greedy: boolean): string {
  const source = patternSource(pattern, greedy);
  if (side === 'start') return value.replace(new RegExp(`^${source}`), '');
  const whole = new RegExp(`^${patternSource(pattern, true)}$`);
  const starts = Array.from({ length: value.length + 1 }, (_, index) => index);
  const match = (greedy ? starts : starts.reverse()).find((start) => whole.test(value.slice(start)));
  return match === undefined ? value : value.slice(0, match);
}

/** Replaces the first or every longest match. */
export function replacePattern(value: string, pattern: string, replacement: string, all: boolean): string {
  return value.replace(new RegExp(patternSource(pattern, true), all ? 'g' : ''), () => replacement);
}
