import { UserError } from '../../../shared/text/error.ts';

const TOKEN = /\[([^\]]*)\]|YYYY|YY|MM|M|DDDD|DD|D|HH|H|hh|h|mm|m|ss|s|SSS|X|A|a/g;

/**
 * Writes a time by moment's tokens, as docker's metadata action does: YYYY YY MM M DD D DDDD HH H hh h mm m ss s SSS X A a; `[text]` stays.
 * @throws UserError when `zone` is not an IANA time zone.
 */
export function formatDate(time: Date, format: string, zone = 'UTC'): string {
  const parts = zonedParts(time, zone);
  const pad = (value: number, length: number): string => String(value).padStart(length, '0');
  const { year, month, day, hour, minute, second } = parts;
  const hour12 = hour % 12 === 0 ? 12 : hour % 12;
  const dayOfYear = Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const values: Readonly<Record<string, string>> = {
    YYYY: pad(year, 4),
    YY: pad(year % 100, 2),
    MM: pad(month, 2),
    M: String(month),
    DDDD: pad(dayOfYear, 3),
    DD: pad(day, 2),
    D: String(day),
    HH: pad(hour, 2),
    H: String(hour),
    hh: pad(hour12, 2),
    h: String(hour12),
    mm: pad(minute, 2),
    m: String(minute),
    ss: pad(second, 2),
    s: String(second),
    SSS: pad(time.getUTCMilliseconds(), 3),
    X: String(Math.floor(time.getTime() / 1000)),
    A: hour < 12 ? 'AM' : 'PM',
    a: hour < 12 ? 'am' : 'pm',
  };
  return format.replace(TOKEN, (token, literal: string | undefined) => literal ?? values[token] ?? token);
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

function zonedParts(time: Date, zone: string): Readonly<Record<Part, number>> {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    throw new UserError(
      { what: 'not a time zone', rule: 'a name such as Europe/London', seen: JSON.stringify(zone) },
      { cause: error },
    );
  }
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const read = (part: Part): number => parts.get(part) ?? 0;
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  };
}
