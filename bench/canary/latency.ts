/**
 * Shows what the latency metric does: seeded runs of half an hour, a look every 15 seconds, log-normal latencies around 100 ms
 * (deviation 0.6), calibrated on five minutes of the baseline against itself. `node bench/canary/latency.ts [RUNS]`, 100 by default. Ends
 * with exit code 1 when a promise is not kept.
 */
import { LATENCY_GRID, chooseBounds } from '../../actions/canary-verify/latency.ts';
import type { Plan } from '../../actions/canary-verify/plan.ts';
import type { Sample } from '../../actions/canary-verify/sample.ts';
import { createTally } from '../../actions/canary-verify/tally.ts';
import { judge } from '../../actions/canary-verify/verdict.ts';
import { parseDuration } from '../../shared/text/duration.ts';
import type { Milliseconds } from '../../shared/text/duration.ts';
import { type Random, seeded } from './random.ts';

const MARGINS = { fail: 0.05, pass: 0.2 };
const LOOK = 15;

interface Promised {
  readonly claim: string;
  /** Requests per second on each side. */
  readonly rate: number;
  /** The canary's latencies over the baseline's. */
  readonly factor: number;
  readonly verdict: 'pass' | 'fail';
  readonly parts?: readonly [least: number, most: number];
  readonly medianMinutes?: number;
}

const PROMISES: readonly Promised[] = [
  { claim: 'as fast', rate: 5, factor: 1, verdict: 'fail', parts: [0, 0.01] },
  { claim: 'as fast', rate: 50, factor: 1, verdict: 'fail', parts: [0, 0.01] },
  { claim: '5 % slower, which is tolerated', rate: 5, factor: 1.05, verdict: 'fail', parts: [0, 0.05] },
  { claim: '20 % slower, which must be excluded', rate: 5, factor: 1.2, verdict: 'pass', parts: [0, 0.05] },
  { claim: '30 % slower', rate: 5, factor: 1.3, verdict: 'fail', parts: [0.95, 1], medianMinutes: 3 },
  { claim: '30 % slower', rate: 50, factor: 1.3, verdict: 'fail', parts: [0.95, 1], medianMinutes: 0.5 },
  { claim: 'as fast', rate: 5, factor: 1, verdict: 'pass', parts: [0.5, 1], medianMinutes: 20 },
];

function samplesOf(
  random: Random,
  looks: number,
  { rate, factor }: Promised,
  bounds: readonly number[],
): readonly Sample[] {
  const [canary, baseline] = [createTally(bounds), createTally(bounds)];
  return Array.from({ length: looks }, (_, index) => {
    for (let request = 0; request < rate * LOOK; request++) {
      canary.add(undefined, 100 * factor * Math.exp(0.6 * random.normal()));
      baseline.add(undefined, 100 * Math.exp(0.6 * random.normal()));
    }
    const elapsed = ((index + 1) * LOOK * 1000) as Milliseconds;
    return { elapsed, canary: canary.take(), baseline: baseline.take() };
  });
}

function runOnce(promise: Promised, seed: number) {
  const random = seeded(seed);
  const calibration = samplesOf(random, 20, { ...promise, factor: 1 }, LATENCY_GRID);
  const bounds = chooseBounds(calibration, MARGINS);
  const plan: Plan = {
    maxDuration: parseDuration('30m'),
    minDuration: parseDuration('1m'),
    interval: parseDuration('15s'),
    margins: { fail: { relative: 0.2, absolute: 0.001 }, pass: { relative: 1, absolute: 0.005 } },
    levels: { fail: 0.01, pass: 0.05 },
    baselineLevel: { rate: undefined, source: 'unknown' },
    dispersion: { value: 1, source: 'assumed' },
    latency: { margins: MARGINS, bounds },
  };
  const milliseconds = bounds.map((bound) => bound.milliseconds);
  return judge(plan, samplesOf(random, 120, promise, milliseconds)).decision;
}

const runs = Number(process.argv[2] ?? 100);
let broken = 0;
console.log(
  `| canary | requests/s a side | verdict | promised | measured (${runs} runs) | median | kept |\n|---|---|---|---|---|---|---|`,
);
for (const [index, promise] of PROMISES.entries()) {
  const decisions = Array.from({ length: runs }, (_, run) => runOnce(promise, 99_991 * (index + 1) + run));
  const wanted = decisions.filter(({ verdict }) => verdict === promise.verdict);
  const minutes = wanted.map(({ after }) => after / 60_000).toSorted((a, b) => a - b);
  const median = minutes[Math.floor((minutes.length - 1) / 2)];
  const part = wanted.length / runs;
  const [least, most] = promise.parts ?? [0, 1];
  const scatter = 3 * Math.sqrt((most * (1 - most)) / runs);
  const inTime = promise.medianMinutes === undefined || (median ?? Infinity) <= promise.medianMinutes;
  const kept = part >= least && part <= most + scatter && inTime;
  if (!kept) broken += 1;
  const limit = least > 0 ? `≥ ${least * 100} %` : `≤ ${most * 100} %`;
  const time = promise.medianMinutes === undefined ? '' : `, median ≤ ${promise.medianMinutes} min`;
  console.log(
    `| ${promise.claim} | ${promise.rate} | ${promise.verdict} | ${limit}${time} | ${(part * 100).toFixed(1)} % | ${median === undefined ? '–' : `${median.toFixed(2)} min`} | ${kept ? 'yes' : 'NO'} |`,
  );
}
process.exitCode = broken === 0 ? 0 : 1;
