import { UserError } from '../../shared/text/error.ts';

/** HTTP statuses that count as good, as ranges with both ends. */
export type ExpectedStatus = readonly (readonly [from: number, to: number])[];

const RANGE = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/;

/**
 * Parses `200-399` or `200, 204, 300-308`.
 * @throws UserError for anything else.
 */
export function parseExpectedStatus(text: string): ExpectedStatus {
  return text.split(',').map((part) => {
    const range = RANGE.exec(part.trim());
    const [from, to] = [Number(range?.[1]), Number(range?.[2] ?? range?.[1])];
    if (range !== null && from <= to) return [from, to] as const;
    throw new UserError({
      what: 'not HTTP statuses',
      rule: 'statuses or ranges from 100 to 599, divided by commas, such as 200-399 or 200, 204',
      seen: JSON.stringify(part.trim()),
    });
  });
}

export const isExpected = (status: number, expected: ExpectedStatus): boolean =>
  expected.some(([from, to]) => status >= from && status <= to);
