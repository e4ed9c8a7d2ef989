import { UserError } from './error.ts';

declare const unit: unique symbol;
/** A length of time in milliseconds. */
export type Milliseconds = number & { readonly [unit]: 'ms' };

const MILLISECONDS_PER = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const PART = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)/;

/**
 * Parses `90s`, `1h30m`, `7d`, `250ms`: whole or decimal numbers with units from large to small.
 * @throws UserError when anything else stands in the text.
 */
export function parseDuration(text: string): Milliseconds {
  let total = 0;
  let previous = Infinity;
  let rest = text;
  do {
    const part = PART.exec(rest);
    const factor = part === null ? Infinity : MILLISECONDS_PER[part[2] as keyof typeof MILLISECONDS_PER];
    if (part === null || factor >= previous) {
      throw new UserError({
        what: 'not a duration',
        rule: 'numbers with ms, s, m, h or d, from large to small, such as 90s or 1h30m',
        seen: JSON.stringify(text),
      });
    }
    total += Number(part[1]) * factor;
    previous = factor;
    rest = rest.slice(part[0].length);
  } while (rest !== '');
  return total as Milliseconds;
}

/** The two largest units that matter: `4 min 30 s`, `2 h`, `8 days`, `250 ms`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1_000);
  const [minutes, hours, days] = [
    Math.floor(seconds / 60),
    Math.floor(seconds / 3_600),
    Math.floor(seconds / 86_400),
  ];
  if (days >= 2) return `${days} days`;
  if (hours > 0) return two(`${hours} h`, minutes % 60, 'min');
  if (minutes > 0) return two(`${minutes} min`, seconds % 60, 's');
  return `${seconds} s`;
}

const two = (first: string, rest: number, name: string): string =>
  rest === 0 ? first : `${first} ${rest} ${name}`;

/** UTC to the second, as summaries show it: `2026-11-24 14:02:11Z`. */
export const formatTime = (time: Date): string => `${time.toISOString().slice(0, 19).replace('T', ' ')}Z`;
