import type { Arm, Sample } from '../../actions/canary-verify/sample.ts';
import type { Milliseconds } from '../../shared/text/duration.ts';
import type { Random } from './random.ts';

/** How real services misbehave although nothing is wrong with the canary. */
export type Noise = 'independent' | 'common' | 'outage' | 'cluster' | 'arm' | 'ramp';

export interface Scenario {
  readonly noise: Noise;
  /** Requests per second of both sides together. */
  readonly rate: number;
  /** The canary's part of them. */
  readonly share: number;
  readonly baselineErrors: number;
  readonly canaryErrors: number;
}

const LOOK_SECONDS = 15;
export const RUN_SECONDS = 1800;

/** A level that wanders around 1: the logarithm follows an autoregression with the given deviation and a memory of five minutes. */
function wandering(random: Random, deviation: number): () => number {
  const memory = Math.exp(-LOOK_SECONDS / 300);
  let state = deviation * random.normal();
  return () => {
    state = memory * state + Math.sqrt(1 - memory ** 2) * deviation * random.normal();
    return Math.exp(state - deviation ** 2 / 2);
  };
}

/** 5, 10, 25 and 50 percent, a quarter of the run each. */
const rampAt = (part: number): number => [0.05, 0.1, 0.25, 0.5][Math.min(3, Math.floor(part * 4))] ?? 0.5;

/** Three minutes of ten times the errors, at a place that the run's seed chooses. */
const outageFrom = (random: Random, looks: number): ((index: number) => number) => {
  const start = Math.floor(random.uniform() * (looks - 12));
  return (index) => (index >= start && index < start + 12 ? 10 : 1);
};

function arm(random: Random, requests: number, probability: number, noise: Noise): Arm {
  const p = Math.min(1, probability);
  if (noise !== 'cluster') return { requests, failures: kinds(random.binomial(requests, p)) };
  const bursts = random.binomial(requests, p / 4);
  return { requests, failures: kinds(Math.min(requests, bursts * 4)) };
}

const kinds = (count: number): Arm['failures'] => (count === 0 ? {} : { '503': count });

/** The samples of one run, a look every 15 seconds. */
export function simulateRun(scenario: Scenario, random: Random, seconds = RUN_SECONDS): readonly Sample[] {
  const { noise, rate, baselineErrors, canaryErrors } = scenario;
  const looks = Math.floor(seconds / LOOK_SECONDS);
  const common = noise === 'common' ? wandering(random, 0.5) : () => 1;
  const own = noise === 'arm' ? [wandering(random, 0.3), wandering(random, 0.3)] : [() => 1, () => 1];
  const outage = noise === 'outage' || noise === 'ramp' ? outageFrom(random, looks) : () => 1;
  return Array.from({ length: looks }, (_, index) => {
    const share = noise === 'ramp' ? rampAt(index / looks) : scenario.share;
    const shared = common() * outage(index);
    const requests = (part: number): number => random.poisson(rate * part * LOOK_SECONDS);
    return {
      elapsed: ((index + 1) * LOOK_SECONDS * 1000) as Milliseconds,
      canary: arm(random, requests(share), canaryErrors * shared * (own[0]?.() ?? 1), noise),
      baseline: arm(random, requests(1 - share), baselineErrors * shared * (own[1]?.() ?? 1), noise),
    };
  });
}

/** The hour before: the baseline against itself, as two pods with half of its traffic each. */
export const simulateBaseline = (scenario: Scenario, random: Random): readonly Sample[] =>
  simulateRun(
    {
      ...scenario,
      noise: scenario.noise === 'ramp' ? 'independent' : scenario.noise,
      rate: scenario.rate * (1 - scenario.share),
      share: 0.5,
      canaryErrors: scenario.baselineErrors,
    },
    random,
    3600,
  );
