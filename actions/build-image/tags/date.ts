import { UserError } from '../../../shared/text/error.ts';

/** Moment's tokens, the longest first; other letters are text, as is what stands in `[brackets]`. */
const TOKEN =
  /\[([^\]]*)\]|[MDd]o|DDDo|Q|YYYY|YY|MMMM|MMM|MM|M|DDDD|DDD|DD|D|dddd|ddd|dd|d|E|GGGG|GG|WW|W|HH|H|hh|h|kk|k|mm|m|ss|s|SSS|SS|S|X|x|A|a|ZZ|Z|LTS|LT|L+|l+|gggg|gg|ww|w|e|N+|y+|z+/g;

/**
 * Writes a time by moment's tokens, as docker's metadata action does: YYYY YY Q MMMM MMM MM M DDDD DDD DD D dddd ddd dd d E, of the ISO week GGGG GG
 * WW W, HH H hh h kk k mm m ss s SSS SS S A a Z ZZ X x; `[text]` stays.
 * @throws UserError when `zone` is not an IANA time zone, and for moment's tokens that depend on a language.
 */
export function formatDate(time: Date, format: string, zone = 'UTC'): string {
  const local = zonedTime(time, zone);
  const values = { ...dayTokens(local), ...clockTokens(local, time) };
  return format.replace(TOKEN, (token, literal: string | undefined) => {
    const value = literal ?? values[token];
    if (value !== undefined) return value;
    throw new UserError({
      what: `the token ${token} of a date depends on a language`,
      rule: 'YYYY, MM, DD, HH, mm, ss and others of moment; text stands in [brackets]',
      seen: JSON.stringify(format),
    });
  });
}

type Tokens = Readonly<Record<string, string>>;

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July'].concat([
  'August',
  'September',
  'October',
  'November',
  'December',
]);
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY_MILLISECONDS = 86_400_000;

/** `local` has the fields of the zone in UTC's place. */
function dayTokens(local: Date): Tokens {
  const [year, month, day, weekday] = [
    local.getUTCFullYear(),
    local.getUTCMonth(),
    local.getUTCDate(),
    local.getUTCDay(),
  ];
  const dayOfYear = daysSince(Date.UTC(year, 0, 1), local) + 1;
  const week = isoWeek(local);
  const [monthName = '', dayName = ''] = [MONTHS[month], DAYS[weekday]];
  return {
    YYYY: pad(year, 4),
    YY: pad(year % 100),
    Q: String(Math.floor(month / 3) + 1),
    MMMM: monthName,
    MMM: monthName.slice(0, 3),
    MM: pad(month + 1),
    M: String(month + 1),
    DDDD: pad(dayOfYear, 3),
    DDD: String(dayOfYear),
    DD: pad(day),
    D: String(day),
    dddd: dayName,
    ddd: dayName.slice(0, 3),
    dd: dayName.slice(0, 2),
    d: String(weekday),
    E: String(weekday === 0 ? 7 : weekday),
    GGGG: pad(week.year, 4),
    GG: pad(week.year % 100),
    WW: pad(week.number),
    W: String(week.number),
  };
}

function clockTokens(local: Date, time: Date): Tokens {
  const [hour, minute, second] = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()];
  const hour12 = hour % 12 === 0 ? 12 : hour % 12;
  const milliseconds = pad(time.getUTCMilliseconds(), 3);
  const offset = Math.round((local.getTime() - time.getTime()) / 60_000);
  const [sign, minutes] = [offset < 0 ? '-' : '+', Math.abs(offset)];
  const [zoneHour, zoneMinute] = [pad(Math.floor(minutes / 60)), pad(minutes % 60)];
  return {
    HH: pad(hour),
    H: String(hour),
    hh: pad(hour12),
    h: String(hour12),
    kk: pad(hour === 0 ? 24 : hour),
    k: String(hour === 0 ? 24 : hour),
    mm: pad(minute),
    m: String(minute),
    ss: pad(second),
    s: String(second),
    SSS: milliseconds,
    SS: milliseconds.slice(0, 2),
    S: milliseconds.slice(0, 1),
    X: String(Math.floor(time.getTime() / 1000)),
    x: String(time.getTime()),
    A: hour < 12 ? 'AM' : 'PM',
    a: hour < 12 ? 'am' : 'pm',
    Z: `${sign}${zoneHour}:${zoneMinute}`,
    ZZ: `${sign}${zoneHour}${zoneMinute}`,
  };
}

const daysSince = (start: number, local: Date): number =>
  Math.floor((local.getTime() - start) / DAY_MILLISECONDS);

/** Weeks begin on Monday; a week belongs to the year that has its Thursday (ISO 8601). */
function isoWeek(local: Date): { readonly year: number; readonly number: number } {
  const thursday = new Date(local.getTime() + (4 - (local.getUTCDay() || 7)) * DAY_MILLISECONDS);
  const year = thursday.getUTCFullYear();
  return { year, number: Math.floor(daysSince(Date.UTC(year, 0, 1), thursday) / 7) + 1 };
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

/** What clocks in `zone` show, as if it were UTC. */
function zonedTime(time: Date, zone: string): Date {
  const parts = new Map(
    zoneFormat(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const read = (part: Part): number => parts.get(part) ?? 0;
  const day = [read('year'), read('month') - 1, read('day')] as const;
  const milliseconds = time.getUTCMilliseconds();
  return new Date(Date.UTC(...day, read('hour'), read('minute'), read('second'), milliseconds));
}

function zoneFormat(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
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
}
