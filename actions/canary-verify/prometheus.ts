import type { Clock } from '../../shared/ports/clock.ts';
import type { Log } from '../../shared/ports/log.ts';
import type { Milliseconds } from '../../shared/text/duration.ts';
import { UnavailableError } from '../../shared/text/error.ts';
import { type Increment, type Series, births, grown, increments, processOf } from './counters.ts';
import type { Ask } from './prometheus-api.ts';
import type { Provider } from './provider.ts';
import type { Arm, Sample } from './sample.ts';
import { type Selector, formatSelector, narrow } from './selector.ts';

export interface PrometheusOptions {
  /** The counter of all requests, and what makes a request a failed one. */
  readonly requests: Selector;
  readonly errors: Selector;
  readonly canary: Selector;
  readonly baseline: Selector;
  /** How long after a moment its samples can be trusted to be there. */
  readonly settle: Milliseconds;
  /** The distance of the points that are asked for. */
  readonly step: Milliseconds;
}

export interface PrometheusPorts {
  readonly ask: Ask;
  readonly clock: Clock;
  readonly log: Log;
}

/** The two queries of one side. */
export interface SideQueries {
  readonly requests: string;
  readonly errors: string;
}

/** What is asked, as PromQL; shown in the verdict. */
export function queriesOf(options: PrometheusOptions, side: 'canary' | 'baseline'): SideQueries {
  const failed = narrow(options.requests, options.errors);
  const only = options[side];
  const on = ({ metric, matchers }: Selector): string =>
    formatSelector({ metric, matchers: [...matchers, ...only.matchers] });
  return { requests: on(options.requests), errors: on(failed) };
}

/** Labels that tell kinds of failure apart. */
const KINDS = ['code', 'status', 'status_code', 'http_status_code', 'grpc_code'] as const;

const kindOf = (labels: Series['labels']): string => {
  const name = KINDS.find((label) => labels[label] !== undefined);
  return name === undefined ? 'error' : (labels[name] ?? 'error');
};

/** What both counters of one side grew by. */
interface Growth {
  readonly requests: readonly Increment[];
  readonly errors: readonly Increment[];
}

async function growthOf(
  ask: Ask,
  { requests, errors }: SideQueries,
  range: { readonly start: number; readonly end: number; readonly step: number },
  signal: AbortSignal,
): Promise<Growth> {
  const [all, failed] = await Promise.all([
    ask({ query: requests, ...range }, signal),
    ask({ query: errors, ...range }, signal),
  ]);
  const born = births([...all, ...failed]);
  return { requests: increments(all, born), errors: increments(failed, born) };
}

/** One side between two times. More failures than requests happen when the two counters were scraped a moment apart. */
function armBetween({ requests, errors }: Growth, from: number, to: number): Arm {
  const failures: Record<string, number> = {};
  for (const kind of new Set(errors.map(({ labels }) => kindOf(labels)))) {
    const count = grown(
      errors.filter(({ labels }) => kindOf(labels) === kind),
      from,
      to,
    );
    if (count > 0) failures[kind] = count;
  }
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  return { requests: Math.max(failed, grown(requests, from, to)), failures };
}

/** An outage of the metrics system that is longer than this many looks ends the run. */
const MAX_MISSED = 5;

/**
 * Reads counters of both sides. Every look asks for the whole run again, so that a look which the metrics system missed is made up for
 * by the next one.
 */
export function createPrometheus(options: PrometheusOptions, { ask, clock, log }: PrometheusPorts): Provider {
  const start = clock.now().getTime();
  const { step } = options;
  /** Until when increments were handed out; a missed look does not move it. */
  let taken: number = start;
  let missed = 0;

  const read = async (until: number, signal: AbortSignal): Promise<Pick<Sample, 'canary' | 'baseline'>> => {
    // Two steps more than the run: an increment needs the sample before it.
    const range = { start: start - 2 * step, end: until, step };
    const [canary, baseline] = await Promise.all(
      (['canary', 'baseline'] as const).map((side) => growthOf(ask, queriesOf(options, side), range, signal)),
    );
    const from = taken;
    taken = until;
    const none: Growth = { requests: [], errors: [] };
    return {
      canary: armBetween(canary ?? none, from, until),
      baseline: armBetween(baseline ?? none, from, until),
    };
  };

  return {
    next: async (elapsed, signal) => {
      const rest = start + elapsed + options.settle - clock.now().getTime();
      if (rest > 0) await clock.sleep(rest, signal);
      try {
        const arms = await read(start + elapsed, signal);
        missed = 0;
        return { elapsed, ...arms };
      } catch (error) {
        missed += 1;
        if (!(error instanceof UnavailableError) || missed > MAX_MISSED) throw error;
        log.warn(`${error.message}; look ${missed} of ${MAX_MISSED} that may be missed`);
        const nothing: Arm = { requests: 0, failures: {} };
        return { elapsed, canary: nothing, baseline: nothing };
      }
    },
    close: () => undefined,
  };
}

/**
 * The baseline before the run, as two halves of its processes against each other: for its level, and for how much two sides of one
 * version differ. With a single process one side is empty, and only the level can be learned.
 */
export async function readHistory(
  options: PrometheusOptions,
  length: Milliseconds,
  { ask, clock }: PrometheusPorts,
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const { step } = options;
  const end = clock.now().getTime() - options.settle;
  const begin = end - length;
  const range = { start: begin - step, end, step };
  const growth = await growthOf(ask, queriesOf(options, 'baseline'), range, signal);
  const processes = [...new Set(growth.requests.map(({ labels }) => processOf(labels)))].sort();
  const half = (parity: number): Growth => {
    const mine = new Set(processes.filter((_, index) => index % 2 === parity));
    const keep = (list: readonly Increment[]): readonly Increment[] =>
      list.filter(({ labels }) => mine.has(processOf(labels)));
    return { requests: keep(growth.requests), errors: keep(growth.errors) };
  };
  const sides = [half(0), half(1)] as const;
  return Array.from({ length: Math.floor(length / options.step) }, (_, index) => {
    const [from, to] = [begin + index * step, begin + (index + 1) * step];
    const elapsed = ((index + 1) * options.step) as Milliseconds;
    return { elapsed, canary: armBetween(sides[0], from, to), baseline: armBetween(sides[1], from, to) };
  });
}
