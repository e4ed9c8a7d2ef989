/**
 * Shows that canary-verify keeps its promises: seeded simulations of 30-minute runs with a look every 15 seconds, on a baseline that
 * fails 0.5 % of its requests. `node bench/canary/simulate.ts [RUNS]`, 1,000 runs a cell by default. Ends with exit code 1 when a promise
 * is not kept.
 */
import { type Cell, type CellResult, runCell } from './cells.ts';
import type { Noise, Scenario } from './traffic.ts';

interface Promised {
  readonly claim: string;
  readonly cell: Cell;
  readonly measured: (result: CellResult) => number | undefined;
  readonly unit: '%' | 'min';
  readonly atMost: number;
}

const P0 = 0.005;
const scenario = (noise: Noise, rate: number, share: number, canaryErrors = P0): Scenario => ({
  noise,
  rate,
  share,
  baselineErrors: P0,
  canaryErrors,
});
const failRate = ({ fail }: CellResult): number => fail * 100;
const passRate = ({ pass }: CellResult): number => pass * 100;

const HOW = { true: ', A/A', false: '', residuals: ', not calibrated' } as const;

const healthy = (
  noise: Noise,
  rate: number,
  share: number,
  calibrated: Cell['calibrated'],
  atMost = 1,
): Promised => ({
  claim: `a healthy canary FAILs (${noise}, ${rate} rps × ${share * 100} %${HOW[String(calibrated) as keyof typeof HOW]})`,
  cell: { scenario: scenario(noise, rate, share), calibrated, level: 'known' },
  measured: failRate,
  unit: '%',
  atMost,
});

const caught = (rate: number, share: number, canaryErrors: number, atMost: number): Promised => ({
  claim: `${(canaryErrors * 100).toFixed(1)} % errors at ${rate * share} canary rps FAIL, median`,
  cell: { scenario: scenario('independent', rate, share, canaryErrors), calibrated: true, level: 'known' },
  measured: ({ fail, medianFail }) => (fail > 0.5 ? medianFail : undefined),
  unit: 'min',
  atMost,
});

const wronglyPassed = (rate: number, share: number): Promised => ({
  claim: `a canary at twice the errors PASSes (${rate} rps × ${share * 100} %)`,
  cell: { scenario: scenario('independent', rate, share, 2 * P0), calibrated: false, level: 'known' },
  measured: passRate,
  unit: '%',
  atMost: 5,
});

const PROMISES: readonly Promised[] = [
  ...[10, 100, 1000].map((rate) => healthy('independent', rate, 0.05, false)),
  healthy('independent', 100, 0.5, false),
  healthy('common', 100, 0.05, true),
  healthy('common', 1000, 0.5, true),
  healthy('outage', 100, 0.05, true),
  healthy('outage', 1000, 0.5, true),
  healthy('ramp', 100, 0.05, true),
  healthy('cluster', 100, 0.05, true),
  healthy('cluster', 100, 0.25, true),
  healthy('cluster', 100, 0.25, 'residuals', 10),
  healthy('arm', 100, 0.05, true, 5.5),
  healthy('arm', 1000, 0.05, true, 5.5),
  healthy('arm', 1000, 0.5, true, 5.5),
  wronglyPassed(10, 0.05),
  wronglyPassed(100, 0.05),
  wronglyPassed(100, 0.5),
  caught(10, 0.05, 0.5, 0.5),
  caught(10, 0.05, 0.9, 0.5),
  caught(100, 0.05, P0 + 0.01, 5.2),
  caught(100, 0.25, P0 + 0.01, 1.8),
  caught(1000, 0.05, P0 + 0.01, 0.8),
  {
    claim: 'a healthy canary PASSes (100 rps × 5 %), median',
    cell: { scenario: scenario('independent', 100, 0.05), calibrated: true, level: 'known' },
    measured: ({ pass, medianPass }) => (pass > 0.5 ? medianPass : undefined),
    unit: 'min',
    atMost: 10,
  },
  {
    claim: 'a canary at the absolute tolerance PASSes, baseline at 0 and its level unknown',
    cell: {
      scenario: { noise: 'independent', rate: 10, share: 0.5, baselineErrors: 0, canaryErrors: 0.005 },
      calibrated: false,
      level: 'unknown',
    },
    measured: passRate,
    unit: '%',
    atMost: 5,
  },
  {
    claim: 'a canary within 0.1 pp FAILs, baseline at 0.05 % and its level unknown',
    cell: {
      scenario: { noise: 'independent', rate: 100, share: 0.5, baselineErrors: 0.0005, canaryErrors: 0.0015 },
      calibrated: false,
      level: 'unknown',
    },
    measured: failRate,
    unit: '%',
    atMost: 1,
  },
];

/**
 * A simulated rate scatters: a promise counts as broken when what was measured is more than three standard errors of a true rate at the
 * promise above it.
 */
function isKept({ unit, atMost }: Promised, measured: number | undefined, runs: number): boolean {
  if (measured === undefined) return false;
  if (unit === 'min') return measured <= atMost;
  const p = atMost / 100;
  return measured / 100 <= p + 3 * Math.sqrt((p * (1 - p)) / runs);
}

const runs = Number(process.argv[2] ?? 1000);
let broken = 0;
console.log(`| claim | promised | measured (${runs} runs) | FAIL / PASS | kept |\n|---|---|---|---|---|`);
for (const [index, promise] of PROMISES.entries()) {
  const result = runCell(promise.cell, runs, 1_000_003 * (index + 1));
  const measured = promise.measured(result);
  const kept = isKept(promise, measured, runs);
  if (!kept) broken += 1;
  const shown = measured === undefined ? 'never' : `${Number(measured.toFixed(2))} ${promise.unit}`;
  const rates = `${(result.fail * 100).toFixed(1)} % / ${(result.pass * 100).toFixed(1)} %`;
  console.log(
    `| ${promise.claim} | ≤ ${promise.atMost} ${promise.unit} | ${shown} | ${rates} | ${kept ? 'yes' : 'NO'} |`,
  );
}
process.exitCode = broken === 0 ? 0 : 1;
