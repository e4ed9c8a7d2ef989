import { scoreCvss3 } from './cvss3.ts';
import { scoreCvss4 } from './cvss4.ts';
import type { Rating } from './record.ts';

/** From bad to good; `unknown` is counted on its own, and gated as `medium`. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'unknown'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Rated {
  readonly severity: Severity;
  /** CVSS score, where a vector decided. */
  readonly score?: number;
}

/** Words of distributions and databases; Debian's `unimportant` and Ubuntu's `negligible` are the least there is. */
const WORDS: ReadonlyMap<string, Severity> = new Map(
  Object.entries({
    critical: 'critical',
    high: 'high',
    important: 'high',
    medium: 'medium',
    moderate: 'medium',
    low: 'low',
    minor: 'low',
    negligible: 'low',
    unimportant: 'low',
  } as const),
);

/** The qualitative scale of CVSS v3.1 (section 5) and v4.0 (section 6). */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

/**
 * The severity from what is known, nearest first: a word (the distribution's or the database's own judgement) decides before a vector,
 * CVSS v4 before v3; within one kind the first that can be read.
 */
export function rate(ratings: readonly Rating[]): Rated {
  for (const { kind, value } of ratings) {
    const severity = kind === 'word' ? WORDS.get(value.toLowerCase()) : undefined;
    if (severity !== undefined) return { severity };
  }
  for (const [kind, scorer] of [
    ['cvss4', scoreCvss4],
    ['cvss3', scoreCvss3],
  ] as const) {
    for (const rating of ratings) {
      const score = rating.kind === kind ? scorer(rating.value) : undefined;
      if (score !== undefined) return { severity: severityOfScore(score), score };
    }
  }
  return { severity: 'unknown' };
}
