import { UserError } from '../text/error.ts';
import { type Milliseconds, parseDuration } from '../text/duration.ts';

/** Turns the text of an input into a value that cannot be wrong. */
export interface Parser<T> {
  /** What the input takes, in words, for documentation and errors. */
  readonly type: string;
  /** @throws UserError saying what is allowed; the caller adds the input's name. */
  parse(text: string): T;
}

/** Any text, as it stands. */
export const text: Parser<string> = { type: 'text', parse: (value) => value };

/** A parser made of a function that throws UserError. */
export const parsedBy = <T>(type: string, parse: (value: string) => T): Parser<T> => ({ type, parse });

/** `true` or `false` in the three spellings that YAML 1.2's core schema knows. */
export const boolean: Parser<boolean> = parsedBy('true or false', (value) => {
  if (/^(true|True|TRUE)$/.test(value)) return true;
  if (/^(false|False|FALSE)$/.test(value)) return false;
  throw new UserError({ what: 'not a boolean', rule: 'true or false', seen: JSON.stringify(value) });
});

/** A number within [min, max], written out in full: no `12abc`, no empty text, no exponent. */
export function number(range: { min: number; max: number; integer?: boolean }): Parser<number> {
  const kind = range.integer === true ? 'a whole number' : 'a number';
  const type = `${kind} from ${range.min} to ${range.max}`;
  return parsedBy(type, (value) => {
    const parsed = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    const whole = range.integer !== true || Number.isInteger(parsed);
    if (whole && parsed >= range.min && parsed <= range.max) return parsed;
    throw new UserError({ what: 'not in range', rule: type, seen: JSON.stringify(value) });
  });
}

/** A duration such as `90s`, `10m`, `1h30m`, within [min, max] given the same way. */
export function duration(range: { min: string; max: string }): Parser<Milliseconds> {
  const [min, max] = [parseDuration(range.min), parseDuration(range.max)];
  const type = `a duration from ${range.min} to ${range.max}`;
  return parsedBy(type, (value) => {
    const parsed = parseDuration(value);
    if (parsed >= min && parsed <= max) return parsed;
    throw new UserError({ what: 'not in range', rule: type, seen: JSON.stringify(value) });
  });
}

/** One of a few words; the error lists them. */
export function oneOf<const T extends string>(words: readonly T[]): Parser<T> {
  const type = `one of ${words.join(', ')}`;
  return parsedBy(type, (value) => {
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw new UserError({ what: 'not one of the values', rule: type, seen: JSON.stringify(value) });
  });
}

/** One item a line; blank lines and lines that start with `#` are passed over. Every bad line is reported. */
export function lines<T>(item: Parser<T>): Parser<readonly T[]> {
  return parsedBy(`${item.type}, one a line`, (value) => {
    const problems: UserError[] = [];
    const items: T[] = [];
    for (const line of value.split(/\r?\n/).map((each) => each.trim())) {
      if (line === '' || line.startsWith('#')) continue;
      try {
        items.push(item.parse(line));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        problems.push(error);
      }
    }
    if (problems.length > 0) throw new UserError(problems.flatMap((error) => error.problems));
    return items;
  });
}

/** `name=value`; the first `=` divides. */
export function pair<T>(
  names: string,
  value: Parser<T>,
): Parser<{ readonly name: string; readonly value: T }> {
  const type = `${names}=${value.type}`;
  return parsedBy(type, (line) => {
    const at = line.indexOf('=');
    if (at <= 0) throw new UserError({ what: 'no name before "="', rule: type, seen: JSON.stringify(line) });
    return { name: line.slice(0, at).trim(), value: value.parse(line.slice(at + 1).trim()) };
  });
}
