import { type ShapeOf, scalar, text } from './shape.ts';
import { list, mapping, needed, optional } from './structure.ts';
import type { Finding } from './verdict.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const DAY = DAYS.join('|');
const SPAN = new RegExp(
  `^(${DAY})(?:-(${DAY}))? ([01]\\d|2[0-3]):([0-5]\\d)-([01]\\d|2[0-3]|24):([0-5]\\d)$`,
);
const MINUTES_PER_DAY = 1_440;

/** Days of the week and minutes of the day, in the window's zone. */
export interface Span {
  readonly text: string;
  /** From 0 for Monday. */
  readonly days: readonly number[];
  readonly from: number;
  /** Not in it any more. */
  readonly to: number;
}

const span = scalar<Span>(
  'days and times such as Mon-Thu 08:00-16:00 or Sun 10:00-24:00',
  { type: 'string', pattern: SPAN.source },
  (value) => (typeof value === 'string' ? parseSpan(value) : undefined),
);

function parseSpan(value: string): Span | undefined {
  const [, first, last = first, fromHour, fromMinute, toHour, toMinute] = SPAN.exec(value) ?? [];
  if (first === undefined) return undefined;
  const start = DAYS.indexOf(first as (typeof DAYS)[number]);
  const count = (DAYS.indexOf(last as (typeof DAYS)[number]) - start + 7) % 7;
  const days = Array.from({ length: count + 1 }, (_, index) => (start + index) % 7);
  const [from, to] = [Number(fromHour) * 60 + Number(fromMinute), Number(toHour) * 60 + Number(toMinute)];
  return from < to && to <= MINUTES_PER_DAY ? { text: value, days, from, to } : undefined;
}

const zone = scalar<string>('a time zone such as Europe/London or UTC', { type: 'string' }, (value) =>
  typeof value === 'string' && isZone(value) ? value : undefined,
);

/** Offsets such as +02:00 are no zones: they do not know about summer. */
function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const calendarDay = text('a day such as 2026-12-20', /^\d{4}-\d{2}-\d{2}$/);

/** When an environment may be changed. */
export const windowShape = mapping({
  zone: needed(zone, 'The time zone of everything below.'),
  allow: optional(list(span), 'Days and times at which promotions are let in; absent: always.'),
  freeze: optional(
    list(
      mapping({
        from: needed(calendarDay, 'The first day.'),
        to: needed(calendarDay, 'The last day; it is included.'),
        reason: needed(text(), 'Why.'),
      }),
    ),
    'Days on which nothing is let in.',
  ),
});

export type Window = ShapeOf<typeof windowShape>;

/** The calendar of `zone` at a moment. */
interface LocalTime {
  /** `2026-11-24` */
  readonly date: string;
  /** From 0 for Monday. */
  readonly day: number;
  readonly minute: number;
  readonly text: string;
}

function localTime(now: Date, timeZone: string): LocalTime {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  const [weekday, hour, minute] = [part('weekday'), part('hour'), part('minute')];
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    day: DAYS.findIndex((each) => each === weekday),
    minute: Number(hour) * 60 + Number(minute),
    text: `${weekday} ${hour}:${minute} in ${timeZone}`,
  };
}

/** Whether the environment may be changed now. */
export function checkWindow(environment: string, window: Window, now: Date): Finding {
  const local = localTime(now, window.zone);
  const frozen = window.freeze?.find(({ from, to }) => from <= local.date && local.date <= to);
  const allowed =
    window.allow === undefined ||
    window.allow.some(
      ({ days, from, to }) => days.includes(local.day) && from <= local.minute && local.minute < to,
    );
  const wanted = [
    window.allow === undefined ? 'any time' : window.allow.map((each) => each.text).join(', '),
    ...(window.freeze === undefined ? [] : ['no freeze']),
  ].join(', ');
  const common = { requirement: 'window', environment, wanted: `${wanted} (${window.zone})`, evidence: [] };
  if (frozen !== undefined) {
    const seen = `${local.date}: frozen from ${frozen.from} to ${frozen.to}, ${frozen.reason}`;
    return { ...common, result: 'fail', seen, next: `wait until after ${frozen.to}` };
  }
  if (!allowed)
    return { ...common, result: 'fail', seen: local.text, next: 'run it again when the window is open' };
  return { ...common, result: 'pass', seen: local.text };
}
