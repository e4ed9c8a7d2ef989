import { type Problem, UnavailableError } from '../../../shared/text/error.ts';
import { STALL_SECONDS, type Stall, isStall } from './cache-watch.ts';
import type { ProgressOutcome } from './progress.ts';
import type { BuildRequest, BuilderPorts } from './request.ts';
import { answeringCaches } from './silent-cache.ts';

/** What a run gives up waiting for: a cache at which it stands still, or everything, when nothing is at work. */
export type Patience = 'caches' | 'anything';

/**
 * Runs a build in such a way that no cache fails it or holds it up: a cache service that does not answer is left out, and when a cache stands still the
 * build starts again without any. Steps that have run are known to BuildKit, and do not run again.
 * @throws UnavailableError when BuildKit still waits for the cache; else what `run` throws.
 */
export async function runWithCaches(
  request: BuildRequest,
  ports: BuilderPorts,
  run: (request: BuildRequest, patience: Patience) => Promise<ProgressOutcome>,
): Promise<ProgressOutcome> {
  const { request: asked, problems } = await answeringCaches(request, ports);
  try {
    return withProblems(await run(asked, 'caches'), problems);
  } catch (error) {
    if (!isStall(error)) throw error;
    const problem = stalledProblem(error);
    ports.log.info(problem.what);
    return withProblems(await again(request, run), [...problems, problem]);
  }
}

async function again(
  request: BuildRequest,
  run: (request: BuildRequest, patience: Patience) => Promise<ProgressOutcome>,
): Promise<ProgressOutcome> {
  try {
    return await run({ ...request, cacheFrom: [], cacheTo: [] }, 'anything');
  } catch (error) {
    if (!isStall(error)) throw error;
    throw new UnavailableError({
      what: 'BuildKit does not answer',
      rule: 'it still waits for a cache that stands still, and builds nothing meanwhile',
      next: 'run the job again, without cache-from if it stays',
    });
  }
}

const withProblems = (outcome: ProgressOutcome, problems: readonly Problem[]): ProgressOutcome => ({
  ...outcome,
  caches: [...problems, ...outcome.caches],
});

const stalledProblem = ({ stalled }: Stall): Problem => ({
  what: `built without caches: ${stalled.join(', ')} stood still`,
  rule: `a cache never fails a build; after ${STALL_SECONDS} seconds without a word it is given up`,
  next: 'look at the status of the cache; without caches every step runs',
});
