import type { Milliseconds } from '../../shared/text/duration.ts';
import { type Distribution, certain, convolve, lowerTail, upperTail } from './distribution.ts';
import { type Hypothesis, type Stratum, distributionOf, informs } from './strata.ts';

/**
 * An exact group-sequential test. Many looks are taken at growing data, and the level is spent over them in calendar time, so that
 * the probability of ever rejecting a true hypothesis is at most `level`.
 * Lan and DeMets 1983 (spending functions), with the exact distribution of the count instead of a normal approximation.
 */
export interface Design {
  /** `worse` rejects when the canary's count is too high for the hypothesis, `better` when it is too low. */
  readonly side: 'worse' | 'better';
  readonly hypothesis: Hypothesis;
  /** The probability of ever rejecting a hypothesis that is true. */
  readonly level: number;
  /** The end of the run, since its start. */
  readonly horizon: Milliseconds;
  /** Looks before this take in data and decide nothing, so they spend nothing. */
  readonly from: Milliseconds;
}

/** Where a test stands after some looks. */
export interface Standing {
  /** The law of the canary's cumulative count, without the parts at which the test would have stopped before. */
  readonly law: Distribution;
  readonly count: number;
  readonly spent: number;
  /** The count that would have decided at the last look; undefined when no count could. */
  readonly boundary: number | undefined;
  /** When it rejected; it stays rejected. */
  readonly rejectedAt: Milliseconds | undefined;
}

export const opening: Standing = {
  law: certain(0),
  count: 0,
  spent: 0,
  boundary: undefined,
  rejectedAt: undefined,
};

/** How much of the level may be spent up to a point of the run, from 0 to 1: √t spends early, because a bad canary hurts early. */
const spendable = (elapsed: number, horizon: number): number => Math.sqrt(Math.min(1, elapsed / horizon));

/** Takes one look: the next stratum is added, and the test rejects if the count is beyond what the level has room for. */
export function look(standing: Standing, stratum: Stratum, design: Design): Standing {
  if (standing.rejectedAt !== undefined || !informs(stratum, design.hypothesis.law)) return standing;
  const law = convolve(standing.law, distributionOf(stratum, design.hypothesis));
  const count = standing.count + stratum.canary.bad;
  if (stratum.elapsed < design.from || stratum.elapsed <= 0) return { ...standing, law, count };
  const room = design.level * spendable(stratum.elapsed, design.horizon) - standing.spent;
  return design.side === 'worse'
    ? decide({ ...standing, count }, upperTail(law, room), stratum.elapsed, (boundary) => count >= boundary)
    : decide({ ...standing, count }, lowerTail(law, room), stratum.elapsed, (boundary) => count <= boundary);
}

function decide(
  standing: Standing,
  tail: { readonly boundary: number; readonly mass: number; readonly rest: Distribution },
  elapsed: Milliseconds,
  beyond: (boundary: number) => boolean,
): Standing {
  return {
    law: tail.rest,
    count: standing.count,
    spent: standing.spent + tail.mass,
    boundary: tail.boundary,
    rejectedAt: beyond(tail.boundary) ? elapsed : undefined,
  };
}
