import { calibrate } from '../../actions/canary-verify/calibration.ts';
import type { Dispersion } from '../../actions/canary-verify/dispersion.ts';
import type { Plan } from '../../actions/canary-verify/plan.ts';
import { type Decision, judge } from '../../actions/canary-verify/verdict.ts';
import type { Milliseconds } from '../../shared/text/duration.ts';
import { seeded } from './random.ts';
import { RUN_SECONDS, type Scenario, simulateBaseline, simulateRun } from './traffic.ts';

/** One cell of the table: many runs of one scenario. */
export interface Cell {
  readonly scenario: Scenario;
  /** Whether dispersion is measured in the hour before, estimated from the run itself, or not minded. */
  readonly calibrated: boolean | 'residuals';
  /** What is known of the baseline; `measured` takes it from the hour before. */
  readonly level: 'known' | 'unknown' | 'measured';
}

export interface CellResult {
  readonly runs: number;
  /** Parts of all runs. */
  readonly fail: number;
  readonly pass: number;
  /** Over the runs with that verdict, in minutes; undefined where there is none. */
  readonly medianFail: number | undefined;
  readonly medianPass: number | undefined;
}

const seconds = (value: number): Milliseconds => (value * 1000) as Milliseconds;

function planFor({ scenario, calibrated, level }: Cell, seed: number): Plan {
  const needed = calibrated === true || level === 'measured';
  const learned = needed ? calibrate(simulateBaseline(scenario, seeded(seed + 7_777_777))) : undefined;
  const measured = learned?.baselineLevel ?? ({ rate: undefined, source: 'unknown' } as const);
  return {
    maxDuration: seconds(RUN_SECONDS),
    minDuration: seconds(15),
    interval: seconds(15),
    margins: { fail: { relative: 0.2, absolute: 0.001 }, pass: { relative: 1, absolute: 0.005 } },
    levels: { fail: 0.01, pass: 0.05 },
    baselineLevel:
      level === 'known'
        ? { rate: scenario.baselineErrors, source: 'given' }
        : level === 'measured'
          ? measured
          : { rate: undefined, source: 'unknown' },
    dispersion: dispersionFor(calibrated, learned?.dispersion),
  };
}

function dispersionFor(calibrated: Cell['calibrated'], measured: Dispersion | undefined): Dispersion {
  if (calibrated === 'residuals') return { value: 1, source: 'residuals' };
  return calibrated && measured !== undefined ? measured : { value: 1, source: 'assumed' };
}

/** Runs a cell with the seeds from `firstSeed`; the same seeds give the same result. */
export function runCell(cell: Cell, runs: number, firstSeed: number): CellResult {
  const decisions = Array.from({ length: runs }, (_, index) => {
    const seed = firstSeed + index * 7919;
    return judge(planFor(cell, seed), simulateRun(cell.scenario, seeded(seed))).decision;
  });
  const of = (verdict: Decision['verdict']): readonly Decision[] =>
    decisions.filter((decision) => decision.verdict === verdict);
  return {
    runs,
    fail: of('fail').length / runs,
    pass: of('pass').length / runs,
    medianFail: median(of('fail')),
    medianPass: median(of('pass')),
  };
}

function median(decisions: readonly Decision[]): number | undefined {
  const minutes = decisions.map(({ after }) => after / 60_000).toSorted((a, b) => a - b);
  return minutes[Math.floor((minutes.length - 1) / 2)];
}
