import type { Hypothesis } from './strata.ts';

/** How much worse than the baseline is tolerated: a part of the baseline's rate, or an absolute rate, whichever is more. */
export interface Tolerance {
  /** 0.2 is 20 % more failures than the baseline. */
  readonly relative: number;
  /** 0.001 is one failure more in a thousand requests (0.1 percentage points). */
  readonly absolute: number;
}

/** FAIL needs proof of more than `fail`, PASS proof of less than `pass`. */
export interface Margins {
  readonly fail: Tolerance;
  readonly pass: Tolerance;
}

/** The ratio of rates that a tolerance allows, at a baseline's level. */
export const ratioAt = ({ relative, absolute }: Tolerance, level: number): number =>
  1 + Math.max(relative, absolute / level);

/**
 * What has to be rejected for each verdict.
 *
 * With a known baseline level: FAIL rejects "at most w_fail times as often", PASS rejects "at least w_pass times as often".
 *
 * With a baseline that hardly ever fails, or whose level is not known, a ratio alone would be a trap: no error at all on either side
 * would never pass, and one error against none could be any ratio. Then the absolute margins are tested on the canary by itself, in a way
 * that needs no knowledge of the level and holds its promise at every one. Let `rare` be a quarter of the absolute tolerance of PASS.
 * - PASS rejects "the canary fails at least as often as the absolute tolerance": then it is within tolerance of any baseline.
 * - FAIL rejects both "at most `ratioAt(fail, rare)` times as often" (which covers every baseline above `rare`) and "the canary fails no
 *   more often than tolerated above `rare`" (which covers every baseline below).
 */
export interface Hypotheses {
  readonly regime: 'ratio' | 'rare';
  /** All of these must be rejected for FAIL. */
  readonly fail: readonly Hypothesis[];
  /** All of these must be rejected for PASS. */
  readonly pass: readonly Hypothesis[];
}

/** The level below which a baseline counts as hardly ever failing. */
export const rareLevel = (margins: Margins): number => margins.pass.absolute / 4;

/** `level` is the baseline's own rate of failures, known before the run; undefined when it is not. */
export function hypothesesFor(margins: Margins, level: number | undefined): Hypotheses {
  const rare = rareLevel(margins);
  if (level !== undefined && level > 0 && level >= rare) {
    return {
      regime: 'ratio',
      fail: [{ law: 'rate-ratio', value: ratioAt(margins.fail, level) }],
      pass: [{ law: 'rate-ratio', value: ratioAt(margins.pass, level) }],
    };
  }
  const ratio = ratioAt(margins.fail, rare);
  return {
    regime: 'rare',
    fail: [
      { law: 'rate-ratio', value: ratio },
      { law: 'canary-rate', value: rare * ratio },
    ],
    pass: [{ law: 'canary-rate', value: margins.pass.absolute }],
  };
}
