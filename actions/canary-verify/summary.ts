import type { CanaryMetric, CanaryPredicate, CanaryTest } from '../../shared/evidence/predicates/canary.ts';
import { formatDuration, formatTime } from '../../shared/text/duration.ts';
import { cell, code, details, escape, table } from '../../shared/text/markdown.ts';
import { plural } from '../../shared/text/size.ts';
import { chart, courseOf, sparkline } from './chart.ts';
import { formatRate, formatRatio } from './percent.ts';
import { providerLine } from './provider-line.ts';
import type { Sample } from './sample.ts';

/** What became of the evidence. */
export type Signing =
  | { readonly status: 'signed'; readonly by: string; readonly bundles: readonly string[] }
  | { readonly status: 'not signed'; readonly why: string };

export interface SummaryFacts {
  readonly predicate: CanaryPredicate;
  readonly samples: readonly Sample[];
  /** `repository@sha256:…`. */
  readonly image: string;
  readonly signing: Signing;
}

const SIGN = { pass: '✅', fail: '⛔', inconclusive: '⏸️' } as const;

/** The heading without its mark; also the last line of the log. */
export const headline = ({ verdict, decidedAfterSeconds, environment }: CanaryPredicate): string =>
  `canary-verify: ${verdict} after ${formatDuration(decidedAfterSeconds * 1000)} in ${environment}`;

/** The job summary: verdict, why, what to do, subject, the numbers, their course, and everything else folded. */
export function summarise(facts: SummaryFacts): string {
  const { predicate, image } = facts;
  const todo = advice(predicate);
  return [
    `### ${SIGN[predicate.verdict]} ${escape(headline(predicate))}`,
    escape(predicate.reason.text),
    ...(todo === undefined ? [] : [`**To do:** ${escape(todo)}`]),
    `${code(image)}${predicate.platform === undefined ? '' : ` · ${escape(predicate.platform)}`}`,
    metricTable(predicate),
    ...course(facts),
    ...failureTable(predicate),
    details('How it was judged', judged(facts)),
    signingLine(facts.signing),
  ]
    .join('\n\n')
    .concat('\n');
}

/** What a person can do next; undefined when nothing is to be done. */
function advice({ verdict, reason, metrics, plan }: CanaryPredicate): string | undefined {
  if (verdict === 'pass') return undefined;
  switch (reason.code) {
    case 'baseline-level':
      return `if that is its usual rate, say so: baseline-error-rate: ${((metrics[0]?.baseline.rate ?? 0) * 100).toPrecision(2)}%`;
    case 'between-margins':
      return `decide by hand: FAIL is proven above, PASS below the margins (fail ${plan.margins.fail.relative * 100} %, pass ${plan.margins.pass.relative * 100} %).`;
    default:
      return ADVICE[reason.code] ?? 'run the step again.';
  }
}

const WORSE =
  'take the canary out of traffic, then mend what is worse; the same digest needs a new run to pass.';
const SILENT = 'check that both sides get traffic and that their counters are found.';
const MORE = 'raise rate or max-duration, or accept wider pass margins.';

const ADVICE: Readonly<Record<string, string>> = {
  'errors-worse': WORSE,
  'latency-worse': WORSE,
  'budget-burned': WORSE,
  misrouted: 'mend the split of the traffic, or state it as it is meant in traffic-share.',
  'more-traffic': MORE,
  'latency-undecided': MORE,
  'foreign-digest':
    'wait until the roll-out is complete, or mend where the canary address points, and run again.',
  'no-data': SILENT,
  'canary-silent': SILENT,
  'baseline-silent': SILENT,
};

function metricTable({ metrics }: CanaryPredicate): string {
  const headings = [
    'metric',
    'baseline',
    'canary',
    'ratio (95 % interval)',
    'fails above',
    'passes below',
    'verdict',
  ];
  const rank = { fail: 0, undecided: 1, pass: 2 } as const;
  const rows = metrics
    .toSorted((a, b) => rank[a.verdict] - rank[b.verdict])
    .map((metric) => [
      cell(metric.name),
      side(metric.baseline),
      side(metric.canary),
      effect(metric),
      limits(metric.fail),
      limits(metric.pass),
      metric.verdict === 'undecided' ? 'not decided' : metric.verdict,
    ]);
  return table(headings, rows);
}

const side = ({ trials, bad, rate }: CanaryMetric['canary']): string =>
  rate === undefined ? 'no requests' : `${formatRate(rate)} (${bad} of ${trials})`;

function effect({ effect: { ratio, low, high } }: CanaryMetric): string {
  const range = rangeOf(low, high);
  if (ratio === undefined) return range ?? 'unknown';
  return `×${formatRatio(ratio)}${range === undefined ? '' : ` (${range})`}`;
}

function rangeOf(low: number | undefined, high: number | undefined): string | undefined {
  if (low !== undefined && high !== undefined) return `${formatRatio(low)} to ${formatRatio(high)}`;
  if (low !== undefined) return `at least ${formatRatio(low)}`;
  return high === undefined ? undefined : `at most ${formatRatio(high)}`;
}

const limits = (tests: readonly CanaryTest[]): string =>
  tests
    .map(({ law, hypothesis }) =>
      law === 'canary-rate' ? formatRate(hypothesis) : `×${formatRatio(hypothesis)}`,
    )
    .join(' and ');

function course({ samples, predicate: { decidedAfterSeconds } }: SummaryFacts): readonly string[] {
  const points = courseOf(samples);
  if (points.length === 0) return [];
  const [canary, baseline] = [points.map((point) => point.canary), points.map((point) => point.baseline)];
  const top = Math.max(...canary, ...baseline);
  const lines = `${sparkline(canary, top)} canary, ${sparkline(baseline, top)} baseline (errors per 1000 requests, 0 to ${top})`;
  const drawn = chart(points, decidedAfterSeconds / 60);
  return [lines, ...(drawn === undefined ? [] : [drawn])];
}

function failureTable({ failures }: CanaryPredicate): readonly string[] {
  const kinds = [...new Set([...failures.canary, ...failures.baseline].map(({ kind }) => kind))];
  if (kinds.length === 0) return [];
  const count = (side: CanaryPredicate['failures']['canary'], wanted: string): string =>
    String(side.find(({ kind }) => kind === wanted)?.count ?? 0);
  const rows = kinds.map((kind) => [
    code(kind),
    count(failures.canary, kind),
    count(failures.baseline, kind),
  ]);
  return [table(['failures', 'canary', 'baseline'], rows, 10)];
}

function judged({ predicate }: SummaryFacts): string {
  const { plan, provider, binding, metrics } = predicate;
  const level = plan.baselineLevel;
  const facts = [
    `${plural(predicate.looks, 'look')}, one every ${formatDuration(plan.intervalSeconds * 1000)}, up to ${formatDuration(plan.maxDurationSeconds * 1000)}; no PASS before ${formatDuration(plan.minDurationSeconds * 1000)}.`,
    `A canary within tolerance FAILs in at most ${formatRate(plan.levels.fail)} of runs, one that is not PASSes in at most ${formatRate(plan.levels.pass)}.`,
    `Baseline error rate: ${level.rate === undefined ? 'not known before the run' : `${formatRate(level.rate)} (${level.source})`}. Dispersion: ${formatRatio(plan.dispersion.value)} (${DISPERSION[plan.dispersion.source] ?? plan.dispersion.source}).`,
    providerLine(provider),
    `That the digest answered is ${binding.by === 'asserted' ? 'asserted by the workflow' : `known from its ${binding.by} ${code(binding.header ?? binding.page ?? '')}`}.`,
    `From ${formatTime(new Date(predicate.startedAt))} to ${formatTime(new Date(predicate.finishedAt))}. Samples ${code(predicate.samplesDigest)}.`,
  ];
  const rows = metrics.flatMap((metric) => [
    ...metric.fail.map((test) => testRow(metric.name, 'FAIL', test)),
    ...metric.pass.map((test) => testRow(metric.name, 'PASS', test)),
  ]);
  const tests = table(
    ['metric', 'for', 'must reject', 'count', 'decides at', 'level spent', 'rejected'],
    rows,
  );
  return `${facts.map((fact) => `- ${fact}`).join('\n')}\n\n${tests}`;
}

const DISPERSION: Readonly<Record<string, string>> = {
  'a-a': 'measured before the run, baseline against baseline',
  residuals: 'estimated from the run itself, which sees bursts late; measure it with calibration',
  assumed: 'assumed',
};

const LAWS = { 'rate-ratio': 'ratio', 'odds-ratio': 'odds ratio', 'canary-rate': 'canary' } as const;

function testRow(metric: string, verdict: 'FAIL' | 'PASS', test: CanaryTest): readonly string[] {
  const [limit, side] = verdict === 'FAIL' ? ['≤', '≥'] : ['≥', '≤'];
  const value = test.law === 'canary-rate' ? formatRate(test.hypothesis) : formatRatio(test.hypothesis);
  const start = [cell(metric), verdict, `${LAWS[test.law]} ${limit} ${value}`];
  if (test.evidence !== undefined) {
    // Above a million nobody reads the digits.
    const evidence = test.evidence > 1e6 ? 'over 1000000' : test.evidence.toFixed(2);
    return [...start, `evidence ${evidence}`, `mean of ${(1 / test.level).toFixed(0)}`, '–', '–'];
  }
  return [
    ...start,
    String(test.count),
    test.boundary === undefined ? '–' : `${side} ${test.boundary}`,
    `${formatRate(test.spent)} of ${formatRate(test.level)}`,
    test.rejectedAtSeconds === undefined ? 'no' : formatDuration(test.rejectedAtSeconds * 1000),
  ];
}

function signingLine(signing: Signing): string {
  switch (signing.status) {
    case 'signed':
      return `Signed by ${escape(signing.by)}: ${plural(signing.bundles.length, 'bundle')} attached and verified.`;
    case 'not signed':
      return `Not signed: ${escape(signing.why)}`;
  }
}
