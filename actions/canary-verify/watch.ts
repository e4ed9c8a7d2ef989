import type { Milliseconds } from '../../shared/text/duration.ts';
import type { Plan } from './plan.ts';
import type { Provider } from './provider.ts';
import { type Decision, type Judgement, conclude, openJudgement, takeLook } from './verdict.ts';

/**
 * Looks at the provider's samples until they decide, run out, or the job is cancelled (then the judgement says so; it is not an error).
 * `onLook` is told after each look.
 */
export async function watch(
  plan: Plan,
  provider: Provider,
  signal: AbortSignal,
  onLook: (judgement: Judgement) => void,
): Promise<Judgement & { readonly decision: Decision }> {
  let judgement = openJudgement(plan);
  try {
    for (let index = 1; judgement.decision === undefined; index++) {
      const elapsed = Math.min(plan.maxDuration, index * plan.interval) as Milliseconds;
      const sample = await provider.next(elapsed, signal);
      if (sample === undefined) break;
      judgement = takeLook(judgement, sample);
      onLook(judgement);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    provider.close();
  }
  return conclude(judgement, signal.aborted);
}
