import { UserError } from '../../shared/text/error.ts';

interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Parses `20%` to 0.2; or with `pp` for percentage points, `0.1pp` to 0.001. The unit must be written, since `20 %` of a rate and 20 points of it differ.
 * @throws UserError for anything else, and outside of the range, whose ends are given in percent.
 */
export const parsePercent =
  (unit: '%' | 'pp', { min, max }: Range) =>
  (text: string): number => {
    const match = /^(\d+(?:\.\d+)?) ?(%|pp)$/.exec(text);
    const value = match?.[2] === unit ? Number(match[1]) : Number.NaN;
    if (value >= min && value <= max) return Number((value / 100).toPrecision(12));
    throw new UserError({
      what: unit === '%' ? 'not a percentage' : 'not a number of percentage points',
      rule: `from ${min}${unit} to ${max}${unit}, with its unit`,
      seen: JSON.stringify(text),
    });
  };

/** A rate from 0 to 1 for people: two significant digits, `1.6 %`, `0.052 %`, `0 %`, `100 %`. */
export function formatRate(rate: number): string {
  const percent = Number((rate * 100).toPrecision(9));
  if (percent === 0) return '0 %';
  if (percent < 0.001) return 'under 0.001 %';
  return `${Number(percent.toPrecision(percent >= 99 && percent < 100 ? 4 : 2))} %`;
}

/** A ratio for people: `3.1`, `1.2`, `0.52`, `24`. */
export const formatRatio = (ratio: number): string => String(Number(ratio.toPrecision(2)));
