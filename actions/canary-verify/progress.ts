import { formatDuration } from '../../shared/text/duration.ts';
import type { Counts } from './strata.ts';
import type { Judgement } from './verdict.ts';

/** One line for the log after a look: how long, how much, how many failed. */
export function progressLine({ samples, errors, plan, decision }: Judgement): string {
  const { canary, baseline } = errors.totals;
  const side = (name: string, { bad, trials }: Counts): string => `${name} ${bad} of ${trials} failed`;
  const left = plan.maxDuration - (samples.at(-1)?.elapsed ?? 0);
  const rest =
    decision === undefined ? `undecided, up to ${formatDuration(left)} more` : `decided: ${decision.verdict}`;
  const time = formatDuration(samples.at(-1)?.elapsed ?? 0);
  return `${time}: ${side('canary', canary)}, ${side('baseline', baseline)}; ${rest}`;
}
