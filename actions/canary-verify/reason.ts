import { plural } from '../../shared/text/size.ts';
import { formatDuration } from '../../shared/text/duration.ts';
import { noTotals } from './dispersion.ts';
import type { LatencyBound } from './latency.ts';
import { type MetricStanding, passed } from './metric.ts';
import { CONFIDENCE } from './metric-report.ts';
import { formatRate, formatRatio } from './percent.ts';
import { errorHypotheses } from './plan.ts';
import { failureKinds } from './sample.ts';
import { evidenceAbove, interval } from './sequential.ts';
import { rateOf } from './strata.ts';
import type { Decision, Judgement, Reason } from './verdict.ts';

type Decided = Judgement & { readonly decision: Decision };

type OpenReason = Exclude<
  Reason,
  { readonly code: 'errors-worse' | 'latency-worse' | 'budget-burned' | 'within-tolerance' }
>;

/** Why, in one or two plain sentences with their numbers; texts from outside are as they came. */
export function sayReason(judgement: Decided): string {
  const { reason } = judgement.decision;
  switch (reason.code) {
    case 'errors-worse':
      return `${comparison(judgement)}; ${tolerated(judgement)}. ${mostly(judgement)}`.trim();
    case 'latency-worse':
      return slower(judgement);
    case 'budget-burned':
      return `The canary burned its error budget ${formatRatio(reason.times)} times too fast over the last five minutes; 14.4 times is the limit, whatever the baseline does. ${mostly(judgement)}`.trim();
    case 'within-tolerance':
      return `${comparison(judgement)}; ${excluded(judgement)} is excluded.${asFast(judgement)}`;
    default:
      return sayOpen(reason, judgement);
  }
}

/** Why nothing was proven. */
function sayOpen(reason: OpenReason, judgement: Decided): string {
  switch (reason.code) {
    case 'no-data':
    case 'canary-silent':
    case 'baseline-silent':
      return saySilence(reason.code, judgement);
    case 'foreign-digest':
      return `What answered as the canary is not the image under test: it names ${JSON.stringify(reason.seen)}.`;
    case 'baseline-level':
      return `The baseline itself failed ${formatRate(reason.rate)} of its requests: its usual rate must be known to compare by ratio.`;
    case 'more-traffic':
      return `${comparison(judgement)}. ${moreTraffic(judgement, reason.requests)}`;
    case 'between-margins':
      return `${comparison(judgement)}: between what fails and what passes, and more traffic of this kind would not settle it.`;
    case 'latency-undecided':
      return `${comparison(judgement)}. Latency is not decided: ${openBounds(judgement)}.`;
    case 'misrouted':
      return `The canary had ${formatRate(reason.share)} of the requests, not ${formatRate(judgement.plan.trafficShare ?? 0)} as configured: the traffic is not what the verdict would be about.`;
    case 'cancelled':
      return 'The job was cancelled before a verdict.';
  }
}

function saySilence(code: 'no-data' | 'canary-silent' | 'baseline-silent', { errors }: Decided): string {
  const { canary, baseline } = errors.totals;
  switch (code) {
    case 'no-data':
      return 'Neither side had a single request, so nothing is known.';
    case 'canary-silent':
      return `The canary had no request, the baseline ${plural(baseline.trials, 'request')}; nothing is known of the canary.`;
    case 'baseline-silent':
      return `The baseline had no request, the canary ${plural(canary.trials, 'request')}; there is nothing to compare it with.`;
  }
}

/** `1.6 % of canary requests failed against 0.5 % of the baseline's: 3.1 times as many (95 % interval 1.3 to 6.4)`. */
function comparison({ errors: { totals, curve } }: Decided): string {
  const { canary, baseline } = totals;
  const [mine, theirs] = [rateOf(canary) ?? 0, rateOf(baseline) ?? 0];
  const { low, high } = interval(curve, CONFIDENCE);
  if (mine === 0 && theirs === 0) {
    return `None of ${plural(canary.trials, 'canary request')} failed, and none of the baseline's ${baseline.trials}`;
  }
  if (theirs === 0) {
    const times =
      low === undefined
        ? 'too few to say how many times as many'
        : `at least ${formatRatio(low)} times as many (95 % interval)`;
    return `${formatRate(mine)} of canary requests failed against none of the baseline's ${baseline.trials}: ${times}`;
  }
  const range = `${low === undefined ? 'under 0.02' : formatRatio(low)} to ${high === undefined ? 'over 50' : formatRatio(high)}`;
  return `${formatRate(mine)} of canary requests failed against ${formatRate(theirs)} of the baseline's: ${formatRatio(mine / theirs)} times as many (95 % interval ${range})`;
}

/** `1.2 times as many is tolerated`. */
function tolerated(judgement: Decided): string {
  const words = errorHypotheses(judgement.plan).fail.map(({ law, value }) =>
    law === 'canary-rate' ? `${formatRate(value)} of its requests` : `${formatRatio(value)} times as many`,
  );
  return `${words.join(' or ')} is tolerated`;
}

function excluded(judgement: Decided): string {
  const { pass } = errorHypotheses(judgement.plan);
  return pass
    .map(({ law, value }) =>
      law === 'canary-rate'
        ? `an error rate of ${formatRate(value)} or more`
        : `${formatRatio(value)} times as many or more`,
    )
    .join(' and ');
}

/** `19 of 21 failures are 503.` */
function mostly({ samples, errors }: Decided): string {
  const [first] = failureKinds(samples.map(({ canary }) => canary));
  if (first === undefined) return '';
  const [kind, count] = first;
  return `${count} of ${plural(errors.totals.canary.bad, 'failure')} ${count === 1 ? 'is' : 'are'} ${kind}.`;
}

function moreTraffic({ errors, decision }: Decided, requests: number): string {
  const seen = errors.totals.canary.trials;
  const time = decision.after * (requests / seen);
  return `A PASS lacks about ${plural(requests, 'canary request')} (${formatDuration(time)} at this rate), if all goes on as it did.`;
}

/** The bound that speaks most against the canary. */
function slower(judgement: Decided): string {
  const { plan, latency } = judgement;
  const worst = (plan.latency?.bounds ?? [])
    .map((bound, index) => ({ bound, standing: latency[index] }))
    .toSorted((a, b) => evidence(b) - evidence(a))[0];
  const { canary, baseline } = worst?.standing?.totals ?? noTotals;
  const margin = `${formatRatio((plan.latency?.margins.fail ?? 0) * 100)} %`;
  return `${formatRate(rateOf(canary) ?? 0)} of the canary's good answers took longer than ${worst?.bound.milliseconds ?? 0} ms against ${formatRate(rateOf(baseline) ?? 0)} of the baseline's: it is slower by more than the ${margin} that is tolerated.`;
}

const evidence = ({
  bound,
  standing,
}: {
  bound: LatencyBound;
  standing: MetricStanding | undefined;
}): number => (standing === undefined ? 0 : evidenceAbove(standing.curve, bound.failOdds));

/** `slower than 120 ms, slower than 480 ms`. */
function openBounds({ plan, latency }: Decided): string {
  const open = (plan.latency?.bounds ?? []).filter((_, index) => {
    const standing = latency[index];
    return standing === undefined || !passed(standing);
  });
  if (open.length === 0) return 'too few good answers';
  return `what is slower than ${open.map(({ milliseconds }) => `${milliseconds} ms`).join(', ')} needs more traffic`;
}

const asFast = ({ plan }: Decided): string =>
  plan.latency === undefined
    ? ''
    : ` It is not slower by ${formatRatio(plan.latency.margins.pass * 100)} % or more.`;
